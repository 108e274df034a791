"""Published figures: kept as they were, and never changed afterwards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

import orjson
from sqlalchemy import Connection, insert, select

from casewatch.documents.figures import Result
from casewatch.documents.publications import MeasuredBy, PartDetails
from casewatch.store.bulk import insert_rows
from casewatch.store.importing import canonical, next_id
from casewatch.store.tables.imports import publication, published_case, published_figure

#: Kept among what figures were measured by; absent: the first.
_DEFINITION = "definition"


class Part(NamedTuple):
    """What one application gives to a figure: its class, its counted days where they matter, and the rest."""

    kind: str
    net_days: int | None
    details: PartDetails


@dataclass(frozen=True)
class PublishedQuestion:
    """What was asked when the figures were published, and by what they were measured."""

    period: str  # as asked for
    first: date  # both days included
    last: date
    as_of: date
    rule: str
    rule_version: str
    official: bool
    measured_by: MeasuredBy
    definition: int = 1  # number of what the fields of a figure mean


@dataclass(frozen=True)
class Publication:
    """Figures published together: one result of ``assess`` per municipality, and the pooled one."""

    id: int
    recorded_at: datetime  # also the time of what was known: nothing else was recorded at that very time
    question: PublishedQuestion
    reason: str | None
    results: Sequence[Result]
    region: Result

    @property
    def municipalities(self) -> tuple[str, ...]:
        """The numbers, in the order they were published in."""
        return tuple(str(result["municipality"]) for result in self.results)


def insert_publication(
    connection: Connection,
    question: PublishedQuestion,
    recorded_at: datetime,
    reason: str | None,
    results: Sequence[Result],
    region: Result,
    parts: Mapping[int, Part],
) -> Publication:
    """Publish figures; `parts`: per application id what it gives to them. Only inside ``Store.writing``."""
    number = next_id(connection, publication)
    connection.execute(
        insert(publication).values(
            id=number,
            recorded_at=recorded_at,
            period=question.period,
            first_day=question.first.isoformat(),
            last_day=question.last.isoformat(),
            as_of=question.as_of.isoformat(),
            rule=question.rule,
            rule_version=question.rule_version,
            official=question.official,
            measured_by=canonical({**question.measured_by, _DEFINITION: question.definition}).decode(),
            reason=reason,
        )
    )
    # Keys stay in the order of the contract: a published figure is shown as it was.
    connection.execute(
        insert(published_figure),
        [
            {
                "publication_id": number,
                "position": position,
                "municipality": result["municipality"],
                "result": orjson.dumps(result).decode(),
            }
            for position, result in enumerate((*results, region), start=1)
        ],
    )
    insert_rows(
        connection,
        published_case,
        ("publication_id", "application_id", "kind", "net_days", "details"),
        (
            (number, identity, part.kind, part.net_days, canonical(part.details).decode())
            for identity, part in sorted(parts.items())
        ),
    )
    return Publication(number, recorded_at, question, reason, list(results), region)


def publications(connection: Connection) -> list[Publication]:
    """All of them, the newest first."""
    figures: dict[int, list[Result]] = {}
    for number, result in connection.execute(
        select(published_figure.c.publication_id, published_figure.c.result).order_by(
            published_figure.c.publication_id, published_figure.c.position
        )
    ):
        figures.setdefault(number, []).append(orjson.loads(result))
    query = select(publication).order_by(publication.c.recorded_at.desc())
    found = []
    for row in connection.execute(query).mappings():
        *results, region = figures[row["id"]]
        measured_by = orjson.loads(row["measured_by"])
        question = PublishedQuestion(
            period=row["period"],
            first=date.fromisoformat(row["first_day"]),
            last=date.fromisoformat(row["last_day"]),
            as_of=date.fromisoformat(row["as_of"]),
            rule=row["rule"],
            rule_version=row["rule_version"],
            official=row["official"],
            definition=measured_by.pop(_DEFINITION, 1),
            measured_by=measured_by,
        )
        found.append(Publication(row["id"], row["recorded_at"], question, row["reason"], results, region))
    return found


def published_parts(connection: Connection, publication_id: int) -> dict[int, Part]:
    """Per application id what it gave to the figures of a publication."""
    query = select(
        published_case.c.application_id, published_case.c.kind, published_case.c.net_days, published_case.c.details
    ).where(published_case.c.publication_id == publication_id)
    return {row[0]: Part(row[1], row[2], orjson.loads(row[3])) for row in connection.execute(query)}
