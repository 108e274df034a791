"""Gone: what the latest export that should hold an application lacks. Each case written down by hand."""

from __future__ import annotations

from typing import Any

import pytest

from tests.services.conftest import GRUE, Office, rejected, row

JAN, FEB, MAR = "2026-01-12", "2026-02-09", "2026-03-09"
OLD, YOUNG = "2025-11-03", "2025-12-15"


def case(number: int, received: str | None = YOUNG, **content: Any) -> Any:
    return row(f"2026/{number}", received=received, **content)


def files(*exports: dict[str, Any]) -> list[dict[str, Any]]:
    return list(exports)


@pytest.mark.parametrize(
    ("exports", "counted", "gone"),
    [
        pytest.param(
            files(
                {"rows": [case(1), case(2)], "received": JAN, "holds": "all"},
                {"rows": [case(1)], "received": FEB, "holds": "all"},
            ),
            1,
            {"2026/2"},
            id="an export of all lacks it",
        ),
        pytest.param(
            files(
                {"rows": [case(1), case(2)], "received": JAN, "holds": "part"},
                {"rows": [case(1)], "received": FEB, "holds": "all"},
            ),
            0,
            {"2026/2"},
            id="told of by a part before the first export: there is no earlier one to count from",
        ),
        pytest.param(
            files(
                {"rows": [case(1)], "received": JAN, "holds": "all"},
                {"rows": [case(2)], "received": "2026-01-20", "holds": "part"},
                {"rows": [case(1)], "received": FEB, "holds": "all"},
            ),
            1,
            {"2026/2"},
            id="told of by a part since the export before",
        ),
        pytest.param(
            files(
                {"rows": [case(1)], "received": JAN, "holds": "open"},
                {"rows": [case(2)], "received": "2026-01-20", "holds": "part"},
                {"rows": [case(1)], "received": FEB, "holds": "open"},
            ),
            1,
            {"2026/2"},
            id="the same between exports of the open ones",
        ),
        pytest.param(
            files(
                {"rows": [case(1)], "received": JAN, "holds": "open"},
                {"rows": [case(2, decided="2026-01-20")], "received": "2026-01-20", "holds": "part"},
                {"rows": [case(1)], "received": FEB, "holds": "open"},
            ),
            0,
            set(),
            id="a part told of it as decided",
        ),
        pytest.param(
            files(
                {"rows": [case(1)], "received": JAN, "holds": "all"},
                {"rows": [case(2, OLD)], "received": "2026-01-20", "holds": "part"},
                {"rows": [case(1)], "received": FEB, "holds": "all"},
            ),
            0,
            set(),
            id="a part told of one older than the export's earliest",
        ),
        pytest.param(
            files(
                {"rows": [case(1)], "received": JAN, "holds": "all"},
                {"rows": [case(2)], "received": "2026-01-20", "holds": "part", "profile": "other"},
                {"rows": [case(1)], "received": FEB, "holds": "all"},
            ),
            0,
            set(),
            id="a part of another profile told of it",
        ),
        pytest.param(
            files(
                {"rows": [case(1)], "received": JAN, "holds": "all"},
                {"rows": [case(2)], "received": "2026-01-20", "holds": "part"},
                {"rows": [case(1)], "received": FEB, "holds": "all"},
                {"rows": [case(1)], "received": MAR, "holds": "all"},
            ),
            0,
            {"2026/2"},
            id="told of by a part, counted once, gone for as long",
        ),
        pytest.param(
            files(
                {"rows": [case(1)], "received": JAN, "holds": "all"},
                {"rows": [case(2)], "received": "2026-01-20", "holds": "part"},
                {"rows": [case(1), case(2)], "received": "2026-01-21", "holds": "open"},
                {"rows": [case(1)], "received": FEB, "holds": "all"},
            ),
            1,
            {"2026/2"},
            id="an export of the other kind lies between",
        ),
        pytest.param(
            files(
                {"rows": [case(1), case(2)], "received": JAN, "holds": "all"},
                {"rows": [case(1)], "received": FEB, "holds": "open"},
            ),
            0,
            {"2026/2"},
            id="the first export of the open ones lacks it",
        ),
        pytest.param(
            files(
                {"rows": [case(1, OLD), case(2)], "received": JAN, "holds": "all"},
                {"rows": [case(1, OLD)], "received": FEB, "holds": "all"},
                {"rows": [case(3, "2026-01-20")], "received": MAR, "holds": "all"},
            ),
            0,
            {"2026/2"},
            id="the newest export should hold neither: the one before decides",
        ),
        pytest.param(
            files(
                {"rows": [case(1)], "received": JAN, "holds": "all"},
                {"rows": [case(2, "2026-02-10")], "received": "2026-01-20", "holds": "part"},
                {"rows": [case(1)], "received": FEB, "holds": "all"},
            ),
            0,
            set(),
            id="received after the export's own day",
        ),
        pytest.param(
            files(
                {"rows": [case(1)], "received": JAN, "holds": "open"},
                {"rows": [case(2, FEB)], "received": "2026-01-20", "holds": "part"},
                {"rows": [case(1)], "received": FEB, "holds": "open"},
            ),
            1,
            {"2026/2"},
            id="received on the export's own day",
        ),
        pytest.param(
            files(
                {"rows": [case(1), case(2)], "received": JAN, "holds": "all"},
                {"rows": [case(1)], "received": FEB, "holds": "all"},
                {"rows": [case(1)], "received": MAR, "holds": "part", "refused": [rejected("2026/2")]},
            ),
            0,
            set(),
            id="rejected in a later file",
        ),
        pytest.param(
            files(
                {"rows": [case(1), case(2)], "received": JAN, "holds": "all"},
                {"rows": [case(1)], "received": "2026-01-20", "holds": "part", "refused": [rejected("2026/2")]},
                {"rows": [case(1)], "received": FEB, "holds": "all"},
            ),
            1,
            {"2026/2"},
            id="rejected in a file before",
        ),
        pytest.param(
            files(
                {"rows": [case(1), case(2)], "received": JAN, "holds": "all"},
                {"rows": [case(1)], "received": FEB, "holds": "part"},
            ),
            0,
            set(),
            id="a part judges nothing",
        ),
        pytest.param(
            files(
                {"rows": [case(1), case(2, OLD)], "received": JAN, "holds": "all"},
                {"rows": [case(1)], "received": FEB, "holds": "all"},
            ),
            0,
            set(),
            id="received before the export's own earliest",
        ),
        pytest.param(
            files(
                {"rows": [case(1), case(2, None)], "received": JAN, "holds": "all"},
                {"rows": [case(1)], "received": FEB, "holds": "all"},
            ),
            0,
            set(),
            id="when it was received is not known",
        ),
        pytest.param(
            files(
                {"rows": [case(1), case(2)], "received": JAN, "holds": "all"},
                {"rows": [case(1)], "received": FEB, "holds": "all", "refused": [rejected("2026/2")]},
            ),
            0,
            set(),
            id="it is there, but rejected",
        ),
        pytest.param(
            files(
                {"rows": [case(1), case(2)], "received": JAN, "holds": "all"},
                {"rows": [case(1)], "received": FEB, "holds": "all", "profile": "other"},
            ),
            0,
            set(),
            id="of another profile",
        ),
        pytest.param(
            files(
                {"rows": [case(1), case(2)], "received": JAN, "holds": "all"},
                {"rows": [row("2026/1", municipality=GRUE, received=OLD)], "received": FEB, "holds": "all"},
            ),
            0,
            set(),
            id="of another municipality",
        ),
        pytest.param(
            files(
                {"rows": [case(1), case(2, OLD)], "received": JAN, "holds": "open"},
                {"rows": [case(1)], "received": FEB, "holds": "open"},
            ),
            1,
            {"2026/2"},
            id="an export of the open ones lacks an open one, however old",
        ),
        pytest.param(
            files(
                {"rows": [case(1), case(2)], "received": JAN, "holds": "open"},
                {"rows": [], "received": FEB, "holds": "open", "municipality": "3401"},
            ),
            2,
            {"2026/1", "2026/2"},
            id="an empty export of the open ones",
        ),
        pytest.param(
            files(
                {"rows": [case(1), case(2)], "received": JAN, "holds": "open"},
                {"rows": [case(2, decided="2026-01-20")], "received": "2026-01-21", "holds": "part"},
                {"rows": [case(1)], "received": FEB, "holds": "open"},
            ),
            0,
            set(),
            id="decided in the meantime",
        ),
        pytest.param(
            files(
                {"rows": [case(1), case(2)], "received": JAN, "holds": "open"},
                {"rows": [case(2, closed="2026-01-20")], "received": "2026-01-21", "holds": "part"},
                {"rows": [case(1)], "received": FEB, "holds": "open"},
            ),
            0,
            set(),
            id="closed in the meantime",
        ),
        pytest.param(
            files(
                {"rows": [case(1), case(2)], "received": JAN, "holds": "all"},
                {"rows": [case(1)], "received": FEB, "holds": "all"},
                {"rows": [case(1)], "received": MAR, "holds": "all"},
            ),
            0,
            {"2026/2"},
            id="counted once, gone for as long",
        ),
        pytest.param(
            files(
                {"rows": [case(1), case(2)], "received": JAN, "holds": "all"},
                {"rows": [case(1)], "received": FEB, "holds": "all"},
                {"rows": [case(2)], "received": MAR, "holds": "part"},
            ),
            0,
            set(),
            id="seen again since",
        ),
        pytest.param(
            files(
                {"rows": [case(1)], "received": FEB, "holds": "all"},
                {"rows": [case(1), case(2)], "received": JAN, "holds": "all"},
            ),
            0,
            {"2026/2"},
            id="the older export was read later",
        ),
    ],
)
def test_gone(office: Office, exports: list[dict[str, Any]], counted: int, gone: set[str]) -> None:
    stored = None
    for export in exports:
        said = {name: value for name, value in export.items() if name != "rows"}
        stored = office.read(*export["rows"], **said)
    assert stored is not None
    assert stored.gone == counted
    assert office.gone() == gone


