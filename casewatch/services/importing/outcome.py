"""What is asked of an import and what came of it, in the shape of ``import --format json``."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import Connection

from casewatch.documents.figures import PreviewedFigure
from casewatch.documents.imports import ImportDocument, ImportsDocument, Status
from casewatch.errors import CasewatchError
from casewatch.intake.tables import Finding, Holds
from casewatch.store.batches import Batch

#: Looks at the store as it would be, inside the transaction of a dry run or an import, before it ends.
Inspect = Callable[[Connection], None]


@dataclass(frozen=True)
class ImportOptions:
    """The options of ``import``; every file of one call is read with the same ones."""

    municipality: str | None = None  # number, name or alias
    profile: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)  # header as written -> field
    holds: Holds | None = None  # None: as the profile says
    dry_run: bool = False
    as_of: date | None = None  # for `date_in_future` alone; None: today
    received_at: datetime | None = None  # None: now
    annotate: bool = True  # whether a copy with remarks is wanted where there is something to remark on
    called: str | None = None  # what the sender calls the file, where it lies under another name

    def normalised(self, municipality: str | None) -> str:
        """What decides, beside bytes and profile, how a file is understood: one JSON text for equal options."""
        said = {"municipality": municipality, "mapping": dict(self.mapping), "holds": self.holds}
        return orjson.dumps(said, option=orjson.OPT_SORT_KEYS).decode()


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of one application that an import or its undo changed."""

    municipality: str
    case_no: str
    application_no: int
    field: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class GoneCase:
    """An application that this import should hold and does not."""

    municipality: str
    case_no: str
    application_no: int


@dataclass(frozen=True, slots=True)
class RejectedCase:
    """An application that could not be read, so far as it can be named, and where it stands."""

    municipality: str | None
    case_no: str | None
    application_no: int | None
    sheet: str | None
    row: int


@dataclass(frozen=True)
class ImportResult:
    """What became of one file. Of the counts, `rows` = `new` + `changed` + `unchanged` + `rejected`."""

    file: str
    status: Status
    profile: str
    sha256: str | None = None
    id: int | None = None  # of the standing import where the file is unchanged; None after a dry run or a refusal
    municipalities: tuple[str, ...] = ()
    encoding: str | None = None
    holds: str | None = None
    file_rows: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: int = 0
    rejected: int = 0
    findings: tuple[Finding, ...] = ()
    annotated: str | None = None  # path of the copy with remarks
    not_annotated: str | None = None  # why it could not be written, for people
    changes: tuple[FieldChange, ...] = ()  # field by field, of the changed applications
    gone_cases: tuple[GoneCase, ...] = ()
    rejected_rows: tuple[RejectedCase, ...] = ()
    before: tuple[PreviewedFigure, ...] = ()  # the indicator, one entry per municipality concerned: see previewing
    after: tuple[PreviewedFigure, ...] = ()
    refusal: CasewatchError | None = None  # why nothing of the file was read; among the findings in words
    corrections: tuple[int, ...] = ()  # of a filled workbook of gaps: their ids
    received_at: datetime | None = None
    recorded_at: datetime | None = None
    undone_at: datetime | None = None

    @property
    def rows(self) -> int:
        """How many applications the file held, rejected ones included."""
        return self.new + self.changed + self.unchanged + self.rejected

    @property
    def municipality(self) -> str | None:
        """The only municipality it concerns, or None."""
        return self.municipalities[0] if len(self.municipalities) == 1 else None

    def to_json(self) -> ImportDocument:
        """One element of ``imports`` in the JSON of the contract, with the changes beside."""
        return {
            "id": self.id,
            "file": self.file,
            "sha256": self.sha256,
            "municipality": self.municipality,
            "municipalities": list(self.municipalities),
            "profile": self.profile,
            "encoding": self.encoding,
            "holds": self.holds,
            "status": self.status,
            "rows": self.rows,
            "file_rows": self.file_rows,
            "new": self.new,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "gone": self.gone,
            "rejected": self.rejected,
            "findings": as_json(self.findings),
            "annotated": self.annotated,
            "changes": as_json(self.changes),
            "gone_cases": as_json(self.gone_cases),
            "rejected_rows": as_json(self.rejected_rows),
            "before": list(self.before),
            "after": list(self.after),
            "corrections": list(self.corrections),
            "received_at": _iso(self.received_at),
            "recorded_at": _iso(self.recorded_at),
            "undone_at": _iso(self.undone_at),
        }


@dataclass(frozen=True)
class ImportReport:
    """What became of all files of a call."""

    results: tuple[ImportResult, ...]

    @property
    def exit_code(self) -> int:
        """2: a file was refused; 3: all were read, but some rows rejected; else 0."""
        if any(result.status == "refused" for result in self.results):
            return 2
        return 3 if any(result.rejected for result in self.results) else 0

    def to_json(self) -> ImportsDocument:
        """The JSON of ``import --format json``."""
        return {"imports": [result.to_json() for result in self.results]}


def from_batch(
    batch: Batch, status: Status, findings: Sequence[Finding] = (), changes: Sequence[FieldChange] = ()
) -> ImportResult:
    """The result of an import as it was recorded."""
    values = batch.values
    return ImportResult(
        file=values["file"],
        status=status,
        profile=values["profile"],
        sha256=values["sha256"],
        id=batch.id,
        municipalities=tuple(values["municipalities"]),
        encoding=values["encoding"],
        holds=values["holds"],
        file_rows=values["file_rows"],
        new=values["new"],
        changed=values["changed"],
        unchanged=values["unchanged"],
        gone=values["gone"],
        rejected=values["rejected"],
        findings=tuple(findings),
        annotated=_still_there(values["annotated"]),
        changes=tuple(changes),
        received_at=values["received_at"],
        recorded_at=values["recorded_at"],
        undone_at=batch.undone_at,
    )


def as_json(values: Sequence[Any]) -> list[Any]:
    """Findings, changes or cases as the documents have them: field by field."""
    return [asdict(each) for each in values]


def _still_there(path: str | None) -> str | None:
    """The path of an annotated copy as long as there is one: it is removed after some days."""
    return path if path is not None and Path(path).is_file() else None


def _iso(when: datetime | None) -> str | None:
    # To the last digit: asked as --known-at, the time of an import sees that import.
    return None if when is None else when.astimezone(UTC).isoformat().replace("+00:00", "Z")
