"""Everything at once: into another store of either kind, in the place of what was there, or into a file."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from casewatch.store import open_store
from casewatch.store.copying import copy_file, copy_tables, is_filled, replace_tables, revision_of
from casewatch.store.engine import REVISION
from tests.services.conftest import Office, row
from tests.store.test_corrections import say


def test_all_rows_come_along_and_numbers_go_on_after_them(office: Office, empty_store: Path, tmp_path: Path) -> None:
    office.read(row("2026/1", complete=None))
    say(office, complete="2026-01-09")
    other = Office(open_store(f"sqlite:///{shutil.copy(empty_store, tmp_path / 'other.db')}"), office.time)
    try:
        assert (is_filled(office.store), is_filled(other.store)) == (True, False)
        rows = copy_tables(office.store, other.store)
        assert other.shows() == office.shows()
        second = other.read(row("2026/1", complete=None), row("2026/2"))
        assert (second.batch_id, second.new) == (2, 1)
        # and back again, over what is there
        assert replace_tables(other.store, office.store) > rows
        assert office.shows() == other.shows()
        assert office.read(row("2026/3")).batch_id == 3
        say(office, complete="2026-01-10")
    finally:
        other.store.close()


def test_a_file_is_complete_in_itself(empty_store: Path, tmp_path: Path) -> None:
    office = Office(open_store(f"sqlite:///{shutil.copy(empty_store, tmp_path / 'casewatch.db')}"))
    office.read(row("2026/1"))
    copy_file(office.store, tmp_path / "copy.db")
    office.store.close()
    assert not (tmp_path / "copy.db-wal").exists()
    assert revision_of(tmp_path / "copy.db") == REVISION
    copy = Office(open_store(f"sqlite:///{tmp_path / 'copy.db'}"))
    assert {key for _place, key, _number in copy.shows()} == {"2026/1"}
    copy.store.close()


def test_another_programs_file_and_a_damaged_one_are_known(tmp_path: Path) -> None:
    sqlite3.connect(tmp_path / "other.db").close()
    assert revision_of(tmp_path / "other.db") is None
    (tmp_path / "damaged.db").write_bytes(b"SQLite format 3\0" + b"\xff" * 4000)
    with pytest.raises(sqlite3.Error):
        revision_of(tmp_path / "damaged.db")
