"""What somebody who applies can expect: calendar days to an answer, from receipt and from a complete application.

Counted over decided applications that are in the rule's scope and measured, hearings and other authorities included:
it is the applicant's own waiting. Open to all, so it never rests on so few that it would point at one of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from casewatch.core.cases import NO, YES, Applications, Bools, Ints
from casewatch.core.clock import Measures
from casewatch.core.scope import Scope

#: Fewer than so many are not told of in numbers, whatever the rule says of percentages.
FEWEST = 5
#: Months that are looked at, the next only where the one before holds too few.
SPANS = (12, 36)


@dataclass(frozen=True)
class Expectation:
    """One municipality. All numbers are None where even the longest span holds too few; that none leaks is the point.

    The days are the smallest number of calendar dates that at least 80 % of the applications did not exceed.
    """

    months: int | None = None
    applications: int | None = None
    from_complete: int | None = None  # dates from complete to the end, pauses included
    from_received: int | None = None
    start_assumed: int | None = None  # of the applications: the day they were complete is assumed
    unmeasured: bool = False  # enough were decided in the longest span, too few of them measured


def expectations(
    a: Applications, measures: Measures, scope: Scope, as_of: date, municipalities: Sequence[str], min_cases: int
) -> list[Expectation]:
    """One per municipality number, in that order. `a` holds only applications visible as of the day.

    A span of months ends with the as-of day and begins on the day after the same date so many months earlier (28
    February for the 29th). `min_cases` may ask for more than `FEWEST`, never for fewer.
    """
    m = measures.milestones
    ended = (scope.counts != NO) & ~np.isnat(m.decision) & ~np.isnat(a.received)
    decided = measures.has_days & (scope.counts == YES) & ~np.isnat(m.decision)
    complete_days = (m.end - m.start.complete).astype(np.int64)
    assumed = m.start.assumed()
    places = {number: place for place, number in enumerate(a.municipalities)}
    least = max(FEWEST, min_cases)

    def of(number: str) -> Expectation:
        mine = a.municipality == places.get(number, -1)
        for months in SPANS:
            within = mine & (m.decision >= np.datetime64(first_day(as_of, months), "D"))
            rows = within & decided
            if (count := int(rows.sum())) >= least:
                return Expectation(
                    months=months,
                    applications=count,
                    from_complete=_eight_of_ten(complete_days, rows),
                    from_received=_eight_of_ten(measures.total, rows),
                    start_assumed=int((rows & assumed).sum()),
                )
        return Expectation(unmeasured=int((within & ended).sum()) >= least)

    return [of(number) for number in municipalities]


def first_day(as_of: date, months: int) -> date:
    """The first day of a span of whole years, given in months, that ends with the as-of day."""
    years, rest = divmod(months, 12)
    assert rest == 0
    day = 28 if (as_of.month, as_of.day) == (2, 29) else as_of.day
    return date(as_of.year - years, as_of.month, day) + timedelta(days=1)


def _eight_of_ten(days: Ints, rows: Bools) -> int:
    found = np.sort(days[rows])
    return int(found[(80 * len(found) + 99) // 100 - 1])
