"""The workbook of what is missing or unclear: one row per application, to fill in and import again.

What a cell held when the workbook was written stands in a hidden sheet, so that reading it back takes as a person's
word only what somebody wrote, whatever exports have come meanwhile. The hidden sheet is the mark of such a workbook,
and the document property says the same to other programs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from casewatch.language import _, show_date
from casewatch.report.sheets.cells import FONT, page_setup, put
from casewatch.report.sheets.template_cells import (
    check_name,
    explaining_sheet,
    header_width,
    new_check,
    number_format,
    save_workbook,
    write_headers,
)
from casewatch.report.sheets.template_columns import (
    OUTCOME_WORDS,
    TYPE_WORDS,
    CellKind,
    TemplateColumn,
    application_columns,
)
from casewatch.report.words.reasons import gaps_in_words

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

#: What a row can be filled in with, in the order of its cells. A pause is the one in question, else the first.
FILLABLE = (
    *("received", "complete", "decided", "decision_sent", "outcome", "application_type"),
    *("business", "within_plan", "regulated_plot", "road_to_boundary"),
    *("hearing_1_sent", "hearing_1_answered", "authority_1_sent", "authority_1_answered"),
)
SHEET = "Avklar"
MARK_SHEET, MARK = "casewatch", "casewatch gaps 1"
_PROPERTY = "casewatch"
_HEADER_ROW = 3
_WIDE = {"missing": 44.0, "reason": 40.0, "name": 16.0}


@dataclass(frozen=True)
class GapRow:
    """One application with something missing or unclear."""

    municipality: str
    name: str
    case_no: str
    application_no: int
    reasons: tuple[str, ...]  # codes: see `gap_words`
    values: Mapping[
        str, date | bool | str | None
    ]  # of FILLABLE what is known: dates, yes/no as bool, codes; absent or None: not known
    asked: frozenset[str]  # of FILLABLE those that would settle it
    plan_id: str | None = None
    building_type: str | None = None


def write_gaps(path: Path, rows: Sequence[GapRow], as_of: date) -> None:
    """Write the workbook. Raises CasewatchError for a name that is no .xlsx, or a place that cannot be written."""
    from openpyxl import Workbook
    from openpyxl.packaging.custom import StringProperty

    check_name(path)
    book = Workbook()
    columns = _columns()
    _fill(book.active, columns, rows, as_of)
    explaining_sheet(book.create_sheet(), [(SHEET, columns)], _notes())
    _mark(book, columns, rows)
    book.custom_doc_props.append(StringProperty(name=_PROPERTY, value=MARK))
    save_workbook(book, path, _("Saker som må avklares"))


def _columns() -> list[TemplateColumn]:
    """Those of the template, and around them what names the row and why it is there."""
    known = {column.field: replace(column, needed=False) for column in application_columns()}
    return [
        *(known[field] for field in ("municipality", "case_no", "application_no")),
        TemplateColumn("name", "Kommunenavn", "text", _("Navnet på kommunen. Leses ikke.")),
        TemplateColumn("missing", "Hva som mangler", "text", _("Hvorfor søknaden står her. Leses ikke.")),
        *(known[field] for field in FILLABLE),
        TemplateColumn(
            "reason",
            "Begrunnelse",
            "text",
            _("Hva svaret bygger på, som «journalpost 12». Ingen navn. Må fylles ut i rader der noe er svart på."),
            needed=True,
        ),
    ]


def _notes() -> list[str]:
    return [
        _("Gule celler er de som avklarer saken. Grå celler er kjent og låst. Hvite celler kan også fylles ut."),
        _(
            "Fyll ut det dere vet, skriv en begrunnelse i samme rad, og les fila inn igjen som en eksport. "
            "Hver utfylte rad blir en retting, som gjelder over alle eksporter til den blir tatt tilbake."
        ),
        _("Tomme celler sier ingenting, og rader der ingenting er fylt ut, endrer ingenting."),
        _("Har en sak flere uttalelser, vises den det gjelder. Les inn og lag arbeidsboka på nytt for å se den neste."),
    ]


def _fill(sheet: Worksheet, columns: Sequence[TemplateColumn], rows: Sequence[GapRow], as_of: date) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
    from openpyxl.utils import get_column_letter

    sheet.title = SHEET
    put(sheet, 1, 1, _headline(rows, as_of)).font = Font(name=FONT, bold=True, size=14)
    told = _("Fyll ut det dere vet i de gule cellene, og en begrunnelse til høyre. Mer i arket Forklaring.")
    put(sheet, 2, 1, told).font = Font(name=FONT, color="333333")
    sheet.row_dimensions[1].height, sheet.row_dimensions[_HEADER_ROW].height = 24, 48
    widths = [(column, _WIDE.get(column.field) or header_width(column.header)) for column in columns]
    write_headers(sheet, _HEADER_ROW, widths)
    known, asked = PatternFill("solid", fgColor="EDEDED"), PatternFill("solid", fgColor="FFF2CC")
    line, free, locked = Border(bottom=Side(style="thin", color="D0D0D0")), Protection(locked=False), Protection()
    for number, row in enumerate(rows, _HEADER_ROW + 1):
        reasons = gaps_in_words(row.reasons)
        texts = {
            "municipality": row.municipality,
            "case_no": row.case_no,
            "application_no": str(row.application_no),
            "name": row.name,
            "missing": reasons,
        }
        for place, column in enumerate(columns, 1):
            value = texts.get(column.field) or cell_value(column.kind, row.values.get(column.field))
            cell = put(sheet, number, place, value)
            cell.number_format = number_format(column.kind)
            settles = column.field in row.asked or column.field == "reason"
            closed = not settles and value is not None
            cell.font, cell.border = Font(name=FONT), line
            cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal="left")
            cell.protection = locked if closed else free
            if closed or settles:
                cell.fill = known if closed else asked
        sheet.row_dimensions[number].height = 15.5 * max(1, -(-len(reasons) // 42))
    if rows:
        for place, column in enumerate(columns, 1):
            if column.field in FILLABLE and (check := new_check(column.kind)) is not None:
                letter = get_column_letter(place)
                sheet.add_data_validation(check)
                check.add(f"{letter}{_HEADER_ROW + 1}:{letter}{_HEADER_ROW + len(rows)}")
    sheet.freeze_panes = sheet.cell(_HEADER_ROW + 1, 4)
    sheet.auto_filter.ref = f"A{_HEADER_ROW}:{get_column_letter(len(columns))}{_HEADER_ROW + max(len(rows), 1)}"
    protection = sheet.protection
    protection.sheet = True  # without a password: it keeps fingers off, and who must can lift it
    protection.autoFilter = protection.sort = protection.formatColumns = protection.formatRows = False
    page_setup(sheet, repeat=_HEADER_ROW, wide=True)


def _headline(rows: Sequence[GapRow], as_of: date) -> str:
    if not rows:
        return _("Ingen saker må avklares per {day}.").format(day=show_date(as_of))
    text = _("1 søknad må avklares. Tall per {day}.")
    if len(rows) > 1:
        text = _("{number} søknader må avklares. Tall per {day}.")
    return text.format(number=len(rows), day=show_date(as_of))


def cell_value(kind: CellKind, value: Any) -> Any:
    """A known value as its cell holds it: a date, or a word of the drop-down."""
    if value is None:
        return None
    if kind == "yes_no":
        return "Ja" if value else "Nei"
    return {"type": TYPE_WORDS, "outcome": OUTCOME_WORDS}.get(kind, {}).get(value, value)


def _mark(book: Workbook, columns: Sequence[TemplateColumn], rows: Sequence[GapRow]) -> None:
    """The hidden sheet: the mark; fields; their headers; then per row its key and the values it was written with."""
    sheet = book.create_sheet(MARK_SHEET)
    sheet.sheet_state = "veryHidden"
    put(sheet, 1, 1, MARK)
    read = [column for column in columns if column.field not in ("name", "missing")]
    for number, column in enumerate(read, 1):
        put(sheet, 2, number, column.field)
        put(sheet, 3, number, column.header)
    for place, row in enumerate(rows, 4):
        key = {"municipality": row.municipality, "case_no": row.case_no, "application_no": str(row.application_no)}
        for number, column in enumerate(read, 1):
            value = key.get(column.field, row.values.get(column.field))
            if isinstance(value, date):
                value = value.isoformat()
            elif isinstance(value, bool):
                value = "true" if value else "false"
            if value is not None:
                put(sheet, place, number, value)
