"""A new application needs its day of receipt: «Needed: `case_no`, the municipality, and `received` for a new
application.»"""

from __future__ import annotations

from tests.services.conftest import Office, known_row, row


def test_a_new_application_without_a_day_of_receipt_is_rejected(office: Office) -> None:
    stored = office.read(known_row("2026/1", complete="2026-01-05"), row("2026/2", complete="2026-01-05"))
    assert (stored.new, stored.rejected) == (1, 1)
    finding = next(finding for finding in stored.findings if finding.code == "received_missing")
    assert (finding.severity, finding.case_no, finding.field) == ("error", "2026/1", "received")
    assert {key for _place, key, _number in office.shows()} == {"2026/2"}


def test_a_known_one_needs_it_no_more(office: Office) -> None:
    office.read(row("2026/1"))
    stored = office.read(known_row("2026/1", complete="2026-01-05"))
    assert (stored.changed, stored.rejected) == (1, 0)


def test_one_known_only_by_an_import_taken_back_is_new(office: Office) -> None:
    first = office.read(row("2026/1"))
    office.undo(first.batch_id)
    stored = office.read(known_row("2026/1", complete="2026-01-05"))
    assert (stored.new, stored.rejected) == (0, 1)
    assert office.shows() == {}
