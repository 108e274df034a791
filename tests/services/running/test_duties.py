"""What the jobs do together, by a clock of our own and a real mail server: inbox, receipts, backups, reminders."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from casewatch.errors import CasewatchError
from casewatch.notify.items import NotSent, Outcome, Sent
from casewatch.notify.mail import Letter
from casewatch.services.alerts.letters import Made, Recipe, letter_queue, send_letters
from casewatch.services.alerts.telling import Senders
from casewatch.services.asking.selecting import Selectors
from casewatch.services.importing.files import imports_list
from casewatch.services.publishing.publish import publish
from casewatch.services.running import duties
from casewatch.services.running.duties import ended_periods
from casewatch.settings import Inbox, Receiver, Settings
from casewatch.store.outbox import MESSAGE_LEASE
from tests.cli import office
from tests.notify.mail_server import Running, mail_server
from tests.services.jobs_office import HANDLER, LEADER, SENDER, Region, region, settings

__all__ = ["mail_server", "region"]  # fixtures

#: An open case, complete on 20 February: 10 days on Monday 2 March. Of the office's own nothing is due that early.
OVER = "2026/16,1,one_step,2026-02-20,2026-02-20,,,,ja,ja,ja,ja,,,\n"


def test_from_the_folder_to_the_receipt(region: Region, mail_server: Running) -> None:
    """Monday: the export is dropped, read at the second look, and its sender has the receipt in the same moment."""
    region.settings = settings(mail=mail_server.settings())
    region.step()
    office.export(region.folder / "innboks/3401/uke13.csv", more=OVER)
    ended = [each for _step in range(3) for each in region.step()]
    assert {each.job for each in ended} >= {"inbox", "letters", "alerts"}
    assert [each.line for each in ended if not each.ok] == []
    receipts = [message for receiver, message in mail_server.office.received if receiver == SENDER]
    assert [message["Subject"] for message in receipts] == ["Lest: uke13.csv (Kongsvinger)"]
    body = receipts[0].get_body(("plain",))
    assert body is not None
    assert "16 søknader: 16 nye, 0 endret, 0 uendret, 0 ikke lest." in body.get_content()
    # and the alerts of the day go out after the import: each receiver one
    told = [receiver for receiver, _message in mail_server.office.received if receiver != SENDER]
    assert LEADER in told
    assert len(told) == len(set(told))
    before = len(mail_server.office.received)
    for _step in range(6):
        region.step(20)
    assert len(mail_server.office.received) == before


def test_a_server_that_is_down_loses_no_receipt_and_doubles_none(region: Region, mail_server: Running) -> None:
    region.settings = settings(mail=mail_server.settings(), receiver=[])
    mail_server.office.refused[SENDER] = "451 try later"
    region.step()
    office.export(region.folder / "innboks/3401/uke13.csv", more=OVER)
    ended = [each for _step in range(4) for each in region.step()]
    failed = [each for each in ended if not each.ok]
    assert {each.job for each in failed} == {"letters"}
    assert all("ikke sendt" in each.line and SENDER not in each.line for each in failed)
    assert mail_server.office.received == []
    mail_server.office.refused.clear()
    for _step in range(8):
        region.step(15)
    assert [receiver for receiver, _message in mail_server.office.received] == [SENDER]


@dataclass
class Hand:
    """Sends by hand: what went out, and what it answers."""

    answer: Outcome = field(default_factory=Sent)
    sent: list[tuple[str, str, str]] = field(default_factory=list)  # receiver, subject, Message-ID
    dies: bool = False

    def senders(self) -> Senders:
        def mail(letter: Letter) -> Outcome:
            if self.dies:
                raise KeyboardInterrupt
            self.sent.append((letter.to, letter.content.subject, letter.message_id))
            return self.answer

        return Senders(mail, lambda _address, _content: Sent(), "example.org", lambda _seconds: None)


def write(region: Region, *letters: tuple[str, str]) -> None:
    with region.opened() as context:
        queue = letter_queue(context, region.settings)
        assert queue is not None
        with context.store.writing() as connection:
            for address, key in letters:
                queue(connection, address, f"Om {key}", "tekst", "<p>tekst</p>", key)


def _no_recipe(recipe: Recipe) -> Made:
    raise AssertionError(recipe)


def send(region: Region, hand: Hand, minutes: int = 10) -> tuple[int, int, list[str]]:
    region.time += timedelta(minutes=minutes)
    with region.opened() as context:
        post = send_letters(context, region.settings, hand.senders(), _no_recipe)
    return post.sent, post.waiting, post.troubles


def test_a_letter_is_queued_once_and_sent_once(region: Region) -> None:
    hand = Hand()
    write(region, (SENDER, "a"), (SENDER, "a"), (LEADER, "a"), (SENDER, "b"))
    write(region, (SENDER, "a"))
    assert send(region, hand) == (3, 0, [])
    assert [each[:2] for each in hand.sent] == [(SENDER, "Om a"), (LEADER, "Om a"), (SENDER, "Om b")]
    assert send(region, hand) == (0, 0, [])


def test_who_dies_before_sending_has_the_letter_sent_by_the_next_with_the_same_id(region: Region) -> None:
    hand = Hand(dies=True)
    write(region, (SENDER, "a"))
    with pytest.raises(KeyboardInterrupt):
        send(region, hand)
    hand.dies = False
    assert send(region, hand, minutes=1)[0] == 0  # somebody may still be sending it
    assert send(region, hand, minutes=int(MESSAGE_LEASE.total_seconds() // 60)) == (1, 0, [])
    assert len(hand.sent) == 1


def test_one_receivers_trouble_does_not_stop_the_others_and_the_servers_does(region: Region) -> None:
    write(region, (SENDER, "a"), (LEADER, "a"))
    hand = Hand(NotSent("adressen er ukjent"))
    assert send(region, hand)[:2] == (0, 2)
    assert len(hand.sent) == 2
    hand = Hand(NotSent("tjeneren svarer ikke", everybody=True))
    _sent, waiting, troubles = send(region, hand)
    assert (waiting, len(hand.sent)) == (2, 1)
    assert troubles == [
        "Et brev (kvittering, påminnelse, ukesmelding) er ikke sendt: tjeneren svarer ikke. Det sendes på nytt."
    ]
    assert send(region, Hand(), minutes=60)[0] == 2


def test_a_letter_is_tried_for_a_week_and_to_nobody_the_settings_do_not_know(region: Region) -> None:
    write(region, (SENDER, "a"), ("en@annen.example", "a"), ("ikke en adresse", "a"))
    hand = Hand()
    assert send(region, hand)[:2] == (1, 1)  # no address is stored: the other one cannot be found
    write(region, (SENDER, "b"))
    assert send(region, hand, minutes=7 * 24 * 60)[:2] == (0, 0)
    assert [each[:2] for each in hand.sent] == [(SENDER, "Om a")]


def test_no_address_is_kept(region: Region) -> None:
    write(region, (SENDER, "a"))
    with region.opened() as context, context.store.reading() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM outbox").all()
    assert rows
    assert SENDER not in repr(rows)


def test_an_address_that_no_receipt_can_be_sent_to_is_said(region: Region) -> None:
    region.settings = settings(inbox=Inbox(folder="innboks", senders={"3401": "post@åsnes.example"}))
    lines = {each.job: each.line for _step in range(2) for each in region.step()}
    assert lines["inbox"] == "ingen filer. Adressen i inbox.senders kan ikke brukes, ingen får kvittering: 3401."


def test_alerts_that_nobody_is_told_stand_in_the_list_of_jobs(region: Region, mail_server: Running) -> None:
    """Only the handler ABC is to be told, and no case of the export has a handler: its alerts reach nobody."""
    nobody_leads = [Receiver(name="ABC", address=HANDLER, municipalities=["3401"], role="handler", handler="ABC")]
    region.settings = settings(mail=mail_server.settings(), receiver=nobody_leads)
    region.step()
    office.export(region.folder / "innboks/3401/uke13.csv", more=OVER)
    ended = [each for _step in range(3) for each in region.step()]
    (alerts,) = [each for each in ended if each.job == "alerts"]
    assert (alerts.ok, alerts.line) == (
        True,
        "0 sendt, 0 venter. Noen varsler for Kongsvinger har ingen mottaker. Sett 3401 hos en med role «manager».",
    )


def test_without_settings_the_jobs_have_nothing_to_do(region: Region) -> None:
    region.settings = Settings()
    region.step()
    lines = {each.job: each.line for _step in range(10) for each in region.step()}
    assert lines["inbox"] == "innstillingene har ingen innboks"
    assert lines["alerts"] == "innstillingene har ingen mottaker"
    assert lines["letters"] == "innstillingene har ingen e-posttjener"


def test_a_night_has_its_backup_and_cleaning(region: Region) -> None:
    region.settings = settings(mail=None, receiver=[])
    region.time = datetime(2026, 3, 2, 22, 0, tzinfo=UTC)
    region.step()
    ended = [each for _step in range(11) for each in region.step(30)]  # until 04:33 in Oslo
    assert [(each.job, each.ok, each.line) for each in ended if each.job in ("backup", "cleaning")] == [
        ("backup", True, "casewatch-2026-03-03.db"),
        ("cleaning", True, "0 kopier og 0 kjøringer fjernet"),
    ]
    (found,) = region.folder.rglob("casewatch-2026-03-03.db")
    assert found.stat().st_size > 0


def test_the_folders_of_the_settings_are_used(region: Region) -> None:
    region.settings = settings()
    scheduler = region.settings.scheduler.model_copy(update={"backup_folder": "kopier", "report_folder": "uker"})
    region.settings = region.settings.model_copy(update={"scheduler": scheduler})
    region.time = datetime(2026, 1, 1, 12, 0, tzinfo=UTC)
    assert region.work(duties.back_up_nightly).line == "casewatch-2026-01-01.db"
    assert region.work(duties.write_weekly).line == "casewatch-2026-uke01.xlsx, 1 ukesmeldinger"
    assert (region.folder / "kopier/casewatch-2026-01-01.db").is_file()
    assert (region.folder / "uker/casewatch-2026-uke01.xlsx").is_file()
    region.time = datetime(2027, 1, 1, 12, 0, tzinfo=UTC)  # a Friday of the last week of 2026
    assert region.work(duties.write_weekly).line == "casewatch-2026-uke53.xlsx, 1 ukesmeldinger"
    region.folder.joinpath("fil").write_text("", "utf-8")
    region.settings = region.settings.model_copy(
        update={"scheduler": scheduler.model_copy(update={"backup_folder": "fil"})}
    )
    with pytest.raises(CasewatchError, match="sikkerhetskopier kan ikke brukes"):
        region.work(duties.back_up_nightly)


def test_old_annotated_copies_are_removed(region: Region) -> None:
    region.settings = settings(mail=None)
    bad = office.export(region.folder / "innboks/3401/uke13.csv", ("2026-03-30,,,,", "snart,,,,"))
    assert bad.is_file()
    region.step()
    for _step in range(3):
        region.step()
    with region.opened() as context:
        (result,) = imports_list(context)
    assert result.annotated is not None
    region.time += timedelta(days=29)
    assert region.work(duties.clean_up).line == "0 kopier og 0 kjøringer fjernet"
    region.time += timedelta(days=2)
    assert region.work(duties.clean_up).line == "1 kopier og 0 kjøringer fjernet"
    assert not Path(result.annotated).exists()
    assert (
        region.folder / "innboks/3401/lest/uke13-merknader.xlsx"
    ).is_file()  # what lies in the inbox is the office's


def test_leaders_are_reminded_of_what_is_not_published(region: Region) -> None:
    """Monday 9 March: February is not published. On 8 May April is, but not the tertial that ended with it."""
    region.settings = settings(
        receiver=[
            *settings().receiver,
            Receiver(name="Regionen", address="region@example.org", role="region", municipalities=["3401", "3417"]),
        ]
    )
    hand = Hand()
    region.time = datetime(2026, 3, 9, 7, 0, tzinfo=UTC)
    assert region.work(duties.remind_to_publish).line == "2 påminnelser"
    assert region.work(duties.remind_to_publish).line == "2 påminnelser"  # the same ones: nobody gets a second
    assert send(region, hand) == (2, 0, [])
    assert {each[:2] for each in hand.sent} == {
        (LEADER, "Tall som ikke er låst: 2026-02"),
        ("region@example.org", "Tall som ikke er låst: 2026-02"),
    }
    region.time = datetime(2026, 5, 8, 7, 0, tzinfo=UTC)
    with region.opened() as context:
        publish(context, Selectors(date(2026, 5, 8), None, "2026-04", ("3401",)), "Ingen saker")
    hand.sent.clear()
    assert region.work(duties.remind_to_publish).line == "2 påminnelser"
    send(region, hand)
    assert {each[:2] for each in hand.sent} == {
        (LEADER, "Tall som ikke er låst: 2026-T1"),
        ("region@example.org", "Tall som ikke er låst: 2026-04, 2026-T1"),
    }


@pytest.mark.parametrize(
    ("today", "periods"),
    [
        (date(2026, 3, 9), {"2026-02": (date(2026, 2, 1), date(2026, 2, 28))}),
        (
            date(2026, 5, 8),
            {"2026-04": (date(2026, 4, 1), date(2026, 4, 30)), "2026-T1": (date(2026, 1, 1), date(2026, 4, 30))},
        ),
        (
            date(2027, 1, 8),
            {"2026-12": (date(2026, 12, 1), date(2026, 12, 31)), "2026-T3": (date(2026, 9, 1), date(2026, 12, 31))},
        ),
        (date(2028, 3, 8), {"2028-02": (date(2028, 2, 1), date(2028, 2, 29))}),
    ],
)
def test_what_ended_with_last_month(today: date, periods: dict[str, tuple[date, date]]) -> None:
    assert ended_periods(today) == periods
