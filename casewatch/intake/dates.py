"""Dates as exports write them -> ISO dates. A date is local; a timestamp with a zone is moved to Oslo first."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from casewatch.core.periods import OSLO, YEARS
from casewatch.intake.tables import Cell

_EPOCH_1900, _EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)
#: Serial numbers below are dates before 1950: more likely a year or a count that stands in the wrong column.
_FIRST_SERIAL = 18_264

_TIME = r"(?:,?[T ]+(?:kl\.? ?)?(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?)?"
_ZONE = r" ?(Z|UTC|[+-]\d{2}:?(?:\d{2})?)?"
_YEAR_FIRST = re.compile(r"(\d{4})([-./])(\d{1,2})\2(\d{1,2})" + _TIME + _ZONE, re.IGNORECASE | re.ASCII)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})?" + _ZONE + ")?", re.IGNORECASE | re.ASCII)
_NUMBERS = re.compile(r"(\d{1,2})([-./ ])(\d{1,2})\2(\d{4}|\d{2})\.?" + _TIME, re.IGNORECASE | re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})\.?[ -]+([^\W\d_]{3,9})\.?,?[ -]+(\d{4}|\d{2})" + _TIME, re.IGNORECASE)
_MONTH_FIRST = re.compile(r"([^\W\d_]{3,9})\.? +(\d{1,2})(?:st|nd|rd|th)?, *(\d{4}|\d{2})" + _TIME, re.IGNORECASE)
_WEEKDAY = re.compile(
    r"(?:(?:man|mån|tirs|tys|ons|tors|fre|lør|laur|søn|sun)(?:dag)?|ma|må|ti|ty|on|to|fr|lø|la|sø|su"
    r"|(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?)[.,]* +(?=\d)",
    re.IGNORECASE,
)

#: Two numbers and a year last: the only dates in which day and month can be taken for each other.
_AMBIGUOUS = re.compile(r"(\d{1,2})([-./ ])(\d{1,2})\2(?:\d{4})(?:\D.*)?", re.ASCII | re.DOTALL)

_MONTH_NAMES = (
    "januar january jan",
    "februar february feb",
    "mars march mar",
    "april apr",
    "mai may",
    "juni june jun",
    "juli july jul",
    "august aug",
    "september sept sep",
    "oktober october okt oct",
    "november nov",
    "desember december des dec",
)
_MONTH = "(?:" + "|".join(" ".join(_MONTH_NAMES).split()) + r")\.?"
_MADE_DATE = re.compile(
    rf"\d{{1,2}}([./])\d{{1,2}}\1(?:19|20)\d{{2}}|(?:\d{{1,2}}[. -]+)?{_MONTH}[. -]+(?:\d{{2}}|\d{{4}})"
    rf"|\d{{1,2}}[. -]+{_MONTH}",
    re.IGNORECASE | re.ASCII,
)
_MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, 1) for name in names.split()}


def read_date(cell: Cell, order: str = "dmy", epoch_1904: bool = False) -> str | None:
    """The ISO date a cell means, or None where it cannot be read or lies outside 1900 to 2100.

    ``order`` decides for numbers with a year last (``dmy``, ``mdy``) or, with two digits, first (``ymd``): a date is
    never turned round because it would not fit otherwise. Years of two digits are 1970 to 2069.
    """
    try:
        day = _day(cell, order, epoch_1904)
    except (ValueError, OverflowError):
        return None
    return day.isoformat() if day is not None and day.year in YEARS else None


def _day(cell: Cell, order: str, epoch_1904: bool) -> date | None:
    if isinstance(cell, datetime):
        return _local(cell).date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, int | float):
        return _compact(str(cell)) if isinstance(cell, int) and cell > 9_999_999 else _serial(cell, epoch_1904)
    if not isinstance(cell, str):
        return None
    text = " ".join(cell.split())
    if re.fullmatch(r"[0-9]{5}(?:[.,][0-9]+)?", text):
        return _serial(float(text.replace(",", ".")), epoch_1904)
    return _text_day(text, order)


def _serial(number: float, epoch_1904: bool) -> date | None:
    day = (_EPOCH_1904 if epoch_1904 else _EPOCH_1900) + timedelta(days=int(number))
    return day if (day - _EPOCH_1900).days >= _FIRST_SERIAL else None


def _text_day(text: str, order: str) -> date | None:
    if weekday := _WEEKDAY.match(text):
        text = text[weekday.end() :]
    if match := _YEAR_FIRST.fullmatch(text):
        year, _sign, month, day, hour, minute, second, zone = match.groups()
        return _moved(int(year), int(month), int(day), (hour, minute, second), zone)
    if (compact := _compact(text)) is not None:
        return compact
    if match := _NUMBERS.fullmatch(text):
        first, _sign, second, last, *clock = match.groups()
        if order == "ymd" and len(last) == 2:
            year, month, day = _year(first), second, last
        elif order == "mdy":
            year, month, day = _year(last), first, second
        else:
            year, month, day = _year(last), second, first
        return _moved(year, int(month), int(day), tuple(clock), None)
    if match := _DAY_FIRST.fullmatch(text):
        day, name, last, *clock = match.groups()
    elif match := _MONTH_FIRST.fullmatch(text):
        name, day, last, *clock = match.groups()
    else:
        return None
    number = _MONTHS.get(name.casefold())
    return _moved(_year(last), number, int(day), tuple(clock), None) if number else None


def _compact(text: str) -> date | None:
    match = _COMPACT.fullmatch(text)
    if match is None:
        return None
    year, month, day, hour, minute, second, zone = match.groups()
    return _moved(int(year), int(month), int(day), (hour, minute, second), zone)


def _moved(year: int, month: int, day: int, clock: tuple[str | None, ...], zone: str | None) -> date:
    """The local date; a wrong time of day makes the whole cell unreadable."""
    hour, minute, second = (int(part or 0) for part in clock)
    moment = datetime(year, month, day, hour, minute, second)
    if zone is None:
        return moment.date()
    sign = zone.upper()
    written = "+00:00" if sign in ("Z", "UTC") else zone if ":" in zone else f"{zone[:3]}:{zone[3:] or '00'}"
    return _local(datetime.fromisoformat(moment.isoformat() + written)).date()


def _local(moment: datetime) -> datetime:
    return moment if moment.tzinfo is None else moment.astimezone(OSLO)


def _year(text: str) -> int:
    if len(text) == 4:
        return int(text)
    number = int(text)
    return number + (2000 if number < 70 else 1900)


def turned_round(cells: Iterable[Cell], order: str) -> str | None:
    """A text that shows that a whole column has month and day the other way round than ``order`` says; None: nothing.

    Told only where it is certain: some date is possible the other way alone, and none this way alone. All those that
    are possible both ways are then misread without anybody noticing.
    """
    if order not in ("dmy", "mdy"):
        return None
    proof = None
    for cell in cells:
        match = _AMBIGUOUS.fullmatch(cell.strip()) if isinstance(cell, str) else None
        if match is None:
            continue
        first, second = int(match[1]), int(match[3])
        day, month = (first, second) if order == "dmy" else (second, first)
        if month <= 12 < day <= 31:
            return None
        if proof is None and day <= 12 < month <= 31:
            proof = match[0][: match.end(3)] + match[2] + "…"
    return proof


def made_date(text: str) -> bool:
    """Whether a text that should be a number of a case or plan is what a spreadsheet program makes of one.

    ``12/3`` becomes ``12.mar``, ``12/26`` becomes ``des.26``, and both may come with the year.
    """
    return _MADE_DATE.fullmatch(text) is not None
