"""The preview and the receipt in words and JSON, and the question a person is asked. Figures: see ``office``."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.cli import office
from tests.cli.conftest import Program
from tests.cli.test_imports import BAD_LINE

#: The next week's export: 2026/3 re-dated to 10 February (8 days), 2026/4 missing, 2026/15 not to be read.
WEEK = (("2026-02-14,refused", "2026-02-10,refused"),)


@pytest.fixture
def twice(casewatch: Program) -> tuple[Program, Path]:
    """The office's export read as all there is, and the next week's file."""
    casewatch.read(office.export(casewatch.folder / "uke13.csv"), "--holds", "all")
    path = office.export(casewatch.folder / "uke14.csv", *WEEK, without="2026/4", more=BAD_LINE)
    return casewatch, path


def reading(path: Path, *options: object) -> tuple[object, ...]:
    return ("import", path, "--municipality", "3401", "--holds", "all", *options)


def test_the_preview_in_words(twice: tuple[Program, Path]) -> None:
    casewatch, path = twice
    said = casewatch(*reading(path, "--dry-run"))
    assert said.code == 3
    lines = [line.strip() for line in said.out.splitlines()]
    assert lines[0] == "uke14.csv: prøvd, ingenting er lagret."
    # 2026/4 is missing, and still known: 4, 6, 8, 9 and 8 days
    assert "Måltallet: 4 av 5 → 5 av 5, snitt 7,8 → 7,0." in lines
    assert "Skulle vært med i denne fila, men mangler: 1 (2026/4)." in lines
    assert "Disse sakene er ikke lest: 2026/15 (rad 16)." in lines
    assert "Endret: sak 2026/3, Vedtaksdato: 14.02.2026 → 10.02.2026" in lines


def test_import_and_receipt_say_what_the_preview_said(twice: tuple[Program, Path]) -> None:
    casewatch, path = twice
    preview = casewatch(*reading(path, "--dry-run")).out.splitlines()
    stored = casewatch(*reading(path)).out.splitlines()
    receipt = casewatch("imports", "show", 2)
    shown = receipt.out.splitlines()
    # the first line says what became of the file, the last where each one's copy with remarks lies
    assert preview[-1].startswith("  Kopi av fila med merknader: ")
    assert preview[1:-1] == stored[1:-1] == shown[1:-1]
    assert stored[-1] == shown[-1] != preview[-1]
    assert stored[0] == receipt.out.splitlines()[0] == "uke14.csv: lest inn som import 2."


def test_the_preview_as_json(twice: tuple[Program, Path]) -> None:
    casewatch, path = twice
    one: dict[str, Any] = casewatch.read(path, "--holds", "all", "--dry-run", code=3)
    assert one["gone_cases"] == [{"municipality": "3401", "case_no": "2026/4", "application_no": 1}]
    (rejected,) = one["rejected_rows"]
    assert (rejected["case_no"], rejected["row"]) == ("2026/15", 16)
    (before,), (after,) = one["before"], one["after"]
    told = ("municipality", "decided", "under_limit", "share", "mean_days", "share_met", "share_certain")
    assert [before[name] for name in told] == ["3401", 5, 4, 0.8, 7.8, True, True]  # 5 of 6 at worst
    assert [after[name] for name in told] == ["3401", 5, 5, 1.0, 7.0, True, True]  # 5 of 6 at worst: 500 >= 480
    stored = casewatch.read(path, "--holds", "all", code=3)
    shown = casewatch("imports", "show", 2, "--format", "json").json["imports"][0]
    for name in ("gone_cases", "rejected_rows", "before", "after", "changes"):
        assert one[name] == stored[name] == shown[name]


def test_a_figure_that_stays_is_said_to(twice: tuple[Program, Path]) -> None:
    casewatch, _path = twice
    said = casewatch(*reading(_same(casewatch)))
    assert "  Måltallet: 4 av 5, snitt 7,8, uendret." in said.out.splitlines()


def _same(casewatch: Program) -> Path:
    """The same rows with an open case more: other bytes, the same figure."""
    more = "2026/16,1,one_step,2026-03-30,,,,,ja,ja,ja,ja,,,\n"
    return office.export(casewatch.folder / "uke15.csv", more=more)


def test_several_municipalities_each_have_a_line_and_too_few_no_mean(casewatch: Program) -> None:
    path = casewatch.folder / "alle.csv"
    scope = "ja,ja,ja,ja"
    rows = [f"{place},2026/1,2026-03-01,2026-03-01,2026-03-0{day},{scope}" for place, day in (("3401", 5), ("3417", 8))]
    header = "municipality,case_no,received,complete,decided,business,within_plan,regulated_plot,road_to_boundary"
    path.write_text("\n".join([header, *rows]) + "\n", "utf-8")
    said = casewatch("import", path, "--dry-run").out.splitlines()
    assert "  Måltallet for Kongsvinger: ingen avgjort → 1 av 1." in said
    assert "  Måltallet for Grue: ingen avgjort → 1 av 1." in said


HEADER = "case_no,received,complete,decided,outcome,business,within_plan,regulated_plot,road_to_boundary"


def line(number: int, days: int, complete: str = "2026-03-01", business: str = "ja") -> str:
    """Received, and complete where not said otherwise, on 1 March, decided so many days later."""
    return f"2026/{number},2026-03-01,{complete},{date(2026, 3, 1 + days)},granted,{business},ja,ja,ja"


def figure_line(casewatch: Program, *weeks: list[str]) -> str:
    """Reads a file a week, each as all there is; what the preview of the last says of the figure."""
    for number, lines in enumerate(weeks, start=1):
        path = casewatch.folder / f"uke{number}.csv"
        path.write_text("\n".join([HEADER, *lines]) + "\n", "utf-8")
        last = number == len(weeks)
        said = casewatch(*reading(path, "--dry-run" if last else "--yes"))
        assert said.code == 0, said
    (told,) = [each.strip() for each in said.out.splitlines() if each.strip().startswith("Måltallet")]
    return told


FIVE = [line(number, 5) for number in range(1, 6)]


@pytest.mark.parametrize(
    ("weeks", "told"),
    [
        pytest.param(
            [FIVE, [*FIVE, line(6, 20), line(7, 20)]],
            # (25 + 40) / 7 = 9.3
            "Måltallet: 5 av 5 → 5 av 7, snitt 5,0 → 9,3; målet om andel: nådd → ikke nådd.",
            id="the share turns",
        ),
        pytest.param(
            [FIVE, [*FIVE, line(6, 8, complete=""), line(7, 20, business="")]],
            # 6 certain, the other over the limit or none of them: 6 of 7 at worst
            "Måltallet: 5 av 5, snitt 5,0, uendret.",
            id="unclear ones that turn nothing",
        ),
        pytest.param(
            [FIVE, [*FIVE, line(6, 20, complete=""), line(7, 20, business="")]],
            # 5 of 7 at worst, 6 of 6 at best
            "Måltallet: 5 av 5, snitt 5,0; målet om andel: nådd → avgjøres av 2 uavklarte saker.",
            id="unclear ones take it, though no count moves",
        ),
        pytest.param(
            [[line(number, 30) for number in range(1, 6)], [line(number, 20) for number in range(1, 6)]],
            "Måltallet: 0 av 5, snitt 30,0 → 20,0; målet om snitt: ikke nådd → nådd.",
            id="the mean turns",
        ),
        pytest.param(
            # 2101 and 2099 over a hundred: neither is «21,0», for one is over the target
            [
                [*(line(number, 21) for number in range(1, 100)), line(100, 22)],
                [*(line(number, 21) for number in range(1, 100)), line(100, 20)],
            ],
            "Måltallet: 0 av 100, snitt 21,01 → 20,99; målet om snitt: ikke nådd → nådd.",
            id="the mean turns by little",
        ),
        pytest.param(
            [FIVE, FIVE[:1] + [line(number, 30) for number in range(2, 6)]],
            "Måltallet: 5 av 5 → 1 av 5, snitt 5,0 → 25,0; målet: nådd → ikke nådd.",
            id="both turn",
        ),
        pytest.param(
            [[line(number, 5, complete="") for number in range(1, 13)]],
            "Måltallet: ingen avgjort → ingen av 12 avgjorte kan måles.",
            id="twelve decided and none measured",
        ),
        pytest.param([FIVE], "Måltallet: ingen avgjort → 5 av 5, snitt 5,0; målet: nådd.", id="the first"),
    ],
)
def test_the_verdict_is_told_where_it_turned(casewatch: Program, weeks: list[list[str]], told: str) -> None:
    assert figure_line(casewatch, *weeks) == told


class Terminal(io.StringIO):
    """A person who answers."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("answer", "imports"), [("n\n", 1), ("kanskje\nNei\n", 1), ("j\n", 2), ("\n", 2)])
def test_a_person_is_shown_the_preview_and_asked(
    twice: tuple[Program, Path], monkeypatch: pytest.MonkeyPatch, answer: str, imports: int
) -> None:
    casewatch, path = twice
    monkeypatch.setattr("sys.stdin", Terminal(answer))
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    said = casewatch(*reading(path))
    assert "Måltallet: 4 av 5 → 5 av 5" in said.out
    assert "Les inn?" in said.out + said.err
    assert said.code == (0 if imports == 1 else 3)
    assert len(casewatch("imports", "--format", "json").json["imports"]) == imports


def test_a_person_who_is_gone_has_not_said_yes(twice: tuple[Program, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    casewatch, path = twice
    monkeypatch.setattr("sys.stdin", Terminal(""))
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    assert casewatch(*reading(path)).code == 130
    assert len(casewatch("imports", "--format", "json").json["imports"]) == 1


def test_yes_is_not_asked_again(twice: tuple[Program, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    casewatch, path = twice
    monkeypatch.setattr("sys.stdin", Terminal("n\n"))
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    assert "Les inn?" not in casewatch(*reading(path, "--yes")).out
    assert len(casewatch("imports", "--format", "json").json["imports"]) == 2
