"""One application's way from receipt to decision: solid where the clock runs, thin and hatched where it stands."""

from dataclasses import dataclass
from datetime import date, timedelta

from matplotlib.figure import Figure

from casewatch.language import _, show_number
from casewatch.report.data import TimelineChart
from casewatch.report.pictures.canvas import (
    BLUE,
    GREY,
    INK,
    RUST,
    SOFT,
    Box,
    Canvas,
    Side,
    text_box,
    text_width,
    wrapped,
)
from casewatch.report.pictures.stretches import (
    STANDING_STILL,
    Piece,
    Stretch,
    dates_in_short,
    pieces_of,
    stand_in_words,
    stretches_of,
    ticks,
)
from casewatch.report.pictures.strip import heading
from casewatch.report.words.codes.applications import STATE, WHY
from casewatch.report.words.numbers import days
from casewatch.report.words.periods import day_in_words
from casewatch.report.words.reasons import timeline_headline, timeline_subtitle

_WIDTH, _MARGIN = 1400, 40
_LEFT, _RIGHT = 54.0, 1346.0
_LABEL, _LEVELS, _LISTED = 18.0, 3, 24
_FEWEST_DAYS = 14
_FURTHEST_AHEAD = 60
_BEFORE_COMPLETE = 14  # days before complete that are always shown


class _Days:
    """Dates to pixels. What lies before the first shown day is cut off there."""

    def __init__(self, begins: date, first: date, last: date) -> None:
        self.first, self.last = first, max(last, first + timedelta(days=_FEWEST_DAYS))
        self.cut = begins < first
        self.years = begins.year != self.last.year
        self.unit = (_RIGHT - _LEFT) / (self.last - self.first).days

    def x(self, day: date) -> float:
        return _LEFT + max(0, (day - self.first).days) * self.unit


def _span(chart: TimelineChart, pieces: list[Piece]) -> _Days:
    """All that is drawn; a limit still to come too, unless it is far ahead.

    A long time before the application was complete is cut, so that the days that count stay readable.
    """
    known = [day for day in (chart.received, chart.complete, chart.ended, chart.sent) if day is not None]
    known += [day for piece in pieces for day in (piece.start, piece.stop)]
    if chart.runs:
        known.append(chart.context.as_of)
    first, last = min(known, default=chart.context.as_of), max(known, default=chart.context.as_of)
    limit = chart.limit_day
    if limit is not None and last < limit <= last + timedelta(days=_FURTHEST_AHEAD):
        last = limit
    begins = first
    if chart.complete is not None:
        room = timedelta(days=max(_BEFORE_COMPLETE, (last - chart.complete).days))
        if chart.complete - first > 2 * room:
            first = chart.complete - room
    return _Days(begins, first, last)


@dataclass(frozen=True)
class _Words:
    """Lines of text above the bar: their middle, the middle of what they speak of, their foot above the bar."""

    x: float
    at: float
    foot: float
    lines: list[str]


def _stand_labels(chart: TimelineChart, axis: _Days, stands: list[Stretch]) -> list[_Words] | None:
    """(x, height above the bar, lines) of every stand's words, or None where they have no room beside one another."""
    taken: list[Box] = []
    placed = []
    for stand in stands:
        start, stop = axis.x(stand.start), axis.x(stand.stop)
        lines = wrapped(stand_in_words(chart, stand), _LABEL, max(250.0, stop - start))
        half = max(text_width(line, _LABEL) for line in lines) / 2
        x = min(max((start + stop) / 2, _LEFT + half), _RIGHT - half)
        for level in range(_LEVELS):
            bottom = -12 - level * 56.0
            box = Box(x - half, bottom - len(lines) * 24, x + half, bottom)
            if not any(box.meets(other, 10) for other in taken):
                taken.append(box)
                placed.append(_Words(x, (start + stop) / 2, bottom, lines))
                break
        else:
            return None
    return placed


def _listed(stands: list[Stretch]) -> list[Stretch]:
    """The stands that get a number and a line of words below the axis; the rest is summed up."""
    return stands if len(stands) <= _LISTED else stands[: _LISTED - 1]


def _key_labels(axis: _Days, stands: list[Stretch]) -> list[_Words]:
    """The stands' numbers instead of their words; one that has no room on any level is left out."""
    taken: list[Box] = []
    placed = []
    for number, stand in enumerate(_listed(stands), 1):
        x = (axis.x(stand.start) + axis.x(stand.stop)) / 2
        for level in range(6):
            bottom = -10 - level * 23.0
            half = text_width(str(number), 17, bold=True) / 2
            box = Box(x - half, bottom - 20, x + half, bottom)
            if not any(box.meets(other, 5) for other in taken):
                taken.append(box)
                placed.append(_Words(x, x, bottom, [str(number)]))
                break
    return placed


