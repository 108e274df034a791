"""The week's summary for those who lead, in words: subject, plain text, and the same as HTML with the strip in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from casewatch.documents.figures import QualityResult, Result
from casewatch.language import _, current_language
from casewatch.report.data import Chart, Question, StripChart, StripRow, StripsChart
from casewatch.report.tables.figures import figures_table
from casewatch.report.tables.table import plain_text
from casewatch.report.tables.waiting import comparability
from casewatch.report.templating import template
from casewatch.report.words.headlines import as_of_sentence, manager_sentence, region_breakdown, region_headline
from casewatch.report.words.numbers import capital, subject
from casewatch.report.words.periods import period_in_words


@dataclass(frozen=True)
class WeeklyData:
    """What the summary is made of: the municipalities somebody leads, by name; `region` where they lead all."""

    context: Question
    rows: Sequence[StripRow]
    region: Result | None
    qualities: Mapping[str, QualityResult]  # by number, as in ``quality``
    base_url: str | None  # where the pages are


def weekly_chart(data: WeeklyData) -> Chart:
    """The picture: one strip, or one row for each municipality."""
    if len(data.rows) == 1:
        return StripChart(data.context, data.rows[0], headed=False)
    return StripsChart(data.context, tuple(data.rows), data.region, headed=False)


def weekly_words(data: WeeklyData, picture: str) -> tuple[str, str, str]:
    """Subject, plain text and HTML, which shows the picture as ``cid:`` and the name in `picture`."""
    context, results = data.context, [row.result for row in data.rows]
    headline = region_headline(context, results)
    finding = (
        [manager_sentence(context, results[0])]
        if len(results) == 1
        else [f"{headline}.", region_breakdown(context, results), as_of_sentence(context)]
    )
    table = figures_table(context, results, data.region)
    lines = [
        (str(result["name"]), comparability(result, data.qualities[str(result["municipality"])])) for result in results
    ]
    values: dict[str, Any] = {
        "language": current_language(),
        "finding": " ".join(filter(None, finding)),
        "alt": f"{headline}. {_('Tallene står i tabellen under.')}",
        "picture": picture,
        "counted": f"{subject(context).explained} {capital(period_in_words(context))}.",
        "table": table,
        "lines": lines,
        "link": _link(data, results),
        "closing": _("Arbeidsboka med sakene bak tallene er vedlagt. Meldingen kommer én gang i uka."),
    }
    _year, week, _day = context.as_of.isocalendar()
    text = [
        values["finding"],
        values["counted"],
        plain_text(table),
        f"{_('Kan tallene sammenlignes?')}\n" + "\n".join(f"{name}: {line}" for name, line in lines),
        values["link"],
        values["closing"],
    ]
    return (
        _("Uke {week}: {headline}").format(week=week, headline=headline),
        "\n\n".join(filter(None, text)) + "\n",
        str(template("weekly.html").render(values)),
    )


def _link(data: WeeklyData, results: Sequence[Result]) -> str:
    if not data.base_url:
        return ""
    page = "sammenligning" if data.region is not None else f"kommune/{results[0]['municipality']}"
    return f"{data.base_url.rstrip('/')}/{page}"
