"""Erasing a case: what goes, what stays of others, and the tombstone that knows it again."""

from __future__ import annotations

from datetime import date

from casewatch.store.forgetting import ErasedCase, forget_case, write_anew
from casewatch.store.importing import application_names
from casewatch.store.tombstones import erased_cases, tombstones
from tests.services.conftest import GRUE, KONGSVINGER, Office, rejected, row
from tests.store.test_corrections import say


def test_all_of_the_case_goes_and_a_tombstone_stays(office: Office) -> None:
    office.read(row("2026/1", 1, complete=None), row("2026/1", 2), row("2026/2"), row("2026/1", municipality=GRUE))
    known = office.time
    office.read(row("2026/1", 1, complete="2026-01-07"), refused=[rejected("2026/1", 3)])
    say(office, complete="2026-01-09")
    gone = [office.id_of("2026/1", number) for number in (1, 2)]
    with office.store.writing() as connection:
        assert not tombstones(connection)
        erased = forget_case(connection, KONGSVINGER, "2026/1", "krav om sletting", office.tick())
        assert (erased.applications, erased.versions, erased.rejections, erased.corrections) == (2, 3, 1, 1)
        assert not erased.nothing
    assert write_anew(office.store)
    assert office.shows().keys() == {(KONGSVINGER, "2026/2", 1), (GRUE, "2026/1", 1)}
    with office.store.reading() as connection:
        assert application_names(connection, gone) == {}
        found = tombstones(connection)
        assert [(place, "2026/1") in found for place in (KONGSVINGER, GRUE)] == [True, False]
        # it was first known on 2 March 2026 and erased that day: figures as of days before, and as known then, lack it
        assert erased_cases(connection, None).since(date(2026, 3, 1)) == {KONGSVINGER: 1}
        assert erased_cases(connection, None).since(date(2026, 3, 2)) == {}
        assert erased_cases(connection, known).cases == ((KONGSVINGER, None),)
        assert erased_cases(connection, known.replace(year=2025)).cases == ()


def test_a_case_there_is_nothing_of_leaves_no_tombstone(office: Office) -> None:
    with office.store.writing() as connection:
        assert forget_case(connection, KONGSVINGER, "2026/9", "krav", office.tick()) == ErasedCase()
        assert not tombstones(connection)
