"""Every module of the store has its tests under its own name."""

from __future__ import annotations

from pathlib import Path

import casewatch.store

#: Tables do nothing by themselves; what is left of an erased case is tested with the erasing.
WITH_OTHERS = {"__init__", "tombstones"}


def test_each_module_has_a_file_of_tests() -> None:
    modules = {path.stem for path in Path(casewatch.store.__file__).parent.glob("*.py")} - WITH_OTHERS
    tested = {path.stem.removeprefix("test_") for path in Path(__file__).parent.glob("test_*.py")}
    assert modules - tested == set()
