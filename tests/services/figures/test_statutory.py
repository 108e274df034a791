"""The statutory clock from file to answer: the same whatever goal rule is asked. Counted by hand on a calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from casewatch.services.alerts.alerting import DueAlert, due_alerts
from casewatch.services.cases.open_cases import open_cases
from casewatch.settings import Settings
from tests.services.desk import Desk

HEADER = (
    "municipality,case_no,application_no,application_type,received,complete,decided,decision_sent,outcome,business,"
    "within_plan,regulated_plot,road_to_boundary,dispensation,legal_limit_weeks,hearing_1_sent,hearing_1_answered,"
    "hearing_1_party"
)
#: Decided before or on 20 March, dispatched in July: open on 1 June under a goal that counts to the dispatch.
SENT_LATE = f"""{HEADER}
3401,2026/1,1,one_step,2026-03-01,2026-03-02,2026-03-20,2026-07-20,granted,ja,ja,ja,ja,ja,12,2026-03-16,,statsforvalteren
3401,2026/2,1,one_step,2026-03-01,2026-03-02,2026-03-20,2026-07-20,granted,ja,ja,ja,ja,nei,3,,,
3401,2026/3,1,one_step,2026-03-01,2026-03-02,,2026-03-09,granted,ja,ja,ja,ja,nei,3,,,
3401,2026/4,1,one_step,2026-03-01,2026-03-02,2026-03-09,2026-03-10,granted,ja,ja,ja,ja,nei,,,,
"""
#: A state body that was asked on 10 January and never answered.
SILENT = f"""{HEADER}
3414,2026/12,1,one_step,2026-01-04,2026-01-05,,,,ja,ja,ja,ja,ja,12,2026-01-10,,statsforvalteren
"""
AS_OF = date(2026, 6, 1)


def change(desk: Desk, file: str, old: str, new: str) -> None:
    """Edit a rule file of the desk's own folder."""
    path = desk.rules / file
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), "utf-8")


def alerts(desk: Desk, as_of: date) -> dict[tuple[str, str], DueAlert]:
    """(case number, level) -> alert about a case."""
    with desk.opened() as context:
        due = due_alerts(context, Settings(), as_of)
    return {(alert.case_no, alert.level): alert for alert in due.alerts if alert.case_no}


def broken(desk: Desk, number: str, as_of: date) -> dict[str, bool]:
    """Case number -> whether the page of open cases says that its limit has passed."""
    desk.time = datetime.combine(as_of, desk.time.timetz())
    with desk.opened() as context:
        return {each.case["case_no"]: each.broken for each in open_cases(context, Settings(), number).work}


@pytest.mark.parametrize("stop", ["decided", "decision_sent"])
def test_statutory_days_and_alerts_are_the_same_where_the_goal_counts_to_the_dispatch(desk: Desk, stop: str) -> None:
    if stop == "decision_sent":
        change(desk, "vedlegg1.toml", 'stop = "decided"', 'stop = "decision_sent"')
    desk.read(desk.csv(SENT_LATE, "sendt.csv"), municipality=None)
    found = desk.cases(AS_OF)
    goal_open = {"2026/1", "2026/2"} if stop == "decision_sent" else {"2026/3"}
    assert {number for number, row in found.items() if row["state"] in ("running", "paused")} == goal_open
    assert {number: row["legal_last_day"] for number, row in found.items()} == {
        # 12 weeks from Monday 2 March are Monday 25 May, and 16 to 19 March four dates more: a Friday
        "2026/1": "2026-05-29",
        "2026/2": "2026-03-23",  # three weeks: a Monday
        "2026/3": "2026-03-23",
        "2026/4": None,
    }
    # All were decided, or dispatched, before their last day; out of scope, 2026/1 waits for no statement any more.
    told = alerts(desk, AS_OF)
    assert [level for _case_no, level in told if level.startswith("statutory")] == []
    assert {case_no for case_no, _level in told} == goal_open - {"2026/1"}
    assert [each for each in alerts(desk, date(2026, 3, 19)) if each[1].startswith("statutory")] == [
        ("2026/2", "statutory_danger")
    ]
    pages = broken(desk, "3401", AS_OF)
    assert (set(pages), any(pages.values())) == (goal_open, False)


def test_a_state_body_that_never_answers_in_a_case_with_a_dispensation(desk: Desk) -> None:
    desk.time = datetime(2026, 11, 30, 8, tzinfo=UTC)
    desk.read(desk.csv(SILENT, "stille.csv"), municipality=None)
    as_of = date(2026, 11, 30)
    row = desk.cases(as_of)["2026/12"]
    # Out of scope by its dispensation. 12 weeks from Monday 5 January are 30 March, and four weeks more 27 April.
    assert (row["in_scope"], row["scope_reason"], row["legal_last_day"]) == ("no", "within_plan", "2026-04-27")
    told: dict[str, dict[str, Any]] = {alert.level: alert.to_json() for alert in alerts(desk, as_of).values()}
    assert set(told) == {"statutory_broken", "hearing_long"}
    assert {alert["scope"] for alert in told.values()} == {"no"}
    assert (told["statutory_broken"]["days_left"], told["statutory_broken"]["since"]) == (-217, "2026-04-28")
    assert "324 dager" in told["hearing_long"]["text"]
    assert told["hearing_long"]["text"].endswith("Saken teller ikke i målet.")
    assert broken(desk, "3414", as_of) == {"2026/12": True}


def test_a_law_that_counts_from_receipt_is_a_new_version(desk: Desk) -> None:
    law = (desk.rules / "plan-og-bygningsloven.toml").read_text("utf-8")
    newer = law[law.index("[[version]]") :].replace('start = "complete"', 'start = "received"')
    change(desk, "plan-og-bygningsloven.toml", law, law + "\n" + newer.replace("2010-07-01", "2026-03-01"))
    desk.read(
        desk.csv(
            f"{HEADER}\n"
            "3401,2026/1,1,one_step,2026-02-27,2026-03-16,,,,ja,ja,ja,ja,nei,3,,,\n"
            "3401,2026/2,1,one_step,2026-03-02,2026-03-16,,,,ja,ja,ja,ja,nei,3,,,\n"
        ),
        municipality=None,
    )
    # Three weeks from Monday 16 March are Easter Monday, to Tuesday 7 April; from Monday 2 March they are the 23rd.
    days = {number: row["legal_last_day"] for number, row in desk.cases(AS_OF).items()}
    assert days == {"2026/1": "2026-04-07", "2026/2": "2026-03-23"}
