"""From an uploaded file to an import: its columns, what it would do, and that very thing done.

What was previewed is what is imported: the same bytes with the same options. Where the store or the rules have changed
since, nothing is stored, and the preview is made anew.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection

from casewatch.documents.imports import PreviewDocument, ReceiptDocument, RemarkRow
from casewatch.errors import CasewatchError
from casewatch.intake.choosing import FileTable, columns_of
from casewatch.intake.gaps import is_gaps_workbook
from casewatch.intake.reading import read_file
from casewatch.intake.remarks import header_of, message_parts
from casewatch.intake.tables import Finding, Holds
from casewatch.intake.understanding import Options, ReadAgainst
from casewatch.language import _
from casewatch.services.asking.context import Context
from casewatch.services.importing.annotating import KEEP_DAYS
from casewatch.services.importing.files import import_files, imports_show
from casewatch.services.importing.filled_gaps import PROFILE as GAPS
from casewatch.services.importing.outcome import ImportOptions, ImportResult, from_batch
from casewatch.services.importing.profiles import how_remembered
from casewatch.services.importing.uploads import (
    Upload,
    change_upload,
    keep_preview,
    kept_preview,
    path_of,
    remove_upload,
)
from casewatch.store.batches import all_batches, same_import
from casewatch.store.clock import latest_told
from casewatch.store.import_cases import HeldCase, held_cases, newest_import
from casewatch.store.remembered import Remembered, remember_columns
from casewatch.store.standing import Cut, standing_imports


def read_as_usual(context: Context, upload: Upload, holds: Holds | None) -> Upload:
    """A file that is to be read as the municipality's last one was; `holds` where somebody says so anew."""
    found = how_remembered(context, upload.municipality)
    if found is not None:
        return change_upload(
            context,
            upload,
            profile=found.profile,
            mapping=found.mapping,
            holds=holds or found.holds,
            known=True,
            remember=holds is not None and holds != found.holds,
        )
    by_number = upload.municipality is not None and upload.profile == upload.municipality
    return change_upload(context, upload, holds=holds, known=by_number)


def first_step(context: Context, upload: Upload) -> Literal["columns", "preview"]:
    """Whether somebody has to say which column is which: not where the sender's mapping is remembered and fits.

    Raises CasewatchError, one line, for a file that cannot be read, or is of another kind than it was sent as.
    """
    table = table_of(context, upload)
    if table is None:
        return "preview"
    known = upload.known and not table.missing and "case_no" in table.fields
    return "preview" if known else "columns"


def table_of(context: Context, upload: Upload) -> FileTable | None:
    """The columns of a waiting file; None for a workbook of answers, which has its own. Raises as `first_step`."""
    path = path_of(context.store, upload)
    if path is None:
        raise CasewatchError(_("Fila er fjernet. Last den opp på nytt."))
    raw = read_file(path, called=upload.name)
    if is_gaps_workbook(raw):
        return None
    if upload.kind == "answers":
        text = _("{name}: er ikke arbeidsboka med saker som må avklares. Last ned arbeidsboka, og fyll ut den.")
        raise CasewatchError(text.format(name=upload.name))
    book = context.rulebook
    options = Options(context.today(), upload.municipality, upload.mapping, upload.holds)
    return columns_of(raw, book.profile(upload.profile), ReadAgainst(book.municipalities, book.bodies), options)


def preview(context: Context, upload: Upload) -> PreviewDocument:
    """What a waiting file would do, kept beside it: see `document_of`, with ``revision`` and ``day`` it holds for."""
    kept = kept_preview(context, upload)
    if kept is not None:
        return kept
    path = path_of(context.store, upload)
    if path is None:
        raise CasewatchError(_("Fila er fjernet. Last den opp på nytt."))
    with context.store.reading() as connection:
        revision = latest_told(connection)
    held: list[HeldCase] = []
    result = _read_before(context, upload, hashlib.sha256(path.read_bytes()).hexdigest())
    if result is None:

        def look(connection: Connection) -> None:
            if upload.kind == "export":
                held.extend(held_cases(connection, newest_import(connection)))

        result = import_files(context, [path], replace(_options(upload), dry_run=True, annotate=False), look).results[0]
    document: PreviewDocument = {
        **document_of(result, [] if result.profile == GAPS else held, _first_of(context, result.municipalities, None)),
        "revision": None if revision is None else revision.isoformat(),
        "day": context.today().isoformat(),
    }
    keep_preview(context, upload, document)
    return document


