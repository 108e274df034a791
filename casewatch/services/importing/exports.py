"""An export, imported: understood, stored in one transaction with what it changed, and told of."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from casewatch.core.periods import OSLO
from casewatch.core.reference import Profile
from casewatch.intake.lines import SecondLook
from casewatch.intake.tables import Finding, RawFile, TablePlace
from casewatch.intake.understanding import Options, ReadAgainst, understand
from casewatch.services.asking.context import Context
from casewatch.services.cases.confirming import unconfirmed_findings
from casewatch.services.importing.outcome import ImportOptions, ImportResult, Inspect, from_batch
from casewatch.services.importing.previewing import before_and_after
from casewatch.services.importing.storing import FileFacts, store_understood
from casewatch.services.importing.suspecting import Yardstick
from casewatch.store.audit import record
from casewatch.store.batches import findings_of, insert_arrival, one_batch, same_import
from casewatch.store.changes import overlays_at
from casewatch.store.clock import recording_time
from casewatch.store.standing import Cut


def import_export(
    context: Context,
    raw: RawFile,
    profile: Profile,
    municipality: str | None,
    options: ImportOptions,
    inspect: Inspect | None,
    second_look: SecondLook | None,
) -> tuple[ImportResult, Sequence[TablePlace]]:
    """Store what an export says, and tell what that changed and where its tables stand.

    A dry run computes everything and keeps nothing; `inspect` may look at the store as it would be. Of a file that is
    the newest standing import again only the arrival is noted. Raises CasewatchError for one that cannot be used.
    """
    said = options.normalised(municipality)
    received_at = (options.received_at or context.now()).astimezone(UTC)
    if not options.dry_run:
        unchanged = _came_again(context, raw, profile, said, received_at)
        if unchanged is not None:
            return unchanged, ()
    rulebook, as_of = context.rulebook, options.as_of or context.today()
    understood = understand(
        raw,
        profile,
        ReadAgainst(rulebook.municipalities, rulebook.bodies),
        Options(as_of, municipality, options.mapping, options.holds),
        second_look,
    )
    places = understood.places
    with context.store.writing(keep=not options.dry_run) as connection:
        recorded_at = recording_time(connection, context.now())
        facts = FileFacts(
            file=raw.name,
            sha256=raw.sha256,
            encoding=raw.encoding,
            profile_version=profile.version,
            options=said,
            municipality=municipality,
            municipalities=[place.number for place in rulebook.municipalities],
            received_at=received_at,
            recorded_at=recorded_at,
            as_of=as_of,
        )
        yardstick = Yardstick.of(rulebook, received_at.astimezone(OSLO).date())
        stored = store_understood(connection, understood, facts, yardstick)
        del understood  # what is counted next is read from the store
        for number in (*stored.municipalities,) or (municipality,):
            record(connection, recorded_at, context.who, "imported", number, stored.batch_id)
        was, is_now = before_and_after(
            connection,
            rulebook,
            (Cut(before=stored.batch_id), Cut()),
            recorded_at,
            stored.municipalities,
            stored.differ,
            stored.new_ids,
        )
        if inspect is not None:
            inspect(connection)
        batch = one_batch(connection, stored.batch_id)
    assert batch is not None
    result = replace(
        from_batch(batch, "dry-run" if options.dry_run else "stored", stored.findings, stored.changes),
        id=None if options.dry_run else stored.batch_id,
        gone_cases=tuple(stored.gone_cases),
        rejected_rows=tuple(stored.rejected_rows),
        before=was,
        after=is_now,
    )
    return result, places


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
        for number in batch.values["municipalities"] or [None]:
            record(connection, recorded_at, context.who, "came_again", number, batch.id)
        findings = [Finding(**row) for row in findings_of(connection, batch.id)]
        findings += unconfirmed_findings(connection, before, overlays_at(connection, Cut()))
    result = from_batch(batch, "unchanged", findings)
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
