"""Open cases as tables for people: those near the limit or over it, and those that have waited longest."""

from collections.abc import Sequence

from casewatch.documents.cases import CaseRow
from casewatch.documents.figures import QualityResult, Result
from casewatch.language import _
from casewatch.report.data import Question
from casewatch.report.tables.table import Column, Table, as_day
from casewatch.report.words.cases import case_name
from casewatch.report.words.codes.applications import IN_SCOPE, STATE
from casewatch.report.words.headlines import assumed_sentence
from casewatch.report.words.numbers import capital, cases_in_words, days, in_unit, joined, over_text, plus_unclear
from casewatch.report.words.periods import local_day
from casewatch.report.words.reasons import letter_words


def near_text(context: Question) -> str:
    """``nærmer seg 10 dager``."""
    return _("nærmer seg {days}").format(days=days(context.goals.limit_days, context.goals))


def soon_sentence(context: Question, soon: Sequence[CaseRow]) -> str:
    """``2 saker nærmer seg 10 dager og 3 saker har brukt 10 dager eller mer (+ 1 uavklart).``"""
    counting = [case for case in soon if case["in_scope"] == "yes"]
    over = sum(bool(case["overdue"]) for case in counting)
    near = len(counting) - over
    plus = plus_unclear(len(soon) - len(counting))
    plus = f" ({plus})" if plus else ""
    if not counting:
        return _("Ingen åpne saker nærmer seg {days}, og ingen er over{plus}.").format(
            days=days(context.goals.limit_days, context.goals), plus=plus
        )
    parts = []
    if near:
        parts.append(f"{cases_in_words(near)} {near_text(context)}")
    if over:
        parts.append(_("{cases} har brukt {limit}").format(cases=cases_in_words(over), limit=over_text(context)))
    return f"{capital(joined(parts))}{plus}."


def _what(context: Question, case: CaseRow) -> str:
    if not case["overdue"]:
        return near_text(context)
    letter = "deficiency_after_complete" in case["remarks"].split(";")
    return over_text(context) + (f" ({letter_words()})" if letter else "")


def soon_table(context: Question, soon: Sequence[CaseRow]) -> Table:
    """A row a case; days left are empty where none is left."""
    return Table.of(
        "snart",
        _("Åpne saker nær grensen eller over den"),
        [
            Column[CaseRow](_("Sak"), case_name),
            Column(_("Hva"), lambda case: _what(context, case)),
            Column(_("Tilstand"), lambda case: STATE(case["state"])),
            Column(in_unit(_("Tellende dager"), context.goals), lambda case: case["net_days"], number=True),
            Column(_("Kalenderdager fra mottatt"), lambda case: case["total_days"], number=True),
            Column(
                _("Dager igjen til målet"), lambda case: None if case["overdue"] else case["days_left"], number=True
            ),
            Column(_("Måldato"), lambda case: as_day(case["last_day"])),
            Column(_("Lovfrist"), lambda case: as_day(case["legal_last_day"])),
            Column(_("Teller i målet"), lambda case: IN_SCOPE(case["in_scope"])),
        ],
        soon,
    )


def waiting_table(context: Question, waiting: Sequence[CaseRow]) -> Table:
    """A row a case, in the order handed in."""
    return Table.of(
        "ventet-lengst",
        _("Åpne saker, de som har ventet lengst først"),
        [
            Column[CaseRow](_("Sak"), case_name),
            Column(_("Kalenderdager fra mottatt"), lambda case: case["total_days"], number=True),
            Column(in_unit(_("Tellende dager"), context.goals), lambda case: case["net_days"], number=True),
            Column(_("Tilstand"), lambda case: STATE(case["state"])),
            Column(_("Mottatt"), lambda case: as_day(case["received"])),
            Column(_("Komplett"), lambda case: as_day(case["complete"])),
            Column(_("Teller i målet"), lambda case: IN_SCOPE(case["in_scope"])),
        ],
        waiting,
    )


def comparability(result: Result, quality: QualityResult) -> str:
    """What the exports tell, on what starts are assumed, and when the last one came: one municipality's line."""
    if result["last_import"] is None:
        return quality["text"]
    assumed = assumed_sentence(result) or _("Ingen startdager er antatt.")
    return f"{quality['text']} {assumed} " + _("Siste eksport {day}.").format(day=local_day(result["last_import"]))
