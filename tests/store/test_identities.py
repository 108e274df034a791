"""Applications by their case: those that a standing import holds."""

from __future__ import annotations

from casewatch.store.identities import applications_of_case, has_municipality
from tests.services.conftest import GRUE, KONGSVINGER, Office, row


def test_what_stands_is_found_and_a_municipality_that_was_ever_there(office: Office) -> None:
    office.read(row("2026/1", 1), row("2026/1", 2))
    second = office.read(row("2026/1", 3), row("2026/2", municipality=GRUE))
    expected = {number: office.id_of("2026/1", number) for number in (1, 2)}
    office.undo(second.batch_id)
    with office.store.reading() as connection:
        assert applications_of_case(connection, KONGSVINGER, "2026/1") == expected
        assert applications_of_case(connection, GRUE, "2026/1") == {}
        assert applications_of_case(connection, GRUE, "2026/2") == {}
        assert [has_municipality(connection, number) for number in (KONGSVINGER, GRUE, "3415")] == [True, True, False]
