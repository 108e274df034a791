"""What differs between two states of the store, application by application: preview, receipt and undo alike."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection

from casewatch.core.fold import PERSON, Change, Content, compare, moved_after_decision
from casewatch.store.bulk import PARAMETERS, chunks
from casewatch.store.corrections import arrivals
from casewatch.store.known import Overlays, folds_of, overlays
from casewatch.store.standing import Cut, standing_imports


@dataclass(frozen=True, slots=True)
class Difference:
    """One application before and after (None: not known then) and the fields that differ, if it is in both."""

    application_id: int
    before: Content | None
    after: Content | None
    changes: list[Change]
    moved: list[str]  # remarks on dates that the imports alone moved after a decision: complete_moved and the like


class StoreComparison:
    """Two states of the store beside each other."""

    def __init__(self, connection: Connection, before: Cut, after: Cut) -> None:
        self._connection, self._before, self._after = connection, before, after
        self.over_before = overlays_at(connection, before)
        self.over_after = overlays_at(connection, after)

    def overlaid(self) -> set[int]:
        """Ids of the applications whose transfer or corrections differ between the two."""
        one, other = self.over_before, self.over_after
        closed = set(one.closed.keys() ^ other.closed.keys())
        closed |= {
            identity
            for identity in one.closed.keys() & other.closed.keys()
            if one.closed[identity].day != other.closed[identity].day
        }
        said = one.said.keys() | other.said.keys()
        return closed | {identity for identity in said if one.said.get(identity) != other.said.get(identity)}

    def of(self, application_ids: Iterable[int]) -> Iterator[Difference]:
        """The applications in both states, one by one; those without changes too.

        A field differs where what the imports say of it differs, be it under a person's word, or where that word
        ended.
        """
        for chunk in chunks(application_ids, PARAMETERS):
            folds_before = folds_of(self._connection, self._before, chunk)
            folds_after = folds_of(self._connection, self._after, chunk)
            for identity in chunk:
                yield self._one(identity, folds_before.get(identity), folds_after.get(identity))

    def _one(self, identity: int, old: Content | None, new: Content | None) -> Difference:
        before = None if old is None else self.over_before.over(identity, old)
        after = None if new is None else self.over_after.over(identity, new)
        changes: list[Change] = []
        moved: list[str] = []
        if old is not None and new is not None and before is not None and after is not None:
            changes = compare(old, new)
            moved = moved_after_decision(old, changes)
            if before is not old or after is not new:
                told = {change.field for change in changes} | {PERSON}
                changes += [change for change in compare(before, after) if change.field not in told]
        return Difference(identity, before, after, changes, moved)


def overlays_at(connection: Connection, cut: Cut) -> Overlays:
    """Transfers and corrections of one state of the store."""
    return overlays(connection, cut, standing_imports(connection, cut), arrivals(connection, cut))
