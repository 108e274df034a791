"""The strip: one municipality, one mark a case, decided above and waiting below."""

from collections import Counter
from dataclasses import dataclass

from matplotlib.figure import Figure

from casewatch.core.verdict import verdict_of
from casewatch.language import _, show_number
from casewatch.report.data import Dot, Question, StripChart
from casewatch.report.pictures.canvas import BLUE, RUST, SOFT, Box, Canvas, Mark, Side, text_box, text_width, wrapped
from casewatch.report.pictures.dots import Scale, draw_axis, draw_dots, make_scale, shade_pile, stack_rows
from casewatch.report.words.headlines import details, headline
from casewatch.report.words.numbers import (
    limit_text,
    mean_text,
    open_count,
    over_text,
    plus_unclear,
    shows_mean,
    subject,
)
from casewatch.report.words.reasons import letter_sentence, not_drawn_sentence, open_rule_sentence
from casewatch.report.words.verdicts import share_in_words

_WIDTH, _MARGIN = 1400, 40
_LEFT, _RIGHT = 212, 1366
_SMALL, _BODY = 19.0, 20.0


def heading(canvas: Canvas, above: str, title: str, below: list[str], *, top: float = 18) -> float:
    """Name, headline and the lines below it, wrapped to the picture; gives the y below them."""
    room = canvas.width - 2 * _MARGIN
    y = top
    if above:
        y = canvas.lines(_MARGIN, y, wrapped(above, 20, room, bold=True), 20, bold=True, color=SOFT) + 6
    y = canvas.lines(_MARGIN, y, wrapped(title, 28, room, bold=True), 28, bold=True) + 8
    for paragraph in below:
        if paragraph:
            y = canvas.lines(_MARGIN, y, wrapped(paragraph, 20, room), 20, color=SOFT)
    return y


def legend(canvas: Canvas, y: float, entries: list[tuple[Mark | None, str, bool, str]]) -> float:
    """Marks and their words in a line, wrapped where they need more; gives the y below. A mark of None is a bar."""
    x: float = _MARGIN + 12
    for kind, color, filled, text in entries:
        width = 22 + text_width(text, 18) + 34
        if x + width > canvas.width - _MARGIN + 34 and x > _MARGIN + 12:
            x, y = _MARGIN + 12, y + 30
        if kind is None:
            canvas.line(x + 6, y - 11, x + 6, y + 11, color=color, width=5)
        else:
            canvas.mark(x + 6, y, kind, 20, color=color, filled=filled)
        canvas.text(x + 26, y, text, 18)
        x += width + 12
    return y + 24


@dataclass(frozen=True)
class _Label:
    """Words beside a vertical line: where, and how many rows lower than the first."""

    x: float
    row: int
    text: str
    bold: bool
    side: Side
    points_on: bool = False  # what it names lies beyond the axis


def _place(labels: list[tuple[float, str, bool]], lines: list[float], scale: Scale) -> list[_Label]:
    """Where the words at the mean and at its target stand: beside their line, crossing no other, else a row lower."""
    placed: list[_Label] = []
    taken: list[Box] = []
    lower = 0
    for at, text, bold in labels:
        sides: tuple[Side, Side] = ("right", "left") if bold else ("left", "right")
        for side in sides:
            x = at - 9 if side == "right" else at + 9
            box = text_box(x, 0, text, _SMALL, bold=bold, side=side)
            crossed = any(box.left - 6 < line < box.right + 6 for line in lines)
            inside = box.left > scale.x(0) - scale.unit and box.right < scale.pile_left - 6
            if inside and not crossed and not any(box.meets(other, 8) for other in taken):
                taken.append(box)
                placed.append(_Label(x, 0, text, bold, side))
                break
        else:
            lower += 1
            fits = at + 9 + text_width(text, _SMALL, bold=bold) < scale.pile_left
            placed.append(_Label(at + 9 if fits else at - 9, lower, text, bold, "left" if fits else "right"))
    return placed


