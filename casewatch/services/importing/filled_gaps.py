"""A filled workbook of gaps, imported: every answered row becomes one correction, all in one transaction.

It is no export. It gets no import number, stands in no list of imports and moves no ``last_import``; each of its
corrections is taken back by its own ID, with ``correct ID --undo``.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection

from casewatch.core.fold import PERSON, Content, Correction, compare, overlay
from casewatch.intake.gaps import FilledGaps, FilledRow, Key, not_known, read_gaps
from casewatch.intake.lines import SecondLook
from casewatch.intake.tables import Finding, RawFile
from casewatch.intake.understanding import Options, ReadAgainst, judging_of
from casewatch.services.asking.context import Context
from casewatch.services.importing.outcome import FieldChange, ImportOptions, ImportResult, Inspect
from casewatch.services.importing.storing import field_changes
from casewatch.store.audit import record
from casewatch.store.clock import recording_time
from casewatch.store.corrections import add_correction
from casewatch.store.known import known

#: What stands in the place of a profile: the workbook is casewatch's own.
PROFILE = "casewatch-gaps"


def import_gaps(
    context: Context,
    raw: RawFile,
    municipality: str | None,
    options: ImportOptions,
    inspect: Inspect | None,
    second_look: SecondLook | None,
) -> ImportResult:
    """Keep what a filled workbook says, as corrections over all imports.

    An answer that is known already changes nothing. A dry run computes everything and keeps nothing; `inspect` may
    look at the store as it would be. Raises CasewatchError for a workbook that cannot be read.
    """
    rulebook = context.rulebook
    today = options.as_of or context.today()
    judging = judging_of(
        raw, rulebook.profile(), ReadAgainst(rulebook.municipalities, rulebook.bodies), Options(today, municipality)
    )
    filled = read_gaps(raw, judging, second_look)
    with context.store.writing(keep=not options.dry_run) as connection:
        result = _keep(connection, filled, recording_time(connection, context.now()), context.who)
        if inspect is not None:
            inspect(connection)
    return replace(
        result,
        file=raw.name,
        status="dry-run" if options.dry_run else "stored",
        corrections=() if options.dry_run else result.corrections,
        sha256=raw.sha256,
        encoding=raw.encoding,
        received_at=(options.received_at or context.now()).astimezone(UTC),
    )


def _keep(connection: Connection, filled: FilledGaps, recorded_at: datetime, who: str) -> ImportResult:
    """Write a correction for every row that says something new, and tell what each changed."""
    places = sorted({row.key[0] for row in filled.rows})
    known = _known(connection, recorded_at, places)
    corrections: list[int] = []
    changes: list[FieldChange] = []
    findings: list[Finding] = []
    unchanged = 0
    for row in filled.rows:
        if row.values and row.key not in known:
            findings.append(not_known(row))
            continue
        values, after = _new(known[row.key][1], row) if row.values else ({}, {})
        if not values:
            unchanged += 1
            continue
        identity, before = known[row.key]
        kept = add_correction(connection, identity, values, row.reason, False, recorded_at)
        corrections.append(kept)
        spoken_of = sorted({name.partition(" ")[0] for name in values})
        record(connection, recorded_at, who, "corrected", row.key[0], kept, fields=spoken_of)
        changes += field_changes(row.key[0], row.case_no, row.key[2], compare(before, after))
    errors, others = [each for each in filled.findings if each.severity == "error"], filled.findings
    return ImportResult(
        file="",
        status="stored",
        profile=PROFILE,
        municipalities=tuple(places),
        holds="part",
        file_rows=filled.file_rows,
        changed=len(corrections),
        unchanged=unchanged,
        rejected=filled.rejected + len(findings),
        findings=(*errors, *findings, *(each for each in others if each.severity != "error")),
        changes=tuple(changes),
        recorded_at=recorded_at,
        corrections=tuple(corrections),
    )


def _known(connection: Connection, now: datetime, municipalities: list[str]) -> dict[Key, tuple[int, Content]]:
    """Per application its id and what is known of it, earlier corrections included."""
    seen = known(connection, None, now.date(), municipalities)
    keys = zip(seen.municipality, seen.case_key, seen.application_no, strict=True)
    return dict(zip(keys, zip(seen.application_ids, seen.contents, strict=True), strict=True))


def _new(before: Content, row: FilledRow) -> tuple[Mapping[str, Any], Content]:
    """The answers of a row that are not known already, and what is known with them.

    That `complete` is the recorded day, whatever a letter of defects after it says, is no word of the exports.
    """
    lettered = bool(before.get("deficiency")) and "complete" not in before.get(PERSON, ())
    values = {
        name: value
        for name, value in row.values.items()
        if (lettered and name == "complete") or compare(before, _without_person(before, {name: value}))
    }
    return values, _without_person(before, values)


def _without_person(before: Content, values: Mapping[str, Any]) -> Content:
    """What is known with some answers laid over, so that only what changed differs."""
    after = dict(overlay(before, [Correction(0, values)]))
    if PERSON in before:
        after[PERSON] = before[PERSON]
    else:
        after.pop(PERSON, None)
    return after
