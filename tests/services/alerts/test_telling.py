"""Telling over days, on SQLite and PostgreSQL, through a real mail server: all by hand."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from casewatch.errors import CasewatchError
from casewatch.services.alerts.telling import senders, tell
from casewatch.settings import Settings
from tests.services.telling_office import ABC, DEF, LEADER, Told, people, told
from tests.services.watch import DANGER, Watch, line, near, one, watch

__all__ = ["near", "told", "watch"]  # fixtures
GRUE = "grue@example.org"


def test_everybody_it_concerns_is_told_once_a_day(told: Told) -> None:
    first = told.tell()
    assert (first.sent, first.waiting, first.troubles, first.notes) == (2, 0, [], [])
    assert one(first.due, DANGER).new
    texts = told.texts()
    assert set(texts) == {LEADER, ABC}
    assert texts[ABC].startswith("Varsler 09.03.2026, ifølge eksporten 09.03.\n")
    assert "- 2026/1: Nærmer seg 10 dager: må avgjøres senest 11.03.2026" in texts[ABC]
    assert one(told.office.due(), DANGER).new is False
    for _ in range(10):
        assert told.tell().sent == 0
    assert told.came() == []


def test_ten_runs_of_a_day_give_one_mail_whatever_comes_in_meanwhile(told: Told) -> None:
    for number in range(10):
        told.tell()
        told.office.read(line(f"2026/{20 + number}", "2026-03-02"))
    assert sorted(told.came()) == [ABC, LEADER]
    told.office.on("2026-03-10")
    told.tell()
    assert sum(text.count("- 2026/2") for text in told.texts().values()) == 10  # to ABC; the leader waits for Monday


def test_only_changes_are_told_and_what_has_to_be_done_today(told: Told) -> None:
    told.tell()
    told.came()
    told.office.on("2026-03-10")
    assert told.tell().sent == 0
    told.office.on("2026-03-11")  # the last day
    told.tell()
    texts = told.texts()
    assert set(texts) == {ABC}
    assert "Haster i dag\n- 2026/1:" in texts[ABC]
    told.office.on("2026-03-12")  # now it is missed: another alert
    told.tell()
    assert "10 dager eller mer: saken har brukt" in told.texts()[ABC]


def test_what_is_off_is_said_to_those_who_heard_of_it(told: Told) -> None:
    told.tell()
    told.came()
    told.office.on("2026-03-10")
    told.office.read(line("2026/1", "2026-03-02", "2026-03-06"))
    told.tell()
    texts = told.texts()
    assert set(texts) == {ABC}
    assert "Trukket tilbake\n- 2026/1: Saken er avgjort 06.03.2026." in texts[ABC]
    told.office.on("2026-03-11")
    assert told.tell().sent == 0
    told.office.on("2026-03-16")  # the leader's next weekly message
    told.tell()
    texts = told.texts()
    assert set(texts) == {LEADER}
    assert "Trukket tilbake\n- 2026/1: Saken er avgjort 06.03.2026." in texts[LEADER]


def test_a_case_that_changes_hands(told: Told) -> None:
    told.tell()
    told.came()
    told.office.on("2026-03-10")
    told.office.read(line("2026/1", "2026-03-02", handler="DEF"))
    told.tell()
    assert set(told.texts()) == {DEF}


def test_nothing_on_weekends_and_holidays(told: Told) -> None:
    for day in ("2026-03-14", "2026-03-15", "2026-04-02", "2026-04-03", "2026-04-06"):
        silent = told.tell(day)
        assert (silent.sent, len(silent.notes)) == (0, 1)
    assert told.came() == []
    assert told.rows("SELECT count(*) FROM outbox") == [(0,)]
    assert one(told.office.due(), DANGER).new


def test_leaders_hear_of_a_week_on_the_day_of_the_export(told: Told) -> None:
    told.tell()
    told.came()
    told.office.on("2026-03-11")
    told.office.read(line("2026/3", "2026-03-04"), line("2026/4", "2026-03-04", handler="GHI"))
    told.tell()
    texts = told.texts()
    # 2026/4 is of somebody whom nobody tells: the leader hears of it at once, and of all else with it.
    assert set(texts) == {ABC, LEADER}
    assert "- 2026/3, saksbehandler ABC: " in texts[LEADER]
    assert "2026/4" not in texts[ABC]
    told.office.on("2026-03-12")
    told.office.read(line("2026/5", "2026-03-05"))
    told.tell()
    assert "2026/5" in told.texts()[ABC]
    told.office.on("2026-03-13")
    told.tell()
    told.came()
    told.office.on("2026-03-16")
    told.office.read(line("2026/90", "2026-03-02", "2026-03-02"))
    told.tell()
    assert "- 2026/5, saksbehandler ABC: " in told.texts()[LEADER]


def test_a_baseline_is_told_in_one_summary(told: Told) -> None:
    told.tell()
    told.came()
    everybody = people(told.server, {"name": "Grue", "address": GRUE, "municipalities": ["3417"], "role": "manager"})
    told.office.read(
        *(line(f"2026/{number}", "2026-01-12", place="3417") for number in (1, 2, 3)),
        line("2026/4", "2026-01-12", place="3417", business="nei", weeks="12"),
    )
    # Complete on 12 January, twelve weeks: 6 April is Easter Monday, so 7 April; that is 29 days away, not in danger.
    told.tell(settings=everybody)
    assert "- Grue: 3 varsler (10 dager eller mer: 3). De kommer ikke som nye." in told.texts()[GRUE]
    told.office.on("2026-03-10")
    assert told.tell(settings=everybody).sent == 0
    told.office.read(line("2026/2", "2026-01-12", "2026-03-09", place="3417"))
    told.office.on("2026-03-16")
    told.tell(settings=everybody)
    text = told.texts()[GRUE]
    assert "Trukket tilbake\n- 2026/2: Saken er avgjort 09.03.2026." in text
    assert "Nytt" not in text


def test_put_off_and_reminded(told: Told) -> None:
    told.office.read(line("2026/7", "2026-02-02"))
    told.tell()
    told.came()
    told.office.answer("snoozed", "vedlegg1:goal_missed:3401:2026/7:1", "2026-03-17")
    told.office.answer("acknowledged", DANGER, "2026-03-12")
    told.office.on("2026-03-11")  # would be urgent
    assert told.tell().sent == 0
    told.office.on("2026-03-17")
    told.office.read(line("2026/90", "2026-03-02", "2026-03-02"))
    told.tell()
    assert "Påminnelser du har bedt om\n- 2026/7: " in told.texts()[ABC]
    told.office.on("2026-03-18")
    told.tell()
    assert told.came() == []


def test_old_data_hold_back_goals_and_not_limits(told: Told) -> None:
    told.office.read(line("2026/8", "2026-03-02", weeks="3"))
    told.tell()
    told.came()
    told.office.on("2026-03-18")  # nine days after the newest export; three weeks from 2 March end on the 23rd
    told.tell()
    texts = told.texts()
    assert "- 2026/8: Lovfristen på 3 uker går snart ut: siste dag er 23.03.2026" in texts[ABC]
    assert "Ifølge eksporten 09.03.2026." in texts[ABC]
    assert "2026/1:" not in texts[ABC]  # missed since 12 March, if the old export is still right
    assert "Tallene er for gamle til å varsle om målet: Kongsvinger" in texts[ABC]
    assert "- Kongsvinger: Ingen ny eksport siden 09.03.2026" in texts[LEADER]
    assert "Ingen ny eksport" not in texts[ABC]


def test_a_municipality_without_a_receiver_is_named(told: Told) -> None:
    told.office.read(line("2026/1", "2026-01-12", place="3417"))
    first = told.tell()
    assert (first.sent, first.troubles) == (2, [])
    assert [note.partition(".")[0] for note in first.notes] == ["Noen varsler for Grue har ingen mottaker"]


def test_who_is_told_from_now_on_hears_what_is_so(told: Told) -> None:
    told.tell()
    told.came()
    more = people(
        told.server, {"name": "Ny", "address": "ny@example.org", "municipalities": ["3401"], "role": "manager"}
    )
    told.office.on("2026-03-10")
    told.tell(settings=more)
    assert "- 2026/1, saksbehandler ABC: " in told.texts()["ny@example.org"]


def test_without_anybody_to_tell_nothing_is_recorded(told: Told) -> None:
    mail = told.server.settings().model_dump()
    for settings in (
        Settings(),
        Settings.model_validate({"mail": mail}),
        Settings.model_validate({"receiver": [each.model_dump() for each in told.settings.receiver]}),
    ):
        with pytest.raises(CasewatchError):
            told.tell(settings=settings)
    assert told.rows("SELECT count(*) FROM alert") == [(0,)]


def test_the_scheduler_waits_for_the_export_and_the_hour(told: Told, near: Watch) -> None:
    told.tell()
    told.came()
    near.on("2026-03-10")
    near.read(line("2026/3", "2026-03-03"))  # ten days are reached on the 13th
    near.time = datetime(2026, 3, 16, 7, tzinfo=UTC)  # Monday, eight in Oslo: the week's export has not come
    for hour in (7, 10):
        near.time = near.time.replace(hour=hour, minute=30)
        told.tell(waits=True)
    assert told.came() == []
    near.time = near.time.replace(hour=10, minute=45)
    near.read(line("2026/4", "2026-03-08"))
    told.tell(waits=True)
    assert ABC in told.came()
    near.time = datetime(2026, 3, 17, 6, tzinfo=UTC)  # Tuesday, seven in Oslo
    told.tell(waits=True)
    assert told.came() == []
    near.time = near.time.replace(hour=6, minute=30)
    told.tell(waits=True)
    assert told.came() == [ABC]  # 2026/4 reaches ten days on Wednesday: this is its last day


def test_no_address_is_kept_and_no_text_once_it_was_sent(told: Told) -> None:
    told.post.refused[ABC] = "450 4.2.1 later"
    told.tell()
    rows = told.rows("SELECT * FROM outbox ORDER BY id")
    assert len(rows) == 2
    assert "@example.org" not in repr(rows).replace("@example.org>", "")  # but for the sender's in the Message-ID
    assert "leder" not in repr(rows)
    assert "abc" not in repr(rows).casefold().replace("saksbehandler abc", "")
    told.post.refused.clear()
    told.tell()
    assert told.rows("SELECT DISTINCT state, content FROM outbox") == [("sent", "")]


def test_a_case_that_is_forgotten_leaves_the_outbox_too(told: Told) -> None:
    from casewatch.services.cases.forgetting import forget

    told.office.read(line("2026/6", "2026-03-02"))
    told.post.refused |= {ABC: "450 4.2.1 later", LEADER: "450 4.2.1 later"}
    told.tell()
    assert all("2026/6" in content for (content,) in told.rows("SELECT content FROM outbox"))
    with told.office.opened() as context:
        forget(context, "3401", "2026/6", "Krav om sletting")
    assert "2026/6" not in repr(told.rows("SELECT content FROM outbox"))
    told.post.refused.clear()
    told.tell()
    texts = told.texts()
    assert set(texts) == {ABC, LEADER}
    assert all("2026/1" in text and "2026/6" not in text for text in texts.values())


def test_a_password_that_cannot_be_read_loses_nothing(told: Told) -> None:
    file = told.office.folder / "passord"
    file.write_text("hemmelig")
    file.chmod(0o644)
    mail = told.server.settings(password_file=str(file)).model_dump()
    closed = Settings.model_validate({"mail": mail, "receiver": [each.model_dump() for each in told.settings.receiver]})
    with told.office.opened() as context:
        first = tell(context, closed, context.today(), senders(closed, {}))
    (trouble,) = first.troubles
    assert "chmod 600" in trouble
    assert "hemmelig" not in trouble
    assert (first.sent, first.waiting) == (0, 2)
    file.chmod(0o600)
    assert told.tell(settings=closed).sent == 2


def test_who_heard_of_a_danger_hears_that_it_is_off_though_it_was_missed_meanwhile(told: Told) -> None:
    told.tell()  # the leader hears of the danger, and next on Monday 16 March
    told.office.on("2026-03-12")
    told.tell()  # ABC hears that it was missed
    told.office.on("2026-03-13")
    told.office.read(line("2026/1", "2026-03-02", "2026-03-06"))
    told.tell()
    told.came()
    told.office.on("2026-03-16")
    told.tell()
    texts = told.texts()
    assert set(texts) == {LEADER}
    assert texts[LEADER].count("- 2026/1: Saken er avgjort 06.03.2026.") == 1
    told.office.on("2026-03-23")
    told.office.read(line("2026/1", "2026-03-02", "2026-03-06"))
    assert told.tell().sent == 0


def test_a_danger_that_was_missed_on_old_data_is_off_once_a_decision_is_reported(told: Told) -> None:
    told.tell()  # by the export of 9 March
    told.office.on("2026-03-18")  # nine days old: that it was missed on 12 March is held back
    assert told.tell().due.held_back is not None
    told.came()
    told.office.on("2026-03-19")
    told.office.read(line("2026/1", "2026-03-02", "2026-03-06"))
    told.tell()
    assert "Trukket tilbake\n- 2026/1: Saken er avgjort 06.03.2026." in told.texts()[ABC]


def test_what_was_off_and_on_again_is_off_once(told: Told) -> None:
    running, decided = line("2026/1", "2026-03-02"), line("2026/1", "2026-03-02", "2026-03-06")
    told.office.on("2026-03-16")
    told.tell()  # the leader hears that it was missed
    for day, row in (("2026-03-17", decided), ("2026-03-18", running), ("2026-03-23", ""), ("2026-03-24", decided)):
        told.office.on(day)
        if row:
            told.office.read(row)
        told.tell()  # on the 23rd the leader hears of it anew
    told.came()
    told.office.on("2026-03-30")
    told.tell()
    assert told.texts()[LEADER].count("- 2026/1: Saken er avgjort 06.03.2026.") == 1
