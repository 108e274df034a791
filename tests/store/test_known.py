"""«`date_in_future` (of the import's as-of date)»: a remark of the list of cases, by the import that told the date."""

from __future__ import annotations

from datetime import date

import numpy as np

from casewatch.core.arrays import applications_from_contents
from casewatch.core.doubts.remarks import future_dates
from casewatch.store.known import known
from tests.services.conftest import KONGSVINGER, Office, row


def remarked(office: Office) -> list[str]:
    """Case numbers with a date after the day of the newest import that held them."""
    with office.store.reading() as connection:
        seen = known(connection, None, date(2026, 6, 1), [KONGSVINGER])
    gone = np.zeros(len(seen), bool)
    a, pauses = applications_from_contents(seen.municipality, seen.application_no, seen.contents, gone)
    return [key for key, ahead in zip(seen.case_key, future_dates(a, pauses, seen.told_as_of), strict=True) if ahead]


def test_dates_after_the_day_of_the_import(office: Office) -> None:
    # the office's clock stands on 2 March 2026
    office.read(
        row("2026/1", complete="2026-03-02"),
        row("2026/2", complete="2026-03-03"),
        row("2026/3", hearing=[["2026-02-01", "2026-03-03", None]]),
        row("2026/4", legal_limit_date="2026-05-01"),
    )
    assert remarked(office) == ["2026/2", "2026/3"]
