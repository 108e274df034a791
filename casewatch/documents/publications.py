"""Published figures, beside what the same question gives now, and derived again."""

from typing import Any, Literal

from typing_extensions import TypedDict

from casewatch.documents.figures import Asked, AssessmentDocument, Result

#: Came in, left, another class, other days, or something else that the figure shows.
ChangeKind = Literal["came_in", "left", "class", "days", "details"]


class PartDetails(TypedDict, total=False):
    """What an application gives to a figure beside its class and net days; only what is there."""

    reason: str
    net_days_low: int
    net_days_high: int | None
    outcome_unknown: bool
    total_days: int
    hearing_days: int
    other_authority_days: int
    start_assumed: bool
    type_unknown: bool
    overdue: bool
    at_risk: bool
    letter: bool


_Class = TypedDict("_Class", {"class": str})


class PartOfFigure(PartDetails, _Class):
    """What an application gives to a figure: its class, its counted days where they matter, and the rest."""

    net_days: int | None


class DifferentField(TypedDict):
    """A number that differs; nested ones are named ``open.running``."""

    field: str
    old: Any
    new: Any


class DifferentCase(TypedDict):
    """One application that gives something else to a figure than it did. A side is null where it gives nothing."""

    municipality: str
    case_no: str
    application_no: int
    change: ChangeKind
    old: PartOfFigure | None
    new: PartOfFigure | None


class MeasuredBy(TypedDict):
    """Name, day count, limit and targets of the rule by which figures were published."""

    name: str
    limit_days: int
    share_percent: int
    mean_days: int
    min_cases: int
    day_count: Literal["calendar", "working"]


class AskedAndPublished(Asked):
    """What was asked when figures were published; `known_at` and `recorded_at` are the time it was done."""

    official: bool
    recorded_at: str
    reason: str | None
    definition: int


class PublicationDocument(AskedAndPublished, AssessmentDocument):
    """The JSON of ``assess`` as it was published."""

    id: int


class PublishedDocument(AskedAndPublished):
    """One published figure beside what the same question gives now."""

    id: int
    municipality: str | None
    name: str | None
    superseded_by: int | None
    measured_by: MeasuredBy
    frozen: Result
    now: Result | None
    why_not_now: str | None
    rule_version_now: str | None
    same: bool
    forgotten: int
    differences: list[DifferentField]
    applications: list[DifferentCase]
    definition_now: int
    definition_changed: bool


class DeviatingNumber(TypedDict):
    """A published number that is not derived again as it was published.

    `municipality` is null for the pooled line and for the publication as a whole. The field ``application`` is of the
    case that gives something else; its sides are parts of the figure.
    """

    id: int
    municipality: str | None
    field: str
    case_no: str | None
    application_no: int | None
    published: Any
    derived: Any


class LackingFigure(TypedDict):
    """A published figure that cannot be derived again as a whole: cases behind it were erased (`forget`)."""

    id: int
    municipality: str | None
    forgotten: int


class EarlierPublication(TypedDict):
    """A publication by an earlier definition of the fields: it is not derived again."""

    id: int
    definition: int
    municipalities: list[str]


class VerificationDocument(TypedDict):
    """What deriving every published figure again gave. Of a lacking one only the cases that are left are compared."""

    publications: int
    figures: int
    same: bool
    differences: list[DeviatingNumber]
    lacking: list[LackingFigure]
    earlier_definition: list[EarlierPublication]
