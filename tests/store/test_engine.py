"""Opening: migrations, addresses, databases that cannot be used."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from casewatch.errors import CasewatchError
from casewatch.store import Store, engine, open_store
from casewatch.store.tables.imports import METADATA, import_batch


def refusal(url: str) -> str:
    with pytest.raises(CasewatchError) as raised:
        open_store(url)
    text = str(raised.value)
    assert "\n" not in text
    return text


def test_the_migrations_make_what_the_tables_say(store: Store) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, METADATA) == []


def test_the_revision_in_the_code_is_the_newest_migration() -> None:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(Path(engine.__file__).parent / "migrations"))
    assert ScriptDirectory.from_config(config).get_current_head() == engine.REVISION


def test_opening_again_leaves_alembic_alone(store_url: str) -> None:
    """Loading it takes a hundred times as long as the rest of opening."""
    open_store(store_url).close()
    code = (
        "import sys; from casewatch.store import open_store\n"
        "open_store(sys.argv[1]).close(); print('alembic' in sys.modules)"
    )
    out = subprocess.run([sys.executable, "-c", code, store_url], capture_output=True, text=True, check=True).stdout
    assert out == "False\n"


def test_times_come_back_aware_and_in_utc(store: Store) -> None:
    from datetime import UTC, datetime, timedelta, timezone

    oslo = datetime(2026, 3, 3, 0, 30, tzinfo=timezone(timedelta(hours=1)))
    values = dict.fromkeys((column.name for column in import_batch.columns), 0) | {
        "file": "a.csv",
        "sha256": "",
        "municipality": None,
        "municipalities": "[]",
        "profile": "p",
        "profile_version": "",
        "options": "{}",
        "encoding": None,
        "holds": "part",
        "fields": "[]",
        "shared_series": False,
        "earliest_received": None,
        "annotated": None,
        "received_at": oslo,
        "recorded_at": oslo,
    }
    with store.writing() as connection:
        connection.execute(sa.insert(import_batch).values(values))
    with store.reading() as connection:
        back = connection.execute(sa.select(import_batch.c.received_at)).scalar_one()
    assert back.isoformat() == "2026-03-02T23:30:00+00:00"
    assert back.tzinfo == UTC


def test_an_exception_leaves_nothing_behind(store: Store) -> None:
    def write_and_fail() -> None:
        with store.writing() as connection:
            connection.exec_driver_sql("INSERT INTO application VALUES (1, '3401', '2026/1', 1)")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        write_and_fail()
    with store.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM application").scalar() == 0


def test_a_reader_sees_one_state_while_another_writes(store: Store) -> None:
    with store.reading() as reading:
        assert reading.exec_driver_sql("SELECT count(*) FROM application").scalar() == 0
        with store.writing() as writing:
            writing.exec_driver_sql("INSERT INTO application VALUES (1, '3401', '2026/1', 1)")
        assert reading.exec_driver_sql("SELECT count(*) FROM application").scalar() == 0
    with store.reading() as reading:
        assert reading.exec_driver_sql("SELECT count(*) FROM application").scalar() == 1


def test_a_path_alone_is_an_sqlite_file_and_its_folder_is_made(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "casewatch.db"
    open_store(str(path)).close()
    assert path.exists()


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert str(tmp_path / "file") in refusal(f"sqlite:///{tmp_path / 'file' / 'casewatch.db'}")


def test_a_file_that_is_no_database_is_said(tmp_path: Path) -> None:
    (tmp_path / "notes.db").write_text("not a database, but long enough to be looked at as one " * 50)
    assert "notes.db" in refusal(str(tmp_path / "notes.db"))


def test_somebody_elses_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE invoice (id INTEGER)")
    assert "annet enn casewatch" in refusal(str(path))
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("invoice",)]


def test_a_database_of_a_newer_casewatch_is_refused(store_url: str) -> None:
    opened = open_store(store_url)
    with opened.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    opened.close()
    assert "nyere utgave" in refusal(store_url)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("mysql://localhost/x", "støttes ikke"),
        ("postgresql://tjener:port/x", "kan ikke leses"),
        ("://", "kan ikke leses"),
    ],
)
def test_an_address_that_means_nothing_is_said(url: str, expected: str) -> None:
    assert expected in refusal(url)


def test_an_unreachable_server_is_said_without_the_password() -> None:
    text = refusal("postgresql://anna:hemmelig@127.0.0.1:1/casewatch")
    assert "127.0.0.1" in text
    assert "hemmelig" not in text
