"""Suspicions of the samples, looked for one case and one date at a time; nothing here is shared with the program."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from tests.oracle.slow_case import DAY, each_date
from tests.oracle.slow_count import held_out_reason
from tests.samples.expected import oracle_case


def warnings_of(municipality: str, row: Mapping[str, Any], as_of: date) -> set[str]:
    """Codes of the warnings that one canonical row of the generator deserves, as of the day it is read."""
    case = oracle_case(municipality, dict(row), as_of)
    pauses = [
        (sent, answered or as_of + DAY, party)
        for sent, answered, party in (*row["hearing"], *row["authority"])
        if sent and sent <= as_of
    ]
    found = set()
    if held_out_reason(case) == "decided_before_complete":
        return {"decided_before_complete"}
    if case["complete"] and not case.get("closed") and case["scope"] != "no" and _at_limit(case, pauses, as_of):
        found.add("pause_at_limit")
    real = [pause for pause in pauses if pause[1] > pause[0]]
    for _first_sent, first_answered, party in real:
        for second_sent, second_answered, other in real:
            if first_answered == second_sent and (
                (party == other and party not in (None, "annen"))
                or any(third_sent == second_answered for third_sent, _answered, _party in real)
            ):
                found.add("pauses_back_to_back")
    return found


def _at_limit(case: Mapping[str, Any], pauses: list[tuple[date, date, Any]], as_of: date) -> bool:
    counted = 0
    for day in each_date(case["complete"], case["decided"] or as_of + DAY):
        standing = [sent for sent, answered, _party in pauses if sent <= day < answered]
        if counted == 9 and standing:
            return min(standing) == day
        counted += not standing
    return False
