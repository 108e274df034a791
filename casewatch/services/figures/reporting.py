"""The workbook of a question: figures, the cases behind them, the trend, and how it is counted."""

import tempfile
from pathlib import Path

import numpy as np

from casewatch.core.periods import twelve_months_to
from casewatch.errors import CasewatchError
from casewatch.language import _
from casewatch.report.data import ReportData
from casewatch.report.sheets.workbook import write_report
from casewatch.services.asking.context import Context
from casewatch.services.asking.selecting import Selectors, looks
from casewatch.services.figures.assess import assess_frame
from casewatch.services.figures.describing import question_at, question_of, trends
from casewatch.services.figures.listing import case_rows, in_period, of_asked_municipalities


def write_workbook(context: Context, asked: Selectors, path: Path, *, handlers: bool = True) -> None:
    """Write the report; without `handlers` there is no column of theirs.

    Raises CasewatchError for a name that is no .xlsx or a folder that cannot be written.
    """
    if path.suffix.casefold() != ".xlsx":
        raise CasewatchError(_("«{name}» må slutte på .xlsx eller .pdf.").format(name=path.name), "out")
    period = asked.period_or_default()
    context.progress(_("Regner"), 0, 3)
    all_known = looks(context, asked)
    frame = all_known.look(asked.as_of, period)
    found = assess_frame(frame, asked, period)
    rows = np.flatnonzero(in_period(frame, period) & of_asked_municipalities(frame))
    context.progress(_("Henter sakene"), 1, 3)
    data = ReportData(
        context=question_of(found),
        results=tuple(found.results),
        region=found.document["region"],
        cases=tuple(case_rows(frame, rows)),
        trends=trends(all_known),
        now=question_at(all_known.look(asked.as_of), twelve_months_to(asked.as_of), asked.known_at),
        names={place.number: place.name for place in frame.ruling.municipalities},
        handlers=handlers,
    )
    context.progress(_("Skriver arbeidsboka"), 2, 3)
    write_report(path, data)


def workbook_bytes(context: Context, asked: Selectors, handlers: bool) -> bytes:
    """The same, where no file is to stay."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "casewatch.xlsx"
        write_workbook(context, asked, path, handlers=handlers)
        return path.read_bytes()
