"""The strips: all municipalities below one another, each with its own verdict, and all of them pooled without one."""

from dataclasses import dataclass

from matplotlib.figure import Figure

from casewatch.core.verdict import Verdict, verdict_of
from casewatch.documents.figures import Result
from casewatch.language import _
from casewatch.report.data import Dot, Question, StripsChart
from casewatch.report.pictures.canvas import BLUE, GREY, INK, RULE, RUST, SHADE, SOFT, Canvas, text_width, wrapped
from casewatch.report.pictures.dots import Scale, draw_axis, draw_dots, make_scale, shade_pile, stack_rows
from casewatch.report.pictures.strip import heading, legend
from casewatch.report.words.codes.figures import VERDICT
from casewatch.report.words.headlines import as_of_sentence, region_breakdown, region_headline
from casewatch.report.words.numbers import (
    days,
    mean_text,
    out_of,
    over_text,
    plus_unclear,
    pooled_name,
    shows_mean,
    subject,
)
from casewatch.report.words.periods import in_the_period
from casewatch.report.words.reasons import letter_sentence, not_drawn_sentence, open_rule_sentence
from casewatch.report.words.verdicts import share_goal, share_in_words

_WIDTH, _MARGIN = 1400, 40
_LEFT, _RIGHT = 226, 922
_SHARE, _MEAN, _SIGN, _WORDS, _END = 1040, 1130, 1166, 1188, 1370
_BODY, _SMALL = 20.0, 17.0


@dataclass(frozen=True)
class _Row:
    """One row with everything its height depends on."""

    result: Result
    decided: list[Dot]
    waiting: list[Dot]
    name: list[str]
    verdict: Verdict
    words: list[str]  # of the share's verdict
    pooled: bool = False


def _rows(chart: StripsChart) -> list[_Row]:
    rows = []
    for row in chart.rows:
        rows.append(
            _Row(
                row.result,
                [dot for dot in row.dots if dot.decided],
                [dot for dot in row.dots if not dot.decided],
                wrapped(str(row.result["name"]), _BODY, _LEFT - _MARGIN - 22, bold=True),
                verdict_of(row.result),
                wrapped(share_in_words(row.result), 19, _END - _WORDS),
            )
        )
    if chart.region is not None:
        name = pooled_name(len(chart.rows)).replace(" (", "\n(")
        decided = [dot for row in rows for dot in row.decided]
        lines = wrapped(name, 19, _LEFT - _MARGIN - 16)
        rows.append(_Row(chart.region, decided, [], lines, verdict_of(chart.region), [], pooled=True))
    return rows


def _sign(canvas: Canvas, row: _Row, y: float) -> None:
    """The mark of the share's verdict and its words."""
    kind, turning = row.verdict.share.kind, row.verdict.loses
    if kind == "met":
        canvas.mark(_SIGN, y, "circle", 21, color=BLUE, filled=not turning)
    elif kind == "missed":
        canvas.mark(_SIGN, y, "square", 21, color=RUST)
    elif kind == "unclear":
        canvas.mark(_SIGN, y, "diamond", 24, color=GREY)
    else:
        canvas.line(_SIGN - 9, y, _SIGN + 9, y, color=GREY, width=4)
    strong = kind in ("met", "missed") and not turning
    step = _BODY * 1.3
    for number, line in enumerate(row.words):
        at = y + step * (number - (len(row.words) - 1) / 2)
        canvas.text(_WORDS, at, line, 19 if len(row.words) > 1 else _BODY, bold=strong, color=INK if strong else SOFT)


def _figures(canvas: Canvas, context: Question, row: _Row, y: float) -> None:
    """The columns to the right of the marks: under the limit, mean with its verdict, the share's verdict."""
    result, average = row.result, row.verdict.mean.kind
    share = out_of(result["under_limit"], result["decided"]) if result["decided"] else "0"
    canvas.text(_SHARE, y, share, _BODY, bold=True, side="right")
    if row.verdict.unclear:
        canvas.text(_SHARE, y + 27, plus_unclear(row.verdict.unclear), _SMALL, color=SOFT, side="right")
    missed = average == "missed"
    canvas.text(_MEAN, y, mean_text(context, result), _BODY, bold=missed, color=RUST if missed else INK, side="right")
    if average in ("met", "missed", "unclear"):
        words = _("uavklart") if average == "unclear" else VERDICT(average)
        canvas.text(_MEAN, y + 27, words, _SMALL, color=RUST if missed else SOFT, side="right")
    if not row.pooled:
        _sign(canvas, row, y)


