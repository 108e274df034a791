"""The words of the workbook: columns of the list of cases, codes as people say them, how the days are counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from casewatch.documents.cases import CaseRow
from casewatch.language import _
from casewatch.report.data import Question
from casewatch.report.sheets.cells import DAY, WHOLE, SheetColumn, as_day
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


def _yes_no(value: Any) -> str:
    if value in (True, "true", 1):
        return _("ja")
    return _("nei") if value in (False, "false", 0) else ""


def _whole(value: Any) -> int | None:
    return None if value in (None, "") else int(value)


def _text(words: Callable[[str], str]) -> Callable[[Any], str | None]:
    return lambda value: words(str(value)) if value not in (None, "") else None


_plain = _text(lambda code: code)


def _fields(context: Question) -> list[tuple[str, SheetColumn, Callable[[Any], Any]]]:
    """Field of ``cases``, its column in the workbook, and how its value becomes the cell's."""
    goals = context.goals
    return [
        ("municipality", SheetColumn(_("Kommunenr"), 13), _plain),
        ("case_no", SheetColumn(FIELD("case_no"), 14), _plain),
        ("application_no", SheetColumn(FIELD("application_no"), 10, WHOLE), _whole),
        ("application_type", SheetColumn(FIELD("application_type"), 20), _text(APPLICATION_TYPE)),
        ("state", SheetColumn(_("Tilstand"), 23), _text(STATE)),
        ("received", SheetColumn(FIELD("received"), 12, DAY), as_day),
        ("complete", SheetColumn(FIELD("complete"), 12, DAY), as_day),
        ("start_source", SheetColumn(_("Komplett-dato kommer fra"), 22), _text(START_SOURCE)),
        ("decided", SheetColumn(FIELD("decided"), 13, DAY), as_day),
        ("decision_sent", SheetColumn(FIELD("decision_sent"), 12, DAY), as_day),
        ("closed", SheetColumn(FIELD("closed"), 12, DAY), as_day),
        ("outcome", SheetColumn(FIELD("outcome"), 11), _text(OUTCOME)),
        ("gross_days", SheetColumn(in_unit(_("Dager fra komplett"), goals), 13, WHOLE), _whole),
        ("paused_days", SheetColumn(in_unit(_("Dager i ro"), goals), 13, WHOLE), _whole),
        ("net_days", SheetColumn(in_unit(_("Tellende dager"), goals), 13, WHOLE), _whole),
        ("total_days", SheetColumn(_("Kalenderdager fra mottatt"), 15, WHOLE), _whole),
        ("in_scope", SheetColumn(_("Teller i målet"), 10), _text(IN_SCOPE)),
        ("scope_reason", SheetColumn(_("Hvorfor den ikke teller"), 26), _text(OUT_OF_SCOPE)),
        ("held_out_reason", SheetColumn(_("Hvorfor den ikke kan måles"), 28), _text(HELD_OUT)),
        ("remarks", SheetColumn(_("Merknader"), 34, wrap=True), _text(remarks_in_words)),
        ("overdue", SheetColumn(_("Over grensen"), 9), _yes_no),
        ("at_risk", SheetColumn(_("Nærmer seg grensen"), 10), _yes_no),
        ("last_day", SheetColumn(_("Måldato"), 12, DAY), as_day),
        ("days_left", SheetColumn(_("Dager igjen til målet"), 10, WHOLE), _whole),
        ("missed_on", SheetColumn(_("Grensen nådd"), 12, DAY), as_day),
        ("legal_limit_weeks", SheetColumn(FIELD("legal_limit_weeks"), 9, WHOLE), _whole),
        ("legal_last_day", SheetColumn(_("Lovfrist"), 12, DAY), as_day),
        ("handler", SheetColumn(FIELD("handler"), 16), _plain),
    ]


def _shown(context: Question, handlers: bool) -> list[tuple[str, SheetColumn, Callable[[Any], Any]]]:
    return [field for field in _fields(context) if handlers or field[0] != "handler"]


def case_columns(context: Question, *, handlers: bool = True) -> list[SheetColumn]:
    """The columns of the list of cases: the municipality's name, then every field of ``cases``."""
    return [SheetColumn(_("Kommune"), 18), *(column for _field, column, _value in _shown(context, handlers))]


def case_cells(
    context: Question, cases: Iterable[CaseRow], names: Mapping[str, str], *, handlers: bool = True
) -> Iterator[list[Any]]:
    """The cases as rows of cells."""
    values = [(field, value) for field, _column, value in _shown(context, handlers)]
    for case in cases:
        number = str(case["municipality"])
        yield [names.get(number, number), *(value(case.get(field)) for field, value in values)]


def explained_rows(context: Question) -> list[tuple[str, str]]:
    """(name, text): how days, unclear cases and what is left out are counted."""
    counted = _("hver dato")
    if context.goals.day_count == "working":
        counted = _("hver virkedag, mandag til fredag utenom helligdager,")
    return [
        (
            _("Tellende dager"),
            _(
                "Antall dager fra søknaden er komplett til den er avgjort: {counted} fra og med dagen den er komplett "
                "til, men ikke med, dagen den er avgjort. Dager der saken er til uttalelse eller hos annen "
                "myndighet, teller ikke."
            ).format(counted=counted),
        ),
        (
            _("Uavklarte saker"),
            _(
                "Saker der det er ukjent om de teller, og saker som ikke kan måles. Kan de snu resultatet, står det "
                "«avgjøres av», og ikke «nådd» eller «ikke nådd»."
            ),
        ),
        (
            _("Kan ikke måles"),
            _("Saker der datoer mangler eller står i en umulig rekkefølge. De blir talt opp, men aldri gjettet på."),
        ),
        (
            _("80-persentil"),
            _("Det laveste antallet dager som minst 80 % av sakene er avgjort på."),
        ),
        (
            _("Samlet linje"),
            _("Alle kommuner lagt sammen, sak for sak. Målet gjelder hver kommune, så linjen har ikke noe resultat."),
        ),
    ]
