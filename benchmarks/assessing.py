"""``casewatch assess`` on 100,000 stored applications of six municipalities.

Beside ``python -c "import pandas, sqlalchemy"``: loading what any such program loads. Whole processes, turn by turn.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from benchmarks.exports import AS_OF, Row, expected, rows, write_workbook
from benchmarks.processes import YARDSTICK, answer, casewatch, line, medians, run, seconds

ROWS, TIMES, LIMIT = 100_000, 7, 4.0


def check(made: list[Row], database: Path) -> None:
    """Raises AssertionError where the figures differ from a count of the same rows date by date."""
    document = answer(casewatch("assess", "--as-of", AS_OF.isoformat(), database=database))
    found = {
        each["municipality"]: (each["decided"], each["under_limit"], each["sum_days"]) for each in document["results"]
    }
    assert found == dict.fromkeys(found, (0, 0, 0)) | expected(made), "assess counts otherwise"


def main(count: int = ROWS, times: int = TIMES) -> list[str]:
    """Run it, check the figures, and give the lines of the report."""
    made = rows(count)
    with tempfile.TemporaryDirectory() as folder:
        database, export = Path(folder) / "store.db", Path(folder) / "export.xlsx"
        write_workbook(export, made)
        run(casewatch("import", export, "--as-of", AS_OF.isoformat(), database=database))
        check(made, database)
        ask = casewatch("assess", "--as-of", AS_OF.isoformat(), database=database)
        theirs, mine = medians(times, lambda: seconds(YARDSTICK), lambda: seconds(ask))
    return [
        line('python -c "import pandas, sqlalchemy"', theirs),
        line(f"casewatch assess, {count:,} applications", mine, mine / theirs, LIMIT),
    ]


if __name__ == "__main__":
    print("\n".join(main()))
