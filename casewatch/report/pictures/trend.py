"""The trend: one small panel a municipality, each point the share of the twelve months up to it.

A point's mark tells its verdict by shape and colour, as the legend has it; the line between them is neither. Points
under ``min_cases`` have no share: the line is broken there, the time is shaded, and their marks stand below the axis.
"""

from collections.abc import Callable, Sequence
from datetime import date
from itertools import groupby
from math import ceil
from typing import Literal

from matplotlib.figure import Figure

from casewatch.documents.figures import VerdictKind
from casewatch.language import _
from casewatch.report.data import Question, Trend, TrendChart, TrendPoint
from casewatch.report.pictures.canvas import BLUE, GREY, INK, RULE, RUST, SOFT, Canvas, Mark, text_width, wrapped
from casewatch.report.pictures.strip import heading
from casewatch.report.words.codes.figures import VERDICT
from casewatch.report.words.numbers import cases_in_words, percent, plus_unclear, subject
from casewatch.report.words.periods import short_month
from casewatch.report.words.reasons import trend_headline
from casewatch.report.words.trend import goals_at, rules_drawn, trend_as_of_sentence, trend_subtitle
from casewatch.report.words.verdicts import has_share

_WIDTH, _MARGIN, _PANEL = 1400, 40, 212
_COLUMNS = 3
_SHADE = "#EBEBEB"
#: The mark of a verdict: shape, colour, filled. The shape tells it where there is no colour.
MARKS: dict[VerdictKind, tuple[Mark, str, bool]] = {
    "met": ("circle", BLUE, True),
    "missed": ("square", RUST, False),
    "unclear": ("diamond", GREY, False),
    "too_few": ("triangle", GREY, False),
}


def _panel_lefts(columns: int) -> tuple[list[float], float]:
    """Left edges of the panels' plots, and how wide each plot is."""
    axis, label, gap = 88.0, 128.0, 28.0
    room = (_WIDTH - _MARGIN * 2 + 8 - axis - columns * label - (columns - 1) * gap) / columns
    return [_MARGIN + axis + number * (room + label + gap) for number in range(columns)], room


def last_words(context: Question, point: TrendPoint) -> tuple[str, list[str]]:
    """What stands at the last point: the share, and the counts it rests on."""
    below = [cases_in_words(point.n)]
    missing = point.scope_unknown + point.held_out
    if missing:
        below.append(plus_unclear(missing))
    if point.verdict == "none":
        return _("ingen saker"), below[1:]
    if point.verdict == "too_few":
        return _("for få"), below
    return percent(point.u, point.n, goals_at(context, point)), below


def _mark(canvas: Canvas, x: float, y: float, status: VerdictKind, size: float, order: float = 6) -> None:
    """The mark of a verdict; nothing where no case was measured."""
    if status in MARKS:
        kind, color, filled = MARKS[status]
        larger = 1.2 if kind == "diamond" else 1  # as large to the eye
        canvas.mark(x, y, kind, size * larger, color=color, filled=filled, order=order)


def _last(canvas: Canvas, context: Question, point: TrendPoint, x: float, right: float, top: float) -> None:
    """The last point large, by its verdict, with its numbers beside the panel."""
    words, below = last_words(context, point)
    y, strong = top + _PANEL / 2 + 6, has_share(point)
    if strong:
        y = top + _PANEL * (1 - point.u / point.n)
        _mark(canvas, x, y, point.verdict, 21)
    y = min(max(y, top + 8), top + _PANEL - 4 - 23 * len(below))
    canvas.text(right + 10, y, words, 19 if strong else 18, bold=strong, color=INK if strong else SOFT)
    for number, line in enumerate(below):
        canvas.text(right + 10, y + 27 + 23 * number, line, 17, color=SOFT)


