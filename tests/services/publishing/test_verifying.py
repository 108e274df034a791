"""Deriving published figures again, and naming what differs. The cases are those of `publishing_office`."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import orjson
from sqlalchemy import Connection, update

from casewatch.rulebook import build
from casewatch.services.asking.context import Context
from casewatch.services.publishing.publish import publish
from casewatch.services.publishing.published import published, verify
from casewatch.store.tables.imports import published_case, published_figure
from tests.services.conftest import KONGSVINGER, Office
from tests.services.publishing_office import (
    TERTIAL,
    WHY,
    context,
    only,
    texts,
)

__all__ = ["context"]  # a fixture


def test_verify_names_what_was_tampered_with(context: Context) -> None:
    publication = publish(context, TERTIAL, WHY)
    result = dict(publication.results[0])
    tampered = result | {"under_limit": 3, "open": dict(result["open"]) | {"running": 0}}
    store = context.store
    with store.writing() as connection:
        rewrite(connection, tampered)
    found = verify(context)
    assert (found["publications"], found["figures"]) == (1, 1)
    assert [
        (one["id"], one["municipality"], one["field"], one["published"], one["derived"]) for one in found["differences"]
    ] == [
        (publication.id, KONGSVINGER, "under_limit", 3, 2),
        (publication.id, KONGSVINGER, "open.running", 0, 1),
    ]
    with store.writing() as connection:
        rewrite(connection, dict(publication.results[0]))
    assert verify(context)["differences"] == []


def rewrite(connection: Connection, result: dict[str, Any]) -> None:
    of_place = published_figure.c.municipality == KONGSVINGER
    connection.execute(update(published_figure).where(of_place).values(result=orjson.dumps(result).decode()))


def test_verify_names_an_application_that_was_tampered_with(context: Context, office: Office) -> None:
    publish(context, TERTIAL, WHY)
    with context.store.writing() as connection:
        of_case = published_case.c.application_id == office.id_of("2026/2")
        connection.execute(update(published_case).where(of_case).values(net_days=8))
    (one,) = verify(context)["differences"]
    assert (one["field"], one["case_no"], one["application_no"]) == ("application", "2026/2", 1)
    assert (one["published"]["net_days"], one["derived"]["net_days"]) == (8, 10)


def test_verify_says_what_cannot_be_derived(context: Context) -> None:
    publish(context, TERTIAL, WHY)
    without_rule = replace(
        context, rulebook=build({file: text for file, text in texts().items() if file != "vedlegg1.toml"})
    )
    (one,) = verify(without_rule)["differences"]
    assert (one["field"], one["municipality"]) == ("derivation", None)
    assert "vedlegg1" in one["derived"]


def test_a_field_the_program_learns_later_is_no_deviation(context: Context) -> None:
    publication = publish(context, TERTIAL, WHY)
    older = {name: value for name, value in publication.results[0].items() if name != "share_range_counts"}
    older["open"] = {name: value for name, value in older["open"].items() if name != "running"}
    with context.store.writing() as connection:
        rewrite(connection, older)
    assert verify(context)["differences"] == []
    assert only(published(context)).same
