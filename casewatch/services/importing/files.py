"""Import: files into the store, what each did, and taking one back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from casewatch.core.reference import Profile
from casewatch.errors import CasewatchError
from casewatch.intake.gaps import is_gaps_workbook
from casewatch.intake.privacy import shown_name
from casewatch.intake.reading import read_file, second_look
from casewatch.intake.tables import Finding, RawFile
from casewatch.intake.understanding import Known, Options, understand
from casewatch.language import _
from casewatch.services.asking.context import OSLO, Context
from casewatch.services.asking.selecting import find_municipality
from casewatch.services.cases.confirming import unconfirmed_findings
from casewatch.services.importing.annotating import KEEP_DAYS, FileRead, annotate, remove_old_copies
from casewatch.services.importing.filled_gaps import import_gaps
from casewatch.services.importing.outcome import (
    FieldChange,
    ImportOptions,
    ImportReport,
    ImportResult,
    RejectedCase,
    from_batch,
)
from casewatch.services.importing.previewing import before_and_after
from casewatch.services.importing.storing import FileFacts, Stored, field_changes, gone_cases, store_understood
from casewatch.services.importing.suspecting import Yardstick
from casewatch.store.audit import record
from casewatch.store.batches import Batch, all_batches, findings_of, insert_arrival, one_batch, same_import
from casewatch.store.changes import Comparison, overlays_at
from casewatch.store.clock import recording_time
from casewatch.store.importing import application_names, held_by, insert_undo
from casewatch.store.moved import hint_moved
from casewatch.store.rejections import rejected_in
from casewatch.store.standing import Cut, standing_imports

#: Looks at the store as it would be, inside the transaction of a dry run or an import, before it ends.
Inspect = Callable[[Connection], None]


class _TakenBack(Exception):
    """No error: how a dry run ends its transaction, so that all it wrote is rolled back."""


@dataclass(frozen=True)
class UndoResult:
    """What taking an import back did to the picture of the applications it held."""

    id: int
    file: str
    vanished: int  # no other import that stands holds them
    changed: int
    unchanged: int
    changes: tuple[FieldChange, ...]

    def to_json(self) -> dict[str, Any]:
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
            finding = Finding("error", "refused", str(error))
            results.append(ImportResult(name, "refused", profile.name, findings=(finding,)))
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
            from_batch(batch, "stored", _findings(connection, import_id), compared.changes),
            gone_cases=tuple(gone_cases(connection, compared.comparison, imports, this)),
            rejected_rows=tuple(RejectedCase(*row) for row in rejected_in(connection, import_id)),
            before=was,
            after=is_now,
        )


def imports_undo(context: Context, import_id: int) -> UndoResult:
    """Take an import back: the picture is that of the imports that remain.

    Raises CasewatchError where there is no such import, or it is taken back already.
    """
    with context.store.writing() as connection:
        batch = _batch(connection, import_id)
        if batch.undone_at is not None:
            raise CasewatchError(_("Import {id} er alt tatt tilbake.").format(id=import_id))
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
    raw = read_file(path, called=options.called)
    read = FileRead(path, raw.sheets)
    if is_gaps_workbook(raw):
        result = import_gaps(context, raw, municipality, options, inspect, partial(second_look, path))
        return annotate(context, read, result) if options.annotate else result
    said = options.normalised(municipality)
    received_at = (options.received_at or context.now()).astimezone(UTC)
    if not options.dry_run:
        unchanged = _came_again(context, raw, profile, said, received_at)
        if unchanged is not None:
            return unchanged
    rulebook = context.rulebook
    understood = understand(
        raw,
        profile,
        Known(rulebook.municipalities, rulebook.bodies),
        Options(options.as_of or context.today(), municipality, options.mapping, options.holds),
        partial(second_look, path),
    )
    facts = FileFacts(
        file=raw.name,
        sha256=raw.sha256,
        encoding=raw.encoding,
        profile_version=profile.version,
        options=said,
        municipality=municipality,
        municipalities=[place.number for place in rulebook.municipalities],
        received_at=received_at,
        recorded_at=received_at,
        as_of=options.as_of or context.today(),
    )
    read = replace(read, places=understood.places)
    holds, file_rows = understood.holds, understood.file_rows
    stored: Stored | None = None
    try:
        with context.store.writing() as connection:
            facts = replace(facts, recorded_at=recording_time(connection, context.now()))
            yardstick = Yardstick.of(rulebook, received_at.astimezone(OSLO).date())
            stored = store_understood(connection, understood, facts, yardstick)
            del understood  # likewise: what is counted next is read from the store
            concerned: list[str | None] = [*stored.municipalities]
            for number in concerned or [municipality]:
                record(connection, facts.recorded_at, context.who, "imported", number, stored.batch_id)
            was, is_now = before_and_after(
                connection,
                rulebook,
                (Cut(before=stored.batch_id), Cut()),
                facts.recorded_at,
                stored.municipalities,
                stored.differ,
                stored.new_ids,
            )
            if inspect is not None:
                inspect(connection)
            if options.dry_run:
                raise _TakenBack
    except _TakenBack:
        pass
    assert stored is not None
    result = ImportResult(
        file=facts.file,
        status="dry-run" if options.dry_run else "stored",
        profile=profile.name,
        sha256=facts.sha256,
        id=None if options.dry_run else stored.batch_id,
        municipalities=tuple(stored.municipalities),
        encoding=facts.encoding,
        holds=holds,
        file_rows=file_rows,
        new=stored.new,
        changed=stored.changed,
        unchanged=stored.unchanged,
        gone=stored.gone,
        rejected=stored.rejected,
        findings=tuple(stored.findings),
        changes=tuple(stored.changes),
        gone_cases=tuple(stored.gone_cases),
        rejected_rows=tuple(stored.rejected_rows),
        before=was,
        after=is_now,
        received_at=facts.received_at,
        recorded_at=facts.recorded_at,
    )
    return annotate(context, read, result) if options.annotate else result


def _came_again(
    context: Context, raw: RawFile, profile: Profile, said: str, received_at: datetime
) -> ImportResult | None:
    """Note the arrival of a file that is the newest standing import again, word for word; None: it is not."""
    with context.store.reading() as connection:
        if same_import(connection, raw.sha256, profile.name, profile.version, said) is None:
            return None
    with context.store.writing() as connection:
        batch = same_import(connection, raw.sha256, profile.name, profile.version, said)
        if batch is None:  # another import came between
            return None
        recorded_at = recording_time(connection, context.now())
        before = overlays_at(connection, Cut())
        insert_arrival(connection, batch.id, raw.name, received_at, recorded_at)
        asked = [*unconfirmed_findings(connection, before, overlays_at(connection, Cut()))]
        for number in batch.values["municipalities"] or [None]:
            record(connection, recorded_at, context.who, "came_again", number, batch.id)
        result = from_batch(batch, "unchanged", [*_findings(connection, batch.id), *asked])
    return replace(
        result,
        file=raw.name,
        new=0,
        changed=0,
        unchanged=result.new + result.changed + result.unchanged,
        gone=0,
        received_at=received_at,
        recorded_at=recorded_at,
    )


def _batch(connection: Connection, import_id: int) -> Batch:
    batch = one_batch(connection, import_id)
    if batch is None:
        raise CasewatchError(
            _("Import {id} finnes ikke. «casewatch imports» viser hvilke som finnes.").format(id=import_id)
        )
    return batch


def _findings(connection: Connection, import_id: int) -> list[Finding]:
    return [Finding(**row) for row in findings_of(connection, import_id)]


@dataclass
class _Compared:
    """The applications an import held, in two states of the store."""

    comparison: Comparison
    vanished: int = 0  # not in the later one
    unchanged: int = 0
    changes: list[FieldChange] = field(default_factory=list)
    differ: list[int] = field(default_factory=list)  # ids of those with changes
    new: list[int] = field(default_factory=list)  # ids of those that only the later one has


def _compared(connection: Connection, before: Cut, after: Cut, import_id: int) -> _Compared:
    held = held_by(connection, import_id)
    names = application_names(connection, held)
    found = _Compared(Comparison(connection, before, after))
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
