"""Which applications are missing from the export that should hold them.

An export judges if it says what it holds, within its profile and municipality, and only what it should hold: see
:class:`Judges`. Any import of the profile that told of an application will do for it to be missed, and a row that could
not be read is there all the same. An import *counts* what has gone missing since the latest earlier export of its kind;
the *state* as of a day is what the latest export that should hold it lacks, and no import since was told of.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import Connection, exists, select

from casewatch.core.fold import Content
from casewatch.store.bulk import PARAMETERS, chunks
from casewatch.store.standing import Cut, StandingImport, newest_ranks
from casewatch.store.tables.imports import application, rejection, sighting

#: Only exports that say what they hold can miss something.
JUDGING = ("all", "open")
#: Later than any day: an export without any receipt holds nothing to judge others by.
_NEVER = "9999-12-31"


class Judges:
    """The exports of one kind (`all` or `open`), profile and municipality, in the order of their ranks.

    An `all` export should hold what was received from its own earliest receipt up to the day it came, an `open` one
    what was received up to that day and is neither decided nor closed.
    """

    def __init__(self, holds: str, exports: Sequence[StandingImport]) -> None:
        self._holds = holds
        self._ranks = [each.rank for each in exports]
        self._days = [each.day for each in exports]
        self._earliest = [each.earliest_received or _NEVER for each in exports]
        for at in range(len(exports) - 1, 0, -1):  # of this one or any later
            self._earliest[at - 1] = min(self._earliest[at - 1], self._earliest[at])

    def should_hold(self, content: Content, after: int = 0, day: str | None = None) -> bool:
        """Whether any of them of a rank above `after` should hold an application that looks like this.

        `day`: judged as of it; None: by all that is known. The latest that should hold it has such a rank just where
        any has.
        """
        received: str | None = content.get("received")
        first = bisect_right(self._ranks, after)
        if received is not None:
            first = max(first, bisect_left(self._days, received))
        if first == len(self._ranks):
            return False
        if self._holds == "open":
            ends = [end for end in (content.get("decided"), content.get("closed")) if end]
            return not any(day is None or end <= day for end in ends)
        return received is not None and self._earliest[first] <= received


def gone_applications(
    connection: Connection,
    cut: Cut,
    imports: Sequence[StandingImport],
    as_of: date,
    known: Iterable[tuple[int, str, Content]],
    newest: dict[int, int],
) -> set[int]:
    """Ids of the applications that are gone as of a day.

    `known`: id, municipality and content of every application; `newest`: per id the rank of the newest standing import
    that held it. Judged by the exports received on or before the day.
    """
    day = as_of.isoformat()
    by_then = [each for each in imports if each.day <= day]
    exports: dict[tuple[str, str, str], list[StandingImport]] = {}
    latest: dict[str, int] = {}
    for each in by_then:
        if each.holds in JUDGING:
            for municipality in each.municipalities:
                exports.setdefault((municipality, each.profile, each.holds), []).append(each)
                latest[municipality] = each.rank
    if not exports:
        return set()
    if len(by_then) < len(imports):
        newest = newest_ranks(connection, cut, by_then[-1].rank)
    of_municipality: dict[str, list[tuple[int, Content]]] = {}
    for identity, municipality, content in known:
        if 0 < newest.get(identity, 0) < latest.get(municipality, 0):  # few, in an ordinary week
            of_municipality.setdefault(municipality, []).append((identity, content))
    gone: set[int] = set()
    for (municipality, profile, holds), same in exports.items():
        judges = Judges(holds, same)
        told = of_municipality.get(municipality, ())
        missing = {which: content for which, content in told if judges.should_hold(content, newest[which], day)}
        if not missing:
            continue
        rejected = _last_rejected(connection, by_then, missing)
        left = [which for which, rank in rejected.items() if not judges.should_hold(missing[which], rank, day)]
        of_profile = [each.id for each in by_then if each.profile == profile]
        gone |= _told_by(connection, of_profile, sorted(missing.keys() - left))
    return gone


def missing_from(connection: Connection, imports: Sequence[StandingImport], judge: StandingImport) -> set[int]:
    """Ids of the applications that the latest export of the same kind before this one held, or an import since then.

    Judged per municipality and within the profile; without those that this one holds, rejected ones too. Whether it
    should hold them is not looked at yet: see :class:`Judges`.
    """
    if judge.holds not in JUDGING:
        return set()
    earlier = [each for each in imports if each.rank < judge.rank and each.profile == judge.profile]
    now = sighting.alias("now")
    here = exists(
        select(now.c.batch_id).where(now.c.batch_id == judge.id, now.c.application_id == sighting.c.application_id)
    )
    missing: set[int] = set()
    for municipality in judge.municipalities:
        mine = [each for each in earlier if municipality in each.municipalities]
        since = max((each.rank for each in mine if each.holds == judge.holds), default=judge.rank)
        query = select(sighting.c.application_id).join(application, application.c.id == sighting.c.application_id)
        query = query.where(application.c.municipality == municipality, ~here).distinct()
        for chunk in chunks([each.id for each in mine if each.rank >= since], PARAMETERS):
            missing.update(connection.execute(query.where(sighting.c.batch_id.in_(chunk))).scalars())
    return missing - _last_rejected(connection, [judge], missing).keys()


def _told_by(connection: Connection, batches: Sequence[int], candidates: Sequence[int]) -> set[int]:
    """Those of the candidates that any of some imports held."""
    query = select(sighting.c.application_id).distinct()
    told: set[int] = set()
    for some in chunks(batches, PARAMETERS):
        for chunk in chunks(candidates, PARAMETERS):
            held = query.where(sighting.c.batch_id.in_(some), sighting.c.application_id.in_(chunk))
            told.update(connection.execute(held).scalars())
    return told


def _last_rejected(
    connection: Connection, imports: Iterable[StandingImport], candidates: Iterable[int]
) -> dict[int, int]:
    """Candidates that some of the imports held in a row that could not be read -> the rank of the last that did."""
    ranks = {each.id: each.rank for each in imports}
    same_case = (application.c.municipality == rejection.c.municipality) & (
        application.c.case_key == rejection.c.case_key
    )
    same_number = (rejection.c.application_no.is_(None)) | (application.c.application_no == rejection.c.application_no)
    query = select(application.c.id, rejection.c.batch_id).join(rejection, same_case & same_number).distinct()
    last: dict[int, int] = {}
    for chunk in chunks(candidates, PARAMETERS):
        for which, batch in connection.execute(query.where(application.c.id.in_(chunk))):
            if batch in ranks:
                last[which] = max(ranks[batch], last.get(which, 0))
    return last
