"""Storing what a file says: in one transaction, with what it changed."""

from array import array
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime

import orjson
from sqlalchemy import Connection

from casewatch.core.fold import ADDITIVE, Change, fold
from casewatch.intake.tables import Finding, ReadRow, RejectedRow, Understood
from casewatch.language import _, show_date
from casewatch.services.cases.confirming import unconfirmed_findings
from casewatch.services.importing.leaving_out import leave_out_forgotten
from casewatch.services.importing.outcome import FieldChange, GoneCase, RejectedCase
from casewatch.services.importing.placing import Placed, place, take_out_unreceived, unreceived_findings
from casewatch.services.importing.suspecting import BeforeAndAfter, Suspecting, Yardstick
from casewatch.store import importing as writing
from casewatch.store.bulk import without_gc
from casewatch.store.changes import StoreComparison
from casewatch.store.gone import Judges, missing_from
from casewatch.store.moved import hint_moved, note_moved
from casewatch.store.standing import Cut, StandingImport, standing_imports
from casewatch.store.tables.imports import application, import_batch, version


@dataclass(frozen=True)
class FileFacts:
    """What is known of a file beside what it says."""

    file: str
    sha256: str
    encoding: str | None
    profile_version: str
    options: str  # JSON, normalised: see ImportOptions.normalised
    municipality: str | None  # number, from the option
    municipalities: Collection[str]  # numbers of all that are measured
    received_at: datetime
    recorded_at: datetime
    as_of: date


@dataclass
class Stored:
    """What an import did."""

    batch_id: int
    municipalities: list[str]
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0
    findings: list[Finding] = field(default_factory=list)
    changes: list[FieldChange] = field(default_factory=list)
    gone_cases: list[GoneCase] = field(default_factory=list)
    rejected_rows: list[RejectedCase] = field(default_factory=list)
    new_ids: list[int] = field(default_factory=list)
    differ: set[int] = field(default_factory=set)  # ids of those known before that may look otherwise now

    @property
    def gone(self) -> int:
        """How many are missing."""
        return len(self.gone_cases)

    def counts(self) -> dict[str, int]:
        """The counts as columns of the import; its rows are their sum."""
        counts = {"new": self.new, "changed": self.changed, "unchanged": self.unchanged, "rejected": self.rejected}
        return counts | {"gone": self.gone, "rows": sum(counts.values())}


def store_understood(
    connection: Connection, understood: Understood, facts: FileFacts, yardstick: Yardstick | None = None
) -> Stored:
    """Write an import and all it held, inside the caller's transaction, and tell what it changed.

    A dry run is this and a rollback. With a yardstick it is told as well what looks wrong in the applications.
    """
    with without_gc():
        understood = leave_out_forgotten(connection, understood, facts.municipalities)
        batch_id = writing.next_id(connection, import_batch)
        placed = place(connection, understood.rows, writing.next_id(connection, application))
        twice = {(row.municipality, row.case_key, row.application_no): row for row in reversed(placed.ambiguous)}
        unreceived = take_out_unreceived(connection, placed)
        rejected = [*understood.rejected, *(_as_rejected(row) for row in (*twice.values(), *unreceived))]
        stored = Stored(batch_id, _concerned(understood, facts), rejected=len(rejected))
        stored.rejected_rows = [
            RejectedCase(row.municipality, row.case_no, row.application_no, row.sheet, row.row) for row in rejected
        ]
        stored.findings = [
            *understood.findings,
            *(_ambiguous(row) for row in placed.ambiguous),
            *unreceived_findings(unreceived),
        ]
        writing.insert_batch(connection, _batch_values(understood, facts, stored))
        writing.insert_applications(connection, placed.new_identities)
        _write_contents(connection, batch_id, placed)
        _write_rejections(connection, batch_id, rejected)
        _compare(connection, understood, placed, stored, yardstick)
        writing.count_batch(connection, batch_id, stored.counts())
        writing.insert_findings(connection, batch_id, [asdict(finding) for finding in stored.findings])
        return stored


def _concerned(understood: Understood, facts: FileFacts) -> list[str]:
    """The municipalities a file concerns: of its rows, rejected ones too where known, and the one it was read for."""
    concerned = {row.municipality for row in understood.rows}
    rejected = {row.municipality for row in understood.rejected if row.municipality is not None}
    concerned |= rejected & set(facts.municipalities)
    if facts.municipality is not None:
        concerned.add(facts.municipality)
    return sorted(concerned)


