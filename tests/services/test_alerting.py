"""What is new, withdrawn, held back and answered, over days, with the store: all by hand counts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from casewatch.errors import CasewatchError
from casewatch.language import set_language
from casewatch.services.alerting import Due, answer_alert, due_alerts, record_due
from casewatch.services.context import Context, open_context
from casewatch.services.import_export import import_files, imports_undo
from casewatch.services.importing.outcome import ImportOptions
from casewatch.settings import Settings
from casewatch.store.alerts import answers, forget_alerts, known_alerts, record_told
from casewatch.store.clock import recording_time
from tests.services.desk import RULES

HEADER = (
    "municipality,case_no,received,complete,decided,outcome,business,within_plan,regulated_plot,road_to_boundary,"
    "handler,legal_limit_weeks,hearing_1_sent,hearing_1_answered,hearing_1_party"
)
DANGER = "vedlegg1:goal_danger:3401:2026/1:1"
MISSED = "vedlegg1:goal_missed:3401:2026/1:1"
SETTINGS = Settings()


def line(
    case_no: str,
    complete: str,
    decided: str = "",
    *,
    place: str = "3401",
    handler: str = "ABC",
    weeks: str = "",
    hearing: str = ",,",
    business: str = "ja",
) -> str:
    """A row of an export; every application is complete the day it was received."""
    outcome = "granted" if decided else ""
    return (
        f"{place},{case_no},{complete},{complete},{decided},{outcome},{business},ja,ja,ja,{handler},{weeks},{hearing}"
    )


@dataclass
class Watch:
    """An office that imports and is told, on days of our choice, always at nine in Oslo or a little later."""

    folder: Path
    url: str
    time: datetime = datetime(2026, 3, 2, 8, tzinfo=UTC)
    number: int = field(default=0)

    def on(self, day: str) -> None:
        """Go to a day, eight in UTC."""
        self.time = datetime.fromisoformat(f"{day}T08:00+00:00")

    @contextmanager
    def opened(self) -> Iterator[Context]:
        self.time += timedelta(minutes=1)
        with open_context(self.url, RULES, now=lambda: self.time) as context:
            yield context

    def read(self, *lines: str, holds: Any = "part") -> int:
        """Import an export of today and give its id."""
        self.number += 1
        path = self.folder / f"export{self.number}.csv"
        path.write_text("\n".join([HEADER, *lines]) + "\n", "utf-8")
        with self.opened() as context:
            (result,) = import_files(context, [path], ImportOptions(holds=holds)).results
        told = result.to_json()
        assert told["rejected"] == 0, told
        return int(told["id"])

    def undo(self, number: int) -> None:
        with self.opened() as context:
            imports_undo(context, number)

    def due(self, as_of: str | None = None, known_at: datetime | None = None) -> Due:
        """What is due, without recording anything."""
        with self.opened() as context:
            day = date.fromisoformat(as_of) if as_of else context.today()
            return due_alerts(context, SETTINGS, day, known_at)

    def tell(self, *, reaches: bool = True) -> Due:
        """What is due today, recorded, and told unless nothing reaches anybody."""
        with self.opened() as context, context.store.writing() as connection:
            due = due_alerts(context, SETTINGS, context.today())
            at = recording_time(connection, context.now())
            record_due(connection, due, at)
            if reaches:
                record_told(connection, [alert.key for alert in due.alerts], due.as_of, at)
        return due

    def answer(self, kind: Any, key: str, until: str, reason: str = "Tas fredag") -> None:
        with self.opened() as context:
            answer_alert(context, SETTINGS, kind, key, reason, date.fromisoformat(until))


@pytest.fixture
def watch(tmp_path: Path, store_url: str) -> Watch:
    """On SQLite and on PostgreSQL; Kongsvinger's baseline, with nothing due, was on Monday 2 March."""
    found = Watch(tmp_path, store_url)
    found.read(line("2026/90", "2026-03-02", "2026-03-02"))
    due = found.tell()
    assert (due.alerts, due.baselines) == ([], {"3401": 0})
    return found


def keys(due: Due) -> list[str]:
    return [alert.key for alert in due.alerts]


def one(due: Due, key: str) -> Any:
    (found,) = [alert for alert in due.alerts if alert.key == key]
    return found


@pytest.fixture
def near(watch: Watch) -> Watch:
    """Monday 9 March: 2026/1 is complete since 2 March, 2 days left, last day Wed 11 March; 2026/90 is decided."""
    watch.on("2026-03-09")
    watch.read(line("2026/90", "2026-03-02", "2026-03-02"), line("2026/1", "2026-03-02"))
    return watch


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
    assert (due.held_back.levels, due.held_back.municipalities) == (("goal_missed",), ("3401",))
    assert "siste eksport 09.03.2026" in due.held_back.why
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
        (DANGER, "2026-03-09", "x", "--until"),  # today
        (DANGER, "2026-03-24", "x", "høyst 14 dager"),
        (DANGER, "2026-03-10", "  ", "--reason"),
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
            "Så langt kan 50\u00a0% av gebyret falle bort, 25\u00a0% for hver påbegynt uke. "
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
