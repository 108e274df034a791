"""Open cases by age: a bar a case, counted days thick on the calendar days since it was received.

The longest waiting stand first. Where there are more cases than a picture can carry, the rest is one line of words;
the text beside the picture has all of them.
"""

from math import ceil

from matplotlib.figure import Figure

from casewatch.language import _, show_number
from casewatch.report.data import Ages, AgesChart, OpenCase
from casewatch.report.pictures.canvas import BLUE, GREY, INK, RULE, RUST, SOFT, Canvas, shortened, text_width, wrapped
from casewatch.report.pictures.strip import heading
from casewatch.report.tables.pictures import longest_first
from casewatch.report.words.codes.applications import STATE
from casewatch.report.words.headlines import as_of_sentence
from casewatch.report.words.numbers import cases_in_words, limit_text, plus_unclear, subject
from casewatch.report.words.reasons import ages_headline, states_sentence
from casewatch.report.words.verdicts import are_unclear

_WIDTH, _MARGIN = 1400, 40
_RIGHT, _COUNTED, _TOTAL, _STATE = 820, 908, 1016, 1046
_WIDEST_NUMBER = 250.0
_STEP, _BODY, _SMALL = 31.0, 18.0, 17.0
_ALL_BARS, _FEWEST = 60, 3


def _most_bars(chart: AgesChart) -> int:
    """How many bars each municipality may have, so that the picture stays one page."""
    return max(_FEWEST, _ALL_BARS // max(1, len(chart.rows)))


def _last_day(chart: AgesChart) -> int:
    """Where the axis ends: at the longest case, but never beyond 120 days or twelve limits."""
    longest = max((max(case.days or 0, case.total_days or 0) for row in chart.rows for case in row.cases), default=0)
    most = max(120, 3 * chart.context.goals.limit_days)
    least = max(20, 2 * chart.context.goals.limit_days)
    return ceil(min(most, max(least, longest)) / 10) * 10


def bar_words(case: OpenCase) -> str:
    """The state, and what there is to add to it, as it stands beside the bar."""
    words = STATE(case.state)
    if case.scope_unknown:
        words = _("{state} (uavklart)").format(state=words)
    return words


def rest_sentence(rest: list[OpenCase]) -> str:
    """What the cases without a bar of their own are."""
    counting = [case for case in rest if not case.scope_unknown]
    over = sum(case.over for case in counting)
    text = _("og {cases} til, {number} over grensen").format(
        cases=cases_in_words(len(counting)), number=show_number(over) if over else _("ingen")
    )
    return f"{text} {plus_unclear(len(rest) - len(counting))}".strip()


class _Axis:
    """Days to pixels right of the case numbers; what is longer than the last day is cut there."""

    def __init__(self, chart: AgesChart) -> None:
        numbers = [case.case_no for row in chart.rows for case in row.cases]
        widest = max((text_width(number, _BODY) for number in numbers), default=0.0)
        self.left = _MARGIN + min(_WIDEST_NUMBER, max(widest, 110.0)) + 26
        self.days = _last_day(chart)
        self.unit = (_RIGHT - self.left) / self.days

    def x(self, day: float) -> float:
        return self.left + min(day, self.days) * self.unit


def _bar(canvas: Canvas, axis: _Axis, case: OpenCase, y: float) -> None:
    total = case.total_days or 0
    if total:
        canvas.line(axis.x(0), y, axis.x(total), y, color=GREY, width=3, order=2)
    if total > axis.days:
        canvas.arrow(_RIGHT + 16, y, 14, color=GREY)
    if case.days is None or case.state not in ("running", "paused"):
        return
    color = RUST if case.over else BLUE
    start, end = axis.x(0), axis.x(case.days)
    hatched = case.state == "paused"
    if case.days:
        canvas.rect(
            start, y - 8, end, y + 8, fill="white" if hatched else color, edge=color,
            hatch="////" if hatched else None, width=2, order=3,
        )  # fmt: skip
    else:
        canvas.line(start, y - 8, start, y + 8, color=color, width=4)
    if case.over:
        canvas.mark(end, y, "square", 20, color=RUST, order=6)
    if case.days > axis.days:
        for x in (end - 34, end - 24):
            canvas.line(x - 5, y + 12, x + 5, y - 12, color="white", width=5, order=4)


def _row(canvas: Canvas, axis: _Axis, case: OpenCase, y: float) -> None:
    size, number = _BODY, case.case_no
    if text_width(number, size) > _WIDEST_NUMBER:
        size = 14.0
    while text_width(number, size) > _WIDEST_NUMBER:
        number = f"…{number.removeprefix('…')[1:]}"  # the end of a case number tells more than its beginning
    canvas.text(axis.left - 26, y, number, size, side="right")
    _bar(canvas, axis, case, y)
    counted = "–" if case.days is None else show_number(case.days)
    canvas.text(_COUNTED, y, counted, _BODY, bold=True, color=RUST if case.over else INK, side="right")
    canvas.text(_TOTAL, y, "–" if case.total_days is None else show_number(case.total_days), _BODY, side="right")
    words = shortened(bar_words(case), _SMALL, _WIDTH - 24 - _STATE)
    canvas.text(_STATE, y, words, _SMALL, color=SOFT)


def _block(canvas: Canvas, axis: _Axis, row: Ages, top: float, most: int) -> tuple[float, float]:
    """One municipality's bars below its name; gives the y where they begin and the one below them."""
    canvas.line(_MARGIN, top, _WIDTH - _MARGIN, top, color=RULE, width=1.5)
    ordered = longest_first(row.cases)
    counting = [case for case in ordered if not case.scope_unknown]
    over = sum(case.over for case in counting)
    lines = wrapped(row.name, 20, 620, bold=True)
    y = canvas.lines(_MARGIN, top + 8, lines, 20, bold=True)
    words = _("ingen åpne saker")
    if counting:
        words = _("{cases}, {over} over grensen").format(
            cases=cases_in_words(len(counting)), over=show_number(over) if over else _("ingen")
        )
    words = f"{words} {plus_unclear(len(ordered) - len(counting))}".strip()
    at = _MARGIN + text_width(lines[-1], 20, bold=True) + 18
    canvas.text(at, y - 20 * 0.71, words, _BODY, color=SOFT)
    y += 6
    begin = y
    shown = ordered if len(ordered) <= most + 1 else ordered[:most]
    for case in shown:
        _row(canvas, axis, case, y + _STEP / 2)
        y += _STEP
    if len(shown) < len(ordered):
        rest = rest_sentence(ordered[len(shown) :])
        canvas.text(axis.left, y + _STEP / 2, rest, _SMALL, color=SOFT, backed=True)
        y += _STEP
    return begin, y + 12


def _legend(canvas: Canvas, y: float) -> float:
    x: float = _MARGIN + 4
    for kind, text in (
        ("solid", _("tellende dager, tiden løper")),
        ("hatched", _("tiden står stille")),
        ("line", _("kalenderdager siden mottatt")),
        ("square", _("over grensen")),
    ):
        sign = 22 if kind == "square" else 40
        if kind == "solid":
            canvas.rect(x, y - 8, x + sign, y + 8, fill=BLUE, edge=BLUE)
        elif kind == "hatched":
            canvas.rect(x, y - 8, x + sign, y + 8, fill="white", edge=BLUE, hatch="////", width=2)
        elif kind == "line":
            canvas.line(x, y, x + sign, y, color=GREY, width=3)
        else:
            canvas.mark(x + 11, y, "square", 20, color=RUST)
        canvas.text(x + sign + 10, y, text, _BODY)
        x += sign + 10 + text_width(text, _BODY) + 34
    return y + 26


def draw_ages(chart: AgesChart) -> Figure:
    """The picture of the open cases."""
    context, goals = chart.context, chart.context.goals
    canvas = Canvas(_WIDTH)
    everyone = [case for row in chart.rows for case in row.cases]
    unknown = sum(case.scope_unknown for case in everyone)
    below = [
        f"{states_sentence(everyone)} {as_of_sentence(context)}".strip(),
        subject(context).explained,
        are_unclear(unknown) if unknown else "",
    ]
    y = heading(canvas, "", ages_headline(chart), below) + 66
    axis = _Axis(chart)
    first = y
    limit = axis.x(goals.limit_days - 0.5)
    text = limit_text(context)
    if text_width(text, _BODY) + 30 < limit - _MARGIN:
        canvas.text(limit - 8, y - 18, text, _BODY, side="right")
        canvas.arrow(limit - 8 - text_width(text, _BODY) - 16, y - 18, 10, left=True)
    for x, upper, lower in (
        (_COUNTED, _("tellende"), _("dager")),
        (_TOTAL, _("siden"), _("mottatt")),
    ):
        canvas.text(x, y - 41, upper, _SMALL, color=SOFT, side="right")
        canvas.text(x, y - 18, lower, _SMALL, color=SOFT, side="right")
    canvas.text(_STATE, y - 18, _("tilstand"), _SMALL, color=SOFT)
    most = _most_bars(chart)
    bands = []
    for row in chart.rows:
        start, y = _block(canvas, axis, row, y, most)
        bands.append((start, y))
    canvas.line(limit, first - 28, limit, first, width=2.6, dash=(10, 5), order=4)
    for (start, stop), row in zip(bands, chart.rows, strict=True):
        if row.cases:
            canvas.line(limit, start, limit, stop, width=2.6, dash=(10, 5), order=4)
    canvas.line(axis.left, y, _RIGHT, y, color=SOFT, width=2)
    step = 10
    while axis.days / step > 12:
        step += 10
    for day in range(0, axis.days + 1, step):
        canvas.line(axis.x(day), y, axis.x(day), y + 7, color=SOFT, width=1.5)
        canvas.text(axis.x(day), y + 22, show_number(day), _SMALL, side="center")
    canvas.text((axis.left + _RIGHT) / 2, y + 46, _("Dager så langt"), _BODY, side="center")
    return canvas.figure(_legend(canvas, y + 84) + 6)
