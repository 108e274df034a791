"""What an applicant can expect, application by application and date by date.

Each application is a dict as :mod:`tests.oracle.slow_case` takes it, and beside that ``business`` (True, False or
None) and ``start_assumed``.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from tests.oracle.slow_case import DAY, Case, decided_as_of, each_date, end_of
from tests.oracle.slow_count import measure
from tests.oracle.slow_indicator import percentile_80


def since(as_of: date, years: int) -> date:
    """'from the day after the same date a year earlier, 28 for 29 February', here so many years."""
    day = 28 if (as_of.month, as_of.day) == (2, 29) else as_of.day
    return date(as_of.year - years, as_of.month, day) + DAY


def expectation(cases: Sequence[Case], as_of: date) -> dict[str, Any] | None:
    """'8 av 10 ... (80th percentile, 12 months; under 5 cases words and 36 months)'; None: words only."""
    for years in (1, 3):
        chosen = []
        for case in cases:
            found = measure(case)
            decided = decided_as_of(case)
            if found is None or found["state"] != "decided" or case["business"] is not True:
                continue
            if decided is not None and since(as_of, years) <= decided <= as_of:
                chosen.append(case)
        if len(chosen) >= 5:
            return {
                "months": 12 * years,
                "applications": len(chosen),
                # 'calendar days ..., hearings included'
                "from_complete": percentile_80([_dates(case["complete"], end_of(case)) for case in chosen]),
                "from_received": percentile_80([_dates(case["received"], end_of(case)) for case in chosen]),
                "start_assumed": sum(1 for case in chosen if case["start_assumed"]),
            }
    return None


def enough_unmeasured(cases: Sequence[Case], as_of: date) -> bool:
    """Whether five were decided in three years that are business cases or may be, where no number is told of them."""
    decided = 0
    for case in cases:
        day = decided_as_of(case)
        shown = measure(case) is not None and case.get("received") is not None and case["business"] is not False
        decided += shown and day is not None and since(as_of, 3) <= day <= as_of
    return decided >= 5 and expectation(cases, as_of) is None


def _dates(first: date, end: date) -> int:
    return sum(1 for _ in each_date(first, end))