def _panel(
    canvas: Canvas, context: Question, trend: Trend, left: float, room: float, top: float, days: list[date], *,
    first: bool, dated: bool
) -> None:  # fmt: skip
    """One municipality. ``first``: with percentages at the left; ``dated``: with months below."""
    bottom, right = top + _PANEL, left + room
    inset = 12.0
    span = max((days[-1] - days[0]).days, 1) if days else 1

    def place(day: date) -> float:
        share = (day - days[0]).days / span if len(days) > 1 else 1
        return left + inset + (room - 2 * inset) * share

    target = context.goals.share_percent
    earlier = {goals_at(context, point).share_percent for point in trend.points} - {target}
    marked = [value for value in (0, 50, 100) if abs(value - target) >= 13 or value == target] + [target]
    marked += [value for value in earlier if all(abs(value - other) >= 9 for other in marked)]
    for value in sorted(set(marked)):
        y = bottom - _PANEL * value / 100
        color, width = (SOFT, 2.0) if value == 0 else (RULE, 1.5)
        canvas.line(left - 8, y, left, y, color=SOFT, width=1.5)
        if value != target and value not in earlier:
            canvas.line(left, y, right, y, color=color, width=width, order=2)
        if first:
            canvas.text(left - 14, y, f"{value}\u00a0%", 17, side="right")
    points = trend.points
    half = (room - 2 * inset) / max(len(days) - 1, 1) / 2
    targets = [(share, list(group)) for share, group in groupby(points, lambda p: goals_at(context, p).share_percent)]
    start = left
    for number, (share, stretch) in enumerate(targets or [(target, [])]):
        y = bottom - _PANEL * share / 100
        stop = right if number + 1 >= len(targets) else place(stretch[-1].day) + half
        canvas.line(start, y, stop, y, width=2.8, dash=(12, 7), order=3)
        start = stop

    size = 10 if half > 4 else 7 if half > 2.5 else 5
    for shared, group in groupby(points, key=has_share):
        stretch = list(group)
        if not shared:
            begin, stop = place(stretch[0].day) - half, place(stretch[-1].day) + half
            canvas.rect(max(left, begin), top, min(right, stop), bottom, fill=_SHADE, order=0.5)
            for point in stretch:
                _mark(canvas, place(point.day), bottom + 9, point.verdict, size, 5)
            continue
        run = [(place(point.day), bottom - _PANEL * point.u / point.n) for point in stretch]
        if len(run) > 1:
            canvas.path(run, color=SOFT, width=2)
        for point, (x, at) in zip(stretch, run, strict=True):
            if point is not points[-1]:
                _mark(canvas, x, at, point.verdict, size, 5)
    if points:
        _last(canvas, context, points[-1], place(points[-1].day), right, top)
    else:
        canvas.text((left + right) / 2, top + _PANEL * 0.62, _("ingen tall"), 18, color=SOFT, side="center")
    _months(canvas, days, place, bottom, dated=dated)


def _months(canvas: Canvas, days: list[date], place: Callable[[date], float], bottom: float, *, dated: bool) -> None:
    """Ticks at the last month and at the same month of earlier years, as far as their words have room."""
    if not days:
        return
    last = days[-1]
    ticks = [day for day in days if day.month == last.month] if len(days) > 12 else sorted({days[0], last})
    taken = float("inf")
    for day in reversed(ticks):
        x, text = place(day), short_month(day)
        half = text_width(text, 17) / 2
        if x + half + 12 > taken:
            continue
        taken = x - half
        canvas.line(x, bottom, x, bottom + 4, color=SOFT, width=1.5)
        if dated:
            canvas.text(x, bottom + 27, text, 17, side="center")


def _legend(canvas: Canvas, context: Question, trends: Sequence[Trend], y: float) -> float:
    x: float = _MARGIN + 4
    few = _("færre enn {number} saker: ingen andel").format(number=context.goals.min_cases)
    shares = {goals.share_percent for _first, goals in rules_drawn(context, trends)}
    target = _("målet som gjaldt da")
    if shares <= {context.goals.share_percent}:
        target = _("mål: minst {share}\u00a0%").format(share=context.goals.share_percent)
    entries: list[tuple[VerdictKind | Literal["line"], str]] = [
        ("line", target),
        *((status, VERDICT(status)) for status in ("met", "missed", "unclear")),
        ("too_few", few),
    ]
    for kind, text in entries:
        sign = 40 if kind in ("line", "too_few") else 22
        if x + sign + 10 + text_width(text, 18) > _WIDTH - _MARGIN:
            x, y = _MARGIN + 4, y + 30
        if kind == "line":
            canvas.line(x, y, x + sign, y, width=2.8, dash=(12, 7))
        elif kind == "too_few":
            canvas.rect(x, y - 12, x + sign, y + 3, fill=_SHADE)
            canvas.line(x, y + 3, x + sign, y + 3, color=SOFT, width=2)
            _mark(canvas, x + sign / 2, y + 11, kind, 10)
        else:
            _mark(canvas, x + 11, y, kind, 20)
        canvas.text(x + sign + 10, y, text, 18)
        x += sign + 10 + text_width(text, 18) + 34
    return y + 26


def draw_trend(chart: TrendChart) -> Figure:
    """The picture of all trends."""
    context, trends = chart.context, chart.trends
    canvas = Canvas(_WIDTH)
    counted = subject(context)
    below = [
        f"{trend_subtitle(context, trends, counted.many)} {trend_as_of_sentence(context, trends)}",
        counted.explained,
    ]
    y = heading(canvas, "", trend_headline(context, trends), below) + 18
    columns = max(1, min(_COLUMNS, len(trends)))
    lefts, room = _panel_lefts(columns)
    days = sorted({point.day for trend in trends for point in trend.points})
    if not trends:
        canvas.text(_MARGIN, y + 20, _("Ingen kommuner å vise"), 20, color=SOFT)
        y += 60
    for row in range(ceil(len(trends) / columns)):
        shown = trends[row * columns : (row + 1) * columns]
        names = [wrapped(trend.name, 21, room + 110, bold=True) for trend in shown]
        top = y + max(map(len, names)) * 21 * 1.42 + 14
        for number, (trend, name) in enumerate(zip(shown, names, strict=True)):
            canvas.lines(lefts[number], top - 14 - len(name) * 21 * 1.42, name, 21, bold=True)
            dated = row * columns + number + columns >= len(trends)
            _panel(canvas, context, trend, lefts[number], room, top, days, first=number == 0, dated=dated)
        y = top + _PANEL + 30
    y = _legend(canvas, context, trends, y + 38)
    return canvas.figure(y + 4)
