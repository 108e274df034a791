"""Unclear cases, and what would make them clear."""

from collections.abc import Sequence

from casewatch.language import _
from casewatch.report.sheets.gaps_workbook import GapRow
from casewatch.report.tables.table import Column, Table
from casewatch.report.words.reasons import gaps_in_words


def unclear_table(rows: Sequence[GapRow], *, places: bool) -> Table:
    """A row an application; with a column of municipalities if there are to be `places`."""
    return Table.of(
        "saker",
        _("Saker som må avklares"),
        [
            Column(_("Sak"), lambda row: row.case_no),
            Column(_("Hva mangler"), lambda row: gaps_in_words(row.reasons)),
            Column(_("Kommune"), lambda row: row.name) if places else None,
            Column(_("Søknad"), lambda row: row.application_no),
            Column(_("Bygningstype"), lambda row: row.building_type),
            Column(_("Plan"), lambda row: row.plan_id),
            Column(_("Mottatt dato"), lambda row: row.values.get("received")),
            Column(_("Komplett dato"), lambda row: row.values.get("complete")),
            Column(_("Vedtaksdato"), lambda row: row.values.get("decided")),
        ],
        rows,
    )
