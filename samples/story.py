"""What the made-up weeks should show: the net days each case is built from, chosen by hand.

``net days`` are the days that count towards the target. The figures of the twelve months up to
:data:`LAST_MONDAY` can be added up from this page with a pencil.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

#: The exports are taken on these Mondays (ISO weeks 45 to 48 of 2026).
MONDAYS = (date(2026, 11, 2), date(2026, 11, 9), date(2026, 11, 16), date(2026, 11, 23))
LAST_MONDAY = MONDAYS[-1]
#: First day of the exports' history, about twenty-four months back.
FIRST_DAY = date(2024, 11, 25)
#: First day of the last twelve months.
YEAR_START = date(2025, 11, 24)


@dataclass(frozen=True)
class Story:
    """One municipality. Every list of numbers holds net days, one element per business case in scope."""

    number: str
    name: str
    slug: str
    recent: tuple[tuple[date, int], ...]  # decided in the weeks of the samples: (day, net days)
    this_year: tuple[int, ...]  # decided earlier in the last twelve months
    last_year: tuple[int, ...]  # decided in the twelve months before those
    running: tuple[int, ...] = ()  # open on the last Monday, the clock running
    paused: tuple[int, ...] = ()  # open on the last Monday, the clock standing still
    incomplete: int = 0  # received, never complete
    unclear: tuple[int, ...] = ()  # decided in the last twelve months, scope unknown
    unclear_open: tuple[int, ...] = ()
    without_complete: tuple[date, ...] = ()  # decided on these days, no complete date: held out
    complete_too_late: tuple[date, ...] = ()  # decided on these days, complete recorded as later: held out
    outside: dict[str, int] = field(default_factory=dict)  # business cases a year that a scope field excludes
    closed: int = 1  # business cases a year that end without a decision
    others: int = 24  # applications a year that do not count: dwellings, garages, certificates, permits to start


STORIES = (
    Story(
        "3401",
        "Kongsvinger",
        "kongsvinger",
        recent=((date(2026, 11, 5), 6), (date(2026, 11, 12), 9), (date(2026, 11, 19), 4)),
        this_year=(1, 2, 2, 3, 3, 3, 4, 5, 5, 5, 5, 6, 6, 7, 7, 8, 8, 9, 10, 16, 27, 58),
        last_year=(2, 3, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 9, 11, 12, 14, 15, 19, 24, 31, 44, 71),
        running=(1, 3, 3, 9, 12),
        paused=(5, 23),
        incomplete=2,
        unclear=(12,),
        unclear_open=(6,),
        without_complete=(date(2025, 6, 17),),
        outside={"within_plan": 3, "regulated_plot": 2, "road_to_boundary": 1},
        closed=3,
        others=96,
    ),
    Story(
        "3414",
        "Nord-Odal",
        "nord-odal",
        recent=((date(2026, 11, 17), 22),),
        this_year=(4, 6, 8, 9, 38, 83),
        last_year=(3, 5, 6, 7, 9, 18),
        running=(7,),
        paused=(47,),
        incomplete=1,
        unclear=(5,),
        outside={"within_plan": 1},
        others=22,
    ),
    Story(
        "3415",
        "Sør-Odal",
        "sor-odal",
        recent=((date(2026, 11, 6), 7), (date(2026, 11, 18), 12)),
        this_year=(3, 4, 4, 6, 7, 8, 9, 24),
        last_year=(4, 6, 8, 9, 9, 10, 17, 21, 33),
        running=(9,),
        paused=(2,),
        incomplete=1,
        unclear=(4, 8, 13),
        unclear_open=(3,),
        outside={"within_plan": 2},
        others=34,
    ),
    Story(
        "3416",
        "Eidskog",
        "eidskog",
        recent=((date(2026, 11, 13), 9),),
        this_year=(2, 5, 7, 14),
        last_year=(4, 6, 9, 13, 20, 28),
        running=(4,),
        outside={"road_to_boundary": 1},
        others=24,
    ),
    Story(
        "3417",
        "Grue",
        "grue",
        recent=((date(2026, 11, 11), 5),),
        this_year=(3, 4, 5, 6, 7, 8, 8, 9, 34, 96),
        last_year=(2, 6, 7, 8, 9, 9, 15, 22),
        running=(2, 8, 17),
        paused=(6,),
        incomplete=1,
        outside={"within_plan": 1, "regulated_plot": 1},
        others=20,
    ),
    Story(
        "3418",
        "Åsnes",
        "asnes",
        recent=((date(2026, 11, 10), 6),),
        this_year=(15,),
        last_year=(7, 9, 26),
        incomplete=1,
        complete_too_late=(date(2026, 4, 21),),
        outside={"within_plan": 1},
        others=28,
    ),
)
