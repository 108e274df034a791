"""What the verdict says of the cases to come, where some decided ones are unclear and yet certain misses or passes."""

from __future__ import annotations

from casewatch.core.verdict import judge
from tests.core.sentences import after, app, figure

UNDER, OVER = after(5), after(15)
#: Held out: complete on 5 January or a letter later, decided on 20 February. A miss whatever it is: 15 to 46 days.
LETTER = app(complete="2026-01-05", deficiency="2026-01-20", supplement="2026-02-05", decided="2026-02-20")
#: Held out, never complete, decided four days after receipt: under the limit whatever it is.
QUICK = app(received="2026-03-01", complete=None, decided="2026-03-05")
OPEN = app(complete="2026-12-20")
MISSED = app(complete="2026-11-01")
AS_OF = "2026-12-24"


def test_a_certain_miss_among_the_held_out_is_counted_in_what_is_needed() -> None:
    # 39 of 50: one more would be 40 of 51, 78 %. (80 * 50 - 3900) / 20 = 5.
    told = judge(figure([UNDER] * 39 + [OVER] * 10 + [LETTER], as_of=AS_OF))
    assert (told.share.kind, told.needed, told.worst, told.best) == ("missed", 5, (39, 50), (39, 50))


def test_a_certain_miss_leaves_no_room_for_another() -> None:
    # 9 of 11 is 81.8 %; 9 of 12 is 75 %.
    told = judge(figure([UNDER] * 9 + [OVER, LETTER], as_of=AS_OF))
    assert (told.share.kind, told.misses_left, told.loses) == ("met", 0, False)


def test_a_certain_miss_makes_a_waiting_one_lose_the_target() -> None:
    told = judge(figure([UNDER] * 9 + [OVER, LETTER, MISSED], as_of=AS_OF))
    assert (told.share.kind, told.waiting_over, told.loses, told.may_lose) == ("met", 1, True, False)


def test_a_certain_pass_is_counted_in_what_can_be_reached() -> None:
    # 3 of 5 and one that passes: (4 + 4) of (6 + 4) is 80 %.
    told = judge(figure([UNDER] * 3 + [OVER] * 2 + [QUICK] + [OPEN] * 4, as_of=AS_OF))
    assert (told.share.kind, told.reachable) == ("missed", True)


def test_what_the_unclear_ones_leave_open_of_the_waiting_ones() -> None:
    # 17 of 20 and one that may be absent or under: 17 of 20 (85 %) to 18 of 21. One waiting: 17 of 21 is 80.95 %; two:
    # 17 of 22 is 77.3 %, 18 of 23 is 78.3 %. With a scope that is unknown of one over the limit: 17 of 21 to 17 of 20.
    unknown_over = after(15, business=None)
    cases = [UNDER] * 17 + [OVER] * 3 + [unknown_over]
    told = judge(figure([*cases, MISSED], as_of=AS_OF))
    # Then 17 of 22 at worst, 17 of 21 at best.
    assert (told.share.kind, told.loses, told.may_lose) == ("met", False, True)