def _draw_row(canvas: Canvas, scale: Scale, context: Question, row: _Row, top: float, height: float) -> None:
    lower = stack_rows(scale, row.waiting) + 12 if row.waiting else 0
    upper = stack_rows(scale, row.decided)
    bar = 28 if shows_mean(context, row.result) else 0
    base = top + (height + bar + upper - lower) / 2
    tops = draw_dots(canvas, scale, row.decided, base, pooled=row.pooled)
    draw_dots(canvas, scale, row.waiting, base + lower)
    if shows_mean(context, row.result):
        mean = row.result["sum_days"] / row.result["decided"]
        if mean <= scale.days:
            near = [y for day, y in tops.items() if day <= scale.days and abs(day - mean) < 1.2]
            bottom = min([base, *(y - 4 for y in near)])
            canvas.line(scale.x(mean), bottom - 22, scale.x(mean), bottom, width=5, order=7)
        else:
            canvas.arrow(scale.pile_left - 22, base - scale.step / 2, 16)
    middle = top + height / 2
    step = _BODY * 1.3
    for number, line in enumerate(row.name):
        at = middle + step * (number - (len(row.name) - 1) / 2)
        canvas.text(_MARGIN, at, line, 19 if row.pooled else _BODY, bold=not row.pooled)
    _figures(canvas, context, row, middle)


def _height(scale: Scale, context: Question, row: _Row) -> float:
    """A row is as high as its stacks, and as its words need."""
    marks = stack_rows(scale, row.decided) + (stack_rows(scale, row.waiting) + 12 if row.waiting else 0)
    bar = 28 if shows_mean(context, row.result) else 0
    second = 54 if row.verdict.unclear or shows_mean(context, row.result) else 0
    words = max(len(row.name), len(row.words)) * _BODY * 1.3
    return max(marks + bar, words, second) + 44


def _column_heads(canvas: Canvas, scale: Scale, context: Question, y: float) -> None:
    """Names of the columns, and the words at the two lines, above the first row; ``y`` is the rule below them."""
    goals = context.goals
    limit, target = scale.x(goals.limit_days - 0.5), scale.x(goals.mean_days)
    under = _("under {days}").format(days=goals.limit_days)
    canvas.text(limit - 7, y - 22, under, 18, side="right")
    canvas.arrow(limit - 7 - text_width(under, 18) - 16, y - 22, 10, left=True)
    mean = _("snitt høyst {days}").format(days=goals.mean_days)
    half = text_width(mean, 18) / 2
    # beside the limit's line, whichever side of it the mean's target is
    at = max(target, limit + half + 14) if target >= limit else min(target, limit - text_width(under, 18) - half - 40)
    raised = at - half < _MARGIN
    canvas.text(max(at, _MARGIN + half), y - 22 - (24 if raised else 0), mean, 18, side="center")
    limit_days = days(goals.limit_days, goals)
    if text_width(limit_days, 17) > 120:
        limit_days = _("{number} arb.dager").format(number=goals.limit_days)
    for x, above, below in ((_SHARE, _("under"), limit_days), (_MEAN, _("snitt"), _("dager"))):
        canvas.text(x, y - 45, above, 17, color=SOFT, side="right")
        canvas.text(x, y - 22, below, 17, color=SOFT, side="right")
    canvas.text(_SIGN - 10, y - 22, share_goal(context), 17, color=SOFT)


def draw_strips(chart: StripsChart) -> Figure:
    """The picture of all municipalities."""
    context = chart.context
    rows = _rows(chart)
    results = [row.result for row in chart.rows]
    canvas = Canvas(_WIDTH)
    what = _("Ett merke per sak, avgjort {period}.").format(period=in_the_period(context))
    beside = (letter_sentence(context, *results), not_drawn_sentence(*results))
    below = [
        region_breakdown(context, results),
        " ".join(part for part in (what, *beside, as_of_sentence(context)) if part),
        subject(context).explained,
        open_rule_sentence(context),
    ]
    first = 92.0
    if chart.headed:
        first += heading(canvas, "", region_headline(context, results), below)

    groups = [dots for row in rows for dots in (row.decided, row.waiting)]
    scale = make_scale(_LEFT, _RIGHT, groups, context.goals, widest=14, number=17)
    heights = [_height(scale, context, row) for row in rows]
    floor = first + sum(heights)
    verdicts_end = floor - (heights[-1] if chart.region is not None else 0)
    shade_pile(canvas, scale, first, floor)
    _column_heads(canvas, scale, context, first)
    top = first
    for row, height in zip(rows, heights, strict=True):
        if row.pooled:
            canvas.rect(_MARGIN - 6, top, _END, top + height, fill=SHADE, order=0.5)
        canvas.line(
            _MARGIN - 6, top, _END, top, color=SOFT if row.pooled else RULE, width=2.5 if row.pooled else 1.5, order=2
        )
        _draw_row(canvas, scale, context, row, top, height)
        top += height
    limit, target = scale.x(context.goals.limit_days - 0.5), scale.x(context.goals.mean_days)
    canvas.line(limit, first - 34, limit, floor, width=2.6, dash=(10, 5), order=4)
    canvas.line(target, first - 6, target, verdicts_end, width=2.6, dash=(3, 4), order=2.5)
    y = draw_axis(canvas, scale, floor, 18, context.goals, tick=10)
    entries = [
        ("circle", BLUE, True, _("under {days}").format(days=days(context.goals.limit_days, context.goals))),
        ("square", RUST, False, over_text(context)),
        ("triangle", SOFT, False, _("venter nå (dager så langt)")),
        (None, INK, True, _("snitt")),
    ]
    y = legend(canvas, y + 26, entries)  # type: ignore[arg-type]
    return canvas.figure(y + 8)
