"""Whatever fits the API's own description, and much that does not, is answered as described, as two roles, without 5xx.

The examples are bounded: this looks for surprises, and `test_routes.py` for what is right.
"""

from __future__ import annotations

import shutil
from base64 import b64encode
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.testclient import TestClient

from casewatch.services.asking.context import open_context
from casewatch.settings import Settings, Web
from casewatch.web.app import create_app
from casewatch.web.site import Site
from tests.cli import office
from tests.web.conftest import NOW, PASSWORD

CONFORMING = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
EXAMPLES = 8


@pytest.fixture
def described(filled: Path, tmp_path: Path) -> Iterator[schemathesis.BaseSchema]:
    """The API of a service of its own: what is sent changes it."""
    for file in filled.parent.glob("casewatch.db*"):
        shutil.copy(file, tmp_path / file.name)
    with open_context(f"sqlite:///{tmp_path / 'casewatch.db'}", office.RULES) as context:
        here = Settings(web=Web(base_url="http://testserver"))  # where the library's own calls go
        site = Site(context.store, office.RULES, here, tmp_path, now=lambda: NOW)
        yield schemathesis.openapi.from_asgi("/api/v1/openapi.json", create_app(site))


@pytest.mark.parametrize("name", ["leder", "region"])
def test_answers_are_as_described(described: schemathesis.BaseSchema, name: str) -> None:
    word = b64encode(f"{name}:{PASSWORD}".encode()).decode()
    operations = [found.ok() for found in described.get_all_operations() if isinstance(found, Ok)]
    seen = Counter(_answers(operation, f"Basic {word}") for operation in operations)
    assert len(seen) == 1
    assert seen[EXAMPLES] == 10  # every operation was asked, as often


#: Calls that have an answer, of both roles; a manager's imports beside.
GOOD = (
    ("/assess", "period=2026-Q1"),
    ("/assess", "as_of=2020-01-01"),
    ("/cases", "period=2026"),
    ("/explain", "municipality=3401&case_no=2026/2"),
    ("/alerts", ""),
    ("/indicators.json", "period=2026&period=2025"),
)
IMPORTS = (("/imports", ""), ("/imports/{id}", ""))


@pytest.mark.parametrize(("name", "calls"), [("leder", (*GOOD, *IMPORTS)), ("region", GOOD)])
def test_good_answers_have_the_shape_that_is_described(
    described: schemathesis.BaseSchema, name: str, calls: tuple[tuple[str, str], ...]
) -> None:
    browser = TestClient(described.app, base_url="http://localhost")
    for path, parameters in calls:
        answer = browser.get(f"/api/v1{path.format(id=1)}?{parameters}", auth=(name, PASSWORD))
        assert answer.status_code == 200, answer.text
        described[f"/api/v1{path}"]["GET"].validate_response(schemathesis.Response.from_any(answer))
    wrong = browser.get("/api/v1/assess?as_of=x", auth=(name, PASSWORD))
    described["/api/v1/assess"]["GET"].validate_response(schemathesis.Response.from_any(wrong))


def _answers(operation: schemathesis.APIOperation[Any, Any, Any, Any], authorization: str) -> int:
    """How many answers of one operation were as described; the first that is not is raised."""
    answered = 0

    @settings(max_examples=EXAMPLES, deadline=None, derandomize=True, phases=[Phase.generate], database=None)
    @given(case=operation.as_strategy())
    def conforms(case: schemathesis.Case[Any]) -> None:
        nonlocal answered
        answer = case.call_and_validate(headers={"Authorization": authorization}, checks=CONFORMING)
        assert answer.status_code not in (401, 429), answer.text
        answered += 1

    conforms()
    return answered