def _bars(canvas: Canvas, axis: _Days, pieces: list[Piece], middle: float) -> None:
    for piece in pieces:
        start, stop = axis.x(piece.start), axis.x(piece.stop)
        if piece.why == "before_complete":
            canvas.line(start, middle, stop, middle, color=GREY, width=10, order=2)
            if axis.cut and start <= _LEFT:
                canvas.line(_LEFT + 22, middle - 14, _LEFT + 36, middle + 14, color="white", width=8, order=2.5)
                for x in (_LEFT + 16, _LEFT + 26):
                    canvas.line(x, middle - 13, x + 14, middle + 13, color=GREY, width=2, order=2.6)
        elif piece.why == "non_working":
            canvas.line(start, middle, stop, middle, color=BLUE, width=3, order=2)
        elif piece.why in STANDING_STILL:
            canvas.rect(start, middle - 14, stop, middle + 14, fill="white", edge=SOFT, hatch="////", order=3)
        elif piece.counted:
            canvas.rect(start, middle - 36, stop, middle + 36, fill=BLUE, order=3)
            if stop - start > 5:  # a thin light edge, so that touching runs can be told apart
                canvas.line(stop, middle - 36, stop, middle + 36, color="white", width=1.5, order=3.5)
        else:
            canvas.rect(start, middle - 20, stop, middle + 20, fill="white", edge=GREY, width=2, order=3)


def _run_labels(canvas: Canvas, chart: TimelineChart, axis: _Days, runs: list[Stretch], middle: float) -> int:
    """The days of each run, in its block, below it where the block is narrow; gives how many had no room."""
    goals = chart.context.goals
    late = [run for run in runs if run.first.late]
    taken: list[Box] = []
    left_out = 0
    for run in runs:
        start, stop = axis.x(run.start), axis.x(run.stop)
        at = (start + stop) / 2
        whole = _("{days} etter grensen").format(days=days(run.days, goals))
        number = show_number(run.days)
        choices = [(number, 24.0)]
        if run.first.late and len(late) == 1:
            choices = [(whole, 24.0), (whole, 19.0), (days(run.days, goals), 21.0), (number, 24.0)]
        fitting = [(text, size) for text, size in choices if text_width(text, size, bold=True) + 14 <= stop - start]
        if fitting and len(run.pieces) == 1:
            text, size = fitting[0]
            canvas.text(at, middle, text, size, bold=True, color="white", side="center")
            continue
        if len(run.pieces) > 1:
            number = days(run.days, goals)
        y = middle + 51
        known = (chart.complete, chart.ended, chart.sent, chart.limit_day)
        edges = [axis.x(day) for day in known if day is not None]
        for x in (at, at + 9, at - 9) if stop - start > 5 else (at,):
            box = text_box(x, y, number, 17, bold=True, side="center")
            crossed = any(box.left - 2 < edge < box.right + 2 for edge in edges)
            if not crossed and not any(box.meets(other, 5) for other in taken):
                taken.append(box)
                canvas.text(x, y, number, 17, bold=True, color=BLUE, side="center")
                break
        else:
            left_out += 1
    return left_out


def _milestones(chart: TimelineChart, axis: _Days) -> list[tuple[date, str, bool, Side]]:
    """What happened when, in words, with the side of its line on which the words stand."""
    found: list[tuple[date, str, bool, Side]] = []
    year = axis.years
    if chart.received is not None and chart.received == chart.complete:
        text = _("mottatt og komplett {day}").format(day=day_in_words(chart.received, year=year))
        found.append((chart.received, text, True, "left"))
    else:
        if chart.received is not None:
            text = _("mottatt {day}").format(day=day_in_words(chart.received, year=year))
            found.append((chart.received, text, False, "left"))
        if chart.complete is not None:
            text = _("komplett {day}").format(day=day_in_words(chart.complete, year=year))
            found.append((chart.complete, text, True, "left"))
    if chart.ended is not None:
        text = _("avsluttet {day}") if chart.state == "closed" else _("avgjort {day}")
        found.append((chart.ended, text.format(day=day_in_words(chart.ended, year=year)), True, "right"))
    if chart.sent is not None:
        text = _("sendt ut {day}").format(day=day_in_words(chart.sent, year=year))
        found.append((chart.sent, text, True, "left"))
    elif chart.unsent:
        day = chart.context.as_of
        found.append((day, _("ikke sendt ut {day}").format(day=day_in_words(day, year=year)), False, "left"))
    elif chart.ended is None:
        day = chart.context.as_of
        found.append((day, _("fortsatt åpen {day}").format(day=day_in_words(day, year=year)), False, "right"))
    return found