def _limit(canvas: Canvas, scale: Scale, context: Question, top: float, bottom: float) -> None:
    """The dashed line half a unit before the limit, with its words on both sides."""
    x = scale.x(context.goals.limit_days - 0.5)
    canvas.line(x, top, x, bottom, width=3, dash=(11, 6), order=4)
    y = top + 12
    under, over = limit_text(context), over_text(context)
    canvas.text(x - 9, y, under, _BODY, side="right")
    canvas.arrow(x - 9 - text_width(under, _BODY) - 18, y, 11, left=True)
    canvas.text(x + 9, y, over, _BODY)
    canvas.arrow(x + 9 + text_width(over, _BODY) + 18, y, 11)


def _mean_labels(chart: StripChart, scale: Scale) -> list[_Label]:
    """The words at the mean (none under ``min_cases``, and none beyond the axis) and at its target."""
    context, result, goals = chart.context, chart.row.result, chart.context.goals
    target = _("mål for snittet: høyst {target}").format(target=goals.mean_days)
    labels = [(scale.x(goals.mean_days), target, False)]
    lines = [scale.x(goals.limit_days - 0.5), scale.x(goals.mean_days)]
    if not shows_mean(context, result):
        return _place(labels, lines, scale)
    text = _("snitt {mean}").format(mean=mean_text(context, result))
    if result["sum_days"] <= scale.days * result["decided"]:
        at = scale.x(result["sum_days"] / result["decided"])
        return _place([(at, text, True), *labels], [*lines, at], scale)
    placed = _place(labels, lines, scale)
    x = scale.pile_left - 44
    box = text_box(x, 0, text, _SMALL, bold=True, side="right")
    others = [text_box(label.x, 0, label.text, _SMALL, side=label.side) for label in placed]
    row = 1 + max(label.row for label in placed) if any(box.meets(other, 12) for other in others) else 0
    return [*placed, _Label(x, row, text, True, "right", points_on=True)]


def _mean_lines(canvas: Canvas, scale: Scale, chart: StripChart, y: float, tops: dict[int, float], base: float) -> None:
    context, result = chart.context, chart.row.result
    target = scale.x(context.goals.mean_days)
    canvas.line(target, y - 12, target, base, width=3, dash=(3, 5), order=3)
    if shows_mean(context, result):
        mean = result["sum_days"] / result["decided"]
        if mean <= scale.days:
            near = [top for day, top in tops.items() if day <= scale.days and abs(day - mean) < 1.1]
            bottom = min([base, *(top - 4 for top in near)])
            canvas.line(scale.x(mean), y - 12, scale.x(mean), bottom, width=5, order=4)
    for label in _mean_labels(chart, scale):
        at_row = y + 27 * label.row
        canvas.text(label.x, at_row, label.text, _SMALL, bold=label.bold, side=label.side, backed=label.row > 0)
        if label.points_on:
            canvas.arrow(label.x + 20, at_row, 13)


def _numbers_beside(canvas: Canvas, scale: Scale, decided: list[Dot], base: float) -> None:
    """The days of cases over the limit that stand alone, as far as there is room."""
    days = {dot.days for dot in decided}
    for dot in decided:
        room = not days & {dot.days + 1, dot.days + 2, dot.days + 3}
        alone = sum(other.days == dot.days for other in decided) == 1
        if not dot.under and dot.days < scale.days - 2 and room and alone and scale.unit >= 18:
            x, y = scale.x(dot.days) + scale.mark / 2 + 8, base - scale.step / 2
            canvas.text(x, y, show_number(dot.days), 18, bold=True, color=RUST, backed=True)


def _waiting_labels(scale: Scale, dots: list[Dot], size: float) -> list[tuple[int, float]]:
    """(day, y relative to the base) of each day's number above its stack, a level higher where two would touch."""
    heights = Counter(dot.days for dot in dots if dot.days <= scale.days)
    taken: list[Box] = []
    placed: list[tuple[int, float]] = []
    for day in sorted(heights):
        y = -heights[day] * scale.step - size * 0.7
        while True:
            box = text_box(scale.x(day), y, show_number(day), size, bold=True, side="center")
            if not any(box.meets(other, 1.5) for other in taken):
                break
            y -= size * 0.3
        taken.append(box)
        placed.append((day, y))
    return placed


