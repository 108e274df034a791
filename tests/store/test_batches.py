"""The imports themselves: each as recorded, whether it stands, and the same bytes again."""

from __future__ import annotations

from casewatch.store.batches import (
    all_batches,
    findings_of,
    forget_annotated,
    insert_arrival,
    note_annotated,
    one_batch,
    same_import,
)
from casewatch.store.import_cases import newest_import
from tests.services.conftest import GRUE, Office, rejected, row


def same_bytes(office: Office, batch_id: int) -> int | None:
    """The standing import of the bytes of one, understood in its way."""
    with office.store.reading() as connection:
        whole = one_batch(connection, batch_id)
        assert whole is not None
        found = same_import(connection, whole.values["sha256"], "norsk-standard", "v1", "{}")
        assert same_import(connection, whole.values["sha256"], "norsk-standard", "v2", "{}") is None
        return None if found is None else found.id


def test_each_as_recorded_also_those_taken_back(office: Office) -> None:
    first = office.read(row("2026/1"), refused=[rejected("2026/2")], municipality="3401")
    second = office.read(row("2026/1"))
    office.undo(second.batch_id)
    with office.store.writing() as connection:
        insert_arrival(connection, first.batch_id, "igjen.xlsx", office.time, office.tick())
        note_annotated(connection, first.batch_id, "kopi.xlsx")
    with office.store.reading() as connection:
        assert newest_import(connection) == second.batch_id
        found = all_batches(connection)
        assert [(each.id, each.arrivals, each.undone_at is None) for each in found] == [
            (first.batch_id, 1, True),
            (second.batch_id, 0, False),
        ]
        values = found[0].values
        assert (values["municipalities"], values["new"], values["rejected"]) == (["3401"], 1, 1)
        assert (values["annotated"], values["file"]) == ("kopi.xlsx", "0801.xlsx")
        assert one_batch(connection, 99) is None
        assert findings_of(connection, second.batch_id) == []
    with office.store.writing() as connection:
        forget_annotated(connection, ["kopi.xlsx", "ukjent.xlsx"])
        again = one_batch(connection, first.batch_id)
        assert again is not None
        assert again.values["annotated"] is None


def test_the_same_bytes_are_the_same_import_until_a_newer_one_of_the_municipality_or_an_undo(office: Office) -> None:
    first = office.read(row("2026/1"), municipality="3401")
    office.read(row("2026/1", municipality=GRUE), municipality=GRUE)
    assert same_bytes(office, first.batch_id) == first.batch_id
    second = office.read(row("2026/1"), municipality="3401")
    assert same_bytes(office, first.batch_id) is None
    office.undo(second.batch_id)
    assert same_bytes(office, first.batch_id) == first.batch_id
    office.undo(first.batch_id)
    assert same_bytes(office, first.batch_id) is None
