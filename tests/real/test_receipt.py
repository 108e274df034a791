"""A public permit log of one municipality, 1,434 applications: figures counted outside the program.

Its README tells the reference: 1,329 decided, 1,309 of them measurable; 269 under 10 days, 48,213 net days, median 28,
80th percentile 55, by the definitions of the clock.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from casewatch.services.asking.context import Context, open_context
from casewatch.services.asking.selecting import Selectors
from casewatch.services.figures.assess import assess
from casewatch.services.figures.listing import list_cases
from casewatch.services.importing.files import import_files
from casewatch.services.importing.outcome import ImportOptions
from tests.real.conftest import ROOT

LATER = Selectors(as_of=date(2013, 1, 1), period="2000-01-01..2012-12-31", municipalities=("3401",))
IN_SCOPE = dict.fromkeys(("business", "within_plan", "regulated_plot", "road_to_boundary"), "ja")


def canonical(log: Path, target: Path) -> int:
    """The log as a canonical table, all in scope; gives the number of its rows."""
    with log.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    most = max(len(row["pauses"].split(";")) for row in rows)
    pauses = [f"authority_{number}_{end}" for number in range(1, most + 1) for end in ("sent", "answered")]
    names = ["municipality", "case_no", "received", "complete", "decided", *IN_SCOPE, *pauses]
    with target.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, names, restval="")
        writer.writeheader()
        for row in rows:
            told = {"municipality": "3401", "case_no": row["case_id"], "decided": row["decision"], **IN_SCOPE}
            told |= {"received": row["received"], "complete": row["complete"]}
            for number, pause in enumerate(filter(None, row["pauses"].split(";")), 1):
                told[f"authority_{number}_sent"], told[f"authority_{number}_answered"] = pause.split("/")
            writer.writerow(told)
    return len(rows)


@pytest.fixture(scope="module")
def log(real: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    folder = tmp_path_factory.mktemp("receipt")
    rows = canonical(real / "receipt" / "receipt_cases.csv", folder / "log.csv")
    with open_context(f"sqlite:///{folder / 'log.db'}", ROOT / "rules") as context:
        (result,) = import_files(context, [folder / "log.csv"], ImportOptions()).results
        assert (result.status, result.new, result.rejected) == ("stored", rows, 0)
        yield context


def test_figures_of_the_whole_log(log: Context) -> None:
    (result,) = assess(log, LATER).results
    found = {
        name: result[name] for name in ("decided", "under_limit", "sum_days", "median_days", "p80_days", "held_out")
    }
    assert found == {
        "decided": 1309,
        "under_limit": 269,
        "sum_days": 48_213,
        "median_days": 28,
        "p80_days": 55,
        "held_out": {"decided_before_complete": 20},
    }
    assert result["mean_days"] == pytest.approx(36.8319, abs=1e-4)
    assert result["decided"] + sum(result["held_out"].values()) == 1329


def test_net_days_of_each_application(log: Context, real: Path) -> None:
    with (real / "receipt" / "receipt_reference.csv").open(newline="", encoding="utf-8") as file:
        reference = {row["case_id"]: row for row in csv.DictReader(file)}
    found = {row["case_no"]: row for row in list_cases(log, Selectors(as_of=LATER.as_of)).rows}
    assert len(reference) == 1329
    for case_no, row in reference.items():
        if row["decision_before_start"] == "1":
            assert found[case_no]["held_out_reason"] == "decided_before_complete", case_no
        else:
            assert found[case_no]["net_days"] == int(row["net_days"]), case_no
            assert found[case_no]["gross_days"] == int(row["gross_days"]), case_no
