"""What became of files that were read."""

from collections.abc import Sequence
from typing import Literal

from typing_extensions import TypedDict

from casewatch.documents.figures import PreviewedFigure

Status = Literal["stored", "unchanged", "dry-run", "refused"]
#: What a field holds: an ISO date, a code, yes/no, a number, or pauses as ``[sent, answered, party]``.
FieldValue = str | int | bool | list[list[str | None]] | None


class FindingOfFile(TypedDict):
    """A remark on a file, with its place."""

    severity: Literal["error", "warning", "info"]
    code: str
    message: str
    sheet: str | None
    row: int | None
    column: str | None
    field: str | None
    case_no: str | None


class NamedCase(TypedDict):
    """An application."""

    municipality: str
    case_no: str
    application_no: int


class ChangedField(NamedCase):
    """One field of an application that an import changed."""

    field: str
    old: FieldValue
    new: FieldValue


class UnreadCase(TypedDict):
    """An application that could not be read, so far as it can be named, and where it stands."""

    municipality: str | None
    case_no: str | None
    application_no: int | None
    sheet: str | None
    row: int


class ImportDocument(TypedDict):
    """What became of one file: rows = new + changed + unchanged + rejected.

    `annotated` is where the copy with remarks is, as long as it is kept: its path; in the API its address.
    """

    id: int | None
    file: str
    sha256: str | None
    municipality: str | None
    municipalities: list[str]
    profile: str
    encoding: str | None
    holds: str | None
    status: Status
    rows: int
    file_rows: int
    new: int
    changed: int
    unchanged: int
    gone: int
    rejected: int
    findings: list[FindingOfFile]
    annotated: str | None
    changes: list[ChangedField]
    gone_cases: list[NamedCase]
    rejected_rows: list[UnreadCase]
    before: list[PreviewedFigure]
    after: list[PreviewedFigure]
    corrections: list[int]
    received_at: str | None
    recorded_at: str | None
    undone_at: str | None


class ImportsDocument(TypedDict):
    """Imports, by id."""

    imports: list[ImportDocument]


class UndoneImport(TypedDict):
    """What taking an import back did to the applications it held."""

    id: int
    file: str
    status: Literal["undone"]
    vanished: int
    changed: int
    unchanged: int


#: Municipality, case, application, sheet, row, three milestones as ISO dates, and whether it is new.
HeldRow = tuple[str, str, int, str | None, int, str | None, str | None, str | None, bool]
#: Severity, sheet, row, column, header, case, what is wrong, and what to do.
RemarkRow = tuple[str, str | None, int | None, str | None, str, str | None, str, str]


class ReceiptDocument(TypedDict):
    """What an import did, case by case, for its page: `message` where the file was refused, findings as remarks.

    `status` is ``answers`` for a workbook of answers; `first`: municipalities that no other import had told of.
    """

    status: Status | Literal["answers"]
    message: str
    result: ImportDocument
    cases: Sequence[HeldRow]
    remarks: Sequence[RemarkRow]
    first: list[str]


class PreviewDocument(ReceiptDocument):
    """What a waiting file would do: as long as it is that day, and nothing was recorded since the revision."""

    revision: str | None
    day: str
