"""Dates whose year was likely typed wrong: far from all others of the application, while another year would fit."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

import numpy as np

from casewatch.core.cases import Applications, Bools, Dates, Ints, Pauses

#: A date is far off when more than this many calendar days lie between it and every other of the application.
FAR = 300
#: With another year it must come this near the others; nearer where it stands in a possible order as it is.
_FITS_WHERE_IMPOSSIBLE, _FITS_WHERE_POSSIBLE = 300, 90
#: A last date this close to the as-of day was recorded just now: its year is right, the case took long.
_RECENT = 90

#: What is looked at, and what can only follow what: a date of a higher rank is never before one of a lower rank.
#: Limits and extensions lie ahead by their nature and are left out.
_RANKS = {
    "received": 0,
    "deficiency": 1,
    "supplement": 1,
    "complete": 1,
    "decided": 2,
    "decision_sent": 3,
    "closed": 3,
}
_PAUSE_RANK = 1
_FIELDS = (*_RANKS, "hearing", "authority")
_LOW, _HIGH = np.datetime64("1000-01-01", "D"), np.datetime64("3000-01-01", "D")


class _Told(NamedTuple):
    """Every date of every application, sorted by (owner, day)."""

    owner: Ints
    day: Dates
    field: Ints  # index into _FIELDS
    rank: Ints
    after: Dates  # the day its own pause was sent, for an answer
    before: Dates  # the day its own pause was answered, for a sent date


def misdated(a: Applications, pauses: Pauses, as_of: date) -> Iterator[tuple[int, str, date, date]]:
    """(index, field, date, likely date) for every application of which one date looks a year or more off.

    The application has at least three dates, exactly one of them lies more than 300 days from all the others, at
    their one end or the other, and the same day of another year lies near them, in a possible order, and not after
    the as-of day.
    """
    told = _all_dates(a, pauses)
    if not len(told.owner):
        return
    at, others_first, others_last = _far_off(told, len(a))
    if not len(at):
        return
    low, high = _bounds(told, at, len(a))
    day = told.day[at]
    today = np.datetime64(as_of, "D")
    possible = (low <= day) & (day <= high)
    age = (today - day).astype(np.int64)
    trusted = possible & (day > others_last) & (age >= 0) & (age <= _RECENT)
    nearest: Dates = np.where(day < others_first, others_first, others_last).astype("datetime64[Y]")
    best = np.full(len(at), np.datetime64("NaT", "D"))
    best_distance = np.where(possible, _FITS_WHERE_POSSIBLE, _FITS_WHERE_IMPOSSIBLE) + 1
    for step in (0, -1, 1):
        year: Dates = nearest + np.timedelta64(step, "Y")
        likely, exists = _in_year(day, year)
        distance = np.maximum(np.maximum(others_first - likely, likely - others_last).astype(np.int64), 0)
        fits = exists & (likely != day) & (low <= likely) & (likely <= high) & (likely <= today)
        better = fits & ~trusted & (distance < best_distance)
        best[better], best_distance[better] = likely[better], distance[better]
    for place in np.flatnonzero(~np.isnat(best)).tolist():
        field = _FIELDS[told.field[at[place]]]
        yield int(told.owner[at[place]]), field, day[place].item(), best[place].item()


def _all_dates(a: Applications, pauses: Pauses) -> _Told:
    rows = np.arange(len(a))
    none = np.full(len(a), np.datetime64("NaT", "D"))
    parts: list[tuple[Ints, Dates, Ints, Ints, Dates, Dates]] = [
        (rows, getattr(a, name), np.full(len(a), place), np.full(len(a), rank), none, none)
        for place, (name, rank) in enumerate(_RANKS.items())
    ]
    blank = np.full(len(pauses), np.datetime64("NaT", "D"))
    field = len(_RANKS) + pauses.kind.astype(np.int64)
    rank = np.full(len(pauses), _PAUSE_RANK, np.int64)
    parts.append((pauses.application, pauses.sent, field, rank, blank, pauses.answered))
    parts.append((pauses.application, pauses.answered, field, rank, pauses.sent, blank))
    owner, day, fields, ranks, after, before = (np.concatenate(column) for column in zip(*parts, strict=True))
    there = np.flatnonzero(~np.isnat(day))
    order = there[np.lexsort((day[there], owner[there]))]
    return _Told(owner[order], day[order], fields[order], ranks[order], after[order], before[order])


def _far_off(told: _Told, count: int) -> tuple[Ints, Dates, Dates]:
    """Places of the single dates that are far off, and the first and last of the application's other dates."""
    owner, day = told.owner, told.day
    gap = np.full(len(owner) + 1, FAR + 1)
    gap[1:-1] = np.where(owner[1:] == owner[:-1], (day[1:] - day[:-1]).astype(np.int64), FAR + 1)
    begins = np.append(True, owner[1:] != owner[:-1])
    ends = np.append(begins[1:], True)
    far: Bools = (gap[:-1] > FAR) & (gap[1:] > FAR)
    sole = np.bincount(owner[far], minlength=count) == 1
    several = np.bincount(owner, minlength=count) >= 3
    at = np.flatnonzero(far & (begins | ends) & (sole & several)[owner])
    group_first, group_last = np.flatnonzero(begins), np.flatnonzero(ends)
    group = np.cumsum(begins)[at] - 1
    first = day[np.where(begins[at], at + 1, group_first[group])]
    last = day[np.where(ends[at], at - 1, group_last[group])]
    return at, first, last


def _bounds(told: _Told, at: Ints, count: int) -> tuple[Dates, Dates]:
    """Between which days the order of events lets each of the dates lie, both included."""
    low, high = np.full(count, _LOW), np.full(count, _HIGH)
    rank = np.full(count, -1)
    rank[told.owner[at]] = told.rank[at]
    mine = rank[told.owner]
    lower = (mine >= 0) & (told.rank < mine)
    higher = (mine >= 0) & (told.rank > mine)
    np.maximum.at(low, told.owner[lower], told.day[lower])
    np.minimum.at(high, told.owner[higher], told.day[higher])
    owner = told.owner[at]
    return np.fmax(low[owner], told.after[at]), np.fmin(high[owner], told.before[at])


def _in_year(day: Dates, year: Dates) -> tuple[Dates, Bools]:
    """The same day and month in another year, and whether that year has it."""
    month = day.astype("datetime64[M]")
    months = (month - day.astype("datetime64[Y]").astype("datetime64[M]")).astype(np.int64)
    into = day - month.astype("datetime64[D]")
    moved = year.astype("datetime64[M]") + months.astype("timedelta64[M]")
    likely = moved.astype("datetime64[D]") + into
    return likely, likely.astype("datetime64[M]") == moved
