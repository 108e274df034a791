"""Files into the store, each by the pipeline it is for; what each import did, and taking one back."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from sqlalchemy import Connection

from casewatch.core.reference import Profile
from casewatch.documents.imports import UndoneImport
from casewatch.errors import CasewatchError
from casewatch.intake.gaps import is_gaps_workbook
from casewatch.intake.privacy import shown_name
from casewatch.intake.reading import read_file, second_look
from casewatch.intake.tables import Finding, TablePlace
from casewatch.language import _
from casewatch.services.asking.context import Context
from casewatch.services.asking.selecting import find_municipality
from casewatch.services.importing.annotating import KEEP_DAYS, FileRead, annotate, remove_old_copies
from casewatch.services.importing.exports import import_export
from casewatch.services.importing.filled_gaps import import_gaps
from casewatch.services.importing.outcome import (
    FieldChange,
    ImportOptions,
    ImportReport,
    ImportResult,
    Inspect,
    RejectedCase,
    from_batch,
)
from casewatch.services.importing.previewing import before_and_after
from casewatch.services.importing.storing import field_changes, gone_cases
from casewatch.store.audit import record
from casewatch.store.batches import Batch, all_batches, findings_of, one_batch
from casewatch.store.changes import StoreComparison
from casewatch.store.clock import recording_time
from casewatch.store.importing import application_names, held_by, insert_undo
from casewatch.store.moved import hint_moved
from casewatch.store.rejections import rejected_in
from casewatch.store.standing import Cut, standing_imports


@dataclass(frozen=True)
class UndoResult:
    """What taking an import back did to what is known of the applications it held."""

    id: int
    file: str
    vanished: int  # no other import that stands holds them
    changed: int
    unchanged: int
    changes: tuple[FieldChange, ...]

    def to_json(self) -> UndoneImport:
        """The JSON of ``imports undo``."""
        return {
            "id": self.id,
            "file": self.file,
            "status": "undone",
            "vanished": self.vanished,
            "changed": self.changed,
            "unchanged": self.unchanged,
        }


def import_files(
    context: Context,
    paths: Sequence[Path],
    options: ImportOptions,
    inspect: Inspect | None = None,
    keep_days: int = KEEP_DAYS,
) -> ImportReport:
    """Read exports into the store, each file an import of its own, each tried whatever became of the one before.

    A file that cannot be used gives a result ``refused`` with one finding. A dry run computes everything and keeps
    nothing but a copy of the file with remarks, as an import; copies older than `keep_days` are removed first.
    `inspect` may look at the store as it would be. Raises CasewatchError for options that are unusable
    whatever the files are (an unknown profile or municipality).
    """
    profile = context.rulebook.profile(options.profile)
    municipality = None
    if options.municipality is not None:
        municipality = find_municipality(context.rulebook, options.municipality).number
    remove_old_copies(context, keep_days)
    results = []
    for done, path in enumerate(paths):
        name = shown_name(options.called or path.name)
        context.progress(_("Leser {file}").format(file=name), done, len(paths))
        try:
            results.append(_import_file(context, path, profile, municipality, options, inspect))
        except CasewatchError as error:
            finding = Finding("error", "refused", error.sentence)
            results.append(ImportResult(name, "refused", profile.name, findings=(finding,), refusal=error))
    context.progress(_("Ferdig"), len(paths), len(paths))
    return ImportReport(tuple(results))


def imports_list(context: Context) -> list[ImportResult]:
    """Every import, by id; those taken back have ``undone_at``. Without findings and changes."""
    with context.store.reading() as connection:
        return [from_batch(batch, "stored") for batch in all_batches(connection)]


def imports_show(context: Context, import_id: int) -> ImportResult:
    """What an import did when it was read: counts, findings, the fields it changed, and the indicator before and after.

    Raises CasewatchError where there is no such import.
    """
    with context.store.reading() as connection:
        batch = _batch(connection, import_id)
        recorded_at = batch.values["recorded_at"]
        # The store as it was then: imports are numbered in the order in which they were recorded.
        before, after = Cut(recorded_at, before=import_id), Cut(recorded_at, before=import_id + 1)
        compared = _compared(connection, before, after, import_id)
        findings = [Finding(**row) for row in findings_of(connection, import_id)]
        imports = standing_imports(connection, after)
        this = next(each for each in imports if each.id == import_id)
        was, is_now = before_and_after(
            connection,
            context.rulebook_at(recorded_at),
            (before, after),
            recorded_at,
            batch.values["municipalities"],
            {*compared.differ, *compared.comparison.overlaid()},
            compared.new,
        )
        return replace(
            from_batch(batch, "stored", findings, compared.changes),
            gone_cases=tuple(gone_cases(connection, compared.comparison, imports, this)),
            rejected_rows=tuple(RejectedCase(*row) for row in rejected_in(connection, import_id)),
            before=was,
            after=is_now,
        )


def imports_undo(context: Context, import_id: int) -> UndoResult:
    """Take an import back: what is known is what the imports that remain say.

    Raises CasewatchError where there is no such import, or it is taken back already.
    """
    with context.store.writing() as connection:
        batch = _batch(connection, import_id)
        if batch.undone_at is not None:
            raise CasewatchError(_("Import {id} er allerede tatt tilbake.").format(id=import_id))
        recorded_at = recording_time(connection, context.now())
        insert_undo(connection, import_id, recorded_at)
        for number in batch.values["municipalities"] or [None]:
            record(connection, recorded_at, context.who, "undone", number, import_id)
        held = held_by(connection, import_id)
        hint_moved(connection, held)
        compared = _compared(connection, Cut(still=import_id), Cut(), import_id)
        return UndoResult(
            id=import_id,
            file=batch.values["file"],
            vanished=compared.vanished,
            changed=len(held) - compared.vanished - compared.unchanged,
            unchanged=compared.unchanged,
            changes=tuple(compared.changes),
        )


def _import_file(
    context: Context,
    path: Path,
    profile: Profile,
    municipality: str | None,
    options: ImportOptions,
    inspect: Inspect | None,
) -> ImportResult:
    """One file by the pipeline that it is for: what ``gaps`` wrote and somebody filled in, else an export."""
    raw = read_file(path, called=options.called)
    look = partial(second_look, path)
    places: Sequence[TablePlace] = ()
    if is_gaps_workbook(raw):
        result = import_gaps(context, raw, municipality, options, inspect, look)
    else:
        result, places = import_export(context, raw, profile, municipality, options, inspect, look)
    if not options.annotate or result.status == "unchanged":
        return result
    return annotate(context, FileRead(path, raw.sheets, places), result)


def _batch(connection: Connection, import_id: int) -> Batch:
    batch = one_batch(connection, import_id)
    if batch is None:
        text = _("Import {id} finnes ikke. Se lista over importer.")
        raise CasewatchError(text.format(id=import_id), "imports", given=False)
    return batch


@dataclass
class _Compared:
    """The applications an import held, in two states of the store."""

    comparison: StoreComparison
    vanished: int = 0  # not in the later one
    unchanged: int = 0
    changes: list[FieldChange] = field(default_factory=list)
    differ: list[int] = field(default_factory=list)  # ids of those with changes
    new: list[int] = field(default_factory=list)  # ids of those that only the later one has


def _compared(connection: Connection, before: Cut, after: Cut, import_id: int) -> _Compared:
    held = held_by(connection, import_id)
    names = application_names(connection, held)
    found = _Compared(StoreComparison(connection, before, after))
    for difference in found.comparison.of(held):
        identity = difference.application_id
        municipality, case_key, number = names[identity]
        if difference.after is None:
            found.vanished += 1
        elif difference.before is None:
            found.new.append(identity)
        elif difference.changes:
            found.differ.append(identity)
            case_no = difference.after.get("case_no") or case_key
            found.changes += field_changes(municipality, case_no, number, difference.changes)
        else:
            found.unchanged += 1
    return found