def still_holds(context: Context, document: PreviewDocument) -> bool:
    """Whether a preview still says what would happen: same day, and nothing recorded since."""
    with context.store.reading() as connection:
        revision = latest_told(connection)
    said = None if revision is None else revision.isoformat()
    return bool(document["day"] == context.today().isoformat() and document["revision"] == said)


def read_in(
    context: Context, upload: Upload, document: PreviewDocument, keep_days: int = KEEP_DAYS
) -> ImportResult | None:
    """Import a file as it was previewed, and remove it; None where something has changed since, and nothing is stored.

    How it was read is remembered for the municipality's next files where that was asked for.

    Raises CasewatchError for a file that can no longer be read.
    """
    path = path_of(context.store, upload)
    if path is None:
        raise CasewatchError(_("Fila er fjernet. Last den opp på nytt."))
    stale = False
    revision = None if document["revision"] is None else datetime.fromisoformat(document["revision"])

    def look(connection: Connection) -> None:
        nonlocal stale
        if upload.kind == "export" and document["status"] != "answers":
            told = latest_told(connection, newest_import(connection))
            stale = told is not None and (revision is None or told > revision)
        if stale:
            raise CasewatchError("stale")  # ends the transaction; said by the caller

    result = import_files(context, [path], _options(upload), look, keep_days).results[0]
    if stale:
        return None
    if result.status == "refused":
        raise CasewatchError(result.findings[0].message)
    if upload.remember and upload.municipality is not None:
        with context.store.writing() as connection:
            what = Remembered(upload.profile, upload.holds, upload.mapping)
            remember_columns(connection, upload.municipality, what, context.now())
    remove_upload(context, upload)
    return result


def receipt_of(context: Context, import_id: int) -> ReceiptDocument:
    """What an import did, in the shape of a preview. Raises CasewatchError where there is none of that number."""
    result = imports_show(context, import_id)
    with context.store.reading() as connection:
        before = Cut(result.recorded_at, before=import_id)
        held = held_cases(connection, import_id, before)
    return document_of(result, held, _first_of(context, result.municipalities, import_id))


def document_of(result: ImportResult, held: Sequence[HeldCase], first: list[str]) -> ReceiptDocument:
    """A result in the shape of a receipt."""
    answers = result.profile == GAPS
    return {
        "status": "answers" if answers and result.status == "dry-run" else result.status,
        "message": result.findings[0].message if result.status == "refused" else "",
        "result": {**result.to_json(), "findings": []},
        "cases": [(*case,) for case in held],
        "remarks": [] if result.status == "refused" else [_remark(finding) for finding in result.findings],
        "first": first,
    }


def _options(upload: Upload) -> ImportOptions:
    return ImportOptions(
        municipality=upload.municipality,
        profile=upload.profile,
        mapping=upload.mapping,
        holds=upload.holds,
        called=upload.name,
    )


def _read_before(context: Context, upload: Upload, sha256: str) -> ImportResult | None:
    """The result of a file that is the newest import again, None for any other."""
    profile = context.rulebook.profile(upload.profile)
    said = _options(upload).normalised(upload.municipality)
    with context.store.reading() as connection:
        batch = same_import(connection, sha256, profile.name, profile.version, said)
    if batch is None:
        return None
    result = from_batch(batch, "unchanged")
    rows = result.new + result.changed + result.unchanged
    return replace(result, new=0, changed=0, unchanged=rows, gone=0)


def _first_of(context: Context, municipalities: Sequence[str], import_id: int | None) -> list[str]:
    """Of some municipalities those that no other import had told of: by now, or before one import."""
    with context.store.reading() as connection:
        standing = standing_imports(connection, Cut() if import_id is None else Cut(before=import_id))
        if import_id is not None and next(each for each in all_batches(connection) if each.id == import_id).undone_at:
            return []
    told = {number for each in standing for number in each.municipalities}
    return [number for number in municipalities if number not in told]


def _remark(finding: Finding) -> RemarkRow:
    wrong, todo = message_parts(finding)
    if finding.code == "header_unknown":
        wrong = _("Overskriften er ikke kjent, og kolonnen er ikke lest.")
        todo = _("Velg hva kolonnen er under «Endre kolonner», om den skal leses.")
    place = (finding.sheet, finding.row, finding.column, header_of(finding))
    return (finding.severity, *place, finding.case_no, wrong, todo)
