"""Norwegian public holidays written down by hand, from the list in the law and printed Easter dates."""

from __future__ import annotations

from datetime import date, timedelta

#: Easter Sundays as an almanac prints them.
EASTER = {
    2010: date(2010, 4, 4),
    2011: date(2011, 4, 24),
    2012: date(2012, 4, 8),
    2024: date(2024, 3, 31),
    2025: date(2025, 4, 20),
    2026: date(2026, 4, 5),
    2027: date(2027, 3, 28),
}

#: 'Maundy Thursday, Good Friday, Easter Sunday and Monday, ... Ascension, Whit Sunday and Monday': days from
#: Easter Sunday.
MOVABLE = (-3, -2, 0, 1, 39, 49, 50)

#: '1 January, ..., 1 May, 17 May, ..., 25 and 26 December. Not 24 and 31 December.'
FIXED = ((1, 1), (5, 1), (5, 17), (12, 25), (12, 26))

HOLIDAYS = frozenset(
    [date(year, month, day) for year in EASTER for month, day in FIXED]
    + [sunday + timedelta(days=offset) for sunday in EASTER.values() for offset in MOVABLE]
)
