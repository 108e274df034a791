"""Nothing lost, nothing twice: servers that fail, senders that die, two at once. On SQLite and PostgreSQL."""

from __future__ import annotations

import signal
import socket
from datetime import timedelta

import pytest

from casewatch.services.alerts.telling import Senders, senders, tell
from casewatch.services.asking.context import Context
from casewatch.store import outbox
from casewatch.store.outbox import MESSAGE_LEASE
from tests.services.telling_office import ABC, DEF, LEADER, Told, go, told, until
from tests.services.watch import DANGER, line, near, one, watch

__all__ = ["near", "told", "watch"]  # fixtures


# ---------------------------------------------------------------- servers that fail


@pytest.mark.parametrize("answer", ["450 4.2.1 later", "550 5.1.1 unknown"])
def test_one_receiver_is_refused_and_tried_again_alone(told: Told, answer: str) -> None:
    told.post.refused[ABC] = answer
    first = told.tell()
    assert (first.sent, first.waiting, len(first.troubles)) == (1, 1, 1)
    assert "«Sak A» er ikke varslet" in first.troubles[0]
    assert answer[:9] in first.troubles[0]
    assert "@" not in first.troubles[0]
    assert told.came() == [LEADER]
    assert one(told.office.due(), DANGER).new is False  # somebody was told
    told.post.rcpts.clear()
    assert told.tell().sent == 0
    assert told.post.rcpts == [ABC]  # the leader was not asked for again
    told.post.refused.clear()
    assert told.tell().sent == 1
    assert told.came() == [ABC]
    assert told.tell().sent == 0
    assert told.came() == []


def test_the_scheduler_backs_off_longer_and_longer(told: Told) -> None:
    told.post.refused[ABC] = "450 4.2.1 later"
    told.tell(waits=True)
    for minutes in (1, 5, 15, 30, 60, 60):
        told.post.rcpts.clear()
        told.later(minutes - 2)  # each call is a minute after the one before
        told.tell(waits=True)
        assert told.post.rcpts == [], minutes
        told.tell(waits=True)
        assert told.post.rcpts == [ABC], minutes


def test_a_receiver_that_is_unknown_is_tried_again_after_hours(told: Told) -> None:
    told.post.refused[ABC] = "550 5.1.1 unknown"
    told.tell(waits=True)
    told.post.rcpts.clear()
    told.later(230)
    told.tell(waits=True)
    assert told.post.rcpts == []
    told.later(10)
    told.tell(waits=True)
    assert told.post.rcpts == [ABC]


def test_a_server_that_is_down_is_asked_once_and_nobody_counts_as_told(told: Told) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        mail = told.server.settings().model_copy(update={"port": taken.getsockname()[1]})
        down = told.settings.model_copy(update={"mail": mail})
        first = told.tell(settings=down)
    (trouble,) = first.troubles
    assert "svarer ikke" in trouble
    assert "Meldinger som venter: 2." in trouble
    assert (first.sent, first.waiting) == (0, 2)
    assert told.rows("SELECT sum(attempts) FROM outbox") == [(1,)]
    assert one(told.office.due(), DANGER).new
    assert told.tell().sent == 2
    assert sorted(told.came()) == [ABC, LEADER]


def test_a_server_that_hangs_up_in_the_middle_of_the_message(told: Told) -> None:
    told.post.hang_up = "in"
    assert told.tell().sent == 0
    told.post.hang_up = ""
    assert told.tell().sent == 2
    assert sorted(told.came()) == [ABC, LEADER]


def test_a_message_of_which_nobody_knows_whether_it_came_has_the_same_id(told: Told) -> None:
    told.post.hang_up = "after"  # it was taken over, but that was never said
    assert told.tell().sent == 0
    told.post.hang_up = ""
    assert told.tell().sent == 2
    for receiver in (ABC, LEADER):
        ids = [message["Message-ID"] for who, message in told.post.received if who == receiver]
        assert len(ids) == 2
        assert len(set(ids)) == 1
    assert len({message["Message-ID"] for _who, message in told.post.received}) == 2


