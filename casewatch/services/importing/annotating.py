"""Annotated copies of what was imported: when one is written, where it lies, and when it is removed.

A copy holds whatever the sender's file held, people's names perhaps. So it lies in a folder of its own that others
cannot look into, and is removed after a number of days (`[uploads] keep_days`), or when a case it holds is erased.
"""

import os
import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from casewatch.core.periods import OSLO
from casewatch.intake.annotate import MOST_CELLS, MOST_LINES, Notes, new_copy, rows_to_copy
from casewatch.intake.reading import edit_copy
from casewatch.intake.remarks import Remark, remarks_of, rows_of_cases
from casewatch.intake.tables import Sheet, TablePlace
from casewatch.language import _, show_date, show_number
from casewatch.report.words.codes.people import SEVERITY
from casewatch.services.asking.context import Context
from casewatch.services.asking.folders import folder_beside
from casewatch.services.importing.outcome import ImportResult
from casewatch.store import Store
from casewatch.store.batches import forget_annotated, note_annotated

#: Days a copy is kept unless the settings say otherwise.
KEEP_DAYS = 30
#: Beyond these a copy has only the header and the remarked rows: writing all would take longer than the import.
_MOST_ROWS, _MOST_CELLS = 20_000, 200_000
_UNSAFE = re.compile(r"[^\w.-]+")


@dataclass(frozen=True)
class FileRead:
    """A file that was read, so far as a copy needs it."""

    path: Path
    sheets: Sequence[Sheet]
    places: Sequence[TablePlace] = ()


def copies_folder(store: Store) -> Path | None:
    """Where the copies of a store's imports lie: beside an SQLite file, else in the user's data folder.

    None for a store that lives in memory alone.
    """
    return folder_beside(store, "filer")


def annotate(context: Context, read: FileRead, result: ImportResult) -> ImportResult:
    """Write the annotated copy of an import or dry run that has remarks, and give the result with its path.

    An import is done by then and never fails for its copy: what goes wrong stands in ``not_annotated``.
    """
    folder = copies_folder(context.store)
    if folder is None or not any(finding.severity != "info" for finding in result.findings):
        return result
    which = (result.sha256 or "")[:12] if result.id is None else f"import{result.id}"
    stem = _UNSAFE.sub("-", Path(result.file).stem)[:80]
    path = folder / f"{stem}-{which}.xlsx"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(path, read, result, context)
        if result.id is not None:
            with context.store.writing() as connection:
                note_annotated(connection, result.id, str(path))
    except Exception as error:  # whatever a strange workbook, a full disk or a busy database brings
        why = getattr(error, "strerror", None) or type(error).__name__
        text = _("{file}: kopien med merknader kunne ikke skrives ({why}). Importen er ikke berørt.")
        with suppress(OSError):
            path.unlink()
        return replace(result, not_annotated=text.format(file=result.file, why=why))
    return replace(result, annotated=str(path))


def remove_old_copies(context: Context, keep_days: int = KEEP_DAYS) -> int:
    """Remove the copies that are older than so many days, and give their number."""
    last = (context.now() - timedelta(days=keep_days)).timestamp()
    return remove_copies(context.store, [path for path in _copies(context.store) if path.stat().st_mtime < last])


def remove_copies(store: Store, paths: Collection[Path]) -> int:
    """Remove some copies; ``imports show`` names them no more. One that is open elsewhere stays until the next time."""
    removed = []
    for path in paths:
        try:
            path.unlink(missing_ok=True)
        except OSError:  # Windows does not remove what somebody looks at
            continue
        removed.append(str(path))
    if removed:
        with store.writing() as connection:
            forget_annotated(connection, removed)
    return len(removed)


def copies_not_of(store: Store, kept: Collection[Path]) -> list[Path]:
    """All copies there are but some."""
    return [path for path in _copies(store) if path not in kept]


def _copies(store: Store) -> Iterator[Path]:
    folder = copies_folder(store)
    if folder is not None and folder.is_dir():
        yield from sorted(folder.glob("*.xlsx"))


def _write(path: Path, read: FileRead, result: ImportResult, context: Context) -> None:
    rows = sum(sheet.rows for sheet in read.sheets)
    cells = sum(int((column.codes >= 0).sum()) for sheet in read.sheets for column in sheet.columns)
    whole = rows <= _MOST_ROWS and cells <= _MOST_CELLS
    remarks = remarks_of(result.findings, read.sheets, read.places)
    erased = [(each.sheet or "", each.row) for each in result.findings if each.code == "forgotten" and each.row]
    emptied = rows_of_cases(read.sheets, read.places, erased) if erased else set()
    notes = _notes(result, remarks, whole, rows, context)
    half_done = path.with_suffix(".part")
    try:
        # a workbook that is edited can hold its data a second time, in the memory of a pivot table for one
        edited = whole and not emptied and edit_copy(read.path, half_done, notes, len(read.sheets))
        if not edited:
            heads = {place.sheet: place.header_row for place in read.places}
            chosen = None if whole else rows_to_copy(read.sheets, notes, heads)
            new_copy(half_done, read.sheets, notes, chosen, _("Rad i fila"), emptied)
        half_done.chmod(0o600)
        now = context.now().timestamp()
        os.utime(half_done, (now, now))  # its age counts from the import, by the clock that the import was given
        half_done.replace(path)
    finally:
        half_done.unlink(missing_ok=True)


def _notes(result: ImportResult, remarks: list[Remark], whole: bool, rows: int, context: Context) -> Notes:
    lines = [_counted(result, context)]
    lines.append(_("Røde celler er ikke lest, gule bør sjekkes. Rett dem, helst i sakssystemet, og les inn på nytt."))
    if not whole:
        text = _("Fila har {rows} rader. Bare overskriftene og radene med merknader er tatt med i denne kopien.")
        lines.append(text.format(rows=show_number(rows)))
    if len(remarks) > MOST_CELLS:
        text = _("Bare de {cells} første merknadene står ved cellene. Importen har alle.")
        lines.append(text.format(cells=show_number(MOST_CELLS)))
    if len(remarks) > MOST_LINES:
        lines.append(_("Lista under har de {lines} første.").format(lines=show_number(MOST_LINES)))
    remarks = sorted(remarks, key=lambda remark: _SEVERITIES.index(remark.severity))
    head = [_("Alvorsgrad"), _("Ark"), _("Rad"), _("Kolonne"), _("Gjelder sak"), _("Verdi"), _("Hva er galt")]
    return Notes(
        heading=_("Merknader til {file}").format(file=result.file),
        lines=lines,
        head=[*head, _("Hva du kan gjøre")],
        severities=SEVERITY.choices(),
        remarks=remarks,
    )


def _counted(result: ImportResult, context: Context) -> str:
    counts = {severity: sum(finding.severity == severity for finding in result.findings) for severity in _SEVERITIES}
    text = _("Lest {day}: {errors} feil, {warnings} å sjekke, {notes} til opplysning.")
    if result.status == "dry-run":
        text = _("Prøvd {day}, ingenting er lagret: {errors} feil, {warnings} å sjekke, {notes} til opplysning.")
    return text.format(
        day=show_date(context.now().astimezone(OSLO).date()),
        errors=show_number(counts["error"]),
        warnings=show_number(counts["warning"]),
        notes=show_number(counts["info"]),
    )


_SEVERITIES = ("error", "warning", "info")
