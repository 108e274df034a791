"""Published figures beside what the same question gives now, and the proof that they can be derived again."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from casewatch.errors import CasewatchError
from casewatch.language import _
from casewatch.services.assess import Assessment, assess
from casewatch.services.behind import CaseChange, behind, changes
from casewatch.services.context import Context
from casewatch.services.publishing import document, question_json
from casewatch.services.selecting import Selectors, find_municipality
from casewatch.store.importing import application_names
from casewatch.store.publications import Part, Publication, publications, published_parts

#: Fields of a result that say nothing of the applications: another export or name makes no other figure.
_BESIDE = ("municipality", "name", "last_import")
#: Counts by reason, where a reason that nothing has is not listed.
_REASONS = ("out_of_scope", "held_out")


@dataclass(frozen=True)
class FieldDifference:
    """A number that differs; nested ones are named ``open.running``."""

    field: str
    old: Any
    new: Any


@dataclass(frozen=True)
class Shown:
    """One frozen figure beside what the same question gives now."""

    publication: Publication
    frozen: Mapping[str, Any]
    superseded_by: int | None  # the next publication of the same figure
    now: Mapping[str, Any] | None  # None: the question can no longer be asked
    why_not_now: str | None
    rule_version_now: str | None
    differences: Sequence[FieldDifference] = ()
    cases: Sequence[CaseChange] = ()

    @property
    def same(self) -> bool:
        """Whether the same question gives the same numbers."""
        return self.now is not None and not self.differences

    def to_json(self) -> dict[str, Any]:
        """Plain values, as ``published --format json`` prints them."""
        question = self.publication.question
        return {
            "id": self.publication.id,
            "municipality": self.frozen["municipality"],
            "name": self.frozen["name"],
            **question_json(self.publication),
            "superseded_by": self.superseded_by,
            "measured_by": dict(question.measured_by),
            "frozen": dict(self.frozen),
            "now": None if self.now is None else dict(self.now),
            "why_not_now": self.why_not_now,
            "rule_version_now": self.rule_version_now,
            "same": self.same,
            "differences": [asdict(difference) for difference in self.differences],
            "applications": [change.to_json() for change in self.cases],
        }


@dataclass(frozen=True)
class Deviation:
    """A published number that is not derived again as it was published."""

    publication: int
    municipality: str | None  # None: the pooled line, or the publication as a whole
    field: str
    published: Any
    derived: Any
    case: CaseChange | None = None  # with the field ``application``: the one that gives something else

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        case = None if self.case is None else {"case_no": self.case.case_no, "application_no": self.case.application_no}
        return {
            "id": self.publication,
            "municipality": self.municipality,
            "field": self.field,
            **(case or {"case_no": None, "application_no": None}),
            "published": self.published,
            "derived": self.derived,
        }


@dataclass(frozen=True)
class Lacking:
    """A published figure that cannot be derived again as a whole: cases behind it were erased (`forget`)."""

    publication: int
    municipality: str | None  # None: the pooled line
    forgotten: int

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {"id": self.publication, "municipality": self.municipality, "forgotten": self.forgotten}


@dataclass(frozen=True)
class Verification:
    """What deriving every published figure again gave. Of a lacking one only the cases that are left are compared."""

    publications: int
    figures: int
    deviations: list[Deviation] = field(default_factory=list)
    lacking: list[Lacking] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """Plain values, as ``verify --format json`` prints them."""
        return {
            "publications": self.publications,
            "figures": self.figures,
            "same": not self.deviations,
            "differences": [deviation.to_json() for deviation in self.deviations],
            "lacking": [each.to_json() for each in self.lacking],
        }


def published(context: Context, municipalities: Sequence[str] = (), only: Collection[int] | None = None) -> list[Shown]:
    """Every frozen figure, newest first, beside what the same period, rule and as-of day give now.

    With municipalities (numbers or names) only theirs; the pooled line is shown where there are several and none was
    asked for. `only`: the ids of those publications alone. Raises CasewatchError for a municipality that is neither in
    the rules nor among the frozen figures.
    """
    with context.store.reading() as connection:
        kept = publications(connection)
    known = {result["municipality"] for each in kept for result in each.results}
    wanted = {text if text in known else find_municipality(context.rulebook, text).number for text in municipalities}
    newer: dict[tuple[Any, ...], int] = {}
    answers: dict[Selectors, _Now] = {}
    shown: list[Shown] = []
    for done, each in enumerate(kept):
        context.progress(_("Regner ut på nytt"), done, len(kept))
        chosen = only is None or each.id in only
        lines = [result for result in each.results if chosen and (not wanted or result["municipality"] in wanted)]
        if chosen and not wanted and len(each.results) > 1:
            lines.append(each.region)
        if lines:
            asked = _asked_now(context, each)
            if asked not in answers:
                answers[asked] = _now(context, asked)
            shown += _beside_now(context, each, lines, answers[asked], newer)
        newer |= dict.fromkeys(_keys(each), each.id)
    context.progress(_("Ferdig"), len(kept), len(kept))
    return shown


def verify(context: Context) -> Verification:
    """Derive every published figure again, at its known-at and with the rules in force then, and compare all of it."""
    with context.store.reading() as connection:
        kept = publications(connection)
    deviations: list[Deviation] = []
    lacking: list[Lacking] = []
    for done, each in enumerate(kept):
        context.progress(_("Regner ut på nytt"), done, len(kept))
        deviations += _deviations(context, each, lacking)
    context.progress(_("Ferdig"), len(kept), len(kept))
    return Verification(len(kept), sum(len(each.results) for each in kept), deviations, lacking)


@dataclass(frozen=True)
class _Now:
    """What a question gives now, or why it gives nothing."""

    found: Assessment | None = None
    parts: Mapping[int, Part] = field(default_factory=dict)
    why_not: str | None = None


def _asked_now(context: Context, publication: Publication) -> Selectors:
    """The same question, of those of its municipalities that the rules still know."""
    known = {place.number for place in context.rulebook.municipalities}
    question = publication.question
    still = tuple(number for number in publication.municipalities if number in known)
    return Selectors(question.as_of, None, question.period, still, question.rule)


def _now(context: Context, asked: Selectors) -> _Now:
    if not asked.municipalities:
        return _Now(why_not=_("kommunen står ikke lenger i reglene"))
    try:
        found = assess(context, asked)
    except CasewatchError as error:
        return _Now(why_not=str(error))
    return _Now(found, behind(found.frame, found.period))


def _keys(publication: Publication) -> Iterator[tuple[Any, ...]]:
    """What makes two frozen figures the same one: who, which days, by which rule."""
    question = publication.question
    for who in (*publication.municipalities, publication.municipalities):
        yield who, question.first, question.last, question.rule


def _beside_now(
    context: Context,
    publication: Publication,
    lines: Sequence[Mapping[str, Any]],
    now: _Now,
    newer: Mapping[tuple[Any, ...], int],
) -> Iterator[Shown]:
    results: dict[str | None, Mapping[str, Any]] = {}
    version = None
    if now.found is not None:
        results = {result["municipality"]: result for result in now.found.results}
        if len(results) == len(publication.results):
            results[None] = now.found.document["region"]
        version = now.found.frame.ruling.rule.version
    changed = _case_changes(context, publication, now) if now.found is not None else []
    question = publication.question
    for frozen in lines:
        number = frozen["municipality"]
        current = results.get(number)
        who = publication.municipalities if number is None else number
        why_not = None
        if current is None:
            why_not = now.why_not or _("kommunen står ikke lenger i reglene")
        yield Shown(
            publication=publication,
            frozen=frozen,
            superseded_by=newer.get((who, question.first, question.last, question.rule)),
            now=current,
            why_not_now=why_not,
            rule_version_now=version,
            differences=() if current is None else list(_differences(_figure(frozen), _figure(current))),
            cases=[] if current is None else [each for each in changed if number in (None, each.municipality)],
        )


def _case_changes(context: Context, publication: Publication, now: _Now) -> list[CaseChange]:
    with context.store.reading() as connection:
        frozen = published_parts(connection, publication.id)
        other = [each for each in frozen.keys() | now.parts.keys() if frozen.get(each) != now.parts.get(each)]
        names = application_names(connection, sorted(other))
    return changes(frozen, now.parts, names)


def _figure(result: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in result.items() if name not in _BESIDE}


def _differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[FieldDifference]:
    """Where two results differ. A field the program has learnt since is no difference."""
    for name, before in old.items():
        after = new.get(name)
        if isinstance(before, Mapping) and isinstance(after, Mapping):
            for part in dict.fromkeys((*before, *after)) if name in _REASONS else before:
                one, other = before.get(part, 0), after.get(part, 0)
                if one != other:
                    yield FieldDifference(f"{name}.{part}", one, other)
        elif before != after:
            yield FieldDifference(name, before, after)


def _deviations(context: Context, publication: Publication, lacking: list[Lacking]) -> Iterator[Deviation]:
    """What is not derived as it was published; figures that lack erased cases are noted in `lacking` instead."""
    question = publication.question
    asked = Selectors(
        question.as_of, publication.recorded_at, question.period, publication.municipalities, question.rule
    )
    try:
        found = assess(context, asked)
    except CasewatchError as error:
        yield Deviation(publication.id, None, "derivation", None, str(error))
        return
    frozen_document, derived_document = document(publication), found.document
    for name in ("rule_version", "from", "to", "official"):
        if frozen_document[name] != derived_document[name]:
            yield Deviation(publication.id, None, name, frozen_document[name], derived_document[name])
    derived = {result["municipality"]: result for result in (*found.results, derived_document["region"])}
    for frozen in (*publication.results, publication.region):
        number = frozen["municipality"]
        if erased := derived.get(number, {}).get("forgotten", 0):
            lacking.append(Lacking(publication.id, number, erased))
            continue
        for each in _differences(frozen, derived.get(number, {})):
            yield Deviation(publication.id, number, each.field, each.old, each.new)
    for change in _case_changes(context, publication, _Now(found, behind(found.frame, found.period))):
        sides = change.to_json()
        yield Deviation(publication.id, change.municipality, "application", sides["old"], sides["new"], change)