def test_a_message_that_is_refused(told: Told) -> None:
    told.post.answer = "554 5.7.1 spam"
    first = told.tell()
    assert (first.sent, first.waiting, len(first.troubles)) == (0, 2, 2)
    told.post.answer = "250 OK"
    assert told.tell().sent == 2


def test_what_did_not_get_through_is_told_with_the_next_days(told: Told) -> None:
    told.post.refused[ABC] = "450 4.2.1 later"
    told.tell()
    told.came()
    told.post.refused.clear()
    told.office.on("2026-03-10")
    told.office.read(line("2026/2", "2026-03-03"))
    told.tell()
    texts = told.texts()
    assert set(texts) == {ABC}  # one message, with both
    assert texts[ABC].startswith("Varsler 10.03.2026")
    assert texts[ABC].count("- 2026/") == 2
    assert told.rows("SELECT state, count(*) FROM outbox GROUP BY state ORDER BY state") == [
        ("replaced", 1),
        ("sent", 2),
    ]


def test_what_is_over_before_it_got_through_is_not_told(told: Told) -> None:
    told.post.refused[ABC] = "450 4.2.1 later"
    told.tell()
    told.came()
    told.post.refused.clear()
    told.office.on("2026-03-10")
    told.office.read(line("2026/1", "2026-03-02", "2026-03-06"))
    told.tell()
    assert told.came() == []  # ABC never heard of it; the leader has heard of it, and hears of its end on Monday


def test_a_chat_that_is_down_keeps_no_mail_back(told: Told) -> None:
    from casewatch.notify.items import NotSent, Sent

    with_chat = told.settings.model_copy(
        update={"receiver": [told.settings.receiver[1].model_copy(update={"channels": ["json://chat/hemmelig"]})]}
    )
    said: list[str] = []

    def run(up: bool) -> int:
        by = senders(with_chat, {})

        def chat(address: str, content: object) -> Sent | NotSent:
            said.append(address)
            return Sent() if up else NotSent("JSON tok ikke imot meldingen")

        with told.office.opened() as context:
            done = tell(context, with_chat, context.today(), Senders(by.mail, chat, by.domain))
        assert "hemmelig" not in repr(done.troubles)
        return done.sent

    assert run(up=False) == 1
    assert told.came() == [ABC]
    assert run(up=True) == 1
    assert run(up=True) == 0
    assert told.came() == []
    assert said == ["json://chat/hemmelig"] * 2
    assert "hemmelig" not in repr(told.rows("SELECT * FROM outbox"))


# ---------------------------------------------------------------- senders that die, and two at once


def test_killed_between_claim_and_send_it_is_sent_once_when_the_lease_has_run_out(told: Told) -> None:
    """The server does not answer at all, so that the sender hangs after its claim; then it is killed."""
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        mail = told.server.settings().model_copy(update={"port": silent.getsockname()[1]})
        whole, told.settings = told.settings, told.settings.model_copy(update={"mail": mail})
        sender = told.process()
        go(sender)
        until(lambda: told.rows("SELECT count(*) FROM outbox WHERE lease_until IS NOT NULL") == [(1,)])
        sender.send_signal(signal.SIGKILL)
        assert sender.wait(30) == -signal.SIGKILL
        told.settings = whole
    assert told.rows("SELECT state, attempts FROM outbox ORDER BY attempts") == [("waiting", 0), ("waiting", 1)]
    first = told.tell()  # a minute or so later: only the one that nobody has
    assert (first.sent, first.waiting, len(first.notes)) == (1, 1, 1)
    told.office.time += MESSAGE_LEASE
    assert told.tell().sent == 1
    assert sorted(told.came()) == [ABC, LEADER]
    assert told.tell().sent == 0