def _batch_values(understood: Understood, facts: FileFacts, stored: Stored) -> dict[str, object]:
    received = [day for row in understood.rows if (day := row.content.get("received"))]
    return {
        "id": stored.batch_id,
        "file": facts.file,
        "sha256": facts.sha256,
        "municipality": stored.municipalities[0] if len(stored.municipalities) == 1 else None,
        "municipalities": orjson.dumps(stored.municipalities).decode(),
        "profile": understood.profile,
        "profile_version": facts.profile_version,
        "options": facts.options,
        "encoding": facts.encoding,
        "holds": understood.holds,
        "fields": orjson.dumps(sorted(understood.fields)).decode(),
        "shared_series": understood.shared_series,
        "file_rows": understood.file_rows,
        "as_of": facts.as_of.isoformat(),
        "earliest_received": min(received, default=None),
        "received_at": facts.received_at,
        "recorded_at": facts.recorded_at,
        "annotated": None,
        **stored.counts(),
    }


def _write_contents(connection: Connection, batch_id: int, placed: Placed) -> None:
    """Versions that are not there yet, and a sighting of every row."""
    rows, identities, versions = placed.rows, placed.identities, array("q", placed.same_version)
    first_new = placed.new_identities[0][0] if placed.new_identities else None
    layout_of = _layouts(connection, rows)
    known_before = [
        identity
        for identity, same in zip(identities, versions, strict=True)
        if not same and (first_new is None or identity < first_new)
    ]
    stored = writing.known_versions(connection, known_before)
    following = writing.next_id(connection, version)

    def new_versions() -> Iterator[tuple[int, int, int, str, str]]:
        nonlocal following
        for at, row in enumerate(rows):
            if versions[at]:
                continue
            text = writing.canonical(row.content)
            digest = writing.content_hash(text)
            known = stored.get((identities[at], digest))
            versions[at] = following if known is None else known
            if known is None:
                yield following, identities[at], layout_of[tuple(row.content)], digest, text.decode()
                following += 1

    writing.insert_versions(connection, new_versions())
    writing.insert_sightings(
        connection,
        (
            (batch_id, identities[at], versions[at], layout_of[tuple(row.content)], row.sheet, row.row)
            for at, row in enumerate(rows)
        ),
    )


def _layouts(connection: Connection, rows: list[ReadRow]) -> dict[tuple[str, ...], int]:
    """Layout id per tuple of keys, in whatever order a content has them."""
    names: dict[tuple[str, ...], str] = {}
    wanted: set[tuple[str, bool]] = set()
    for row in rows:
        keys = tuple(row.content)
        if keys not in names:
            additive = bool(row.content.get(ADDITIVE))
            names[keys] = orjson.dumps(sorted(keys)).decode()
            wanted.add((names[keys], additive))
    ids = writing.layout_ids(connection, wanted) if wanted else {}
    return {keys: ids[name] for keys, name in names.items()}


def _write_rejections(connection: Connection, batch_id: int, rejected: list[RejectedRow]) -> None:
    named = [(row.municipality, row.case_key) for row in rejected if row.municipality and row.case_key]
    known = writing.sole_applications(connection, named)
    writing.insert_rejections(
        connection,
        [
            {
                "batch_id": batch_id,
                "municipality": row.municipality,
                "case_key": row.case_key,
                "case_no": row.case_no,
                "application_no": row.application_no,
                "application_id": known.get((row.municipality, row.case_key, row.application_no)),
                "sheet": row.sheet,
                "row": row.row,
                "content": writing.canonical(row.content).decode(),
            }
            for row in rejected
        ],
    )


def _compare(
    connection: Connection, understood: Understood, placed: Placed, stored: Stored, yardstick: Yardstick | None
) -> None:
    """Count what is new, changed, unchanged and gone, and remark on dates that moved and cases that left."""
    if understood.shared_series or writing.shared_series_known(connection):
        writing.mark_shared(connection, {row.case_key for row in placed.rows})
    after = Cut()
    comparison = StoreComparison(connection, Cut(before=stored.batch_id), after)
    first_new = placed.new_identities[0][0] if placed.new_identities else None
    overlaid = comparison.overlaid()
    row_of = {
        identity: at
        for at, identity in enumerate(placed.identities)
        if first_new is None or identity < first_new
        if not placed.same_version[at] or identity in overlaid
    }
    stored.differ = set(overlaid)
    stored.new_ids = [identity for identity, *_place in placed.new_identities]
    moved: list[int] = []
    told: dict[int, BeforeAndAfter] = {}
    numbers = writing.application_names(connection, row_of)
    for difference in comparison.of(row_of):
        row = placed.rows[row_of[difference.application_id]]
        if difference.before is None:
            stored.new_ids.append(difference.application_id)
            told[difference.application_id] = BeforeAndAfter(row, None, difference.after or {})
            continue
        if not difference.changes:
            continue
        stored.changed += 1
        stored.differ.add(difference.application_id)
        told[difference.application_id] = BeforeAndAfter(row, difference.before, difference.after or {})
        number = numbers[difference.application_id][2]
        stored.changes.extend(field_changes(row.municipality, row.case_no, number, difference.changes))
        if difference.moved:
            moved.append(difference.application_id)
            stored.findings.extend(_moved(code, row, difference.changes) for code in difference.moved)
    stored.new = len(stored.new_ids)
    stored.unchanged = len(placed.rows) - stored.new - stored.changed
    note_moved(connection, moved)
    imports = standing_imports(connection, after)
    this = next(each for each in imports if each.id == stored.batch_id)
    if any(each.rank > this.rank and each.municipalities & this.municipalities for each in imports):
        hint_moved(connection, placed.identities)  # it speaks before others: any step of the history may be another
    stored.findings.extend(_left(connection, comparison, placed, stored))
    stored.findings.extend(unconfirmed_findings(connection, comparison.over_before, comparison.over_after, placed))
    stored.gone_cases = gone_cases(connection, comparison, imports, this)
    if yardstick is not None:
        if first_new is not None:
            first_seen = zip(placed.identities, placed.rows, strict=True)
            told |= {
                one: BeforeAndAfter(row, None, fold((row.content,))) for one, row in first_seen if one >= first_new
            }
        search = Suspecting(connection, placed, comparison, told, imports, this, yardstick)
        stored.findings.extend(search.findings(understood.vendor_days))


