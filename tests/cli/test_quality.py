"""``quality``: of the office's 13 applications of the first quarter that count (2026/1 to /13) eight are decided."""

from __future__ import annotations

import csv
import io

from tests.cli import office
from tests.cli.conftest import Program


def test_quality_counts_before_percentages_and_names_the_columns_to_ask_for(filled: Program) -> None:
    said = filled("quality", *office.QUARTER, "--municipality", "3401", "--format", "json")
    (result,) = said.json["results"]
    assert {name: result[name] for name in ("applications", "open", "decided", "closed", "not_counted")} == {
        "applications": 13,
        "open": 4,  # 9, 10, 11, 12
        "decided": 8,
        "closed": 1,
        "not_counted": 2,
    }
    assert (result["measurable"], result["held_out"]) == (7, {"complete_missing": 1})
    assert result["decided_with"]["complete"] == 7
    assert (result["with"]["complete"], result["with"]["hearing"]) == (11, 2)  # all but 8 and 12; 2 and 11
    assert (result["with"]["business"], result["with"]["within_plan"]) == (12, 13)
    assert result["start_sources"] == {
        "person": 0,
        "column": 11,
        "supplement": 0,
        "legal_limit": 0,
        "received": 0,
        "none": 2,
    }
    assert result["missing_columns"] == result["ask_vendor"] == ["authority_sent", "authority_answered"]
    assert result["text"] == (
        "7 av 8 avgjorte søknader har komplett-dato (88\u00a0%), 1 har uttalelser, ingen har vært hos annen myndighet "
        "og dagene kan telles i 7 av 8 – be leverandøren om disse to kolonnene: «Myndighet sendt» og «Myndighet svar»."
    )


def test_quality_asks_for_no_column_that_the_newest_export_has(casewatch: Program) -> None:
    lean = "case_no,received,decided\n" + "".join(f"2026/{n},2026-01-0{n},2026-01-1{n}\n" for n in range(1, 7))
    path = casewatch.folder / "mager.csv"
    path.write_text(lean, "utf-8")
    casewatch.read(path, "--received-at", "2026-03-23T08:00")
    asked = ("quality", *office.QUARTER, "--municipality", "3401", "--format", "json")
    (result,) = casewatch(*asked).json["results"]
    assert (result["measurable"], result["decided"]) == (0, 6)
    assert result["ask_vendor"] == [
        *("complete", "hearing_sent", "hearing_answered", "authority_sent", "authority_answered"),
        *("application_type", "outcome", "business", "within_plan", "regulated_plot", "road_to_boundary"),
    ]
    assert result["text"].startswith("0 av 6 avgjorte søknader har komplett-dato (0\u00a0%), ingen har uttalelser")
    assert "be leverandøren om disse elleve kolonnene: «Komplett dato», «Høring sendt»" in result["text"]
    fuller = "case_no,complete,hearing_1_sent,hearing_1_answered\n" + "".join(f"2026/{n},,,\n" for n in range(1, 7))
    path.write_text(fuller, "utf-8")
    before = casewatch.time.isoformat()
    casewatch.read(path, "--received-at", "2026-03-30T08:00")
    (result,) = casewatch(*asked).json["results"]
    assert result["empty_columns"] == ["complete", "hearing_sent", "hearing_answered"]
    assert "complete" not in result["missing_columns"]
    (result,) = casewatch(*asked, "--known-at", before).json["results"]
    assert (result["empty_columns"], result["missing_columns"][0]) == ([], "complete")


def test_quality_says_when_nothing_was_read_and_gives_csv_and_text(filled: Program) -> None:
    asked = ("quality", *office.QUARTER, "--municipality", "3401", "--municipality", "3417")
    table = list(csv.DictReader(io.StringIO(filled(*asked, "--format", "csv").out)))
    assert [(row["name"], row["applications"], row["with_complete"]) for row in table] == [
        ("Kongsvinger", "13", "11"),
        ("Grue", "0", "0"),
    ]
    assert (table[0]["ask_vendor"], table[0]["held_out_reasons"]) == (
        "authority_sent;authority_answered",
        "complete_missing=1",
    )
    text = filled(*asked).out
    assert "Grue: Ingen eksport er lest inn ennå." in text
    assert "Kongsvinger: 7 av 8 avgjorte søknader har komplett-dato" in text
    assert "Hvor tiden regnes fra: 11 komplett-dato, 2 ikke kjent." in text


def test_no_percentage_under_five(filled: Program) -> None:
    asked = ("quality", "--as-of", office.AS_OF, "--period", "2026-01", "--municipality", "3401", "--format", "json")
    (result,) = filled(*asked).json["results"]
    assert (result["decided"], "%" in result["text"]) == (2, False)
    assert result["text"].startswith("2 av 2 avgjorte søknader har komplett-dato, 1 har uttalelser")
