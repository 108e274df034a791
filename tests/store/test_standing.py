"""Which imports stand, and in which order they speak: by when they were received, then as they were recorded."""

from __future__ import annotations

from datetime import UTC, datetime

from casewatch.store import Cut, standing_imports
from casewatch.store.standing import newest_ranks, oslo_day
from tests.services.conftest import KONGSVINGER, Office, row


def stand(office: Office, cut: Cut = Cut()) -> list[int]:  # noqa: B008 (it is frozen)
    with office.store.reading() as connection:
        found = standing_imports(connection, cut)
    assert [each.rank for each in found] == list(range(1, len(found) + 1))
    return [each.id for each in found]


def test_the_order_of_receipt_and_every_cut(office: Office) -> None:
    one = office.read(row("2026/1"), received="2026-03-09", municipality=KONGSVINGER).batch_id
    known = office.time
    two = office.read(row("2026/1"), received="2026-03-02").batch_id
    three = office.read(row("2026/2"), received="2026-03-09").batch_id
    assert stand(office) == [two, one, three]
    office.undo(one)
    assert stand(office) == [two, three]
    assert stand(office, Cut(known)) == [one]
    assert stand(office, Cut(before=three)) == [two]
    assert stand(office, Cut(undone_too=True)) == stand(office, Cut(still=one)) == [two, one, three]
    with office.store.reading() as connection:
        first, second = office.id_of("2026/1"), office.id_of("2026/2")
        assert newest_ranks(connection, Cut(), 2) == {first: 1, second: 2}
        assert newest_ranks(connection, Cut(), 1) == {first: 1}
        assert newest_ranks(connection, Cut(still=one), 3) == {first: 2, second: 3}


def test_the_day_is_oslos() -> None:
    assert oslo_day(datetime(2026, 3, 1, 22, 59, tzinfo=UTC)) == "2026-03-01"
    assert oslo_day(datetime(2026, 3, 1, 23, 0, tzinfo=UTC)) == "2026-03-02"  # winter: an hour ahead
    assert oslo_day(datetime(2026, 6, 30, 22, 0, tzinfo=UTC)) == "2026-07-01"  # summer: two
