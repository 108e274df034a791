"""The dry run of a week's 2,000 rows against 100,000 stored applications of 50 municipalities.

Beside the same dry run on an empty store; whole processes, turn by turn. Once as one municipality sends its whole
list, once as one file for all fifty.
"""

from __future__ import annotations

import shutil
import tempfile
from functools import partial
from pathlib import Path

from benchmarks.exports import AS_OF, Row, rows, with_changes, write_workbook
from benchmarks.processes import ROOT, answer, casewatch, line, medians, run, seconds

ROWS, WEEK, PLACES, TIMES, LIMIT = 100_000, 2_000, 50, 7, 2.5


def many_municipalities(folder: Path, places: int) -> tuple[Path, list[str]]:
    """The shipped rules with other municipalities, and their numbers."""
    rules = folder / "rules"
    shutil.copytree(ROOT / "rules", rules)
    (rules / "areas.csv").write_text((rules / "areas.csv").read_text("utf-8").splitlines()[0] + "\n", "utf-8")
    numbers = [f"{5001 + place}" for place in range(places)]
    text = "\n".join(f'[[municipality]]\nnumber = "{number}"\nname = "Kommune {number}"\n' for number in numbers)
    (rules / "municipalities.toml").write_text(text, "utf-8")
    return rules, numbers


def check(export: Path, week: list[Row], stores: tuple[Path, Path], rules: Path) -> None:
    """Raises AssertionError where a preview does not say what was put into the file, or where it stores something."""
    changed = len([row for row in week if row.handler == "SB9"])
    for store, told in zip(stores, ((0, changed, len(week) - changed), (len(week), 0, 0)), strict=True):
        before = answer(casewatch("imports", database=store, rules=rules))
        (result,) = answer(_preview(export, store, rules))["imports"]
        assert (result["new"], result["changed"], result["unchanged"]) == told, "the preview says otherwise"
        assert answer(casewatch("imports", database=store, rules=rules)) == before, "a preview stored something"


def _preview(export: Path, store: Path, rules: Path) -> list[str]:
    return casewatch("import", export, "--dry-run", "--as-of", AS_OF.isoformat(), database=store, rules=rules)


def main(count: int = ROWS, size: int = WEEK, places: int = PLACES, times: int = TIMES) -> list[str]:
    """Run it, check what the previews say, and give the lines of the report."""
    lines = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rules, numbers = many_municipalities(folder, places)
        made = rows(count, numbers)
        full, empty = folder / "full.db", folder / "empty.db"
        write_workbook(folder / "all.xlsx", made)
        run(casewatch("import", folder / "all.xlsx", "--as-of", AS_OF.isoformat(), database=full, rules=rules))
        run(casewatch("imports", database=empty, rules=rules))
        one = [row for row in made if row.municipality == numbers[0]][:size]
        for who, known in (("one municipality's list", one), ("one file for all", made[:size])):
            export = folder / f"{who}.xlsx"
            week = with_changes(known)
            write_workbook(export, week)
            check(export, week, (full, empty), rules)
            on_empty, on_full = (partial(seconds, _preview(export, store, rules)) for store in (empty, full))
            alone, beside = medians(times, on_empty, on_full)
            lines += [
                line(f"{who}, {len(week):,} rows, empty store", alone),
                line(f"{who}, beside {count:,} stored", beside, beside / alone, LIMIT),
            ]
    return lines


if __name__ == "__main__":
    print("\n".join(main()))
