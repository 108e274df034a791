"""Periods a figure can be asked for: 12 months, year, tertial, quarter, month, ISO week, any two days."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

#: Where the municipalities are: days begin and end there.
OSLO = ZoneInfo("Europe/Oslo")
#: No case has dates outside these years; tables of working days end a little after.
YEARS = range(1900, 2101)


class PeriodError(ValueError):
    """The text names no period."""


@dataclass(frozen=True)
class Period:
    """``first`` and ``last`` day, both included; ``name`` as it was asked for."""

    name: str
    first: date
    last: date


_MONTHS_IN = {"T": 4, "Q": 3}


def parse_period(text: str, as_of: date) -> Period:
    """The period that a text names.

    ``12m`` (to the as-of day), ``2026``, ``2026-T2``, ``2026-Q3``, ``2026-06``, ``2026-W48`` or ``A..B`` with ISO
    dates. Raises :class:`PeriodError` for anything else and for ``B`` before ``A``.
    """
    try:
        first, last = _bounds(text.strip(), as_of)
    except PeriodError:
        raise
    except (ValueError, OverflowError):
        raise PeriodError(text) from None
    if last < first:
        raise PeriodError(text)
    return Period(text.strip(), first, last)


def twelve_months_to(day: date) -> Period:
    """From the day after the same date a year earlier (28 February for 29 February) to the day."""
    earlier = date(day.year - 1, day.month, 28 if (day.month, day.day) == (2, 29) else day.day)
    return Period("12m", earlier + timedelta(days=1), day)


def _bounds(text: str, as_of: date) -> tuple[date, date]:
    if text == "12m":
        period = twelve_months_to(as_of)
        return period.first, period.last
    if ".." in text:
        first, last = text.split("..")
        return date.fromisoformat(first.strip()), date.fromisoformat(last.strip())
    if match := re.fullmatch(r"(\d{4})", text):
        return date(int(text), 1, 1), date(int(text), 12, 31)
    if match := re.fullmatch(r"(\d{4})-([TQ])(\d)", text):
        months = _MONTHS_IN[match[2]]
        number = int(match[3])
        if not 1 <= number <= 12 // months:
            raise PeriodError(text)
        return date(int(match[1]), months * (number - 1) + 1, 1), _month_end(int(match[1]), months * number)
    if match := re.fullmatch(r"(\d{4})-W(\d{2})", text):
        monday = date.fromisocalendar(int(match[1]), int(match[2]), 1)
        return monday, monday + timedelta(days=6)
    if match := re.fullmatch(r"(\d{4})-(\d{2})", text):
        return date(int(match[1]), int(match[2]), 1), _month_end(int(match[1]), int(match[2]))
    raise PeriodError(text)


def _month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])
