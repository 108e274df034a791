"""Messages on their way: one sender at a time, until a lease runs out; and what each addressee has heard of."""

from __future__ import annotations

from datetime import timedelta

from casewatch.core.alerts.endings import Ending
from casewatch.store import Store
from casewatch.store.alerts import known_alerts, record_endings
from casewatch.store.outbox import (
    MESSAGE_LEASE,
    NewMessage,
    claim_message,
    heard,
    record_sent,
    record_trouble,
    replace_older,
    waiting,
    write,
    written_for,
)
from tests.store.test_alerts import MON, ONE, THERE, TUE, TWO, WED, at, recorded

KARI, OLA = ("kari@example.org", "mail"), ("ola@example.org", "mail")
SECOND = timedelta(seconds=1)


def written(store: Store) -> list[int]:
    """One message to Kari of Monday, that tells of the two first alerts, and one to Ola of Tuesday."""
    recorded(store)
    with store.writing() as connection:
        ids = {key: each.id for key, each in known_alerts(connection).items()}
        told = [ids[ONE.key], ids[THERE.key], ids[ONE.key]]
        write(connection, [NewMessage(*KARI, "weekly:2026-03-02", MON, "<1@x>", "Hei", told)], at(MON))
        write(connection, [NewMessage(*OLA, "weekly:2026-03-03", TUE, "<2@x>", "Hei", [ids[TWO.key]])], at(TUE))
        return [number for day in (MON, TUE) for number, _who in waiting(connection, "weekly:", day)]


def test_one_sender_at_a_time_until_the_lease_runs_out(store: Store) -> None:
    first, _second = written(store)
    with store.writing() as connection:
        assert written_for(connection, "weekly:2026-03-02") == {KARI}
        mine = claim_message(connection, first, "a", at(MON), patient=True)
        assert mine is not None
        assert (mine.receiver, mine.day, mine.content, mine.attempts) == (KARI[0], MON, "Hei", 1)
        assert claim_message(connection, first, "b", at(MON) + MESSAGE_LEASE - SECOND, patient=True) is None
        assert waiting(connection, "weekly:", MON, at(MON) + MESSAGE_LEASE - SECOND) == []
        theirs = claim_message(connection, first, "b", at(MON) + MESSAGE_LEASE, patient=True)
        assert theirs is not None
        assert theirs.attempts == 2
        record_trouble(connection, mine, "for sent", at(WED))  # "b" has it now: nothing is recorded
        assert claim_message(connection, first, "c", at(MON) + MESSAGE_LEASE, patient=True) is None
        record_trouble(connection, theirs, "tjeneren svarer ikke", at(TUE))
        assert claim_message(connection, first, "c", at(TUE) - SECOND, patient=True) is None
        assert claim_message(connection, first, "c", at(TUE) - SECOND, patient=False) is not None


def test_an_addressee_has_heard_what_got_through_and_hears_what_was_withdrawn_since(store: Store) -> None:
    first, _second = written(store)
    with store.writing() as connection:
        assert heard(connection, "weekly:").alerts == {}
        mine = claim_message(connection, first, "a", at(MON), patient=True)
        assert mine is not None
        record_sent(connection, mine, at(MON))
        ids = {key: each.id for key, each in known_alerts(connection).items()}
        found = heard(connection, "weekly:")
        assert found.alerts == {KARI: {ids[ONE.key]: MON, ids[THERE.key]: MON}}
        assert (found.last_day, found.withdrawn) == ({KARI: MON}, {})
        assert heard(connection, "other:").last_day == {}
        assert known_alerts(connection)[ONE.key].told_on == MON
        assert claim_message(connection, first, "a", at(WED), patient=False) is None  # it is done
        record_endings(connection, [Ending(ONE.key, "withdrawn", "decided")], TUE, at(TUE))
        found = heard(connection, "weekly:")
        assert found.alerts == {KARI: {ids[THERE.key]: MON}}
        assert [each.alert_id for each in found.withdrawn[KARI]] == [ids[ONE.key]]


def test_what_did_not_get_through_gives_way_to_a_later_day(store: Store) -> None:
    first, second = written(store)
    with store.writing() as connection:
        replace_older(connection, "weekly:", TUE, at(TUE))
        assert waiting(connection, "weekly:", MON) == []
        assert claim_message(connection, first, "a", at(TUE), patient=False) is None
        assert waiting(connection, "weekly:", TUE) == [(second, OLA)]