def gone_cases(
    connection: Connection,
    comparison: StoreComparison,
    imports: list[StandingImport],
    this: StandingImport,
) -> list[GoneCase]:
    """The applications that an import should hold and lacks, by municipality and id; `imports`: those that stood."""
    judge, missing = Judges(this.holds, [this]), sorted(missing_from(connection, imports, this))
    names = writing.application_names(connection, missing)
    found = []
    for difference in comparison.of(missing):
        seen = difference.after
        if seen is not None and judge.should_hold(seen):
            municipality, case_key, number = names[difference.application_id]
            found.append(GoneCase(municipality, seen.get("case_no") or case_key, number))
    return sorted(found, key=lambda case: case.municipality)


def field_changes(municipality: str, case_no: str, number: int, changes: list[Change]) -> list[FieldChange]:
    """Changes of one application as they are shown."""
    return [FieldChange(municipality, case_no, number, change.field, change.old, change.new) for change in changes]


def _left(connection: Connection, comparison: StoreComparison, placed: Placed, stored: Stored) -> Iterator[Finding]:
    """A remark for every application that this import closed because its case number arrived elsewhere."""
    before, after = comparison.over_before.closed, comparison.over_after.closed
    closed = sorted(after.keys() - before.keys())
    if not closed:
        return
    names = writing.application_names(connection, closed)
    row_of = dict(zip(placed.identities, placed.rows, strict=True))
    for difference in comparison.of(closed):
        old, new = difference.before, difference.after
        sight = after[difference.application_id]
        row = row_of.get(sight.application)
        if new is None or row is None or new.get("outcome") != "transferred" or old is None:
            continue
        text = _(
            "Sak {case_no} sto i kommune {old} og står nå i kommune {new}. "
            "Søknaden i {old} er avsluttet som overført {day}."
        )
        message = text.format(
            case_no=row.case_no,
            old=names[difference.application_id][0],
            new=row.municipality,
            day=show_date(date.fromisoformat(sight.day)),
        )
        yield Finding("warning", "transferred", message, row.sheet, row.row, None, "municipality", row.case_no)


def _moved(code: str, row: ReadRow, changes: list[Change]) -> Finding:
    name = "decided" if code == "decided_moved" else "complete"
    change = next(each for each in changes if each.field == name)
    texts: Mapping[str, str] = {
        "complete_moved": _("Sak {case_no} er avgjort, men komplett dato er flyttet fra {old} til {new}. Stemmer det?"),
        "decided_moved": _("Sak {case_no} er avgjort, men vedtaksdato er flyttet fra {old} til {new}. Stemmer det?"),
        "complete_withdrawn": _("Sak {case_no} er avgjort, men komplett dato {old} er fjernet. Stemmer det?"),
    }
    message = texts[code].format(case_no=row.case_no, old=_day(change.old), new=_day(change.new))
    return Finding("warning", code, message, row.sheet, row.row, None, name, row.case_no)


def _day(value: str | None) -> str:
    return show_date(date.fromisoformat(value)) if value else ""


def _as_rejected(row: ReadRow) -> RejectedRow:
    return RejectedRow(row.municipality, row.case_no, row.case_key, row.application_no, row.content, row.sheet, row.row)


def _ambiguous(row: ReadRow) -> Finding:
    message = _("Sak {case_no}, søknad {number} står flere ganger med ulikt innhold. Ingen av radene er lest inn.")
    message = message.format(case_no=row.case_no, number=row.application_no)
    return Finding("error", "ambiguous_application", message, row.sheet, row.row, None, None, row.case_no)
