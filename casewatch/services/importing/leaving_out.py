"""Cases that were erased stay erased: an export that still holds one is read without it."""

from collections.abc import Collection
from dataclasses import replace

from sqlalchemy import Connection

from casewatch.core.identity import normalise_case_no
from casewatch.intake.findings import Place
from casewatch.intake.tables import Finding, ReadRow, RejectedRow, Understood
from casewatch.language import _
from casewatch.store.tombstones import Tombstones, tombstones


def leave_out_forgotten(connection: Connection, understood: Understood, municipalities: Collection[str]) -> Understood:
    """What a file says without the cases that were erased; a remark stands at the row of each, without its number.

    They are counted nowhere: what was left out is none of the file's applications. Nor is anything else kept that was
    found about them. `municipalities`: all that are measured, for rows that name none.
    """
    erased = tombstones(connection)
    if not erased:
        return understood
    rows = [row for row in understood.rows if (row.municipality, row.case_key) in erased]
    rejected = [row for row in understood.rejected if _is_erased(row, erased, municipalities)]
    if not (rows or rejected):
        return understood
    left: list[ReadRow | RejectedRow] = [*rows, *rejected]
    left_out = {(row.sheet, row.row) for row in left}
    keys = {row.case_key for row in left}
    kept = [row for row in understood.rows if (row.sheet, row.row) not in left_out]
    others = {row.case_key for row in kept} & keys  # another municipality's case of the same number
    findings = [
        finding
        for finding in understood.findings
        if (finding.sheet, finding.row) not in left_out
        and (finding.case_no is None or normalise_case_no(finding.case_no) not in keys - others)
    ]
    return replace(
        understood,
        rows=kept,
        rejected=[row for row in understood.rejected if (row.sheet, row.row) not in left_out],
        findings=[*findings, *(_finding(sheet, row) for sheet, row in sorted(left_out, key=_in_order))],
    )


def _is_erased(row: RejectedRow, erased: Tombstones, municipalities: Collection[str]) -> bool:
    if row.case_key is None:
        return False
    named = municipalities if row.municipality is None else [row.municipality]
    return any((municipality, row.case_key) in erased for municipality in named)


def _in_order(place: tuple[str | None, int]) -> tuple[str, int]:
    return place[0] or "", place[1]


def _finding(sheet: str | None, row: int) -> Finding:
    text = _("saken er slettet (forget) og er ikke lest inn. Ta den ut av eksporten.")
    message = f"{Place(sheet or '', row - 1).words()}: {text}"
    return Finding("info", "forgotten", message, sheet, row)
