"""Lists of cases: all there is of each, what a terminal has room for, and the open ones with what to do next."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, cast

from casewatch.documents.cases import CaseRow
from casewatch.language import _, show_number
from casewatch.report.data import Question
from casewatch.report.tables.table import Cell, Column, Table, as_day
from casewatch.report.words.cases import case_name, state_words
from casewatch.report.words.codes.applications import (
    APPLICATION_TYPE,
    HELD_OUT,
    IN_SCOPE,
    OUT_OF_SCOPE,
    OUTCOME,
    START_SOURCE,
    STATE,
)
from casewatch.report.words.codes.fields import FIELD
from casewatch.report.words.numbers import in_unit
from casewatch.report.words.reasons import remarks_in_words
from casewatch.report.words.work import Work, next_step


def all_fields_table(
    context: Question, cases: Iterable[CaseRow], names: Mapping[str, str], *, handlers: bool = True
) -> Table:
    """Every field of every case. `names`: of the municipalities, by number."""
    goals = context.goals
    return Table.of(
        "saker",
        _("Saker"),
        [
            _place(names),
            _field(_("Kommunenr"), "municipality", 13),
            _field(FIELD("case_no"), "case_no", 14),
            _number(FIELD("application_no"), "application_no", 10),
            _field(FIELD("application_type"), "application_type", 20, APPLICATION_TYPE),
            _field(_("Tilstand"), "state", 23, STATE),
            _day(FIELD("received"), "received"),
            _day(FIELD("complete"), "complete"),
            _field(_("Tiden løper fra"), "start_source", 22, START_SOURCE),
            _day(FIELD("decided"), "decided", 13),
            _day(FIELD("decision_sent"), "decision_sent"),
            _day(FIELD("closed"), "closed"),
            _field(FIELD("outcome"), "outcome", 11, OUTCOME),
            _number(in_unit(_("Dager fra komplett"), goals), "gross_days", 13),
            _number(in_unit(_("Dager da tiden sto stille"), goals), "paused_days", 13),
            _number(in_unit(_("Tellende dager"), goals), "net_days", 13),
            _number(_("Kalenderdager fra mottatt"), "total_days", 15),
            _field(_("Teller i målet"), "in_scope", 10, IN_SCOPE),
            _field(_("Hvorfor den ikke teller"), "scope_reason", 26, OUT_OF_SCOPE),
            _field(_("Hvorfor den ikke kan måles"), "held_out_reason", 28, HELD_OUT),
            _field(_("Merknader"), "remarks", 34, remarks_in_words),
            Column(_("Over grensen"), lambda case: _yes_no(case.get("overdue")), width=9),
            Column(_("Nærmer seg grensen"), lambda case: _yes_no(case.get("at_risk")), width=10),
            _day(_("Måldato"), "last_day"),
            _number(_("Dager igjen til målet"), "days_left", 10),
            _day(_("Grensen nådd"), "missed_on"),
            _number(FIELD("legal_limit_weeks"), "legal_limit_weeks", 9),
            _day(_("Lovfrist"), "legal_last_day"),
            _field(FIELD("handler"), "handler", 16) if handlers else None,
        ],
        cases,
    )


def cases_table(cases: Iterable[CaseRow], names: Mapping[str, str]) -> Table:
    """What a terminal has room for. `names`: of the municipalities, by number."""
    return Table.of(
        "saker",
        _("Saker"),
        [
            _place(names),
            _field(FIELD("case_no"), "case_no"),
            _field(FIELD("application_no"), "application_no"),
            Column(_("Tilstand"), state_words),
            _day(FIELD("received"), "received"),
            _day(FIELD("complete"), "complete"),
            _day(FIELD("decided"), "decided"),
            _number(_("Tellende dager"), "net_days"),
            _number(_("Dager igjen til målet"), "days_left"),
            _day(_("Måldato"), "last_day"),
            _day(_("Lovfrist"), "legal_last_day"),
            Column(_("Teller i målet"), _counts),
            Column(_("Merknader"), _remark),
        ],
        cases,
    )


def _place(names: Mapping[str, str]) -> Column[CaseRow]:
    return Column(_("Kommune"), lambda case: names.get(str(case["municipality"]), case["municipality"]), width=18)


def _counts(case: CaseRow) -> str:
    text = IN_SCOPE(case["in_scope"])
    return f"{text}: {OUT_OF_SCOPE(case['scope_reason'] or '')}" if case["in_scope"] == "no" else text


def _remark(case: CaseRow) -> str:
    return HELD_OUT(case["held_out_reason"]) if case["held_out_reason"] else remarks_in_words(case["remarks"])


def work_table(work: Iterable[Work], *, handlers: bool) -> Table:
    """Open cases and what to do next with each."""
    return Table.of(
        "apne",
        _("Åpne saker, de som må avgjøres først øverst"),
        [
            Column(_("Sak"), lambda each: case_name(each.case)),
            Column(_("Tilstand"), lambda each: _state(each.case)),
            Column(_("Dager igjen"), lambda each: _left(each.days_left), number=True),
            Column(_("Tellende dager"), lambda each: each.case["net_days"], number=True),
            Column(_("Kalenderdager fra komplett"), lambda each: each.calendar_days, number=True),
            Column(_("Måldato"), lambda each: as_day(each.case["last_day"]) if each.case["in_scope"] != "no" else None),
            Column(_("Lovfrist"), lambda each: as_day(each.case["legal_last_day"])),
            Column(_("Teller i målet"), lambda each: IN_SCOPE(each.case["in_scope"])),
            Column(_("Saksbehandler"), lambda each: each.case["handler"]) if handlers else None,
            Column(_("Neste steg"), next_step),
        ],
        work,
    )


def _state(case: CaseRow) -> str:
    return state_words(case) if case["in_scope"] != "no" else STATE(case["state"])


def _left(days: int | None) -> Cell:
    return _("{days} over").format(days=show_number(-days)) if days is not None and days < 0 else days


def _field(header: str, name: str, width: float | None = None, words: Callable[[str], str] = str) -> Column[CaseRow]:
    """A field as text, its code in words."""

    def cell(case: CaseRow) -> Cell:
        value = _value(case, name)
        return words(str(value)) if value not in (None, "") else None

    return Column(header, cell, width=width)


def _number(header: str, name: str, width: float | None = None) -> Column[CaseRow]:
    return Column(header, lambda case: _value(case, name), True, width)


def _day(header: str, name: str, width: float | None = 12) -> Column[CaseRow]:
    return Column(header, lambda case: as_day(_value(case, name)), width=width)


def _value(case: CaseRow, name: str) -> Any:
    """A field that is named while the program runs; a case of an earlier report may lack one."""
    return cast(Mapping[str, Any], case).get(name)


def _yes_no(value: Any) -> str:
    if value in (True, "true", 1):
        return _("ja")
    return _("nei") if value in (False, "false", 0) else ""
