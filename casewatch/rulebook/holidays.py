"""Public holidays of Norway, for working days and for the rollover of statutory limits."""

from functools import cache

import numpy as np

from casewatch.core.cases import Dates


@cache
def public_holidays(first_year: int, last_year: int) -> Dates:
    """The holidays of the years, both included, ascending and read-only; ValueError where they run backwards.

    1 January, Maundy Thursday, Good Friday, Easter Sunday and Monday, 1 May, 17 May, Ascension, Whit Sunday and
    Monday, 25 and 26 December. Not 24 and 31 December: a rule may close those. Ordinary Sundays are not among them.
    """
    if first_year > last_year:
        raise ValueError(f"{first_year} is after {last_year}")
    # Loaded here, since counts in calendar days never ask.
    from holidays.countries.norway import Norway

    known = Norway(years=range(first_year, last_year + 1), expand=False, include_sundays=False)
    days = np.array(sorted(known), "datetime64[D]")
    days.flags.writeable = False
    return days
