"""The frames as files: CSV as the command line prints it, or Parquet."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from casewatch.errors import CasewatchError
from casewatch.frames.making import Measured
from casewatch.language import _
from casewatch.report.sheets.csv_text import csv_text


def write_frames(asked: Measured, folder: Path, form: str) -> list[Path]:
    """Write every frame into a folder, one file each named after it; the index becomes columns. Gives the files.

    `form` is a key of :data:`FORMS`. Files of these names are replaced, once all are written. Raises CasewatchError
    where the form needs what is not installed, and for a folder that cannot be written: nothing is half written then.
    """
    if form == "parquet":
        _need_pyarrow()
    frames = dict(asked.all())
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".casewatch-", dir=folder) as half_done:
            written = [Path(half_done) / f"{name}.{form}" for name in frames]
            for path, frame in zip(written, frames.values(), strict=True):
                FORMS[form](frame.reset_index(), path)
            return [path.replace(folder / path.name) for path in written]
    except OSError as error:
        reason = error.strerror or error
        raise CasewatchError(_("Kan ikke skrive i mappa {folder}: {why}.").format(folder=folder, why=reason)) from error


def _need_pyarrow() -> None:
    try:
        import pyarrow  # noqa: F401
    except ImportError:
        raise CasewatchError(
            _("Parquet krever tillegget pyarrow, som mangler. Installer «casewatch[frames]», eller velg csv."),
            "format",
            given=False,
        ) from None


def _write_csv(frame: pd.DataFrame, path: Path) -> None:
    columns = [_plain(frame[name]) for name in frame.columns]
    path.write_text(csv_text([*frame.columns], zip(*columns, strict=True)), "utf-8", newline="\n")


def _write_parquet(frame: pd.DataFrame, path: Path) -> None:
    frame.to_parquet(path, engine="pyarrow", index=False)


def _plain(column: pd.Series[Any]) -> list[Any]:
    """Values as CSV has them: dates and times as ISO texts (times in UTC with ``Z``), None where there is nothing."""
    if isinstance(column.dtype, pd.DatetimeTZDtype):
        return [None if pd.isna(time) else time.isoformat().replace("+00:00", "Z") for time in column]
    if column.dtype.kind == "M":
        column = column.dt.strftime("%Y-%m-%d")
    return [None if pd.isna(value) else value for value in column.tolist()]


#: The forms there are, and what writes each.
FORMS: Mapping[str, Callable[[pd.DataFrame, Path], None]] = {"csv": _write_csv, "parquet": _write_parquet}
