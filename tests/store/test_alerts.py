"""Alerts as recorded: known until they end, told once a day, answered, and as they were at any past time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from casewatch.core.alerts.endings import Ending
from casewatch.core.alerts.shapes import Alert, alert_key
from casewatch.store import Store
from casewatch.store.alerts import (
    answers,
    baselines,
    ended_on,
    forget_alerts,
    known_alerts,
    record_alerts,
    record_answer,
    record_baselines,
    record_endings,
)
from tests.services.watch import record_told

MON, TUE, WED = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 4)


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 8, tzinfo=UTC)


def alert(case: str | None, municipality: str = "3401", level: str = "goal_danger") -> Alert:
    key = alert_key("vedlegg1", level, municipality, case, 1)
    number = None if case is None else 1
    return Alert(key, level, "vedlegg1", municipality, case, number, None, "yes", 3, TUE, MON, MON, case_key=case)


ONE, TWO, THERE = alert("2026/1"), alert("2026/2"), alert("2026/1", "3417")


def recorded(store: Store) -> None:
    with store.writing() as connection:
        record_alerts(connection, [ONE, THERE], {"3417"}, MON, at(MON))
        record_baselines(connection, {"3417": 1}, MON, at(MON))
        record_alerts(connection, [ONE, TWO], (), TUE, at(TUE))  # the first is known


def test_an_alert_is_known_from_its_first_day_until_it_ends(store: Store) -> None:
    recorded(store)
    with store.writing() as connection:
        known = known_alerts(connection)
        assert {key: (each.first_day, each.baseline, each.told_on) for key, each in known.items()} == {
            ONE.key: (MON, False, None),
            THERE.key: (MON, True, None),
            TWO.key: (TUE, False, None),
        }
        assert known_alerts(connection, at(MON)).keys() == {ONE.key, THERE.key}
        assert baselines(connection) == {"3417": MON}
        assert baselines(connection, at(MON) - timedelta(seconds=1)) == {}
        record_told(connection, [ONE.key, ONE.key, "unknown"], TUE, at(TUE))
        record_told(connection, [ONE.key], TUE, at(TUE))
        ended = [Ending(ONE.key, "withdrawn", "decided", {"day": "2026-03-04"}), Ending("unknown", "withdrawn", "x")]
        record_endings(connection, ended, WED, at(WED))
    with store.reading() as connection:
        assert known_alerts(connection).keys() == {THERE.key, TWO.key}
        assert known_alerts(connection, at(TUE))[ONE.key].told_on == TUE
        (over,) = ended_on(connection, WED)
        assert (over.standing.key, over.ending, over.heard_of) == (ONE.key, ended[0], True)
        assert ended_on(connection, TUE) == ended_on(connection, WED, at(TUE)) == []


def test_the_newest_answer_stands_and_a_case_that_is_erased_takes_all_with_it(store: Store) -> None:
    recorded(store)
    with store.writing() as connection:
        number = known_alerts(connection)[ONE.key].id
        record_answer(connection, number, "snoozed", WED, "tas onsdag", "kari", TUE, at(TUE))
        record_answer(connection, number, "acknowledged", date(2026, 3, 9), "sett", "ola", WED, at(WED))
        said = known_alerts(connection)[ONE.key].answer
        assert said is not None
        assert (said.kind, said.until, said.said_by) == ("acknowledged", date(2026, 3, 9), "ola")
        earlier = known_alerts(connection, at(TUE))[ONE.key].answer
        assert earlier is not None
        assert (earlier.kind, earlier.said_by) == ("snoozed", "kari")
        assert [each.reason for each in answers(connection)] == ["tas onsdag", "sett"]
        assert forget_alerts(connection, "3401", "2026/1") == 1
        assert answers(connection) == []
        assert known_alerts(connection).keys() == {THERE.key, TWO.key}
