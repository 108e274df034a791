"""What people say of alerts, what was known at a past time, and the alerts in words."""

from __future__ import annotations

from datetime import date

import pytest

from casewatch.errors import CasewatchError
from casewatch.language import set_language
from casewatch.store.alerts import answers, forget_alerts, known_alerts
from tests.services.watch import DANGER, MISSED, Watch, keys, line, near, one, watch

__all__ = ["near", "watch"]  # fixtures


# ---------------------------------------------------------------- answers


@pytest.mark.parametrize("kind", ["acknowledged", "snoozed"])
def test_an_answer_makes_quiet_until_its_day(near: Watch, kind: str) -> None:
    near.tell()
    near.answer(kind, DANGER, "2026-03-11")
    near.on("2026-03-10")
    alert = one(near.due(), DANGER)
    assert alert.answer is not None
    assert (alert.answer.kind, alert.answer.until, alert.answer.said_by) == (kind, date(2026, 3, 11), "kommandolinja")
    assert alert.reminder is False
    near.on("2026-03-11")
    alert = one(near.tell(), DANGER)
    assert (alert.answer, alert.reminder, alert.new) == (None, kind == "snoozed", False)
    assert one(near.due(), DANGER).reminder is False  # reminded


def test_an_answer_to_what_nobody_was_told_is_not_told_as_new(near: Watch) -> None:
    near.answer("acknowledged", DANGER, "2026-03-10")
    due = near.tell(reaches=False)
    assert (keys(due), due.fresh) == ([DANGER], [])


def test_an_answer_ends_when_the_level_changes(near: Watch) -> None:
    near.tell()
    near.answer("snoozed", DANGER, "2026-03-20")
    near.on("2026-03-12")
    alert = one(near.tell(), MISSED)
    assert (alert.answer, alert.new) == (None, True)


def test_an_answer_ends_when_the_alert_is_withdrawn(near: Watch) -> None:
    near.tell()
    near.answer("snoozed", DANGER, "2026-03-20")
    near.on("2026-03-10")
    wrong = near.read(line("2026/1", "2026-03-02", "2026-03-06"))
    near.tell()
    near.undo(wrong)
    alert = one(near.tell(), DANGER)
    assert (alert.answer, alert.new, alert.reminder) == (None, True, False)


def test_answers_are_kept_for_audit(near: Watch) -> None:
    near.answer("snoozed", DANGER, "2026-03-11", " Venter på\ntegning ")
    before = near.time
    near.answer("acknowledged", DANGER, "2026-03-12", "Tas i møtet")
    with near.opened() as context, context.store.reading() as connection:
        said = answers(connection)
        then = answers(connection, before)
        past = known_alerts(connection, before)[DANGER].answer
    assert [(each.key, each.kind, each.reason, each.day) for each in said] == [
        (DANGER, "snoozed", "Venter på tegning", date(2026, 3, 9)),
        (DANGER, "acknowledged", "Tas i møtet", date(2026, 3, 9)),
    ]
    assert said[0].recorded_at < said[1].recorded_at
    assert then == said[:1]
    assert past == said[0]


@pytest.mark.parametrize(
    ("key", "until", "reason", "named"),
    [
        (DANGER, "2026-03-09", "x", "until"),  # today
        (DANGER, "2026-03-24", "x", "høyst 14 dager"),
        (DANGER, "2026-03-10", "  ", "reason"),
        (DANGER, "2026-03-10", "ring 13097248022", "fødselsnummer"),
        ("vedlegg1:goal_danger:3401:2026/77:1", "2026-03-10", "x", "2026/77"),
        (MISSED, "2026-03-10", "x", "gjelder nå"),
    ],
)
def test_answers_that_are_refused(near: Watch, key: str, until: str, reason: str, named: str) -> None:
    with pytest.raises(CasewatchError, match=named) as refused:
        near.answer("snoozed", key, until, reason)
    assert "\n" not in str(refused.value)
    assert "13097248022" not in str(refused.value)
    with near.opened() as context, context.store.reading() as connection:
        assert (answers(connection), known_alerts(connection)) == ([], {})


