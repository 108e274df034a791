"""Which applications are missing from the export that should hold them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import Connection, exists, select

from casewatch.core.picture import Content
from casewatch.store.bulk import PARAMETERS, chunks
from casewatch.store.standing import Cut, StandingImport, newest_ranks, standing
from casewatch.store.tables import application, import_batch, rejection, sighting

#: Only exports that say what they hold can miss something.
JUDGING = ("all", "open")


def gone_applications(
    connection: Connection,
    cut: Cut,
    imports: Sequence[StandingImport],
    as_of: date,
    known: Iterable[tuple[int, str, Content]],
    newest: dict[int, int],
) -> set[int]:
    """Ids of the applications that are gone as of a day.

    `known`: id, municipality and picture of every application; `newest`: per id the rank of the newest standing import
    that held it. Judged per municipality and profile, by the latest `all` or `open` export received on or before the
    day: gone is what an earlier such export held, this one lacks and nothing since has held. An `all` export judges
    only what was received on or after its own earliest received, an `open` one only what is neither decided nor closed.
    """
    day = as_of.isoformat()
    by_then = [each for each in imports if each.day <= day]
    judges: dict[tuple[str, str], list[StandingImport]] = {}
    for each in by_then:
        if each.holds in JUDGING:
            for municipality in each.municipalities:
                judges.setdefault((municipality, each.profile), []).append(each)
    judges = {which: exports for which, exports in judges.items() if len(exports) > 1}
    if not judges:
        return set()
    if len(by_then) < len(imports):
        newest = newest_ranks(connection, cut, by_then[-1].rank)
    latest: dict[str, int] = {}
    for (municipality, _profile), exports in judges.items():
        latest[municipality] = max(exports[-1].rank, latest.get(municipality, 0))
    of_municipality: dict[str, list[tuple[int, Content]]] = {}
    for identity, municipality, content in known:
        if 0 < newest.get(identity, 0) < latest.get(municipality, 0):  # few, in an ordinary week
            of_municipality.setdefault(municipality, []).append((identity, content))
    gone: set[int] = set()
    for (municipality, profile), exports in judges.items():
        judge = exports[-1]
        missing = [
            identity
            for identity, content in of_municipality.get(municipality, ())
            if newest[identity] < judge.rank and should_hold(judge.holds, judge.earliest_received, content, day)
        ]
        if missing:
            held = _held_before(connection, cut, profile, judge.rank, missing)
            gone |= held - rejected_by(connection, judge.id)
    return gone


def should_hold(holds: str, earliest_received: str | None, content: Content, day: str | None = None) -> bool:
    """Whether an export of this kind should hold an application that looks like this (as of a day, if given)."""
    if holds == "open":
        ends = [end for end in (content.get("decided"), content.get("closed")) if end]
        return not any(day is None or end <= day for end in ends)
    received = content.get("received")
    return holds == "all" and bool(earliest_received and received and received >= earliest_received)


def rejected_by(connection: Connection, batch_id: int) -> set[int]:
    """Ids of the known applications that an import held, but in a row that could not be read."""
    same_case = (application.c.municipality == rejection.c.municipality) & (
        application.c.case_key == rejection.c.case_key
    )
    same_number = (rejection.c.application_no.is_(None)) | (application.c.application_no == rejection.c.application_no)
    query = (
        select(application.c.id)
        .select_from(rejection)
        .join(application, same_case & same_number)
        .where(rejection.c.batch_id == batch_id)
    )
    return set(connection.execute(query).scalars())


def _held_before(connection: Connection, cut: Cut, profile: str, rank: int, candidates: list[int]) -> set[int]:
    """Those of the candidates that an earlier judging export of the profile held."""
    ranks = standing(cut)
    query = (
        select(sighting.c.application_id)
        .join(ranks, ranks.c.id == sighting.c.batch_id)
        .join(import_batch, import_batch.c.id == sighting.c.batch_id)
        .where(import_batch.c.profile == profile, import_batch.c.holds.in_(JUDGING), ranks.c.rank < rank)
        .distinct()
    )
    held: set[int] = set()
    for chunk in chunks(candidates, PARAMETERS):
        held.update(connection.execute(query.where(sighting.c.application_id.in_(chunk))).scalars())
    return held


def missing_from(connection: Connection, imports: Sequence[StandingImport], judge: StandingImport) -> set[int]:
    """Ids of the applications that the latest export of the same kind before this one held and this one lacks.

    Judged per municipality and within the profile. Whether this one should hold them is not looked at yet: see
    :func:`should_hold`.
    """
    if judge.holds not in JUDGING:
        return set()
    earlier: dict[int, list[str]] = {}
    for each in sorted(imports, key=lambda each: each.rank, reverse=True):
        if each.rank < judge.rank and (each.holds, each.profile) == (judge.holds, judge.profile):
            met = {municipality for places in earlier.values() for municipality in places}
            earlier[each.id] = sorted(each.municipalities & judge.municipalities - met)
    now = sighting.alias("now")
    missing: set[int] = set()
    for batch_id, municipalities in earlier.items():
        if municipalities:
            query = (
                select(sighting.c.application_id)
                .join(application, application.c.id == sighting.c.application_id)
                .where(sighting.c.batch_id == batch_id, application.c.municipality.in_(municipalities))
                .where(
                    ~exists(
                        select(now.c.batch_id).where(
                            now.c.batch_id == judge.id, now.c.application_id == sighting.c.application_id
                        )
                    )
                )
            )
            missing.update(connection.execute(query).scalars())
    return missing - rejected_by(connection, judge.id)
