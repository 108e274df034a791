"""Imports by hand: an application is a line, a file a list of lines, the answer what the store then shows."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from casewatch.core.fold import Content
from casewatch.intake.tables import Holds, ReadRow, RejectedRow, Understood
from casewatch.services.importing.storing import FileFacts, Stored, store_understood
from casewatch.store import Store
from casewatch.store.clock import recording_time
from casewatch.store.importing import held_by, insert_undo
from casewatch.store.known import Known, known
from casewatch.store.moved import hint_moved
from tests.services.desk import Desk

KONGSVINGER, GRUE = "3401", "3417"
#: When applications of these tests were received unless they say otherwise: a new one must say it.
RECEIVED = "2025-12-31"


def row(case_no: str, number: int | None = None, municipality: str = KONGSVINGER, **content: Any) -> ReadRow:
    """A row as the intake reads it; `content` has the fields that the file has columns for."""
    return known_row(case_no, number, municipality, **{"received": RECEIVED, **content})


def known_row(case_no: str, number: int | None = None, municipality: str = KONGSVINGER, **content: Any) -> ReadRow:
    """A row with just these columns: of an application that is known already, unless it says when it was received."""
    return ReadRow(
        municipality,
        case_no,
        case_no,
        number,
        {"case_no": case_no, "start_from": "column,supplement", **content},
        "Ark1",
        2,
    )


def rejected(case_no: str | None, number: int | None = None, municipality: str | None = KONGSVINGER) -> RejectedRow:
    """A row that could not be read."""
    return RejectedRow(municipality, case_no, case_no, number, {}, "Ark1", 3)


def said(content: Content) -> Content:
    """A content without the fields that every row has."""
    usual = {"case_no": content.get("case_no"), "start_from": "column,supplement", "received": RECEIVED}
    return {name: value for name, value in content.items() if usual.get(name, ...) != value}


@dataclass
class Office:
    """A store with a clock that goes a minute further at every act."""

    store: Store
    time: datetime = datetime(2026, 3, 2, 8, tzinfo=UTC)
    known: list[datetime] = field(default_factory=list)

    def tick(self) -> datetime:
        """The next minute."""
        self.time += timedelta(minutes=1)
        return self.time

    def read(
        self,
        *rows: ReadRow,
        received: str | None = None,
        holds: Holds = "part",
        refused: Sequence[RejectedRow] = (),
        municipality: str | None = None,
        profile: str = "norsk-standard",
        shared: bool = False,
    ) -> Stored:
        """Import rows as one file; `received` is an ISO date (noon UTC) or a timestamp, by default now."""
        now = self.tick()
        received_at = datetime.fromisoformat(received if "T" in received else f"{received}T12Z") if received else now
        fields = tuple(sorted({name for each in rows for name in each.content}))
        understood = Understood(list(rows), list(refused), [], len(rows) + len(refused), profile, fields, holds, shared)
        facts = FileFacts(
            file=f"{now:%H%M}.xlsx",
            sha256=hashlib.sha256(repr((now, rows)).encode()).hexdigest(),
            encoding=None,
            profile_version="v1",
            options="{}",
            municipality=municipality,
            municipalities=(KONGSVINGER, GRUE),
            received_at=received_at,
            recorded_at=now,
            as_of=now.date(),
        )
        with self.store.writing() as connection:
            return store_understood(connection, understood, facts)

    def undo(self, batch_id: int) -> None:
        """Take an import back."""
        with self.store.writing() as connection:
            insert_undo(connection, batch_id, recording_time(connection, self.tick()))
            hint_moved(connection, held_by(connection, batch_id))

    def known_now(self, known_at: datetime | None = None, as_of: str = "2026-12-31") -> Known:
        """All that is known."""
        with self.store.reading() as connection:
            return known(connection, known_at, date.fromisoformat(as_of))

    def shows(self, known_at: datetime | None = None) -> dict[tuple[str, str, int], Content]:
        """The picture by municipality, case and number, without the fields every row has."""
        seen = self.known_now(known_at)
        names = zip(seen.municipality, seen.case_key, seen.application_no, strict=True)
        return {name: said(content) for name, content in zip(names, seen.contents, strict=True)}

    def gone(self, as_of: str = "2026-12-31") -> set[str]:
        """The cases that are gone as of a day."""
        seen = self.known_now(as_of=as_of)
        return {key for key, gone in zip(seen.case_key, seen.gone.tolist(), strict=True) if gone}

    def id_of(self, case_no: str, number: int = 1, municipality: str = KONGSVINGER) -> int:
        """The id of an application that stands."""
        seen = self.known_now()
        places = list(zip(seen.municipality, seen.case_key, seen.application_no, strict=True))
        return seen.application_ids[places.index((municipality, case_no, number))]


@pytest.fixture
def office(store: Store) -> Office:
    """An empty store, once on SQLite and once on PostgreSQL."""
    return Office(store)


@pytest.fixture
def desk(tmp_path: Path, empty_store: Path) -> Desk:
    """A desk whose store holds nothing yet."""
    return Desk(tmp_path, Path(shutil.copy(empty_store, tmp_path / "casewatch.db")))
