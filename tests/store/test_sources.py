"""Where each date comes from: the earliest standing import since which it has not changed."""

from __future__ import annotations

from casewatch.store import Source, sources
from tests.services.conftest import Office, row


def test_the_import_since_which_it_has_not_changed(office: Office) -> None:
    pause = ["2026-01-10", None, "nve"]
    first = office.read(row("2026/1", complete="2026-01-07", decided=None, hearing=[pause]))
    known = office.time
    second = office.read(row("2026/1", complete="2026-01-08", decided=None, hearing=[pause]))
    third = office.read(
        row("2026/1", complete="2026-01-08", decided="2026-01-30", hearing=[[*pause[:1], "2026-01-20", "nve"]])
    )
    identity = office.id_of("2026/1")
    with office.store.reading() as connection:
        found = sources(connection, identity)
        named = {name: found.fields[name].import_id for name in ("received", "complete", "decided")}
        assert named == {"received": first.batch_id, "complete": second.batch_id, "decided": third.batch_id}
        assert found.fields["complete"] == Source(second.batch_id, "0802.xlsx", "Ark1", 2)
        assert {key: each.import_id for key, each in found.sent.items()} == {("hearing", "2026-01-10"): first.batch_id}
        assert {key: each.import_id for key, each in found.answered.items()} == {
            ("hearing", "2026-01-20"): third.batch_id
        }
        assert "decided" not in sources(connection, identity, known).fields
    office.undo(second.batch_id)
    with office.store.reading() as connection:
        assert sources(connection, identity).fields["complete"].import_id == third.batch_id
