"""The texts of the rules folder by the time they were first seen, so that a past figure keeps its rules."""

import hashlib
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, func, insert, select

from casewatch.store.tables.imports import rule_text


def changed_texts(connection: Connection, texts: Mapping[str, str]) -> dict[str, str | None]:
    """Which of the folder's texts differ from the newest kept ones: path -> text, or None where the file is gone."""
    kept = _newest_hashes(connection)
    changed: dict[str, str | None] = {path: text for path, text in texts.items() if kept.get(path) != _hash(text)}
    changed |= {path: None for path, known in kept.items() if known and path not in texts}
    return changed


def record_texts(connection: Connection, changed: Mapping[str, str | None], recorded_at: datetime) -> None:
    """Keep changed texts, all with one time."""
    if changed:
        rows = [
            {"path": path, "hash": "" if text is None else _hash(text), "text": text, "recorded_at": recorded_at}
            for path, text in sorted(changed.items())
        ]
        connection.execute(insert(rule_text), rows)


def texts_at(connection: Connection, known_at: datetime) -> dict[str, str]:
    """The texts in force at a time: the newest recorded by then; before the first, the first. Empty: none ever kept."""
    first = connection.execute(select(func.min(rule_text.c.recorded_at))).scalar()
    if first is None:
        return {}
    by = max(known_at, first)
    ranked = (
        select(
            rule_text.c.path,
            rule_text.c.text,
            func.row_number()
            .over(partition_by=rule_text.c.path, order_by=(rule_text.c.recorded_at.desc(), rule_text.c.id.desc()))
            .label("age"),
        )
        .where(rule_text.c.recorded_at <= by)
        .subquery()
    )
    rows = connection.execute(select(ranked.c.path, ranked.c.text).where(ranked.c.age == 1))
    return {path: text for path, text in rows if text is not None}


def _newest_hashes(connection: Connection) -> dict[str, str]:
    query = select(rule_text.c.path, rule_text.c.hash).order_by(rule_text.c.recorded_at, rule_text.c.id)
    return dict(connection.execute(query).all())


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