def test_only_exports_received_by_the_day_judge(office: Office) -> None:
    office.read(case(1), case(2), received=JAN, holds="all")
    office.read(case(1), received=FEB, holds="all")
    office.read(case(1), case(2), received=MAR, holds="all")
    assert office.gone(as_of=JAN) == set()
    assert office.gone(as_of="2026-02-08") == set()
    assert office.gone(as_of=FEB) == {"2026/2"}
    assert office.gone(as_of=MAR) == set()


def test_a_decision_still_to_come_as_of_the_day_does_not_excuse(office: Office) -> None:
    office.read(case(1), case(2), received=JAN, holds="open")
    office.read(case(2, decided="2026-03-02"), received=FEB, holds="part")
    office.read(case(1), received="2026-02-10", holds="open")
    assert office.gone(as_of="2026-02-10") == {"2026/2"}
    assert office.gone(as_of="2026-03-02") == set()


def test_an_undone_export_judges_nothing(office: Office) -> None:
    office.read(case(1), case(2), received=JAN, holds="all")
    second = office.read(case(1), received=FEB, holds="all")
    assert office.gone() == {"2026/2"}
    office.undo(second.batch_id)
    assert office.gone() == set()


def test_without_the_part_that_told_of_it_nothing_is_missing(office: Office) -> None:
    first = office.read(case(1), received=JAN, holds="all")
    part = office.read(case(2), received="2026-01-20", holds="part")
    office.read(case(1), received=FEB, holds="all")
    office.undo(first.batch_id)
    assert office.gone() == {"2026/2"}
    known_at = office.time
    office.undo(part.batch_id)
    assert office.gone() == set()
    assert [gone for gone in office.known_now(known_at).gone.tolist() if gone] == [True]


def test_a_file_of_two_municipalities_looks_back_in_each(office: Office) -> None:
    there = [row(f"2026/{number}", municipality=GRUE, received=YOUNG) for number in (7, 8, 9)]
    office.read(case(1), case(2), *there[:2], received=JAN, holds="all")
    office.read(case(1), case(2), received="2026-01-20", holds="all")
    office.read(case(3), there[2], received="2026-01-26", holds="part")
    stored = office.read(case(1), there[0], received=FEB, holds="all")
    # Kongsvinger since 20 January: 2 and 3; Grue since 12 January: 8 and 9
    assert [(each.municipality, each.case_no) for each in stored.gone_cases] == [
        ("3401", "2026/2"),
        ("3401", "2026/3"),
        (GRUE, "2026/8"),
        (GRUE, "2026/9"),
    ]
    assert office.gone() == {"2026/2", "2026/3", "2026/8", "2026/9"}
