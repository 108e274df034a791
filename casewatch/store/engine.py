"""Opening the store: SQLite by default, PostgreSQL by URL, brought up to date on the way.

A store that is up to date costs one select: Alembic is imported only when something has to be migrated.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DataError, DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.exc import TimeoutError as NoneFree
from sqlalchemy.pool import StaticPool

from casewatch.errors import CasewatchError, Unavailable
from casewatch.language import _

#: The newest migration in ``migrations/versions``; a test holds them together.
REVISION = "0008"
_WRITES = "casewatch_writes"


@dataclass(frozen=True)
class Store:
    """An open database. Everything is read in one snapshot and written in one transaction."""

    engine: Engine
    name: str  # as it may be shown: without a password

    @property
    def postgres(self) -> bool:
        """Whether it is PostgreSQL; SQLite otherwise."""
        return self.engine.dialect.name == "postgresql"

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one state of the store, whoever writes meanwhile."""
        with self._connected() as connection:
            options = {"isolation_level": "REPEATABLE READ"} if self.postgres else {}
            with connection.execution_options(**options).begin():
                yield connection

    @contextmanager
    def writing(self, keep: bool = True) -> Iterator[Connection]:
        """A connection in a transaction of its own: all of it is kept or, after an exception or for a try, nothing.

        There is one writer at a time; the next one waits. Numbers given in here are therefore free.
        """
        with self._connected() as connection, connection.execution_options(**{_WRITES: True}).begin() as all_of_it:
            if self.postgres:
                connection.exec_driver_sql("LOCK TABLE import_batch IN SHARE ROW EXCLUSIVE MODE")
            yield connection
            if not keep:
                all_of_it.rollback()

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        try:
            with self.engine.connect() as connection:
                yield connection
        except DBAPIError as error:
            raise _unusable(self.engine.url, error) from error.orig
        except NoneFree:  # all connections wait for a writer that does not come to an end
            raise Unavailable(_("Databasen er opptatt. Prøv igjen om litt.")) from None


def default_url() -> str:
    """An SQLite file in the user's data folder."""
    from platformdirs import user_data_path

    return f"sqlite:///{(user_data_path('casewatch', appauthor=False) / 'casewatch.db').as_posix()}"


def open_store(url: str | None = None) -> Store:
    """Open the store at `url` (none: the default), create it on first use and bring it up to date.

    ``postgresql://`` is spoken with psycopg 3; text without a scheme is the path of an SQLite file. Raises
    CasewatchError for a database that cannot be reached, is not casewatch's, or was written by a newer casewatch.
    """
    address = _address(url or default_url())
    if address.get_backend_name() == "sqlite":
        engine = _sqlite(address)
    else:
        engine = create_engine(address, connect_args={"connect_timeout": 10})
    store = Store(engine, address.render_as_string(hide_password=True))
    try:
        if recorded_revision(store) != REVISION:
            _migrate(store)
    except BaseException:
        engine.dispose()
        raise
    return store


def _address(url: str) -> URL:
    if "://" not in url:
        url = f"sqlite:///{url}"
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):
        raise CasewatchError(
            _("Databaseadressen kan ikke leses. Skriv sqlite:///FIL eller postgresql://BRUKER@TJENER/DATABASE.")
        ) from None
    if address.drivername in ("postgresql", "postgres", "postgresql+psycopg"):
        return address.set(drivername="postgresql+psycopg")
    if address.drivername in ("sqlite", "sqlite+pysqlite"):
        return address.set(drivername="sqlite")
    raise CasewatchError(
        _("Databasen {kind} støttes ikke. Bruk sqlite:///FIL eller postgresql://BRUKER@TJENER/DATABASE.").format(
            kind=address.drivername
        )
    )


def _sqlite(address: URL) -> Engine:
    in_memory = address.database in (None, "", ":memory:")
    options: dict[str, Any] = {}
    if in_memory:
        options = {"poolclass": StaticPool, "connect_args": {"check_same_thread": False}}
    else:
        folder = Path(str(address.database)).expanduser().resolve().parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CasewatchError(
                _("Mappa {folder} for databasen kan ikke opprettes: {why}. Velg en annen.").format(
                    folder=folder, why=error.strerror
                ),
                "database",
                given=False,
            ) from None
        address = address.set(database=str(Path(str(address.database)).expanduser()))
    engine = create_engine(address, **options)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we begin transactions ourselves, below
        for pragma in ("busy_timeout = 30000", "foreign_keys = ON", "journal_mode = WAL", "synchronous = NORMAL"):
            connection.execute(f"PRAGMA {pragma}").fetchall()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # a writer takes the lock at once: two that read first and write then would lock each other out
        writes = connection.get_execution_options().get(_WRITES)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def recorded_revision(store: Store) -> str | None:
    """The migration the database stands at; None: there is no table yet."""
    try:
        with store.engine.connect() as connection:
            if store.postgres:
                there = connection.exec_driver_sql("SELECT to_regclass('alembic_version')").scalar()
            else:
                there = connection.exec_driver_sql(
                    "SELECT name FROM sqlite_master WHERE name = 'alembic_version'"
                ).scalar()
            revision = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() if there else None
            if there and revision is None:
                raise _foreign(store)
            if not there and inspect(connection).get_table_names():
                raise _foreign(store)
            return revision
    except DBAPIError as error:
        raise _unusable(store.engine.url, error) from error.orig


def _migrate(store: Store) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    try:
        with store.engine.connect() as connection, connection.execution_options(**{_WRITES: True}).begin():
            if store.postgres:  # two that open an empty database at once: the second one waits
                connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7214365)")
            recorded = _recorded_in(connection)
            if recorded is not None and recorded not in known:
                raise CasewatchError(
                    _(
                        "Databasen {name} er laget av en nyere utgave av casewatch (eller et annet program). "
                        "Oppgrader casewatch, eller velg en annen."
                    ).format(name=store.name),
                    "database",
                    given=False,
                )
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except DBAPIError as error:
        raise _unusable(store.engine.url, error) from error.orig


def _recorded_in(connection: Connection) -> str | None:
    if "alembic_version" not in inspect(connection).get_table_names():
        return None
    revision: str | None = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return revision


def up_to_date(store: Store) -> bool:
    """Whether the database stands at the newest migration. Raises CasewatchError where it cannot be reached."""
    return recorded_revision(store) == REVISION


def _foreign(store: Store) -> CasewatchError:
    return CasewatchError(
        _("Databasen {name} inneholder allerede noe annet enn casewatch. Velg en annen.").format(name=store.name),
        "database",
        given=False,
    )


def _unusable(url: URL, error: DBAPIError) -> Exception:
    if isinstance(error, IntegrityError | ProgrammingError | DataError):
        return error  # our own mistake, not the database's: it is not to be hidden
    why = " ".join(str(error.orig).split("\n", 1)[0].split())
    if url.password:
        why = why.replace(str(url.password), "***")
    return Unavailable(
        _("Databasen {name} kan ikke brukes: {why}. Sjekk adressen og at den kan skrives til.").format(
            name=url.render_as_string(hide_password=True), why=why.rstrip(".")
        )
    )
