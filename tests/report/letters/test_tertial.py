"""The three sentences where something is unclear, assumed, too little or nothing, counted by hand."""

from __future__ import annotations

from casewatch.documents.figures import Result
from casewatch.report.letters.tertial import CleanUp, tertial_sentences
from tests.report.builders import context


def result(days: int, **more: object) -> Result:
    """Ten cases, nine under 10 days, nothing unclear; what a published figure has of it."""
    usual: dict[str, object] = {
        "name": "Grue", "decided": 10, "under_limit": 9, "sum_days": days, "too_few": False, "share_met": True,
        "share_certain": True, "mean_met": True, "mean_certain": True, "scope_unknown": 0, "held_out": {},
        "start_assumed": 0, "open": {"overdue": 0},
    }  # fmt: skip
    return usual | more


def test_unclear_and_assumed_cases_are_reservations() -> None:
    told = tertial_sentences(
        context(), result(90, scope_unknown=2, share_certain=False, held_out={"complete_missing": 1}, start_assumed=1),
        CleanUp(),
    )  # fmt: skip
    assert "avgjøres av 3 uavklarte saker" in told[0]
    assert told[1] == "Snittet var 9,0 dager (mål: høyst 21, nådd)."
    assert told[2].startswith("Forbehold: 3 uavklarte saker er ikke med, startdagen er antatt for 1 sak og tallene")
    assert all("usikker" not in sentence for sentence in told)


def test_the_mean_has_its_own_verdict_and_the_ends_that_unclear_cases_allow() -> None:
    told = {"share": "met", "mean": "missed", "goal": "missed", "goal_turned_by": 0}
    told |= {"unclear": 1, "waiting": 0, "waiting_over": 0, "loses": False, "may_lose": False}
    told |= {"misses_left": 0, "needed": 0, "reachable": None}
    # 644 over ten; one of 30 days more is 674 over eleven, 61.27, one of 35 days 679, 61.73
    ends = {"mean_range_counts": [[674, 11], [679, 11]], "mean_met": False, "verdict": told}
    (_result, why, _reservation) = tertial_sentences(context(), result(644, scope_unknown=1, **ends), CleanUp())
    assert why == "Snittet var 64,4 dager (mål: høyst 21, ikke nådd; når de uavklarte regnes med: 61,3 til 61,7)."


def test_too_few_cases_have_no_mean() -> None:
    told = tertial_sentences(context(), result(9, decided=3, under_limit=3, too_few=True), CleanUp())
    assert told[1] == "Det er for få saker til å regne ut et snitt."
    assert "for få saker til å si om målet er nådd" in told[2]


def test_without_any_case_nothing_is_claimed() -> None:
    told = tertial_sentences(
        context(), result(0, decided=0, under_limit=0, too_few=True, share_met=None, mean_met=None), CleanUp()
    )
    assert told[0].startswith("Grue har ingen saker å måle")
    assert "nådd" not in "".join(told)


def test_decided_cases_that_cannot_be_measured_are_not_called_none() -> None:
    nothing = {"decided": 0, "under_limit": 0, "too_few": True, "share_met": None, "mean_met": None}
    told = tertial_sentences(context(), result(0, **nothing, held_out={"complete_missing": 3}), CleanUp())
    assert told[0].startswith("Ingen av sakene som Grue avgjorde ")
    assert told[0].endswith(", kan måles.")
    assert "3 uavklarte saker er ikke med" in told[2]


def test_after_the_old_cases_too_few_are_left_for_a_mean() -> None:
    told = tertial_sentences(context(), result(4000), CleanUp(6, 3900))
    assert told[1].startswith("Snittet var 400,0 dager")
    assert "uten ryddesaker for få saker til et snitt: 6 saker var minst ett år gamle" in told[1]
