"""The reading child: ``python -m casewatch.intake.child``. Reads one hostile file and dies; the parent survives.

A request comes as JSON on standard input, the answer goes pickled to standard output: ``("ok", payload)`` or
``("no", code)``. To read it imports only calamine, openpyxl (where needed) and the standard library, so it starts fast.
"""

from __future__ import annotations

import gc
import json
import os
import pickle
import sys
from typing import Any


def main() -> None:
    """Answer one request."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nothing else may speak on that pipe
    gc.disable()  # millions of cells, no cycles: collecting only costs time
    request = json.load(sys.stdin)
    _limit(request["memory"], request["seconds"])
    try:
        answer: tuple[str, Any] = ("ok", _answer(request))
    except MemoryError:
        answer = ("no", "too_big")
    except BaseException as problem:
        from casewatch.intake.cells import Unreadable

        answer = ("no", problem.args[0] if isinstance(problem, Unreadable) else "damaged")
    with answers:
        pickle.dump(answer, answers, protocol=5)
    answers.close()
    os._exit(0)  # freeing all those cells one by one would only take time


def _limit(memory: int | None, seconds: float) -> None:
    """Memory and processor time, where the system has such limits; never a dump of what was read."""
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 1))
    if memory:
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def _answer(request: dict[str, Any]) -> Any:
    path, kind = request["path"], request["kind"]
    if request["do"] == "look_again":
        from casewatch.intake.sheet_xml import look_again

        return look_again(path, request["sheet"], [(row, column) for row, column in request["cells"]])
    if request["do"] == "annotate":
        from casewatch.intake.annotate import Notes, edit_workbook

        return edit_workbook(path, request["out"], Notes.from_json(request["notes"]), request["sheets"])
    if kind == "csv":
        from casewatch.intake.textfile import read_text

        return read_text(path, request["max_cells"])
    from casewatch.intake.workbook import read_workbook

    return None, read_workbook(path, kind, request["max_cells"])


if __name__ == "__main__":
    main()
