"""Which application each row of a file is."""

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection

from casewatch.core.identity import Marks, number_rows
from casewatch.intake.tables import Finding, ReadRow
from casewatch.language import _
from casewatch.store.bulk import PARAMETERS, chunks
from casewatch.store.importing import TopLayer, canonical, content_hash, known_applications, top_layers
from casewatch.store.known import folds_of
from casewatch.store.standing import Cut

CaseKey = tuple[str, str]  # municipality, case key
#: One row or application, the usual case, stands alone; several in a list. Hundred thousand lists would cost memory.
Rows = int | list[int]
TypeAndDate = tuple[str | None, str | None, bool]  # and whether a standing import holds the application


@dataclass
class Placed:
    """The rows of a file with their identities. Parallel to the rows, which an ambiguous one is no longer among."""

    rows: list[ReadRow]
    identities: list[int]
    same_version: list[int]  # the stored version a row repeats, 0 where it says something else
    new_identities: list[tuple[int, str, str, int]] = field(default_factory=list)  # id, municipality, key, number
    ambiguous: list[ReadRow] = field(default_factory=list)


def place(connection: Connection, rows: Sequence[ReadRow], first_id: int) -> Placed:
    """Match the rows with every application ever known of their municipalities; new ones are numbered from `first_id`.

    Most rows of a weekly export say word for word what the store has: these are recognised by their hash. For the
    others type and date received are looked up.
    """
    cases: dict[CaseKey, Rows] = {}
    for at, row in enumerate(rows):
        case = (row.municipality, row.case_key)
        others = cases.setdefault(case, at)
        if isinstance(others, list):
            others.append(at)
        elif others != at:
            cases[case] = [others, at]
    municipalities = {row.municipality for row in rows}
    matching = _Matching(connection, rows, first_id)
    keys = {case_key for _municipality, case_key in cases}
    known: list[int] = []
    for municipality, case_key, number, identity in known_applications(connection, municipalities, keys):
        which = cases.get((municipality, case_key))
        if which is not None:
            matching.know(_first(which), number, identity)
            known.append(identity)
    if known:
        matching.tops = top_layers(connection, municipalities, known)
    return matching.match(cases)


def _first(which: Rows) -> int:
    return which if isinstance(which, int) else which[0]


