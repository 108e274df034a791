"""A file -> its cells. The file is parsed in a child process with limits; whatever happens there, the parent survives.

Every way to fail ends in one clear line, :class:`casewatch.errors.CasewatchError`.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import pickle
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from casewatch.errors import CasewatchError
from casewatch.intake.annotate import Notes
from casewatch.intake.cells import PackedSheet, Unreadable
from casewatch.intake.container import Parts, kind_of, look_at_parts, reaches_too_far, small_enough
from casewatch.intake.privacy import shown_name
from casewatch.intake.tables import Column, RawFile, Sheet
from casewatch.language import _, show_number


@dataclass(frozen=True)
class Limits:
    """How much a file may cost. Sizes in bytes, time in seconds."""

    size: int = 100_000_000
    unpacked: int = 1_500_000_000
    ratio: int = 100  # unpacked to packed, for what unpacks to more than 50 MB
    cells: int = 20_000_000  # per sheet, empty ones inside its extent included
    seconds: float = 60.0
    memory: int | None = 1_500_000_000  # address space of the child; None for no limit


USUAL = Limits()
#: Bytes of XML, unpacked, of all sheets of a workbook that is edited: openpyxl needs fifty times as much memory.
_MOST_EDITED = 25_000_000


def read_file(path: Path, limits: Limits = USUAL, called: str | None = None) -> RawFile:
    """The cells of a workbook or text file, all sheets, hidden ones too; nothing is interpreted.

    `called`: what its sender calls it, where it lies under another name.

    Raises :class:`CasewatchError` with one line for a file that is missing, empty, too large, damaged, protected by a
    password, no table, or that takes more time or memory than the limits allow.
    """
    name = shown_name(path.name if called is None else called)
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise CasewatchError(_("{name}: er ikke en fil.").format(name=name))
        if size > limits.size:
            raise Unreadable("too_large")
        kind = kind_of(path, limits.unpacked, limits.ratio)
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        if kind == "xlsx" and not _has_memory_limit() and reaches_too_far(path, limits.cells):
            raise Unreadable("far_cell")
        (encoding, packed), parts = _read_in_child(path, kind, limits)
        sheets = [_unpacked(sheet) for sheet in packed]
    except FileNotFoundError:
        raise CasewatchError(_("{name}: fila finnes ikke. Sjekk navn og mappe.").format(name=name)) from None
    except OSError:
        raise CasewatchError(_("{name}: fila kan ikke åpnes. Sjekk rettighetene.").format(name=name)) from None
    except Unreadable as problem:
        raise CasewatchError(_line(str(problem.args[0]), name, limits)) from None
    return RawFile(name, sha256, kind, encoding, sheets, parts.unclear_cells, parts.hidden_rows, parts.epoch_1904)


def second_look(
    path: Path, sheet: str, cells: list[tuple[int, int]], limits: Limits = USUAL
) -> dict[tuple[int, int], str] | None:
    """What really stands in cells (row, column, both from 0) that were read as empty; only those that are not.

    ``"#N/A"`` and the like for an error value, ``"formula"`` for a formula without a stored value. Only an xlsx can
    be asked, others give nothing. None where it cannot be found out: the file itself has been read already.
    """
    try:
        if not cells or kind_of(path, limits.unpacked, limits.ratio) != "xlsx":
            return {}
        request = {"do": "look_again", "sheet": sheet, "cells": cells}
        found: dict[tuple[int, int], str] = _ask(_start(path, "xlsx", limits, request), limits)
    except (Unreadable, OSError):
        return None
    return found


def edit_copy(path: Path, out: Path, notes: Notes, sheets: int, limits: Limits = USUAL) -> bool:
    """Write a copy of a workbook with remarks to `out`, in a child; False where that does not work.

    `sheets`: how many were read of it. An xlsx alone can be edited, and only one that is not too large to be.
    """
    try:
        if kind_of(path, limits.unpacked, limits.ratio) != "xlsx" or not small_enough(path, _MOST_EDITED):
            return False
        request = {"do": "annotate", "out": str(out.absolute()), "notes": notes, "sheets": sheets}
        _ask(_start(path, "xlsx", limits, request), limits)
    except (Unreadable, OSError):
        return False
    return True


def _has_memory_limit() -> bool:
    return os.name == "posix"


def _read_in_child(path: Path, kind: str, limits: Limits) -> tuple[tuple[str | None, list[PackedSheet]], Parts]:
    child = _start(path, kind, limits, {"do": "read"})
    try:
        # looking at the XML costs nothing while the child is at work on the other processor
        parts = look_at_parts(path) if kind == "xlsx" else Parts()
        return _ask(child, limits), parts
    except Unreadable as problem:
        if problem.args[0] in ("died", "too_big") and kind == "xlsx" and reaches_too_far(path, limits.cells):
            raise Unreadable("far_cell") from None
        raise
    finally:
        if child.poll() is None:
            child.kill()
            child.wait()


def _start(path: Path, kind: str, limits: Limits, request: dict[str, Any]) -> subprocess.Popen[bytes]:
    request |= {"path": str(path.absolute()), "kind": kind, "max_cells": limits.cells}
    request |= {"memory": limits.memory, "seconds": limits.seconds}
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    # -P: a file called random.py beside the export must not be imported
    command = [sys.executable, "-P", "-m", "casewatch.intake.child"]
    child = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
    )
    assert child.stdin is not None
    try:
        child.stdin.write(json.dumps(request).encode())
        child.stdin.close()
    except OSError:  # died at once: `_ask` finds that out
        pass
    child.stdin = None
    return child


def _ask(child: subprocess.Popen[bytes], limits: Limits) -> Any:
    try:
        output, _nothing = child.communicate(timeout=limits.seconds)
    except subprocess.TimeoutExpired:
        child.kill()
        child.communicate()
        raise Unreadable("too_slow") from None
    try:
        word, payload = _PlainUnpickler(io.BytesIO(output)).load()
    except Exception:  # killed, aborted, or half an answer
        raise Unreadable("died") from None
    if word != "ok":
        raise Unreadable(payload)
    return payload


class _PlainUnpickler(pickle.Unpickler):
    """Cell values only: should a file ever take the child over, its answer still cannot run anything here."""

    def find_class(self, module: str, name: str) -> Any:
        if module == "datetime" and name in ("date", "datetime", "time", "timedelta"):
            return super().find_class(module, name)
        raise pickle.UnpicklingError(name)


def _unpacked(packed: PackedSheet) -> Sheet:
    """As arrays; rows and columns that are empty to the end of the sheet are cut off."""
    name, rows, visible, columns = packed
    arrays = [(values, np.frombuffer(codes, np.int32)) for values, codes in columns]
    while arrays and not (arrays[-1][1] >= 0).any():
        arrays.pop()
    filled = [int(np.flatnonzero(codes >= 0)[-1]) + 1 for _values, codes in arrays if (codes >= 0).any()]
    rows = max(filled, default=0)
    return Sheet(shown_name(name), [Column(values, codes[:rows]) for values, codes in arrays], rows, visible)


def _line(code: str, name: str, limits: Limits) -> str:
    """The one line for a person."""
    texts = {
        "empty": _("{name}: fila er tom. Lag eksporten på nytt."),
        "too_large": _("{name}: fila er for stor (høyst {megabytes} MB). Del eksporten i flere filer."),
        "bomb": _("{name}: fila pakker ut til langt mer enn en eksport inneholder, og er ikke lest."),
        "definitions": _("{name}: inneholder XML-definisjoner som ingen regneark har, og er ikke lest."),
        "zip": _("{name}: er et zip-arkiv, ikke et regneark. Pakk det ut, og les inn fila som ligger i det."),
        "not_a_table": _("{name}: er ikke et regneark eller en tekstfil. Lagre eksporten som .xlsx eller .csv."),
        "markup": _("{name}: er XML eller HTML, ikke et regneark. Åpne den i Excel og lagre som .xlsx."),
        "password": _("{name}: fila er beskyttet med passord. Lagre den uten passord og prøv igjen."),
        "nul": _("{name}: inneholder binære tegn og er ikke en tekstfil. Lagre eksporten som .xlsx eller .csv."),
        "too_wide": _("{name}: har flere kolonner enn et regneark kan ha, og er ikke lest."),
        "too_many_cells": _("{name}: et ark er for stort (høyst {cells} celler). Del eksporten i flere filer."),
        "far_cell": _(
            "{name}: et ark har en celle så langt ute at arket blir for stort (høyst {cells} celler). "
            "Kopier tabellen til en ny arbeidsbok og prøv igjen."
        ),
        "too_slow": _("{name}: fila ble ikke lest på {seconds} sekunder, og lesingen er stoppet."),
        "too_big": _("{name}: fila krever mer minne enn tillatt, og er ikke lest. Del eksporten i flere filer."),
        "died": _("{name}: lesingen stoppet brått. Fila er skadet eller for stor. Lag eksporten på nytt."),
    }
    damaged = _("{name}: fila er skadet eller er ikke et regneark. Åpne den i Excel, lagre på nytt og prøv igjen.")
    megabytes, cells = show_number(limits.size // 1_000_000), show_number(limits.cells)
    return texts.get(code, damaged).format(
        name=name, megabytes=megabytes, cells=cells, seconds=show_number(limits.seconds)
    )
