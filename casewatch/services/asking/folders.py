"""Where what comes with casewatch lies, and where it keeps what it writes, unless the settings say otherwise."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the command line's help, which opens no store, comes by here
    from casewatch.store import Store

_UNSAFE = re.compile(r"[^\w.-]+")


def bundled(name: str) -> Path:
    """A folder that comes with casewatch: inside the installed package, or at the top of a checkout."""
    package = Path(__file__).parents[2]
    inside = package / "bundled" / name
    return inside if inside.is_dir() else package.parent / name


def folder_beside(store: Store, what: str) -> Path | None:
    """A folder for `what`: beside an SQLite file, named after it, else in the user's data folder.

    None for a store that lives in memory alone. The folder is not made.
    """
    name = store.engine.url.database or ""
    if not store.postgres:
        database = Path(name).absolute()
        return None if name in ("", ":memory:") else database.parent / f"{database.stem}-{what}"
    from platformdirs import user_data_path

    return user_data_path("casewatch", appauthor=False) / f"{_UNSAFE.sub('-', name)}-{what}"