def _place(
    x: float, text: str, bold: bool, preferred: Side, top: float, lines: list[float], taken: list[Box]
) -> tuple[float, Side, Box]:
    """Where a milestone's words stand: beside its line in the first row where they meet neither words nor lines."""
    other: Side = "right" if preferred == "left" else "left"
    for row in range(len(taken) + 3):
        for side in (preferred, other):
            at = x + (8 if side == "left" else -8)
            box = text_box(at, top + row * 27, text, 19, bold=bold, side=side)
            crossed = row < 2 and any(box.left - 4 < line < box.right + 4 for line in lines)
            inside = box.left >= _MARGIN - 4 and box.right <= _WIDTH - _MARGIN + 10
            if inside and not crossed and not any(box.meets(kept, 6) for kept in taken):
                return at, side, box
    y = top + (len(taken) + 3) * 27  # words that are too long for either side: below all others, from the left
    return _MARGIN, "left", text_box(_MARGIN, y, text, 19, bold=bold)


def _draw_milestones(canvas: Canvas, chart: TimelineChart, axis: _Days, middle: float, lowest: float) -> float:
    """Lines at the milestones and their words below; gives the y below them."""
    taken: list[Box] = []
    milestones = _milestones(chart, axis)
    lines = [axis.x(day) for day, _text, bold, _side in milestones if bold]
    for day, text, bold, preferred in milestones:
        x = axis.x(day)
        at, side, box = _place(x, text, bold, preferred, lowest + 16, lines, taken)
        taken.append(box)
        y = (box.top + box.bottom) / 2
        canvas.text(at, y, text, 19, bold=bold, color=INK if bold else SOFT, side=side)
        if bold:
            canvas.line(x, middle - 44, x, y + 12, width=3, order=4)
        elif y > lowest + 16 or day == chart.context.as_of:
            canvas.line(x, middle + 8, x, y + 10, color=GREY, width=1.5, order=2)
    return max((box.bottom for box in taken), default=lowest) + 4


def _limit(canvas: Canvas, chart: TimelineChart, axis: _Days, top: float, bottom: float) -> None:
    """The dashed line at the day the limit is reached."""
    day = chart.limit_day
    if day is None or not axis.first <= day <= axis.last:
        return
    x = axis.x(day)
    text = _("{used} brukt {day}").format(
        used=days(chart.context.goals.limit_days, chart.context.goals),
        day=day_in_words(day, weekday=True, year=axis.years),
    )
    canvas.line(x, top + 26, x, bottom, color="white", width=10, order=5)
    canvas.line(x, top, x, bottom, color=RUST, width=4, dash=(13, 6), order=6)
    side: Side = "left" if x + 12 + text_width(text, 20, bold=True) < _WIDTH - _MARGIN else "right"
    canvas.text(x + (10 if side == "left" else -10), top + 12, text, 20, bold=True, color=RUST, side=side)


def _draw_legend(canvas: Canvas, pieces: list[Piece], y: float) -> None:
    x: float = _MARGIN + 4
    kinds = {"void" if piece.why == "running" and not piece.counted else piece.why for piece in pieces}
    entries = [
        ("running", WHY("running")),
        ("stands", STATE("paused")),
        ("before_complete", WHY("before_complete")),
        ("non_working", WHY("non_working")),
        ("void", _("telles ikke")),
    ]
    for kind, text in entries:
        if kind not in kinds and not (kind == "stands" and kinds & set(STANDING_STILL)):
            continue
        if kind == "running":
            canvas.rect(x, y - 7, x + 40, y + 7, fill=BLUE)
        elif kind == "stands":
            canvas.rect(x, y - 7, x + 40, y + 7, fill="white", edge=SOFT, hatch="////")
        elif kind == "void":
            canvas.rect(x, y - 7, x + 40, y + 7, fill="white", edge=GREY, width=2)
        else:
            thick = kind == "before_complete"
            canvas.line(x, y, x + 40, y, color=GREY if thick else BLUE, width=10 if thick else 3)
        canvas.text(x + 54, y, text, 19)
        x += 54 + text_width(text, 19) + 38


