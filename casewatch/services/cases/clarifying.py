"""One answer for many applications: what is unclear of them, settled by a person's word, and taken back together.

Every answer is a correction of one application, over all imports; those of one go are recorded at one time, by which
they are found again.
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import Connection

from casewatch.core.cases import APPLICATION_TYPES, CLOSING_OUTCOMES, DECISION_OUTCOMES, SCOPE_FIELDS
from casewatch.core.fold import PERSON, Content, Correction, Values, compare, overlay
from casewatch.core.identity import normalise_case_no
from casewatch.core.reference import Area
from casewatch.errors import CasewatchError
from casewatch.language import _
from casewatch.report.sheets.gaps_workbook import GapRow
from casewatch.services.asking.asked import asked_date
from casewatch.services.asking.context import Context
from casewatch.services.asking.selecting import Selectors
from casewatch.services.cases.gaps import find_gaps
from casewatch.store.audit import record
from casewatch.store.clock import recording_time
from casewatch.store.corrections import RecordedCorrection, add_correction, recorded_together, undo_correction
from casewatch.store.known import folds_of, known
from casewatch.store.standing import Cut

#: Answers that need a date beside them; the last two answer the pause that is in question.
DATED = ("received", "complete", "decided", "decision_sent", "hearing_answered", "authority_answered")
_PAUSES = {"hearing_answered": ("hearing", "hearing_1"), "authority_answered": ("authority", "authority_1")}
#: What only the area list, or a person, knows of a plan.
_BY_PLAN = frozenset({"regulated_plot", "road_to_boundary"})


@dataclass(frozen=True)
class Given:
    """What became of an answer: `first`, the id of the first correction, by which all are found; None: none."""

    first: int | None
    changed: int
    skipped: int  # known already, no such pause, or gone since


def unclear(context: Context, municipalities: Sequence[str]) -> list[GapRow]:
    """Applications of some municipalities with something missing or unclear, as of today; all for no number."""
    return find_gaps(context, Selectors(as_of=context.today(), municipalities=tuple(municipalities))).rows


def answers_offered() -> dict[str, tuple[str, ...]]:
    """Field -> its answers, in the order in which they are offered; for a dated one the single answer ``""``."""
    found: dict[str, tuple[str, ...]] = dict.fromkeys(SCOPE_FIELDS, ("ja", "nei"))
    found |= dict.fromkeys(DATED, ("",))
    return found | {"application_type": APPLICATION_TYPES, "outcome": (*DECISION_OUTCOMES, *CLOSING_OUTCOMES)}


def read_answer(choice: str, day: str, today: date) -> Values:
    """``business=ja``, or ``complete=`` with a date, as a field and its value.

    Raises CasewatchError about the ``answer`` or the ``date`` where it is none.
    """
    field, _equals, value = choice.partition("=")
    if value not in answers_offered().get(field, ()):
        raise CasewatchError(_("velg et svar."), "answer")
    if field in DATED:
        return {field: _date(day, today)}
    return {field: value == "ja" if field in SCOPE_FIELDS else value}


def answer(context: Context, rows: Sequence[GapRow], given: Values, reason: str) -> Given:
    """Keep one answer for some applications, all in one transaction.

    `given` as `read_answer` has it. One of which it is not asked, or that knows it by now, is passed over.
    """
    first, changed = None, 0
    with context.store.writing() as connection:
        now = recording_time(connection, context.now())
        known = _known(connection, now, {row.municipality for row in rows})
        for row in rows:
            values = _values(row, given)
            found = known.get((row.municipality, normalise_case_no(row.case_no), row.application_no))
            if found is None or not values or not _says_more(found[1], values):
                continue
            correction = add_correction(connection, found[0], values, reason, False, now)
            first = correction if first is None else first
            changed += 1
            fields = sorted({name.partition(" ")[0] for name in values})
            record(connection, now, context.who, "corrected", row.municipality, correction, fields=fields)
    return Given(first, changed, len(rows) - changed)


def given_together(context: Context, correction_id: int, may: Callable[[str], bool]) -> list[RecordedCorrection]:
    """The corrections said in one go with one of them, of municipalities that `may` allows; `case_key` as written."""
    with context.store.reading() as connection:
        said = [each for each in recorded_together(connection, correction_id) if may(each.municipality)]
        known = folds_of(connection, Cut(undone_too=True), sorted({each.application_id for each in said}))
    return [
        replace(each, case_key=str(known.get(each.application_id, {}).get("case_no") or each.case_key)) for each in said
    ]


def take_back_together(context: Context, correction_id: int, may: Callable[[str], bool]) -> int:
    """Take back all that was said in one go, of municipalities that `may` allows; gives how many."""
    with context.store.writing() as connection:
        said = [each for each in recorded_together(connection, correction_id) if may(each.municipality)]
        now = recording_time(connection, context.now())
        undone = [each for each in said if undo_correction(connection, each.id, now)]
        for each in undone:
            record(connection, now, context.who, "correction_undone", each.municipality, each.id)
    return len(undone)


def missing_plans(rows: Sequence[GapRow], areas: Sequence[Area]) -> list[tuple[str, str, int]]:
    """Plans that would settle unclear applications and are not on the area list: municipality, plan, applications."""
    listed = {(area.municipality, area.plan_id) for area in areas}
    found = Counter(
        (row.municipality, row.plan_id)
        for row in rows
        if row.plan_id and _BY_PLAN & set(row.reasons) and (row.municipality, row.plan_id) not in listed
    )
    return sorted(((*key, count) for key, count in found.items()), key=lambda plan: (plan[0], -plan[2], plan[1]))


def _values(row: GapRow, given: Values) -> Values:
    """An answer as the correction of one application has it; empty where it is not asked: an answer for many must not
    overturn what is known of one."""
    values: dict[str, object] = {}
    for field, value in given.items():
        if field not in _PAUSES:
            if field in row.asked:
                values[field] = value
            continue
        kind, group = _PAUSES[field]
        sent = row.values.get(f"{group}_sent")
        if isinstance(sent, date) and f"{group}_answered" in row.asked:
            values[f"{kind} {sent.isoformat()}"] = value
    return values


def _known(
    connection: Connection, now: datetime, municipalities: Collection[str]
) -> dict[tuple[str, str, int], tuple[int, Content]]:
    """Per application its id and what is known of it, earlier corrections included."""
    seen = known(connection, None, now.date(), sorted(municipalities))
    keys = zip(seen.municipality, seen.case_key, seen.application_no, strict=True)
    return dict(zip(keys, zip(seen.application_ids, seen.contents, strict=True), strict=True))


def _says_more(before: Content, values: Mapping[str, object]) -> bool:
    after = dict(overlay(dict(before), [Correction(0, values)]))
    after[PERSON] = before.get(PERSON, [])  # that a person says what an export says already is no news
    return bool(compare({PERSON: [], **before}, after))


def _date(text: str, today: date) -> str:
    try:
        day = asked_date(text, "date")
    except CasewatchError:
        raise CasewatchError(_("skriv datoen som dd.mm.åååå, for eksempel 25.11.2026."), "date") from None
    if day is None or day > today:
        raise CasewatchError(_("datoen er senere enn i dag. Sjekk den."), "date")
    return day.isoformat()
