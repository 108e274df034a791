"""Erasing a case: every row that says something of it, and then the bytes they stood in."""

import re
import sqlite3
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

import orjson
from sqlalchemy import ColumnElement, Connection, Table, delete, exists, func, or_, select
from sqlalchemy.exc import DBAPIError

from casewatch.core.identity import normalise_case_no
from casewatch.store.alerts import forget_alerts
from casewatch.store.bulk import PARAMETERS, chunks
from casewatch.store.engine import Store
from casewatch.store.tables.alerts import alert, alert_answer, alert_ended, alert_told
from casewatch.store.tables.imports import (
    application,
    correction,
    correction_undo,
    finding,
    import_batch,
    moved_hint,
    published_case,
    rejection,
    shared_key,
    sighting,
    version,
)
from casewatch.store.tables.outbox import outbox, outbox_alert
from casewatch.store.tombstones import bury

#: Every table that a case is erased from; what each still holds is packed anew.
_TOUCHED: tuple[Table, ...] = (
    *(application, sighting, version, finding, rejection, correction, correction_undo),
    *(published_case, moved_hint, shared_key, alert, alert_told, alert_ended, alert_answer),
    *(outbox, outbox_alert),
)


@dataclass(frozen=True)
class ErasedCase:
    """What there was of a case, and which copies of files may still hold it."""

    applications: int = 0
    versions: int = 0
    findings: int = 0
    rejections: int = 0
    corrections: int = 0
    alerts: int = 0
    published: int = 0  # publications whose list of cases had it
    copies: frozenset[str] = frozenset()  # annotated copies of imports that held it

    @property
    def nothing(self) -> bool:
        """Whether there was none of it."""
        return not (self.applications or self.findings or self.rejections or self.alerts)


def forget_case(
    connection: Connection, municipality: str, case_key: str, reason: str, recorded_at: datetime
) -> ErasedCase:
    """Erase a case and leave a tombstone, if there was anything of it. Only inside ``Store.writing``.

    The bytes are gone once :func:`pack` has run as well.
    """
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete = ON")
    mine = (application.c.municipality == municipality) & (application.c.case_key == case_key)
    ids = list(connection.execute(select(application.c.id).where(mine)).scalars())
    rejected = _rejections(municipality, case_key)
    spellings = _spellings(connection, ids, rejected) | {case_key}
    findings = _findings(connection, municipality, case_key, spellings, ids)
    held = _held(connection, ids, rejected) | {batch for batch, _seq in findings}
    known_from = _known_from(connection, ids)
    erased = ErasedCase(
        applications=len(ids),
        findings=len(findings),
        versions=_delete(connection, version, version.c.application_id, ids, count_only=True),
        published=_delete(connection, published_case, published_case.c.application_id, ids),
        alerts=forget_alerts(connection, municipality, case_key),
        rejections=connection.execute(delete(rejection).where(rejected)).rowcount,
        corrections=_delete_corrections(connection, ids),
        copies=_copies(connection, held),
    )
    for table, column in (
        (sighting, sighting.c.application_id),
        (version, version.c.application_id),
        (moved_hint, moved_hint.c.application_id),
        (application, application.c.id),
    ):
        _delete(connection, table, column, ids)
    for batch, seq in findings:
        connection.execute(delete(finding).where(finding.c.batch_id == batch, finding.c.seq == seq))
    if not _several(connection, case_key):
        connection.execute(delete(shared_key).where(shared_key.c.case_key == case_key))
    if not erased.nothing:
        bury(connection, municipality, case_key, known_from, reason, recorded_at)
    return erased


def write_anew(store: Store) -> bool:
    """Write the database anew without what was erased; False where somebody else uses it, so that bytes may stay.

    On PostgreSQL that is done to the tables concerned; its log files and backups are the server's own affair.
    """
    try:
        if store.postgres:
            with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql("SET lock_timeout = '30s'")
                names = ", ".join(table.name for table in _TOUCHED)
                connection.exec_driver_sql(f"VACUUM (FULL) {names}")
                connection.exec_driver_sql("RESET lock_timeout")
            return True
        store.engine.dispose()  # a connection of ours that once read keeps nothing from being cut off
        raw = store.engine.raw_connection()
        try:
            driver: sqlite3.Connection = raw.driver_connection  # type: ignore[assignment]
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            driver.execute("VACUUM")
            ((busy, _log, _done),) = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            return not busy
        finally:
            raw.close()
    except (DBAPIError, sqlite3.OperationalError):
        return False


def _rejections(municipality: str, case_key: str) -> ColumnElement[bool]:
    """Those of the case, and those of its number that name no municipality."""
    where = (rejection.c.municipality == municipality) | rejection.c.municipality.is_(None)
    return (rejection.c.case_key == case_key) & where


