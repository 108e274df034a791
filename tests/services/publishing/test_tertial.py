"""The tertial text, counted by hand.

Decided in the first tertial: 4, 10 and 9 days and five more of 2 days (2/1 to 2/5), so 8 measured, 7 under 10, 33 days.
Three old ones complete 1 March 2025, decided Monday 9 to Wednesday 11 March 2026: 373, 374 and 375 days, 1122 in all.
"""

from __future__ import annotations

from datetime import date

import pytest

from casewatch.errors import CasewatchError
from casewatch.intake.tables import ReadRow
from casewatch.services.asking.context import Context
from casewatch.services.asking.selecting import Selectors
from casewatch.services.publishing.publish import publish
from casewatch.services.publishing.tertial import TertialText, tertial_texts
from tests.services.conftest import GRUE, KONGSVINGER, Office
from tests.services.publishing.test_published import RULES, case, rulebook

QUESTION = Selectors(date(2026, 5, 1), period="2026-T1", municipalities=(KONGSVINGER,))
USUAL = (
    case(1, "2026-03-02", "2026-03-06"),
    case(2, "2026-03-02", "2026-03-12"),
    case(3, "2026-03-02", "2026-03-11"),
    *(case(number, "2026-04-06", "2026-04-08") for number in range(21, 26)),
)


def old(number: int, decided: str) -> ReadRow:
    return case(number, "2025-03-01", decided, received="2025-03-01")


def text_of(office: Office, *cases: ReadRow) -> TertialText:
    office.read(*cases)
    context = Context(office.store, rulebook(), RULES, office.tick)
    publish(context, QUESTION, "Vedtatt")
    (one,) = tertial_texts(context, "2026-t1")
    return one


def test_result_why_and_reservation(office: Office) -> None:
    text = text_of(office, *USUAL)
    assert text.result.startswith("Kongsvinger avgjorde 7 av 8 saker på under 10 dager i 1. tertial 2026")
    assert text.why == "Snittet var 4,1 dager (mål: høyst 21, nådd)."  # 33 / 8 = 4.125
    # Seven of nine, 77.8 %, would miss.
    assert text.reservation == "Forbehold: én sak fra eller til ville endret resultatet og tallene er per 01.05.2026."


def test_three_year_old_cases_in_one_week_are_left_out_beside_the_mean(office: Office) -> None:
    text = text_of(office, *USUAL, *(old(30 + day, f"2026-03-{day:02d}") for day in (9, 10, 11)))
    # 1155 / 11 = 105; without: 33 / 8
    assert (
        text.why == "Snittet var 105,0 dager (mål: høyst 21, ikke nådd), uten ryddesaker 4,1 dager: "
        "3 saker var minst ett år gamle."
    )


def test_spread_over_two_weeks_they_are_not_cleared_up(office: Office) -> None:
    text = text_of(office, *USUAL, *(old(30 + day, f"2026-03-{day:02d}") for day in (9, 10, 16)))
    assert "uten ryddesaker" not in text.why


def test_what_comes_after_publishing_changes_nothing(office: Office) -> None:
    before = text_of(office, *USUAL)
    office.read(case(40, "2026-01-01", "2026-04-20"))
    context = Context(office.store, rulebook(), RULES, office.tick)
    assert tertial_texts(context, "2026-T1", ("Kongsvinger",)) == [before]


def test_refused_without_published_figures_and_for_another_period(office: Office) -> None:
    office.read(*USUAL)
    context = Context(office.store, rulebook(), RULES, office.tick)
    with pytest.raises(CasewatchError, match="2026-T1"):
        tertial_texts(context, "2026-T1")
    with pytest.raises(CasewatchError, match="ikke et tertial"):
        tertial_texts(context, "2026-Q1")
    publish(context, QUESTION, "Vedtatt")
    with pytest.raises(CasewatchError, match=GRUE):
        tertial_texts(context, "2026-T1", ("Grue",))
    with pytest.raises(CasewatchError, match="2026-T2"):
        tertial_texts(context, "2026-T2")
