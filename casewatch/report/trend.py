"""The trend: one small panel a municipality, each point the share of the twelve months up to it.

Points under ``min_cases`` have no share: the line is broken there and the time is shaded.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import groupby
from math import ceil

from matplotlib.figure import Figure

from casewatch.language import _, show_number
from casewatch.report.canvas import BLUE, GREY, INK, RULE, RUST, SOFT, Canvas, text_width, wrapped
from casewatch.report.data import Context, Trend, TrendChart, TrendPoint
from casewatch.report.numbers import cases, percent, subject
from casewatch.report.periods import short_month
from casewatch.report.strip import heading
from casewatch.report.words import as_of_sentence
from casewatch.report.words_more import trend_headline, trend_subtitle

_WIDTH, _MARGIN, _PANEL = 1400, 40, 212
_COLUMNS = 3
_SHADE = "#EBEBEB"


def _panel_lefts(columns: int) -> tuple[list[float], float]:
    """Left edges of the panels' plots, and how wide each plot is."""
    axis, label, gap = 88.0, 128.0, 28.0
    room = (_WIDTH - _MARGIN * 2 + 8 - axis - columns * label - (columns - 1) * gap) / columns
    return [_MARGIN + axis + number * (room + label + gap) for number in range(columns)], room


def last_words(context: Context, point: TrendPoint) -> tuple[str, list[str]]:
    """What stands at the last point: the share, and the counts it rests on."""
    below = [cases(point.n)]
    missing = point.scope_unknown + point.held_out
    if missing:
        below.append(_("+ {number} uavklart").format(number=show_number(missing)))
    if not point.n:
        return _("ingen saker"), below[1:]
    if point.too_few:
        return _("for få"), below
    return percent(point.u, point.n, context.goals), below


def _last(canvas: Canvas, context: Context, point: TrendPoint, x: float, right: float, top: float) -> None:
    """The last point large, by its verdict, with its numbers beside the panel."""
    words, below = last_words(context, point)
    y = top + _PANEL / 2 + 6
    if not point.too_few and point.n:
        y = top + _PANEL * (1 - point.u / point.n)
        if not point.certain:
            canvas.mark(x, y, "diamond", 25, color=GREY)
        elif point.share_met:
            canvas.mark(x, y, "circle", 21, color=BLUE, filled=True)
        else:
            canvas.mark(x, y, "square", 21, color=RUST)
    strong = not point.too_few
    y = min(max(y, top + 8), top + _PANEL - 4 - 23 * len(below))
    canvas.text(right + 10, y, words, 19 if strong else 18, bold=strong, color=INK if strong else SOFT)
    for number, line in enumerate(below):
        canvas.text(right + 10, y + 27 + 23 * number, line, 17, color=SOFT)


def _panel(
    canvas: Canvas, context: Context, trend: Trend, left: float, room: float, top: float, days: list[date], *,
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
    marked = [value for value in (0, 50, 100) if abs(value - target) >= 13 or value == target] + [target]
    for value in sorted(set(marked)):
        y = bottom - _PANEL * value / 100
        color, width = (SOFT, 2.0) if value == 0 else (RULE, 1.5)
        canvas.line(left - 8, y, left, y, color=SOFT, width=1.5)
        if value != target:
            canvas.line(left, y, right, y, color=color, width=width, order=2)
        if first:
            canvas.text(left - 14, y, f"{value}\u00a0%", 17, side="right")
    y = bottom - _PANEL * target / 100
    canvas.line(left, y, right, y, width=2.8, dash=(12, 7), order=3)

    points = trend.points
    half = (room - 2 * inset) / max(len(days) - 1, 1) / 2
    for has_share, group in groupby(points, key=lambda point: not point.too_few and point.n > 0):
        stretch = list(group)
        if not has_share:
            start, stop = place(stretch[0].day) - half, place(stretch[-1].day) + half
            canvas.rect(max(left, start), top, min(right, stop), bottom, fill=_SHADE, order=0.5)
            continue
        run = [(place(point.day), bottom - _PANEL * point.u / point.n) for point in stretch]
        if len(run) > 1:
            canvas.path(run, color=BLUE, width=3.6)
        for x, at in run:
            canvas.mark(x, at, "circle", 9 if half > 4 else 5, color=BLUE, filled=True, order=5)
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
        canvas.line(x, bottom, x, bottom + 7, color=SOFT, width=1.5)
        if dated:
            canvas.text(x, bottom + 22, text, 17, side="center")


def _legend(canvas: Canvas, context: Context, y: float) -> float:
    x: float = _MARGIN + 4
    few = _("færre enn {number} saker: ingen andel").format(number=context.goals.min_cases)
    entries = [
        ("line", _("mål: minst {share}\u00a0%").format(share=context.goals.share_percent)),
        ("circle", _("nådd")),
        ("square", _("ikke nådd")),
        ("diamond", _("avgjøres av uavklarte saker")),
        ("shade", few),
    ]
    for kind, text in entries:
        sign = 40 if kind in ("line", "shade") else 22
        if x + sign + 10 + text_width(text, 18) > _WIDTH - _MARGIN:
            x, y = _MARGIN + 4, y + 30
        if kind == "line":
            canvas.line(x, y, x + sign, y, width=2.8, dash=(12, 7))
        elif kind == "shade":
            canvas.rect(x, y - 7, x + sign, y + 7, fill=_SHADE)
        elif kind == "circle":
            canvas.mark(x + 11, y, "circle", 20, color=BLUE, filled=True)
        elif kind == "square":
            canvas.mark(x + 11, y, "square", 20, color=RUST)
        else:
            canvas.mark(x + 11, y, "diamond", 24, color=GREY)
        canvas.text(x + sign + 10, y, text, 18)
        x += sign + 10 + text_width(text, 18) + 34
    return y + 26


def draw_trend(chart: TrendChart) -> Figure:
    """The picture of all trends."""
    context, trends = chart.context, chart.trends
    canvas = Canvas(_WIDTH)
    below = [f"{trend_subtitle(context)} {as_of_sentence(context)}", subject(context).explained]
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
    y = _legend(canvas, context, y + 38)
    return canvas.figure(y + 4)
