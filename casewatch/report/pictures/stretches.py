"""A timeline's intervals made ready to draw: split at the limit, joined over weekends, with ticks below."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from casewatch.language import _, show_date
from casewatch.report.data import TimelineChart
from casewatch.report.words.codes.applications import WHY
from casewatch.report.words.numbers import days
from casewatch.report.words.periods import short_day, short_month

#: Kinds of interval during which the clock stands.
STANDING_STILL = ("hearing", "other_authority")


@dataclass(frozen=True)
class Piece:
    """A part of the way that is drawn as one block, half-open."""

    start: date
    stop: date
    why: str
    counted: bool
    party: str | None
    late: bool  # on or after the day the limit was reached

    @property
    def days(self) -> int:
        """Dates in it."""
        return (self.stop - self.start).days


@dataclass(frozen=True)
class Stretch:
    """Pieces of the same kind that only days outside the day count come between."""

    pieces: tuple[Piece, ...]

    @property
    def first(self) -> Piece:
        """Its first piece; all have the same kind."""
        return self.pieces[0]

    @property
    def start(self) -> date:
        """First date."""
        return self.pieces[0].start

    @property
    def stop(self) -> date:
        """The date after the last."""
        return self.pieces[-1].stop

    @property
    def days(self) -> int:
        """Dates in its pieces; the days between them are not in it."""
        return sum(piece.days for piece in self.pieces)


def pieces_of(chart: TimelineChart) -> list[Piece]:
    """The intervals in order, those that run split at the day the limit is reached; empty ones left out."""
    pieces = []
    for interval in chart.explained["intervals"]:
        start, stop = date.fromisoformat(str(interval["from"])), date.fromisoformat(str(interval["to"]))
        limit = chart.limit_day
        cuts = [start, stop]
        if limit is not None and start < limit < stop and interval["counted"]:
            cuts = [start, limit, stop]
        for begin, end in pairwise(cuts):
            if begin < end:
                late = limit is not None and begin >= limit
                pieces.append(
                    Piece(begin, end, interval["why"], bool(interval["counted"]), interval.get("party"), late)
                )
    return pieces


def stretches_of(pieces: list[Piece]) -> list[Stretch]:
    """The pieces joined where only ``non_working`` ones come between; those themselves belong to no stretch."""
    stretches: list[Stretch] = []
    bridged = False
    for piece in pieces:
        if piece.why == "non_working":
            bridged = True
            continue
        last = stretches[-1].pieces[-1] if stretches else None
        same = last is not None and (last.why, last.party, last.counted, last.late) == (
            piece.why,
            piece.party,
            piece.counted,
            piece.late,
        )
        if same and bridged:
            stretches[-1] = Stretch((*stretches[-1].pieces, piece))
        else:
            stretches.append(Stretch((piece,)))
        bridged = False
    return stretches


def party_name(chart: TimelineChart, party: str | None) -> str:
    """The name of an outside body; empty where none or an unknown one is recorded."""
    if not party:
        return ""
    if party == "annen":
        return _("en annen instans")
    return chart.parties.get(party, party)


def stand_in_words(chart: TimelineChart, stretch: Stretch) -> str:
    """``til uttalelse hos Statsforvalteren: 28 dager``."""
    name = party_name(chart, stretch.first.party)
    what = WHY(stretch.first.why)
    if name and stretch.first.why == "hearing":
        what = _("til uttalelse hos {party}").format(party=name)
    elif name:
        what = _("hos {party}").format(party=name)
    return f"{what}: {days(stretch.days, chart.context.goals)}"


def dates_in_short(stretch: Stretch, *, years: bool) -> str:
    """``4.9.–2.10.``, from the first date to the one after the last; with years where the timeline spans several."""
    if years:
        return f"{show_date(stretch.start)}–{show_date(stretch.stop)}"
    return f"{short_day(stretch.start)}–{short_day(stretch.stop)}"


def _mondays(first: date, last: date) -> Iterator[date]:
    day = first + timedelta(days=-first.weekday() % 7)
    while day <= last:
        yield day
        day += timedelta(days=7)


def _firsts(first: date, last: date, step: int) -> Iterator[date]:
    month = first.year * 12 + first.month - 1 + (first.day > 1)
    month += -month % step
    while (day := date(month // 12, month % 12 + 1, 1)) <= last:
        yield day
        month += step


def ticks(first: date, last: date, unit: float) -> list[tuple[date, list[str]]]:
    """Days to name on the axis and what to write there: as ``unit`` pixels a day allow, days, weeks … years."""

    def week(day: date) -> list[str]:
        return [_("uke {week}").format(week=day.isocalendar().week), short_day(day)]

    def single(day: date) -> list[str]:
        return [short_day(day)]

    def month(day: date) -> list[str]:
        return [short_month(day)]

    def year(day: date) -> list[str]:
        return [str(day.year)]

    every = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    choices: list[tuple[list[date], float, Callable[[date], list[str]]]] = []
    if len(every) <= 21:
        choices.append((every, 1, single))
    choices.append((list(_mondays(first, last)), 7, week))
    choices += [(list(_firsts(first, last, step)), 28 * step, month) for step in (1, 3, 6)]
    choices += [(list(_firsts(first, last, 12 * years)), 365 * years, year) for years in (1, 2, 5, 10, 20, 50)]
    for at, apart, words in choices:
        if apart * unit >= 70:
            return [(day, words(day)) for day in at]
    return []
