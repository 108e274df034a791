"""Import of a workbook of 100,000 rows and 16 columns, from file to stored, beside calamine's bare read of it.

``casewatch import`` as a whole process, start and all; of the bare read only the reading, in a fresh process too. Then
the same rows again with one of a hundred changed. Memory is looked at in runs of their own, which are not timed.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from benchmarks.exports import AS_OF, rows, with_changes, write_workbook
from benchmarks.processes import answer, casewatch, line, medians, peak_megabytes, run, seconds

ROWS, TIMES, LIMIT, MEGABYTES = 100_000, 5, 8.0, 600
_SUSPICIONS = {"pause_at_limit", "pause_over_half", "year_suspicious"}
_BARE = """
import sys, time
from python_calamine import CalamineWorkbook
begin = time.perf_counter()
sheet = CalamineWorkbook.from_path(sys.argv[1]).get_sheet_by_index(0).to_python()
print(time.perf_counter() - begin)
"""


def check(first: Path, second: Path, database: Path, count: int) -> None:
    """Raises AssertionError where the two imports do not say what was put into the files. Leaves both stored."""
    whole = {"rows": count, "file_rows": count, "rejected": 0, "gone": 0, "findings": []}
    changed = -(-count // 100)
    _said(first, database, whole | {"new": count, "changed": 0, "unchanged": 0})
    _said(second, database, whole | {"new": 0, "changed": changed, "unchanged": count - changed})


def _said(export: Path, database: Path, told: dict[str, object]) -> None:
    (result,) = answer(_importing(export, database))["imports"]
    # made-up dates look wrong now and then: that is remarked on and rejects nothing
    result["findings"] = [one for one in result["findings"] if one["code"] not in _SUSPICIONS]
    assert {name: result[name] for name in told} == told, "the import says otherwise"


def _importing(export: Path, database: Path) -> list[str]:
    return casewatch("import", export, "--as-of", AS_OF.isoformat(), database=database)


def main(count: int = ROWS, times: int = TIMES) -> list[str]:
    """Run it, check what the imports said, and give the lines of the report."""
    made = rows(count)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        first, second = folder / "first.xlsx", folder / "second.xlsx"
        write_workbook(first, made)
        write_workbook(second, with_changes(made))
        empty, held, database = folder / "empty.db", folder / "held.db", folder / "store.db"
        run(casewatch("imports", database=empty))
        shutil.copy(empty, held)
        check(first, second, database, count)
        run(_importing(first, held))

        def bare() -> float:
            return float(run([sys.executable, "-c", _BARE, str(first)]))

        def importing(export: Path, store: Path) -> float:
            shutil.copy(store, database)
            return seconds(_importing(export, database))

        theirs, mine, again = medians(times, bare, lambda: importing(first, empty), lambda: importing(second, held))
        peaks = []
        for export, store in ((first, empty), (second, held)):
            shutil.copy(store, database)
            peaks.append(peak_megabytes(_importing(export, database)))
    return [
        line("calamine's bare read", theirs),
        line(f"casewatch import, {count:,} new rows", mine, mine / theirs, LIMIT),
        line("the same again, 1 % changed, beside the first import", again, again / mine),
        f"{'peak memory of parent and child together':52} {max(peaks):7.0f} MB   (at most {MEGABYTES})",
    ]


if __name__ == "__main__":
    print("\n".join(main()))
