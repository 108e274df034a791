"""A planning office's desk: files in, figures out, with a rules folder and a clock of its own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from casewatch.services.asking.context import Context, open_context
from casewatch.services.asking.selecting import Selectors
from casewatch.services.figures.assess import assess
from casewatch.services.figures.listing import list_cases
from casewatch.services.importing.files import import_files, imports_show, imports_undo
from casewatch.services.importing.outcome import ImportOptions
from tests.six import RULES

TODAY = date(2026, 11, 25)
#: The scope columns that put an application into the indicator, and what stands in them.
IN_SCOPE = "Næringsrelatert;Innenfor plan;Ferdigregulert tomt;Vei til tomtegrense"
YES = "ja;ja;ja;ja"
Rows = Sequence[Sequence[Any]]


@dataclass
class Desk:
    """Each act is a minute after the one before, from nine in the morning on ``TODAY`` in Oslo."""

    folder: Path
    database: Path
    time: datetime = datetime(2026, 11, 25, 8, tzinfo=UTC)
    rules: Path = field(init=False)

    def __post_init__(self) -> None:
        self.rules = self.folder / "rules"
        shutil.copytree(RULES, self.rules)

    @contextmanager
    def opened(self) -> Iterator[Context]:
        """A command's surroundings."""
        self.time += timedelta(minutes=1)
        with open_context(f"sqlite:///{self.database}", self.rules, now=lambda: self.time) as context:
            yield context

    def profile(self, name: str, text: str) -> None:
        """Write a profile of the rules folder."""
        (self.rules / "profiles" / f"{name}.toml").write_text(text, "utf-8")

    def csv(self, text: str, name: str = "uke48.csv") -> Path:
        """A file of lines with semicolons."""
        path = self.folder / name
        path.write_text("\n".join(line.strip() for line in text.strip().splitlines()) + "\n", "utf-8")
        return path

    def workbook(self, *sheets: tuple[str, Rows], name: str = "uke48.xlsx", hidden: Sequence[str] = ()) -> Path:
        """A workbook of sheets by name."""
        book = Workbook()
        book.remove(book.active)
        for title, rows in sheets:
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(list(row))
            sheet.sheet_state = "hidden" if title in hidden else "visible"
        path = self.folder / name
        book.save(path)
        return path

    def read(self, path: Path, municipality: str | None = "3401", **options: Any) -> dict[str, Any]:
        """Import a file and give its element of ``imports``."""
        with self.opened() as context:
            (result,) = import_files(context, [path], ImportOptions(municipality=municipality, **options)).results
        told = result.to_json()
        assert told["rows"] == told["new"] + told["changed"] + told["unchanged"] + told["rejected"]
        return told

    def refused(self, path: Path, **options: Any) -> str:
        """The one line a refused file gives."""
        told = self.read(path, **options)
        assert told["status"] == "refused", told
        (finding,) = told["findings"]
        assert "\n" not in finding["message"]
        return str(finding["message"])

    def show(self, number: int) -> dict[str, Any]:
        """``imports show``."""
        with self.opened() as context:
            return imports_show(context, number).to_json()

    def undo(self, number: int) -> None:
        """``imports undo``."""
        with self.opened() as context:
            imports_undo(context, number)

    def figure(self, municipality: str = "3401", as_of: date = TODAY, period: str | None = None) -> dict[str, Any]:
        """The municipality's result of ``assess``."""
        with self.opened() as context:
            asked = Selectors(as_of, period=period, municipalities=(municipality,))
            (result,) = assess(context, asked).results
        return result

    def cases(self, as_of: date = TODAY) -> dict[str, dict[str, Any]]:
        """Case number -> its row of ``cases``; of several applications the last."""
        with self.opened() as context:
            return {row["case_no"]: row for row in list_cases(context, Selectors(as_of)).rows}


def codes(told: dict[str, Any]) -> set[str]:
    """The codes of the findings of an import."""
    return {finding["code"] for finding in told["findings"]}