def _spellings(connection: Connection, ids: list[int], rejected: ColumnElement[bool]) -> set[str]:
    """Every way in which the case number was written."""
    found = set(connection.execute(select(rejection.c.case_no).where(rejected)).scalars())
    for chunk in chunks(ids, PARAMETERS):
        query = select(version.c.content).where(version.c.application_id.in_(chunk))
        found |= {orjson.loads(content).get("case_no") for content in connection.execute(query).scalars()}
    return {text for text in found if text}


def _findings(
    connection: Connection, municipality: str, case_key: str, spellings: Iterable[str], ids: list[int]
) -> list[tuple[int, int]]:
    """Batch and sequence of the remarks on the case, in imports that concern its municipality.

    Those that name it, and those at its rows. A remark at a row of another municipality's case of that number stays,
    unless it tells of this one as well.
    """
    named = re.compile("|".join(rf"(?<![\w/]){re.escape(text)}(?![\w/])" for text in sorted(spellings)))
    rows = _rows(connection, sighting.c.application_id.in_(ids), _rejections(municipality, case_key))
    others = _rows(
        connection,
        sighting.c.application_id.in_(
            select(application.c.id).where(
                application.c.case_key == case_key, application.c.municipality != municipality
            )
        ),
        (rejection.c.case_key == case_key) & (rejection.c.municipality != municipality),
    )
    columns = (finding.c.batch_id, finding.c.seq, finding.c.sheet, finding.c.row, finding.c.case_no, finding.c.message)
    query = (
        select(*columns)
        .join(import_batch, import_batch.c.id == finding.c.batch_id)
        .where(
            or_(
                import_batch.c.municipalities.contains(f'"{municipality}"', autoescape=True),
                finding.c.message.contains(municipality, autoescape=True),
                exists(select(rejection.c.id).where(rejection.c.batch_id == finding.c.batch_id)),
            )
        )
    )
    found = []
    for batch, seq, sheet, row, case_no, message in connection.execute(query):
        place = (batch, sheet, row)
        names_it = (case_no is not None and normalise_case_no(case_no) == case_key) or named.search(message)
        if place in rows or (names_it and (place not in others or municipality in message)):
            found.append((batch, seq))
    return found


def _rows(
    connection: Connection, seen: ColumnElement[bool], rejected: ColumnElement[bool]
) -> set[tuple[int, str | None, int]]:
    """Import, sheet and row of some sightings and rejections."""
    one = select(sighting.c.batch_id, sighting.c.sheet, sighting.c.row).where(seen)
    other = select(rejection.c.batch_id, rejection.c.sheet, rejection.c.row).where(rejected)
    return {(row[0], row[1], row[2]) for query in (one, other) for row in connection.execute(query)}


def _held(connection: Connection, ids: list[int], rejected: ColumnElement[bool]) -> set[int]:
    """The imports whose files held the case."""
    seen = connection.execute(select(sighting.c.batch_id).where(sighting.c.application_id.in_(ids))).scalars()
    return {*seen, *connection.execute(select(rejection.c.batch_id).where(rejected)).scalars()}


def _known_from(connection: Connection, ids: list[int]) -> datetime | None:
    query = (
        select(func.min(import_batch.c.recorded_at))
        .join(sighting, sighting.c.batch_id == import_batch.c.id)
        .where(sighting.c.application_id.in_(ids))
    )
    first: datetime | None = connection.execute(query).scalar()
    return first


def _copies(connection: Connection, batches: Collection[int]) -> frozenset[str]:
    query = select(import_batch.c.annotated).where(
        import_batch.c.id.in_(sorted(batches)), import_batch.c.annotated.is_not(None)
    )
    return frozenset(connection.execute(query).scalars())


def _delete_corrections(connection: Connection, ids: list[int]) -> int:
    query = select(correction.c.id).where(correction.c.application_id.in_(ids))
    said = list(connection.execute(query).scalars())
    _delete(connection, correction_undo, correction_undo.c.correction_id, said)
    return _delete(connection, correction, correction.c.id, said)


def _delete(
    connection: Connection, table: Table, column: ColumnElement[int], ids: Collection[int], count_only: bool = False
) -> int:
    """How many rows of some ids there are, and remove them unless they are only counted."""
    number = 0
    for chunk in chunks(sorted(ids), PARAMETERS):
        if count_only:
            number += connection.execute(select(func.count()).select_from(table).where(column.in_(chunk))).scalar_one()
        else:
            number += connection.execute(delete(table).where(column.in_(chunk))).rowcount
    return number


def _several(connection: Connection, case_key: str) -> bool:
    """Whether several municipalities still have this number."""
    query = select(func.count(application.c.municipality.distinct())).where(application.c.case_key == case_key)
    return connection.execute(query).scalar_one() > 1