class _Matching:
    """One import's matching, case by case. What is known of a case is kept at the first of its rows."""

    def __init__(self, connection: Connection, rows: Sequence[ReadRow], first_id: int) -> None:
        self.connection, self.rows, self.following = connection, rows, first_id
        self.tops: dict[int, TopLayer] = {}
        self.identities = [0] * len(rows)
        self.same_version = [0] * len(rows)
        self.new: list[tuple[int, str, str, int]] = []
        self.ambiguous: set[int] = set()
        # the only known application of a case: number and id; where there are more, all of them
        self._known_number, self._known_id = array("q", bytes(8 * len(rows))), array("q", bytes(8 * len(rows)))
        self._known_more: dict[int, list[tuple[int, int]]] = {}

    def know(self, at: int, number: int, identity: int) -> None:
        """A known application of the case that the row is the first one of."""
        if not self._known_id[at]:
            self._known_number[at], self._known_id[at] = number, identity
        else:
            self._known_more.setdefault(at, self.known(at)).append((number, identity))

    def known(self, at: int) -> list[tuple[int, int]]:
        """Number and id of the known applications of a case."""
        if at in self._known_more:
            return self._known_more[at]
        return [(self._known_number[at], self._known_id[at])] if self._known_id[at] else []

    def match(self, cases: dict[CaseKey, Rows]) -> Placed:
        """All rows with their identities."""
        slow = [which for case, which in cases.items() if not (isinstance(which, int) and self._alone(case, which))]
        for chunk in chunks(slow, PARAMETERS // 2):
            marks = self._marks(_first(which) for which in chunk)
            for which in chunk:
                self._several([which] if isinstance(which, int) else which, marks)
        if not self.ambiguous:
            return Placed(list(self.rows), self.identities, self.same_version, self.new)
        kept = [at for at in range(len(self.rows)) if at not in self.ambiguous]
        return Placed(
            rows=[self.rows[at] for at in kept],
            identities=[self.identities[at] for at in kept],
            same_version=[self.same_version[at] for at in kept],
            new_identities=self.new,
            ambiguous=[self.rows[at] for at in sorted(self.ambiguous)],
        )

    def _alone(self, case: CaseKey, at: int) -> bool:
        """Settle a case of one row that is plainly new, plainly numbered, or plainly what the store has."""
        row = self.rows[at]
        if not self._known_id[at]:
            self._create(case, at, row.application_no or 1)
            return True
        if row.application_no is not None:
            self._numbered(at, row.application_no, self.known(at))
            return True
        if at not in self._known_more:
            identity = self._known_id[at]
            self.same_version[at] = self._repeats(at, identity)
            self.identities[at] = identity
            return bool(self.same_version[at])
        return False

    def _several(self, which: list[int], marks: dict[int, TypeAndDate]) -> None:
        """Settle a case by number, else by type and date received."""
        there = self.known(which[0])
        given = Counter(number for at in which if (number := self.rows[at].application_no) is not None)
        twice = {number for number, times in given.items() if times > 1}
        self.ambiguous.update(at for at in which if self.rows[at].application_no in twice)
        which = [at for at in which if at not in self.ambiguous]
        rows = [
            Marks(row.application_no, row.content.get("application_type"), row.content.get("received"))
            for row in (self.rows[at] for at in which)
        ]
        known = [Marks(number, *marks.get(identity, (None, None, False))) for number, identity in there]
        for at, number in zip(which, number_rows(rows, known), strict=True):
            self._numbered(at, number, there)

    def _numbered(self, at: int, number: int, known: list[tuple[int, int]]) -> None:
        identity = dict(known).get(number)
        if identity is None:
            row = self.rows[at]
            self._create((row.municipality, row.case_key), at, number)
        else:
            self.identities[at] = identity
            self.same_version[at] = self._repeats(at, identity)

    def _repeats(self, at: int, identity: int) -> int:
        """The version that stands on top of an application, if the row says just that; else 0."""
        top = self.tops.get(identity)
        return top[1] if top is not None and top[0] == content_hash(canonical(self.rows[at].content)) else 0

    def _create(self, case: CaseKey, at: int, number: int) -> None:
        self.identities[at] = self.following
        self.new.append((self.following, *case, number))
        self.following += 1

    def _marks(self, cases: Iterable[int]) -> dict[int, TypeAndDate]:
        """Type and received of the known applications of some cases: as they stand, else as they last stood."""
        wanted = [identity for at in cases for _number, identity in self.known(at)]
        folded = folds_of(self.connection, Cut(), wanted)
        lost = [identity for identity in wanted if identity not in folded]
        once = folds_of(self.connection, Cut(undone_too=True), lost) if lost else {}
        return {
            identity: (content.get("application_type"), content.get("received"), identity in folded)
            for identity, content in (folded | once).items()
        }


def take_out_unreceived(connection: Connection, placed: Placed) -> list[ReadRow]:
    """Take the rows out of `placed` that would be new applications without a day of receipt, and return them.

    New is what is not known now, whatever imports that were taken back once said.
    """
    lacking = [at for at, row in enumerate(placed.rows) if not row.content.get("received")]
    if not lacking:
        return []
    new = {identity for identity, *_place in placed.new_identities}
    known = folds_of(connection, Cut(), [placed.identities[at] for at in lacking if placed.identities[at] not in new])
    out = {at for at in lacking if placed.identities[at] not in known}
    taken = [placed.rows[at] for at in sorted(out)]
    gone = {placed.identities[at] for at in out}
    kept = [at for at in range(len(placed.rows)) if at not in out]
    placed.rows = [placed.rows[at] for at in kept]
    placed.identities = [placed.identities[at] for at in kept]
    placed.same_version = [placed.same_version[at] for at in kept]
    placed.new_identities = [new for new in placed.new_identities if new[0] not in gone]
    return taken


def unreceived_findings(rows: Iterable[ReadRow]) -> Iterator[Finding]:
    """One finding per row that was taken out."""
    for row in rows:
        message = _(
            "Sak {case_no} er ny, men mangler mottatt-dato. Søknaden er ikke lest inn. "
            "Fyll ut dagen søknaden kom inn, og les inn på nytt."
        ).format(case_no=row.case_no)
        yield Finding("error", "received_missing", message, row.sheet, row.row, None, "received", row.case_no)
