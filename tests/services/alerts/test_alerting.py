"""What is new, withdrawn and held back over days, with the store: all by hand counts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from casewatch.store.alerts import known_alerts
from tests.services.watch import DANGER, MISSED, Watch, keys, line, near, one, watch

__all__ = ["near", "watch"]  # fixtures


# ---------------------------------------------------------------- new, known, told


def test_an_alert_is_new_until_somebody_was_told(near: Watch) -> None:
    first = near.tell(reaches=False)
    assert keys(first) == [DANGER]
    alert = one(first, DANGER)
    assert (alert.new, alert.baseline, alert.handler, alert.scope) == (True, False, "ABC", "yes")
    assert (alert.days_left, alert.last_day, alert.data_from) == (2, date(2026, 3, 11), date(2026, 3, 9))
    assert first.fresh == [alert]
    assert one(near.due(), DANGER).new  # nothing reached anybody
    assert one(near.tell(), DANGER).new
    again = near.due()
    assert (one(again, DANGER).new, again.fresh) == (False, [])
    near.on("2026-03-10")
    assert [alert.new for alert in near.tell().alerts] == [False]


def test_looking_records_nothing(near: Watch) -> None:
    for _ in range(2):
        assert one(near.due(), DANGER).new
    with near.opened() as context, context.store.reading() as connection:
        assert known_alerts(connection) == {}


def test_telling_ten_times_a_day_records_it_once(near: Watch) -> None:
    for _ in range(10):
        near.tell()
    with near.opened() as context, context.store.reading() as connection:
        (known,) = known_alerts(connection).values()
        told = connection.exec_driver_sql("SELECT count(*) FROM alert_told").scalar()
    assert (known.key, known.first_day, known.told_on, told) == (DANGER, date(2026, 3, 9), date(2026, 3, 9), 1)


def test_a_missed_goal_is_new_and_withdraws_nothing(near: Watch) -> None:
    near.tell()
    near.on("2026-03-12")
    due = near.tell()
    assert [(alert.key, alert.new) for alert in due.alerts] == [(MISSED, True)]
    assert due.withdrawn == []
    assert near.tell().withdrawn == []


# ---------------------------------------------------------------- withdrawn


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (line("2026/1", "2026-03-02", "2026-03-06"), "Saken er avgjort 06.03.2026."),
        (
            line("2026/1", "2026-03-02", hearing="2026-03-05,,statens-vegvesen"),
            "Saken er til uttalelse siden 05.03.2026; tiden står stille.",
        ),
    ],
)
def test_what_is_reported_late_withdraws_and_says_why(near: Watch, row: str, why: str) -> None:
    near.tell()
    near.on("2026-03-10")
    near.read(row)
    seen = near.due()
    assert keys(seen) == []
    (off,) = seen.withdrawn
    assert (off.key, off.why, off.municipality, off.case_no, off.handler) == (DANGER, why, "3401", "2026/1", "ABC")
    for _ in range(2):  # it is said on that day, however often it is asked for
        assert [each.key for each in near.tell().withdrawn] == [DANGER]
    near.on("2026-03-11")
    assert near.tell().withdrawn == []


def test_what_nobody_heard_of_is_not_withdrawn(near: Watch) -> None:
    near.tell(reaches=False)
    near.on("2026-03-10")
    near.read(line("2026/1", "2026-03-02", "2026-03-06"))
    assert near.tell().withdrawn == []


def test_what_comes_back_after_it_was_withdrawn_is_new(near: Watch) -> None:
    near.tell()
    near.on("2026-03-10")
    wrong = near.read(line("2026/1", "2026-03-02", "2026-03-06"))
    near.tell()
    near.undo(wrong)
    back = near.tell()
    assert [(alert.key, alert.new) for alert in back.alerts] == [(DANGER, True)]
    assert one(near.due(), DANGER).new is False


def test_an_earlier_day_withdraws_nothing_of_a_later_one(near: Watch) -> None:
    near.tell()
    assert near.due("2026-03-04").withdrawn == []


# ---------------------------------------------------------------- baseline


def test_a_municipalitys_first_alerts_are_its_baseline(watch: Watch) -> None:
    watch.on("2026-03-09")
    watch.read(
        line("2026/1", "2026-03-02"),
        *(line(f"2026/{number}", "2026-01-12", place="3417") for number in (1, 2, 3)),
    )
    seen = watch.due()
    assert seen.baselines == {"3417": 3}
    first = watch.tell()
    assert first.baselines == {"3417": 3}
    assert [alert.key for alert in first.fresh] == [DANGER]
    assert {alert.municipality: alert.baseline for alert in first.alerts} == {"3401": False, "3417": True}
    watch.on("2026-03-10")
    watch.read(line("2026/4", "2026-03-03", place="3417"))
    second = watch.tell()
    assert second.baselines == {}
    assert [(alert.key, alert.new) for alert in second.alerts if alert.new] == [
        ("vedlegg1:goal_danger:3417:2026/4:1", True)
    ]


def test_a_baseline_is_known_though_nothing_reached_anybody(tmp_path: Path, store_url: str) -> None:
    office = Watch(tmp_path, store_url)
    office.on("2026-03-09")
    office.read(line("2026/1", "2026-01-12"))
    assert office.tell(reaches=False).baselines == {"3401": 1}
    again = office.due()
    assert (again.baselines, again.fresh) == ({}, [])
    assert [(alert.new, alert.baseline) for alert in again.alerts] == [(False, True)]
    office.read(line("2026/1", "2026-01-12", "2026-01-15"))
    assert [each.why for each in office.due().withdrawn] == ["Saken er avgjort 15.01.2026."]


def test_a_baseline_holds_what_old_data_hold_back(tmp_path: Path, store_url: str) -> None:
    office = Watch(tmp_path, store_url)
    office.read(line("2026/1", "2026-01-12"))
    office.on("2026-03-12")
    first = office.tell()
    assert ([alert.level for alert in first.alerts], first.baselines) == (["no_export"], {"3401": 2})
    office.read(line("2026/2", "2026-03-12"))
    due = office.due()
    assert [(alert.key, alert.new) for alert in due.alerts] == [(MISSED, False)]
    assert due.fresh == []


# ---------------------------------------------------------------- old data


def test_old_data_hold_back_goals_and_never_the_law(near: Watch) -> None:
    # 3 weeks from 2 March end on Monday 23 March.
    near.read(line("2026/2", "2026-03-02", weeks="3", business="nei"))
    near.tell()
    near.on("2026-03-17")  # 8 days old: not yet
    assert [alert.level for alert in near.tell().alerts] == ["goal_missed"]
    near.on("2026-03-18")
    due = near.tell()
    assert [alert.level for alert in due.alerts] == ["statutory_danger", "no_export"]
    assert due.held_back is not None
    assert (due.held_back["levels"], due.held_back["municipalities"]) == (["goal_missed"], ["3401"])
    assert "siste eksport 09.03.2026" in due.held_back["why"]
    assert "Ifølge eksporten 09.03.2026." in due.alerts[0].text
    assert due.withdrawn == []  # nothing says that the goal is no longer missed
    near.on("2026-03-24")
    assert [alert.level for alert in near.tell().alerts] == ["statutory_broken", "no_export"]
    near.read(line("2026/91", "2026-03-23"))
    fresh = near.tell()
    assert fresh.held_back is None
    assert [(alert.level, alert.new) for alert in fresh.alerts] == [("statutory_broken", False), ("goal_missed", False)]
    assert [each.why for each in fresh.withdrawn] == ["Det har kommet en ny eksport 24.03.2026."]


def test_the_same_file_again_is_a_fresh_export(near: Watch) -> None:
    near.on("2026-03-18")
    assert near.due().held_back is not None
    near.number -= 1
    near.read(line("2026/90", "2026-03-02", "2026-03-02"), line("2026/1", "2026-03-02"))
    due = near.due()
    assert due.held_back is None
    assert one(due, MISSED).data_from == date(2026, 3, 18)


def test_an_earlier_day_has_the_export_of_its_own_time(near: Watch) -> None:
    near.on("2026-03-20")
    near.read(line("2026/1", "2026-03-02"))
    assert one(near.due("2026-03-10"), DANGER).data_from == date(2026, 3, 9)


# ---------------------------------------------------------------- gone


def test_a_case_that_is_gone_gets_one_alert_and_the_goal_is_withdrawn(near: Watch) -> None:
    near.read(line("2026/1", "2026-03-02"), line("2026/90", "2026-03-02", "2026-03-02"), holds="open")
    near.tell()
    near.on("2026-03-11")
    near.read(line("2026/92", "2026-03-09"), holds="open")
    due = near.tell()
    assert [(alert.key, alert.new) for alert in due.alerts] == [("vedlegg1:not_measurable:3401:2026/1:1", True)]
    assert [(each.key, each.why) for each in due.withdrawn] == [(DANGER, "Saken er ikke med i siste eksport.")]
    assert one(near.tell(), "vedlegg1:not_measurable:3401:2026/1:1").text == "Kan ikke måles: ikke med i siste eksport."