def _waiting(canvas: Canvas, scale: Scale, dots: list[Dot], base: float, size: float, limit: float) -> None:
    draw_dots(canvas, scale, dots, base)
    for day, y in _waiting_labels(scale, dots, size):
        over = any(dot.days == day and not dot.under for dot in dots)
        text = show_number(day)
        box = text_box(scale.x(day), base + y, text, size, bold=True, side="center")
        crosses = box.left - 2 < limit < box.right + 2
        canvas.text(
            scale.x(day), base + y, text, size, bold=True, color=RUST if over else BLUE, side="center", backed=crosses
        )


def draw_strip(chart: StripChart) -> Figure:
    """The picture of one municipality."""
    context, result, goals = chart.context, chart.row.result, chart.context.goals
    decided = [dot for dot in chart.row.dots if dot.decided]
    waiting = [dot for dot in chart.row.dots if not dot.decided]
    unknown = result["open"]["scope_unknown"]
    canvas = Canvas(_WIDTH)
    below = [
        subject(context).explained,
        details(context, result),
        " ".join(part for part in (letter_sentence(context, result), not_drawn_sentence(result)) if part),
        open_rule_sentence(context),
    ]
    top = 18.0
    if chart.headed:
        top = heading(canvas, str(result["name"]), headline(context, result), below) + 22

    scale = make_scale(_LEFT, _RIGHT, [decided, waiting], goals, widest=21, number=19)
    size = min(17.0, max(12.0, scale.unit * 0.72))
    limit = scale.x(goals.limit_days - 0.5)
    band = top + 58
    lowest = max((label.row for label in _mean_labels(chart, scale)), default=0)
    base = band + 40 + 27 * lowest + max(44.0, stack_rows(scale, decided)) + 10
    divide = base + 22
    numbers = max((-y + size * 0.6 for _day, y in _waiting_labels(scale, waiting, size)), default=0.0)
    floor = divide + 28 + max(44.0, stack_rows(scale, waiting), numbers)
    shade_pile(canvas, scale, top, floor)
    tops = draw_dots(canvas, scale, decided, base)
    _numbers_beside(canvas, scale, decided, base)
    _mean_lines(canvas, scale, chart, band, tops, base + 10)
    now = context.goals_now or goals
    _limit(canvas, scale, context, top, floor if now == goals else divide)
    if now != goals and now.limit_days <= scale.days:  # what waits is measured by another limit
        limit = scale.x(now.limit_days - 0.5)
        canvas.line(limit, divide, limit, floor, width=3, dash=(11, 6), order=4)
    canvas.line(_LEFT - 6, divide, _RIGHT, divide, color="#C4C4C4", width=1.5, order=2)
    _waiting(canvas, scale, waiting, floor - 14, size, limit)
    nothing = _("ingen saker å tegne")
    none_waits = nothing if open_count(result) or unknown else _("ingen saker venter")
    none_decided = nothing if result["decided"] else share_in_words(result)
    for dots, name, unclear, empty, y in (
        (decided, _("Avgjort ({number})"), verdict_of(result).unclear, none_decided, base - 12),
        (waiting, _("Venter nå ({number})"), unknown, none_waits, floor - 26),
    ):
        up = 12 if unclear else 0
        words = name.format(number=show_number(len(dots)))
        canvas.text(_LEFT - 20, y - up, words, _BODY, bold=True, side="right")
        if unclear:
            canvas.text(_LEFT - 20, y + up, plus_unclear(unclear), 17, color=SOFT, side="right")
        if not dots:
            canvas.text(limit + 24, y, empty, _BODY, color=SOFT, backed=True)
    y = draw_axis(canvas, scale, floor, _SMALL, goals, tick=5)
    y = legend(
        canvas,
        y + 26,
        [
            ("circle", BLUE, True, _("avgjort på {limit}").format(limit=limit_text(context))),
            ("square", RUST, False, _("avgjort på {over}").format(over=over_text(context))),
            ("triangle", SOFT, False, _("venter nå (dager så langt)")),
        ],
    )
    return canvas.figure(y + 8)
