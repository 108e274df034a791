"""The pictures of a question: collected here, drawn by the report."""

from datetime import date
from pathlib import Path

from casewatch.core.periods import twelve_months_to
from casewatch.errors import CasewatchError
from casewatch.language import _
from casewatch.report.data import (
    AgesChart,
    Chart,
    Question,
    StripChart,
    StripRow,
    StripsChart,
    TimelineChart,
    TrendChart,
)
from casewatch.report.pictures.charts import write_chart
from casewatch.services.asking.context import Context
from casewatch.services.asking.selecting import Selectors, looks
from casewatch.services.figures.assess import assess_frame
from casewatch.services.figures.describing import ages, dots, end_of, question_at, trends
from casewatch.services.figures.explaining import Explanation, explain

_ASCII = str.maketrans("æøå", "eoa")


def collect_charts(context: Context, asked: Selectors) -> dict[str, Chart]:
    """File stem -> picture: a strip per municipality, all of them, the trend, open cases by age."""
    period = asked.period_or_default()
    all_known = looks(context, asked)
    frame, now = all_known.look(asked.as_of, period), all_known.look(asked.as_of)
    found = assess_frame(frame, asked, period)
    asked_for = question_at(frame, period, asked.known_at, now)
    of_now = question_at(now, twelve_months_to(asked.as_of), asked.known_at)
    each_dots = dots(frame, period, now)
    rows = {number: StripRow(each, each_dots[number]) for each in found.results if (number := each["municipality"])}
    charts: dict[str, Chart] = {
        f"stripe-{number}-{_plain(str(row.result['name']))}": StripChart(asked_for, row) for number, row in rows.items()
    }
    by_name = tuple(sorted(rows.values(), key=lambda row: str(row.result["name"])))
    charts["sammenligning"] = StripsChart(asked_for, by_name, found.document["region"])
    charts["utvikling"] = TrendChart(of_now, trends(all_known))
    charts["apne-saker"] = AgesChart(of_now, ages(now))
    return charts


def write_charts(context: Context, asked: Selectors, folder: Path) -> list[Path]:
    """Draw all pictures of a question into a folder; gives the files written."""
    charts = collect_charts(context, asked)
    paths: list[Path] = []
    for done, (stem, chart) in enumerate(charts.items()):
        context.progress(_("Tegner"), done, len(charts))
        paths += write_chart(chart, folder, stem)
    return paths


def case_chart(
    context: Context, asked: Selectors, case_no: str, application_no: int | None, folder: Path
) -> list[Path]:
    """Draw one application's timeline into a folder."""
    if len(asked.municipalities) != 1:
        raise CasewatchError(_("Oppgi kommunen saken hører til, én kommune."), "municipality", given=False)
    found = explain(context, asked, case_no, application_no)
    row = found.row
    chart = timeline_chart(found, question_at(found.frame, asked.period_or_default(), asked.known_at))
    stem = f"sak-{row['municipality']}-{_plain(row['case_no'])}-{row['application_no']}"
    return write_chart(chart, folder, stem)


def timeline_chart(found: Explanation, context: Question) -> TimelineChart:
    """The picture of one application's days."""
    row = found.row
    return TimelineChart(
        context=context,
        explained=found.document,
        state=row["state"],
        received=_day(row["received"]),
        complete=_day(row["complete"]),
        limit_day=found.limit_day,
        parties={body.code: body.name for body in found.frame.ruling.rulebook.bodies},
        **end_of(found.frame.measures.milestones, found.place),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _plain(text: str) -> str:
    """Letters, digits and hyphens, for a file name on any system."""
    replaced = text.casefold().translate(_ASCII)
    return "".join(character if character.isascii() and character.isalnum() else "-" for character in replaced)
