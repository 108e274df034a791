"""Open cases as tables for people: those near the limit or over it, and those that have waited longest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from casewatch.documents.cases import CaseName, CaseRow
from casewatch.documents.figures import QualityResult, Result
from casewatch.language import _
from casewatch.report.data import Question
from casewatch.report.sheets.cells import as_day
from casewatch.report.words.codes.applications import IN_SCOPE, STATE
from casewatch.report.words.headlines import assumed_sentence
from casewatch.report.words.numbers import capital, cases_in_words, days, in_unit, joined, over_text, plus_unclear
from casewatch.report.words.periods import local_day
from casewatch.report.words.reasons import letter_words

Cell = str | int | date | None


def near_text(context: Question) -> str:
    """``nærmer seg 10 dager``."""
    return _("nærmer seg {days}").format(days=days(context.goals.limit_days, context.goals))


def case_name(case: CaseName) -> str:
    """``2026/12``, and ``2026/12 søknad 2`` where it is not the first."""
    if case["application_no"] == 1:
        return case["case_no"]
    return _("{case} søknad {number}").format(case=case["case_no"], number=case["application_no"])


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


def soon_headers(context: Question) -> list[str]:
    """The headers of `soon_rows`."""
    return [
        _("Sak"),
        _("Hva"),
        _("Tilstand"),
        in_unit(_("Tellende dager"), context.goals),
        _("Kalenderdager fra mottatt"),
        _("Dager igjen til målet"),
        _("Måldato"),
        _("Lovfrist"),
        _("Teller i målet"),
    ]


def _what(context: Question, case: CaseRow) -> str:
    if not case["overdue"]:
        return near_text(context)
    letter = "deficiency_after_complete" in case["remarks"].split(";")
    return over_text(context) + (f" ({letter_words()})" if letter else "")


def soon_rows(context: Question, soon: Sequence[CaseRow]) -> list[list[Cell]]:
    """A row a case; days left are empty where none is left."""
    return [
        [
            case_name(case),
            _what(context, case),
            STATE(case["state"]),
            case["net_days"],
            case["total_days"],
            None if case["overdue"] else case["days_left"],
            as_day(case["last_day"]),
            as_day(case["legal_last_day"]),
            _counts(case),
        ]
        for case in soon
    ]


def waiting_headers(context: Question) -> list[str]:
    """The headers of `waiting_rows`."""
    return [
        _("Sak"),
        _("Kalenderdager fra mottatt"),
        in_unit(_("Tellende dager"), context.goals),
        _("Tilstand"),
        _("Mottatt"),
        _("Komplett"),
        _("Teller i målet"),
    ]


def waiting_rows(waiting: Sequence[CaseRow]) -> list[list[Cell]]:
    """A row a case."""
    return [
        [
            case_name(case),
            case["total_days"],
            case["net_days"],
            STATE(case["state"]),
            as_day(case["received"]),
            as_day(case["complete"]),
            _counts(case),
        ]
        for case in waiting
    ]


def _counts(case: CaseRow) -> str:
    return IN_SCOPE(str(case["in_scope"]))


def comparability(result: Result, quality: QualityResult) -> str:
    """What the exports tell, on what starts are assumed, and when the last one came: one municipality's line."""
    if result["last_import"] is None:
        return quality["text"]
    assumed = assumed_sentence(result) or _("Ingen startdager er antatt.")
    return f"{quality['text']} {assumed} " + _("Siste eksport {day}.").format(day=local_day(result["last_import"]))