def test_killed_between_send_and_record_it_comes_again_with_the_same_id(told: Told) -> None:
    """The server takes the message over and is slow to say so; the sender is killed meanwhile."""
    told.post.slow = 20.0
    sender = told.process()
    go(sender)
    until(lambda: len(told.post.received) == 1)
    sender.send_signal(signal.SIGKILL)
    assert sender.wait(30) == -signal.SIGKILL
    told.post.slow = 0.0
    told.office.time += MESSAGE_LEASE
    assert told.tell().sent == 2
    ids = [message["Message-ID"] for _who, message in told.post.received]
    assert len(ids) == 3
    assert len(set(ids)) == 2
    assert told.tell().sent == 0


def test_two_senders_at_once_send_once(told: Told) -> None:
    told.office.read(*(line(f"2026/{number}", "2026-03-02", handler="DEF") for number in range(10, 15)))
    told.post.slow = 0.2
    both = [told.process(), told.process()]
    for each in both:
        go(each)
    said = [each.communicate(timeout=60)[0] for each in both]
    assert [each.returncode for each in both] == [0, 0]
    assert sorted(told.came()) == [ABC, DEF, LEADER]
    assert sum(int(text.split()[-1]) for text in said) == 3


def test_a_lease_is_honoured_until_it_runs_out(told: Told) -> None:
    told.post.refused |= {ABC: "450 4.2.1 later", LEADER: "450 4.2.1 later"}
    told.tell()
    told.later(600)
    with told.office.opened() as context:
        now = context.now()
        ((number, _who), *_rest) = _waiting(context)

        def claimed(by: str, at: timedelta) -> bool:
            with context.store.writing() as connection:
                return outbox.claim_message(connection, number, by, now + at, patient=True) is not None

        assert claimed("a", timedelta())
        assert not claimed("b", timedelta())
        assert not claimed("b", MESSAGE_LEASE - timedelta(seconds=1))
        assert claimed("b", MESSAGE_LEASE)


def test_who_lost_the_lease_does_not_release_it(told: Told) -> None:
    told.post.refused |= {ABC: "450 4.2.1 later", LEADER: "450 4.2.1 later"}
    told.tell()
    told.later(600)
    with told.office.opened() as context:
        now = context.now()
        ((number, _who), *_rest) = _waiting(context)
        with context.store.writing() as connection:
            slow = outbox.claim_message(connection, number, "slow", now, patient=True)
            quick = outbox.claim_message(connection, number, "quick", now + MESSAGE_LEASE, patient=True)
            assert slow is not None
            assert quick is not None
            outbox.record_trouble(connection, slow, "tidsavbrudd", now)
            assert outbox.claim_message(connection, number, "third", now + MESSAGE_LEASE, patient=True) is None
            outbox.record_sent(connection, slow, now + MESSAGE_LEASE)  # it got through after all
            outbox.record_trouble(connection, quick, "tidsavbrudd", now)
        assert number not in [left for left, _who in _waiting(context)]


def _waiting(context: Context) -> list[tuple[int, outbox.Who]]:
    with context.store.reading() as connection:
        return outbox.waiting(connection, "digest:", context.today())


def test_what_was_sent_is_recorded_however_long_somebody_writes(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database that is away for a moment, just after a message got through."""
    from casewatch.errors import CasewatchError

    failures, waited = [2], []
    recorded = outbox.record_sent

    def record(*given: object) -> None:
        if failures[0]:
            failures[0] -= 1
            raise CasewatchError("database is locked")
        recorded(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(outbox, "record_sent", record)
    by = senders(told.settings, {})
    with told.office.opened() as context:
        done = tell(context, told.settings, context.today(), Senders(by.mail, by.chat, by.domain, waited.append))
    assert (done.sent, waited) == (2, [0.5, 2.0])
    assert told.tell().sent == 0
    assert sorted(told.came()) == [ABC, LEADER]
