"""Writes the made-up weekly exports anew: ``python -m samples.generate [FOLDER]``. The same bytes each time."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from samples import dirt
from samples.cases import as_known
from samples.layouts import LAYOUTS, export
from samples.municipality import all_cases
from samples.story import MONDAYS, STORIES


def rows_known(number: str, monday: date) -> list[dict[str, Any]]:
    """The applications of a municipality as its export of that Monday holds them, in canonical fields.

    A field that the layout has no column for is absent.
    """
    story = next(story for story in STORIES if story.number == number)
    columns = {field.split()[0] for _header, field in LAYOUTS[number].columns}
    known = (as_known(case, monday) for case in all_cases(story))
    return [{name: value for name, value in row.items() if name in columns} for row in known if row is not None]


def weekly_files() -> Iterator[tuple[str, bytes]]:
    """(path below ``weeks/``, bytes) of all exports, week by week."""
    for monday in MONDAYS:
        for story in STORIES:
            year, week, _day = monday.isocalendar()
            name = f"{story.number}-{story.slug}-{year}-uke{week}.{LAYOUTS[story.number].ending}"
            known = (as_known(case, monday) for case in all_cases(story))
            rows = [row for row in known if row is not None]
            yield f"{year}-uke{week}/{name}", export(story.number, story.name, rows, monday)


def write(folder: Path) -> list[Path]:
    """Write ``weeks/`` and ``dirty/`` into the folder; returns what was written."""
    written = []
    everything = [(f"weeks/{name}", data) for name, data in weekly_files()]
    everything += [(f"dirty/{name}", data) for name, data in dirt.files().items()]
    expected = json.dumps(dirt.EXPECTED, ensure_ascii=False, indent=1) + "\n"
    everything.append(("dirty/expected.json", expected.encode()))
    for name, data in everything:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        written.append(path)
    return written


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
    print(f"{len(write(target))} filer skrevet til {target}")
