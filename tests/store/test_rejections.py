"""Rows that could not be read stand rejected until a later import mends them."""

from __future__ import annotations

from casewatch.store import Cut, standing_imports
from casewatch.store.rejections import pending_rejections, rejected_in
from tests.services.conftest import GRUE, KONGSVINGER, Office, rejected, row


def pending(office: Office) -> dict[str, int]:
    with office.store.reading() as connection:
        return pending_rejections(connection, Cut(), standing_imports(connection))


def test_until_a_later_import_mends_them(office: Office) -> None:
    office.read(row("2026/1"))
    second = office.read(
        refused=[rejected("2026/1"), rejected("2026/2"), rejected(None), rejected("2026/3", municipality=None)],
        municipality=KONGSVINGER,
    )
    with office.store.reading() as connection:
        assert [each[:3] for each in rejected_in(connection, second.batch_id)] == [
            (KONGSVINGER, "2026/1", None),
            (KONGSVINGER, "2026/2", None),
            (KONGSVINGER, None, None),
            (None, "2026/3", None),  # of no municipality: nowhere to be mended
        ]
    assert pending(office) == {KONGSVINGER: 3}
    office.read(row("2026/9", municipality=GRUE), municipality=GRUE)
    assert pending(office) == {KONGSVINGER: 3}
    third = office.read(row("2026/2"), municipality=KONGSVINGER)  # the line without a number was of the last file
    assert pending(office) == {KONGSVINGER: 1}
    office.undo(third.batch_id)
    assert pending(office) == {KONGSVINGER: 3}
