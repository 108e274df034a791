"""What the tests of publishing and verifying share.

The cases are all of Kongsvinger, in scope unless said otherwise, asked as of 1 May for the first tertial:

2026/1   complete 2 March, decided 6 March     4 days
2026/2   complete 2 March, decided 12 March    10 days: not under
2026/3   complete 2 March, decided 11 March    9 days
2026/4   decided 20 March, never complete      held out
2026/5   2 to 5 March, business unknown        scope unknown, 3 days
2026/6   complete 27 April, open               running
2026/7   withdrawn 9 March                     closed
2026/8   2 to 4 March, not business            out of scope
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

import pytest

from casewatch.errors import CasewatchError
from casewatch.intake.tables import ReadRow
from casewatch.rulebook import Rulebook, build, read_texts
from casewatch.services.asking.context import Context
from casewatch.services.asking.selecting import Selectors
from casewatch.services.publishing.publish import publish
from casewatch.services.publishing.published import PublishedFigure
from casewatch.store.publications import publications
from tests.services.conftest import KONGSVINGER, Office, row
from tests.six import RULES

TERTIAL = Selectors(date(2026, 5, 1), period="2026-T1", municipalities=(KONGSVINGER,))
YES = dict.fromkeys(("business", "within_plan", "regulated_plot", "road_to_boundary"), True)
WHY = "Vedtatt i regionrådet"


@cache
def texts() -> dict[str, str]:
    return read_texts(RULES)


@cache
def rulebook() -> Rulebook:
    return build(texts())


def case(number: int, complete: str | None, decided: str | None, **more: Any) -> ReadRow:
    dates = {"received": "2026-03-01", "complete": complete, "decided": decided, "closed": None, "outcome": None}
    return row(f"2026/{number}", **(YES | dates | more))


CASES = (
    case(1, "2026-03-02", "2026-03-06"),
    case(2, "2026-03-02", "2026-03-12"),
    case(3, "2026-03-02", "2026-03-11"),
    case(4, None, "2026-03-20"),
    case(5, "2026-03-02", "2026-03-05", business=None),
    case(6, "2026-04-27", None),
    case(7, "2026-03-02", None, closed="2026-03-09", outcome="withdrawn"),
    case(8, "2026-03-02", "2026-03-04", business=False),
)


@pytest.fixture
def context(office: Office) -> Context:
    """The cases read, and the commands' surroundings on the office's clock."""
    office.read(*CASES)
    return Context(office.store, rulebook(), RULES, office.tick)


def refusal(context: Context, asked: Selectors, reason: str | None = None) -> str:
    with pytest.raises(CasewatchError) as refused:
        publish(context, asked, reason)
    with context.store.reading() as connection:
        assert publications(connection) == []
    text = str(refused.value)
    assert "\n" not in text
    assert refused.value.exit_code == 2
    return text


def only(shown: list[PublishedFigure]) -> PublishedFigure:
    (one,) = shown
    return one


def told(shown: PublishedFigure) -> dict[str, tuple[str, Any, Any]]:
    """Case -> (what kind of change, class and days before, class and days now)."""
    sides = (
        (part and (part["class"], part["net_days"]) for part in (each["old"], each["new"])) for each in shown.cases
    )
    return {each["case_no"]: (each["change"], *side) for each, side in zip(shown.cases, sides, strict=True)}