def test_fourteen_days_are_allowed(near: Watch) -> None:
    near.answer("snoozed", DANGER, "2026-03-23")
    assert one(near.due(), DANGER).answer is not None


# ---------------------------------------------------------------- known at, forgetting, words


def test_what_was_known_at_a_past_time(near: Watch) -> None:
    before = near.time
    near.tell()
    near.read(line("2026/1", "2026-03-02", "2026-03-06"))
    assert keys(near.due()) == []
    then = near.due("2026-03-09", known_at=before)
    assert one(then, DANGER).new is True


def test_a_forgotten_case_leaves_no_alert(near: Watch) -> None:
    near.tell()
    near.answer("snoozed", DANGER, "2026-03-11", "Ringte om 2026/1")
    near.on("2026-03-10")
    near.read(line("2026/1", "2026-03-02", "2026-03-06"))
    near.tell()
    with near.opened() as context, context.store.writing() as connection:
        assert forget_alerts(connection, "3401", "2026/2") == 0
        assert forget_alerts(connection, "3401", "2026/1") == 1
        for table in ("alert", "alert_told", "alert_ended", "alert_answer"):
            assert connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar() == 0, table


@pytest.mark.parametrize("day", ["2026-03-09", "2026-03-12", "2026-03-18", "2026-04-20"])
def test_the_json_has_the_contracts_fields(near: Watch, day: str) -> None:
    told = near.due(day).to_json()
    assert {"as_of", "alerts", "withdrawn", "held_back"} <= told.keys()
    for alert in told["alerts"]:
        assert list(alert)[:14] == [
            "key", "level", "rule", "municipality", "case_no", "application_no", "handler", "scope", "days_left",
            "last_day", "since", "data_from", "new", "text",
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "as_of", "text"),
    [
        (
            line("2026/1", "2026-03-02"),
            "2026-03-09",
            "Nærmer seg 10 dager: må avgjøres senest 11.03.2026 for å bli under 10 dager. 2 dager å gå på.",
        ),
        (
            line("2026/1", "2026-02-23", business=""),
            "2026-03-05",
            "10 dager eller mer: saken har brukt 10 dager og er ikke avgjort. Grensen ble nådd 05.03.2026. "
            "Det er uavklart om saken teller i målet.",
        ),
        (
            line("2026/1", "2025-12-01", weeks="12", business="nei"),  # 12 weeks end on Mon 23 February
            "2026-03-05",
            "Lovfristen på 12 uker er oversittet: siste dag var 23.02.2026, for 10 dager siden. "
            "Så langt kan 50\u00a0% av gebyret falle bort, 25\u00a0% for hver påbegynte uke. "
            "Ifølge eksporten 02.03.2026.",
        ),
        (
            line("2026/1", "2026-02-16", weeks="3", business="nei"),  # 3 weeks end on Mon 9 March
            "2026-03-04",
            "Lovfristen på 3 uker går snart ut: siste dag er 09.03.2026, om 5 dager. "
            "Etter det kan tillatelsen regnes som gitt. Ifølge eksporten 02.03.2026.",
        ),
        (
            line("2026/1", "2026-01-26", hearing="2026-01-28,,statens-vegvesen"),
            "2026-03-04",
            "Venter på uttalelse i over 28 dager – vurder å purre: Statens vegvesen (sendt 28.01.2026, 35 dager).",
        ),
    ],
)
def test_in_words(watch: Watch, row: str, as_of: str, text: str) -> None:
    set_language("nb")
    watch.on("2026-03-02")
    watch.read(row, line("2026/90", "2026-03-02", "2026-03-02"))
    (alert,) = watch.due(as_of).alerts
    assert alert.text == text
