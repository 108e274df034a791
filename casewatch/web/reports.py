"""The workbook and the report for a council of a question, as files."""

from __future__ import annotations

import tempfile
from pathlib import Path

from fastapi import Response

from casewatch.core.access import Viewer
from casewatch.services.asking.context import Context
from casewatch.services.figures.council import council_report
from casewatch.services.figures.reporting import write_workbook
from casewatch.web.downloads import XLSX, attachment
from casewatch.web.periods import ChosenPeriod
from casewatch.web.site import Site


def council_of(site: Site, viewer: Viewer, chosen: ChosenPeriod, stem: str) -> Response:
    """The report for a council as a file; setting it takes a second or more, so it is kept."""
    question = ("council", chosen.value, chosen.asked.municipalities)
    content = site.derive(viewer, question, lambda context: council_report(context, chosen.asked))
    return attachment(content, "application/pdf", f"casewatch-{stem}-{chosen.value}-{chosen.asked.as_of}.pdf")


def workbook_of(context: Context, chosen: ChosenPeriod, stem: str, *, handlers: bool) -> Response:
    """The workbook of a question as a file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "casewatch.xlsx"
        write_workbook(context, chosen.asked, path, handlers=handlers)
        content = path.read_bytes()
    return attachment(content, XLSX, f"casewatch-{stem}-{chosen.value}-{chosen.asked.as_of}.xlsx")
