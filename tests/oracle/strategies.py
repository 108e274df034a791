"""Hypothesis strategies for one application and for groups, as the oracle's dicts.

All dates lie in a window of about seventy days, so that pauses that overlap, touch, are reversed, open,
clipped or without days, and as-of days between the milestones, are common and not a rare find. Every dict
carries all keys that :mod:`tests.oracle.slow_case` knows, so a test can turn it into the program's own
arrays without guessing.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from tests.oracle.public_holidays import HOLIDAYS

#: First days of the window: one holds Easter and the change to summer time, one Christmas and the turn of the
#: year.
WINDOWS = (date(2026, 2, 23), date(2025, 12, 1))
WINDOW_DAYS = 70
KINDS = ("hearing", "other_authority")
OUTCOMES = (None, "granted", "refused", "unknown", "withdrawn", "dismissed", "shelved", "transferred")
TYPES = (None, "one_step", "framework", "without_responsibility", "change")


def _maybe(strategy: st.SearchStrategy[Any], none_in: int = 4) -> st.SearchStrategy[Any]:
    """The value, or None about once in ``none_in``."""
    return st.integers(1, none_in).flatmap(lambda turn: st.none() if turn == none_in else strategy)


@st.composite
def pauses(draw: st.DrawFn, first: date) -> list[tuple[str, date | None, date | None]]:
    """Up to five pauses; many begin where the one before ended, some are reversed, empty, open or only
    answered."""
    found: list[tuple[str, date | None, date | None]] = []
    anchor = draw(st.integers(0, 40))
    for _ in range(draw(st.integers(0, 5))):
        shape = draw(st.sampled_from(("usual", "touching", "usual", "touching", "anywhere", "open", "empty", "odd")))
        sent = anchor if shape == "touching" else draw(st.integers(0, WINDOW_DAYS))
        length = draw(st.integers(1, 20))
        answered: int | None = sent + length
        if shape == "anywhere":
            answered = draw(st.integers(sent, WINDOW_DAYS + 10))
        elif shape == "open":
            answered = None
        elif shape == "empty":
            answered = sent
        elif shape == "odd" and draw(st.booleans()):
            answered = sent - length
        kind = draw(st.sampled_from(KINDS))
        end = None if answered is None else first + timedelta(days=answered)
        begin = None if shape == "odd" and end is not None and draw(st.booleans()) else first + timedelta(days=sent)
        found.append((kind, begin, end))
        anchor = sent if answered is None else max(0, min(answered, WINDOW_DAYS))
    return found


@st.composite
def applications(
    draw: st.DrawFn,
    first: date | None = None,
    as_of: date | None = None,
    day_count: str | None = None,
    stop: str | None = None,
) -> dict[str, Any]:
    """One application with its rule and its as-of day; what is handed in is kept, the rest is drawn."""
    first = draw(st.sampled_from(WINDOWS)) if first is None else first

    def at(offset: int) -> date:
        return first + timedelta(days=offset)

    received = draw(st.integers(0, 20))
    complete = draw(_maybe(st.integers(received - 3, received + 15), 8))
    begun = received if complete is None else complete
    decided = draw(_maybe(st.one_of(st.integers(begun, begun + 30), st.integers(begun - 4, begun + 40)), 3))
    # Now and then dispatched without a recorded decision.
    dispatched = begun + 12 if decided is None else decided
    sent = draw(_maybe(st.integers(dispatched - 2, dispatched + 8), 2 if decided is None else 5))
    closes = draw(st.integers(0, 9)) == 9
    closed = draw(st.integers(received, WINDOW_DAYS)) if closes else None
    near = [day for day in (received, complete, decided, sent, closed) if day is not None]
    if as_of is None:
        anywhere = st.integers(20, WINDOW_DAYS + 20)
        beside = st.sampled_from(near).flatmap(lambda day: st.integers(day - 1, day + 1))
        as_of = at(draw(st.one_of(anywhere, anywhere, beside)))
    return {
        "received": None if draw(st.integers(0, 29)) == 29 else at(received),
        "complete": None if complete is None else at(complete),
        "pauses": draw(pauses(first)),
        "decided": None if decided is None else at(decided),
        "decision_sent": None if sent is None else at(sent),
        "closed": None if closed is None else at(closed),
        "outcome": draw(st.sampled_from((None, "granted", "granted", "granted", "refused", *OUTCOMES))),
        "application_type": draw(st.sampled_from(TYPES)),
        "gone": draw(st.integers(0, 9)) == 9,
        "deficiency": None if (letter := draw(_maybe(st.integers(begun - 2, begun + 20), 2))) is None else at(letter),
        "supplement": None if (mended := draw(_maybe(st.integers(begun - 2, begun + 30), 2))) is None else at(mended),
        "half_told": draw(st.integers(0, 7)) == 7,
        "as_of": as_of,
        "day_count": draw(st.sampled_from(("calendar", "working"))) if day_count is None else day_count,
        "holidays": HOLIDAYS,
        "stop": draw(st.sampled_from(("decided", "decided", "decision_sent"))) if stop is None else stop,
        "limit": draw(st.sampled_from((10, 10, 10, 1, 5, 21))),
        "danger_days": draw(st.integers(0, 5)),
    }


@st.composite
def groups(draw: st.DrawFn, max_size: int = 14) -> dict[str, Any]:
    """A municipality's applications with one rule, one as-of day and one period around it.

    Keys: ``cases`` (each with ``scope``, ``scope_reason`` and ``start_assumed`` beside the application's own
    keys), ``as_of``, ``period`` (first and last day, both included), ``day_count``, ``stop``, ``limit``,
    ``share_percent``, ``mean_days``.
    """
    first = draw(st.sampled_from(WINDOWS))
    as_of = first + timedelta(days=draw(st.integers(35, WINDOW_DAYS + 20)))
    day_count = draw(st.sampled_from(("calendar", "calendar", "working")))
    stop = draw(st.sampled_from(("decided", "decided", "decision_sent")))
    limit = draw(st.sampled_from((10, 10, 5)))
    size = draw(st.integers(0, max_size))
    one = applications(first, as_of, day_count, stop)
    cases = draw(st.lists(one, min_size=size, max_size=size))
    for case in cases:
        case["limit"] = limit
        case["scope"] = draw(st.sampled_from(("yes", "yes", "yes", "unknown", "no")))
        case["scope_reason"] = (
            draw(st.sampled_from(("business", "within_plan", "application_type"))) if case["scope"] == "no" else None
        )
        case["start_assumed"] = draw(st.booleans())
    begin = first + timedelta(days=draw(st.sampled_from((0, 0, 10, 30))))
    end = draw(st.sampled_from((as_of, as_of - timedelta(days=1), first + timedelta(days=WINDOW_DAYS + 20))))
    return {
        "cases": cases,
        "as_of": as_of,
        "period": (begin, max(begin, end)),
        "day_count": day_count,
        "stop": stop,
        "limit": limit,
        "share_percent": draw(st.sampled_from((80, 80, 80, 50, 100))),
        "mean_days": draw(st.sampled_from((21, 21, 8))),
    }


@st.composite
def start_records(draw: st.DrawFn) -> dict[str, Any]:
    """What the start of the clock is chosen from, with ``sources`` and ``as_of``."""
    first = draw(st.sampled_from(WINDOWS))

    def some_day(none_in: int = 3) -> date | None:
        day: int | None = draw(_maybe(st.integers(0, 40), none_in))
        return None if day is None else first + timedelta(days=day)

    received = some_day(12)
    weeks = draw(st.sampled_from((0, 3, 3, 12)))
    limit = None if received is None else received + timedelta(days=7 * weeks + draw(st.integers(-3, 12)))
    sources = draw(st.permutations(("column", "supplement", "legal_limit", "received")))
    return {
        "received": received,
        "complete": some_day(2),
        "complete_by_person": draw(st.sampled_from((False, False, False, True))),
        "deficiency": some_day(2),
        "supplement": some_day(2),
        "legal_limit_weeks": weeks,
        "legal_limit_date": draw(st.sampled_from((limit, limit, None))),
        "extended_to": draw(st.sampled_from((None, None, None, first + timedelta(days=60)))),
        "decided": draw(st.sampled_from((None, some_day(1)))),
        "letter_rule": draw(st.sampled_from(("unclear", "unclear", "restarts", "nothing"))),
        "sources": tuple(sources[: draw(st.integers(1, 4))]),
        "as_of": first + timedelta(days=draw(st.integers(0, 60))),
    }


#: The statutory rule of a question.
LAWS = st.fixed_dictionaries(
    {
        "law_start": st.sampled_from(("complete", "complete", "received")),
        "law_stop": st.sampled_from(("decided", "decided", "decision_sent")),
        "max_stop_days": st.sampled_from((None, 28, 28, 3, 10)),
        "law_everywhere": st.sampled_from((False, False, True)),
    }
)


@st.composite
def limited(draw: st.DrawFn) -> dict[str, Any]:
    """An application with a recorded limit or none, its scope, the statutory rule, and the weekday exports come on."""
    found = draw(applications())
    weeks = draw(st.sampled_from((0, 3, 3, 12)))
    around = found["as_of"] + timedelta(days=draw(st.integers(-10, 25)))
    dispensation = draw(st.sampled_from((True, False, None)))
    return found | {
        # 'A recorded dispensation makes `within_plan` no unless a person says otherwise.'
        "scope": "no" if dispensation else draw(st.sampled_from(("yes", "yes", "unknown", "no"))),
        "legal_limit_weeks": weeks,
        "legal_limit_date": draw(st.sampled_from((None, None, None, around))),
        "extended_to": draw(st.sampled_from((None, None, None, None, around + timedelta(days=3)))),
        "dispensation": dispensation,
        "export_weekday": draw(st.sampled_from((0, 0, 0, 2, 4))),
        **draw(LAWS),
    }
