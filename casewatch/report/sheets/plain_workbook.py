"""A table as a workbook, and nothing else in it."""

import io

from casewatch.report.sheets.cells import table
from casewatch.report.tables.table import Table


def table_workbook(shown: Table, title: str) -> bytes:
    """One sheet with a header that stays in sight and a filter. Dates are dates; text is never a formula."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "".join(character for character in title if character not in "[]:*?/\\")[:31]
    table(sheet, 1, shown)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
