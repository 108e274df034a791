"""The axis of counted days and the stacks of cases on it, shared by the strip and the strips.

A day is one unit; a mark is narrower than a day, and the limit stands half a unit before its day, so that day 10 falls
clearly right of it. Beyond the axis everything is one pile, each case with its number.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil

from casewatch.language import _, show_number
from casewatch.report.data import Dot, Goals
from casewatch.report.pictures.canvas import BLUE, GREY, INK, RUST, SHADE, SOFT, Canvas, Mark, text_width

_LAST_DAY = 40
_STACK_ROOM = 420  # pixels a stack may take before its marks shrink
_SMALLEST = 5.0


def last_day(goals: Goals) -> int:
    """The last day of the axis: 40, or further where limit and mean target need it."""
    furthest = max(goals.limit_days, goals.mean_days)
    return max(_LAST_DAY, ceil(furthest * 4 / 3 / 10) * 10)


@dataclass(frozen=True)
class Scale:
    """Days to pixels. The pile of longer cases stands in ``[pile_left, pile_right]``."""

    left: float  # day 0
    unit: float  # pixels a day
    days: int  # last day of the axis
    pile_left: float
    pile_right: float
    mark: float  # width of a mark
    number: float  # size of the numbers in the pile

    def x(self, day: float) -> float:
        """Where a day stands."""
        return self.left + day * self.unit

    @property
    def step(self) -> float:
        """Height of one case in a stack."""
        return self.mark * 1.16

    @property
    def column(self) -> float:
        """Width of a column of the pile: mark, gap, number."""
        return self.mark + 8 + text_width("0000", self.number, bold=True)

    @property
    def columns(self) -> int:
        """How many columns the pile has room for."""
        return max(1, int((self.pile_right - self.pile_left - 12) // self.column))

    @property
    def pile_step(self) -> float:
        """Height of one case in the pile: its number must be readable."""
        return max(self.step, self.number * 1.2)


def make_scale(
    left: float, right: float, groups: Sequence[Iterable[Dot]], goals: Goals, *, widest: float, number: float
) -> Scale:
    """A scale on which every stack and every pile of the groups (one row of marks each) has room."""
    days = last_day(goals)
    tallest, longest = 1, 1
    for dots in groups:
        stacks = Counter(min(dot.days, days + 1) for dot in dots)
        longest = max(longest, stacks.pop(days + 1, 0))
        tallest = max(tallest, *stacks.values(), 1)
    columns = min(5, max(1, ceil(longest / max(tallest, 8))))
    mark = widest
    for _attempt in range(2):
        probe = Scale(left, 1, days, 0, 0, mark, number)
        pile = probe.column * columns + 24
        unit = (right - pile - 26 - left) / (days + 1)
        mark = min(widest, unit * 0.86, max(_SMALLEST, _STACK_ROOM / tallest / 1.16))
    start = left + unit / 2
    return Scale(start, unit, days, right - pile, right, mark, number)


def stack_rows(scale: Scale, dots: Iterable[Dot]) -> float:
    """How high a row of marks must be, in pixels."""
    stacks = Counter(min(dot.days, scale.days + 1) for dot in dots)
    pile = ceil(stacks.pop(scale.days + 1, 0) / scale.columns) * scale.pile_step
    return max([pile, *(count * scale.step for count in stacks.values())], default=0.0)


def draw_dots(
    canvas: Canvas, scale: Scale, dots: Iterable[Dot], base: float, *, pooled: bool = False
) -> dict[int, float]:
    """Stack the cases upwards from ``base``; gives the top of each day's stack (the pile as ``scale.days + 1``)."""
    tops: dict[int, float] = {}
    heights: Counter[int] = Counter()
    ordered = sorted(dots, key=lambda dot: (dot.days, not dot.under, dot.case_no))
    long = [dot for dot in ordered if dot.days > scale.days]
    for dot in ordered:
        if dot.days > scale.days:
            continue
        y = base - scale.step * (heights[dot.days] + 0.5)
        heights[dot.days] += 1
        draw_dot(canvas, scale.x(dot.days), y, dot, scale.mark, pooled=pooled)
        tops[dot.days] = y - scale.mark / 2
    rows = ceil(len(long) / scale.columns) if long else 0
    for number, dot in enumerate(long):
        column, row = divmod(number, rows)
        x = scale.pile_left + 12 + column * scale.column + scale.mark / 2
        y = base - scale.step / 2 - row * scale.pile_step
        draw_dot(canvas, x, y, dot, scale.mark, pooled=pooled)
        color = INK if pooled else RUST if not dot.under else BLUE
        canvas.text(x + scale.mark / 2 + 6, y, show_number(dot.days), scale.number, bold=True, color=color)
        tops[scale.days + 1] = min(tops.get(scale.days + 1, y), y - scale.number / 2)
    return tops


def draw_dot(canvas: Canvas, x: float, y: float, dot: Dot, size: float, *, pooled: bool = False) -> None:
    """A filled circle under the limit, an open square over it, a hollow triangle while waiting."""
    color = GREY if pooled else BLUE if dot.under else RUST
    kind: Mark = "triangle" if not dot.decided else "circle" if dot.under else "square"
    canvas.mark(x, y, kind, size, color=color, filled=dot.decided and dot.under)


def shade_pile(canvas: Canvas, scale: Scale, top: float, bottom: float) -> None:
    """The grey ground of the pile."""
    canvas.rect(scale.pile_left, top, scale.pile_right, bottom, fill=SHADE)


def draw_axis(canvas: Canvas, scale: Scale, y: float, size: float, goals: Goals, *, tick: int) -> float:
    """The broken axis with its numbers and its name; gives the y below them."""
    canvas.line(scale.x(0) - scale.unit * 0.9, y, scale.pile_left - 16, y, color=SOFT, width=2)
    canvas.line(scale.pile_left + 2, y, scale.pile_right, y, color=SOFT, width=2)
    for x in (scale.pile_left - 16, scale.pile_left + 2):
        canvas.line(x - 6, y + 8, x + 6, y - 8, color=SOFT, width=2)
    step = tick
    while text_width(str(scale.days), size) + 12 > step * scale.unit:
        step += tick
    over = _("over {days}").format(days=scale.days)
    middle = (scale.pile_left + scale.pile_right) / 2 + 2
    over_left = middle - text_width(over, size) / 2
    for day in range(0, scale.days + 1, step):
        canvas.line(scale.x(day), y, scale.x(day), y + 7, color=SOFT, width=1.5)
        label = show_number(day)
        if scale.x(day) + text_width(label, size) / 2 + 6 < over_left:
            canvas.text(scale.x(day), y + 22, label, size, side="center")
    canvas.line(middle, y, middle, y + 7, color=SOFT, width=1.5)
    canvas.text(middle, y + 22, over, size, side="center")
    name = _("Tellende arbeidsdager") if goals.day_count == "working" else _("Tellende dager")
    canvas.text(scale.x(scale.days / 2), y + 48, name, size + 1, side="center")
    return y + 62