def _key(canvas: Canvas, chart: TimelineChart, axis: _Days, stands: list[Stretch], y: float) -> float:
    """The numbered stands in words, in two columns; gives the y below them."""
    shown = _listed(stands)
    rows = (len(shown) + 1) // 2
    lefts, bottoms = (_MARGIN + 8.0, 716.0), [y, y]
    for number, stand in enumerate(shown, 1):
        column = 0 if number <= rows else 1
        canvas.text(lefts[column] + 26, bottoms[column] + 13, str(number), 17, bold=True, side="right")
        text = f"{dates_in_short(stand, years=axis.years)}: {stand_in_words(chart, stand)}"
        lines = wrapped(text, 17, 590)
        bottoms[column] = canvas.lines(lefts[column] + 38, bottoms[column], lines, 17, color=SOFT) + 2
    y = max(bottoms)
    if len(shown) < len(stands):
        rest = stands[len(shown) :]
        text = _("og {number} pauser til, i alt {days}").format(
            number=len(rest), days=days(sum(stand.days for stand in rest), chart.context.goals)
        )
        y = canvas.lines(lefts[0] + 38, y, [text], 17, color=SOFT)
    return y


def draw_timeline(chart: TimelineChart) -> Figure:
    """The picture of one application."""
    pieces = pieces_of(chart)
    stretches = stretches_of(pieces)
    stands = [stretch for stretch in stretches if stretch.first.why in STANDING_STILL]
    runs = [stretch for stretch in stretches if stretch.first.counted]
    axis = _span(chart, pieces)
    canvas = Canvas(_WIDTH)
    y = heading(canvas, "", timeline_headline(chart), [timeline_subtitle(chart)]) if chart.headed else 0.0
    _draw_legend(canvas, pieces, y + 30)

    labels = _stand_labels(chart, axis, stands)
    keyed = labels is None
    if labels is None:
        labels = _key_labels(axis, stands)
    reach = max((len(label.lines) * 24 - label.foot + 36 for label in labels), default=58)
    top = y + 56
    shown = chart.limit_day is not None and axis.first <= chart.limit_day <= axis.last
    middle = top + (40 if shown else 0) + reach
    for label in labels:
        foot = middle - 38 + label.foot
        for number, line in enumerate(label.lines):
            at = foot - 24 * (len(label.lines) - number) + 12
            size, color = (17.0, INK) if keyed else (_LABEL, SOFT)
            canvas.text(label.x, at, line, size, bold=keyed, color=color, side="center", backed=True)
        canvas.line(label.at, foot + 3, label.at, middle - 15, color=GREY, width=1.2, order=2)
    _bars(canvas, axis, pieces, middle)
    left_out = _run_labels(canvas, chart, axis, runs, middle)
    if not runs and chart.explained["net_days"] == 0 and chart.complete is not None:
        after = max([axis.x(chart.complete), *(axis.x(stand.stop) for stand in stands)])
        text = days(0, chart.context.goals)
        canvas.text(min(after + 12, _RIGHT - 90), middle, text, 21, bold=True, color=BLUE, backed=True)
    _limit(canvas, chart, axis, top, middle + 46)
    y = _draw_milestones(canvas, chart, axis, middle, middle + 62) + 14

    canvas.line(_MARGIN, y, _WIDTH - _MARGIN, y, color=SOFT, width=2)
    below = y + 34
    for day, words in ticks(axis.first, axis.last, axis.unit):
        x = axis.x(day)
        half = max(text_width(word, 17) for word in words) / 2
        if x - half < 8 or x + half > _WIDTH - 8:
            continue
        canvas.line(x, y, x, y + 8, color=SOFT, width=1.5)
        for number, word in enumerate(words):
            canvas.text(x, y + 24 + 22 * number, word, 17, side="center")
            below = max(below, y + 24 + 22 * number + 14)
    if keyed:
        below = _key(canvas, chart, axis, stands, below + 14)
    if left_out:
        text = _("1 kort periode har ikke plass til tallet sitt i bildet. Teksten ved siden av har alle.")
        if left_out > 1:
            text = _("{number} korte perioder har ikke plass til tallet sitt i bildet. Teksten ved siden av har alle.")
        below = canvas.lines(_MARGIN, below + 10, [text.format(number=left_out)], 17, color=SOFT)
    return canvas.figure(below + 14)
