"""Every kind of alert, and every way one ends, has words: a missing one is named here and not by a person's screen."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from casewatch.core.alerts.endings import Ending
from casewatch.core.alerts.shapes import LEVELS, Alert
from casewatch.report.data import Goals
from casewatch.report.words.alerts import Names, alert_text, ending_text, level_words

ROOT = Path(__file__).parents[3]
AS_OF = date(2026, 11, 25)
NAMES = Names(Goals(limit_days=10, share_percent=80, mean_days=21), {"nve": "NVE"}, {"3401": "Kongsvinger"})
WHERE = "write its words in casewatch/report/words/alerts.py"
#: Per level: days left, last day, and details as `casewatch.core` gives them.
SAMPLES: dict[str, tuple[int | None, date | None, dict[str, Any]]] = {
    "statutory_broken": (-8, date(2026, 11, 17), {"weeks": 12, "days_over": 8, "fee_reduction_percent": 50}),
    "statutory_danger": (5, date(2026, 11, 30), {"weeks": 3, "act_by": "2026-11-30", "deemed_given": True}),
    "goal_missed": (-1, None, {"net_days": 10, "paused": False}),
    "goal_danger": (2, date(2026, 11, 27), {"act_by": "2026-11-27"}),
    "hearing_long": (
        None,
        None,
        {"long_days": 28, "waiting_for": [{"party": "nve", "sent": "2026-10-20", "days": 36, "kind": "hearing"}]},
    ),
    "not_measurable": (None, None, {"reason": "gone"}),
    "no_export": (None, None, {}),
    "outlook": (
        None,
        None,
        {
            "kind": "needed",
            "misses_left": 0,
            "needed": 2,
            "reachable": True,
            "under_limit": 3,
            "decided": 5,
            "share_percent": 80,
            "cases": ["2026/1"],
            "have_missed": 0,
        },
    ),
}


def alert(level: str) -> Alert:
    left, last, details = SAMPLES[level]
    return Alert(
        key=f"vedlegg1:{level}:3401:2026/1:1",
        level=level,
        rule="vedlegg1",
        municipality="3401",
        case_no="2026/1",
        application_no=1,
        handler=None,
        scope="yes",
        days_left=left,
        last_day=last,
        since=date(2026, 11, 16),
        data_from=date(2026, 11, 23),
        details=details,
    )


def test_every_kind_is_tried_here() -> None:
    assert set(SAMPLES) == set(LEVELS), "give the new kind a sample above, then run this file again"


@pytest.mark.parametrize("level", LEVELS)
def test_a_kind_has_a_heading_and_sentences(level: str) -> None:
    try:
        heading, text = level_words(level, NAMES), alert_text(alert(level), NAMES, AS_OF)
    except KeyError as error:
        pytest.fail(f"{error} is missing: {WHERE}, in level_words and alert_text")
    assert heading
    assert not re.search(r"[{}_]", heading + text)
    assert text.endswith(".")


def test_no_two_kinds_say_the_same() -> None:
    assert len({level_words(level, NAMES) for level in LEVELS}) == len(LEVELS)
    assert len({alert_text(alert(level), NAMES, AS_OF) for level in LEVELS}) == len(LEVELS)


def withdrawn_codes() -> set[str]:
    """The codes in ``"withdrawn", "code"`` of the core, and those it picks from a table by state."""
    source = (ROOT / "casewatch" / "core" / "alerts" / "endings.py").read_text("utf-8")
    by_state = re.search(r"codes = \{(.+?)\}", source)
    assert by_state, "the pattern finds nothing any more"
    return set(re.findall(r'Ending\(each\.key, "withdrawn", "(\w+)"', source)) | set(
        re.findall(r': "(\w+)"', by_state[1])
    )


@pytest.mark.parametrize("code", sorted(withdrawn_codes()))
def test_a_withdrawal_has_a_sentence(code: str) -> None:
    try:
        text = ending_text(Ending("key", "withdrawn", code, {"day": "2026-11-24"}))
    except KeyError as error:
        pytest.fail(f"{error} is missing: {WHERE}, in ending_text")
    assert text.endswith(".")
    assert not re.search(r"[{}_]", text)
