"""Reported decisions and dispatches that the export after them did not confirm: whoever reported it is asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from casewatch.core.fold import Content
from casewatch.store.corrections import REPORTED, StoredCorrection, arrivals, ended, stored_corrections
from casewatch.store.standing import Cut, standing_imports


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """A report that has ended, one of the days it gave, and what is known of it since. Dates are ISO texts."""

    said: StoredCorrection
    field: str  # one of REPORTED
    reported: str
    known: str | None
    export: str  # the day of the newest file that ended it


def unconfirmed(
    connection: Connection, cut: Cut, contents: Mapping[int, Content], municipalities: Iterable[str] | None = None
) -> list[Unconfirmed]:
    """The reports of some applications that no export bears out, the oldest first; `contents` by id.

    Only the newest word on a field is asked about: whoever reports anew, corrects for good or takes the report back
    has answered.
    """
    said = stored_corrections(connection, cut, municipalities=municipalities)
    over = ended(said, standing_imports(connection, cut), arrivals(connection, cut)) if said else {}
    newest = {(each.application_id, name): each for each in said for name in REPORTED if name in each.values}
    found = []
    for (identity, name), each in newest.items():
        reported = each.values[name]
        if each.id not in over or not reported or identity not in contents:
            continue
        known = contents[identity].get(name)
        if known != reported:
            found.append(Unconfirmed(each, name, reported, known, over[each.id]))
    return sorted(found, key=lambda each: (each.said.id, each.field))
