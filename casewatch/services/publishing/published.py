"""Published figures beside what the same question gives now, and the proof that they can be derived again."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from casewatch.documents.figures import Result
from casewatch.documents.publications import (
    DeviatingNumber,
    DifferentCase,
    DifferentField,
    EarlierPublication,
    LackingFigure,
    PublishedDocument,
    VerificationDocument,
)
from casewatch.errors import CasewatchError
from casewatch.language import _
from casewatch.services.asking.context import Context
from casewatch.services.asking.selecting import Selectors, find_municipality
from casewatch.services.figures.assess import Assessment, assess
from casewatch.services.publishing.behind import behind, changes
from casewatch.services.publishing.publish import DEFINITION, document, question_json
from casewatch.store.importing import application_names
from casewatch.store.publications import Part, Publication, publications, published_parts
from casewatch.store.tombstones import erased_cases

#: Fields of a result that say nothing of the applications: another export or name makes no other figure.
_BESIDE = ("municipality", "name", "last_import")
#: Counts by reason, where a reason that nothing has is not listed.
_REASONS = ("out_of_scope", "held_out")


@dataclass(frozen=True)
class PublishedFigure:
    """One published figure beside what the same question gives now."""

    publication: Publication
    published: Result
    superseded_by: int | None  # the next publication of the same figure
    now: Result | None  # None: the question can no longer be asked
    why_not_now: str | None
    rule_version_now: str | None
    same: bool = False  # whether the same question gives the same numbers
    forgotten: int = 0  # cases of the municipality that were known when it was published and are erased since
    then: Result | None = None  # what `differences` begin from: `published`, or that by today's definition
    differences: Sequence[DifferentField] = ()  # what the data make: see `definition_changed`
    cases: Sequence[DifferentCase] = ()

    @property
    def definition_changed(self) -> bool:
        """Whether the fields meant something else when it was published.

        What differs is told beside the figure of that time by today's definition then: nothing in the data made the
        rest of the difference. Nothing is told where that figure cannot be derived.
        """
        return self.publication.question.definition != DEFINITION

    def to_json(self) -> PublishedDocument:
        """As ``published --format json`` has it."""
        question = self.publication.question
        return {
            "id": self.publication.id,
            "municipality": self.published["municipality"],
            "name": self.published["name"],
            **question_json(self.publication),
            "superseded_by": self.superseded_by,
            "measured_by": question.measured_by,
            "frozen": self.published,
            "now": self.now,
            "why_not_now": self.why_not_now,
            "rule_version_now": self.rule_version_now,
            "same": self.same,
            "forgotten": self.forgotten,
            "differences": list(self.differences),
            "applications": list(self.cases),
            "definition_now": DEFINITION,
            "definition_changed": self.definition_changed,
        }


def published(
    context: Context, municipalities: Sequence[str] = (), only: Collection[int] | None = None
) -> list[PublishedFigure]:
    """Every published figure, newest first, beside what the same period, rule and as-of day give now.

    With municipalities (numbers or names) only theirs; the pooled line is shown where there are several and none was
    asked for. `only`: the ids of those publications alone. Raises CasewatchError for a municipality that is neither in
    the rules nor among the published figures.
    """
    with context.store.reading() as connection:
        kept = publications(connection)
    known = {result["municipality"] for each in kept for result in each.results}
    wanted = {text if text in known else find_municipality(context.rulebook, text).number for text in municipalities}
    newer: dict[tuple[Any, ...], int] = {}
    answers: dict[Selectors, _Answer] = {}
    shown: list[PublishedFigure] = []
    for done, each in enumerate(kept):
        context.progress(_("Regner ut på nytt"), done, len(kept))
        chosen = only is None or each.id in only
        lines = [result for result in each.results if chosen and (not wanted or result["municipality"] in wanted)]
        if chosen and not wanted and len(each.results) > 1:
            lines.append(each.region)
        if lines:
            asked = _asked_now(context, each)
            if asked not in answers:
                answers[asked] = _answer(context, asked)
            shown += _beside_now(context, each, lines, answers[asked], newer)
        newer |= dict.fromkeys(_keys(each), each.id)
    context.progress(_("Ferdig"), len(kept), len(kept))
    return shown


def verify(context: Context) -> VerificationDocument:
    """Derive every published figure again, at its known-at and with the rules in force then, and compare all of it.

    Left out are those of an earlier definition: what their fields meant is not derived any more.
    """
    with context.store.reading() as connection:
        kept = publications(connection)
    deviations: list[DeviatingNumber] = []
    lacking: list[LackingFigure] = []
    earlier: list[EarlierPublication] = []
    for done, each in enumerate(kept):
        context.progress(_("Regner ut på nytt"), done, len(kept))
        if each.question.definition == DEFINITION:
            deviations += _deviations(context, each, lacking)
        else:
            definition, municipalities = each.question.definition, list(each.municipalities)
            earlier.append({"id": each.id, "definition": definition, "municipalities": municipalities})
    context.progress(_("Ferdig"), len(kept), len(kept))
    return {
        "publications": len(kept),
        "figures": sum(len(each.results) for each in kept),
        "same": not deviations,
        "differences": deviations,
        "lacking": lacking,
        "earlier_definition": earlier,
    }


@dataclass(frozen=True)
class _Answer:
    """What a question gives, or why it gives nothing."""

    found: Assessment | None = None
    parts: Mapping[int, Part] = field(default_factory=dict)
    why_not: str | None = None

    def results(self, municipalities: int) -> dict[str | None, Result]:
        """By number; the pooled one (None) only where it is of so many."""
        if self.found is None:
            return {}
        results: dict[str | None, Result] = {each["municipality"]: each for each in self.found.results}
        if len(results) == municipalities:
            results[None] = self.found.document["region"]
        return results


def _asked_then(publication: Publication) -> Selectors:
    """The question as it was asked, of what was known then."""
    question = publication.question
    return Selectors(
        question.as_of, publication.recorded_at, question.period, publication.municipalities, question.rule
    )


def _asked_now(context: Context, publication: Publication) -> Selectors:
    """The same question, of those of its municipalities that the rules still know."""
    known = {place.number for place in context.rulebook.municipalities}
    question = publication.question
    still = tuple(number for number in publication.municipalities if number in known)
    return Selectors(question.as_of, None, question.period, still, question.rule)


def _answer(context: Context, asked: Selectors) -> _Answer:
    if not asked.municipalities:
        return _Answer(why_not=_("kommunen står ikke lenger i reglene"))
    try:
        found = assess(context, asked)
    except CasewatchError as error:
        return _Answer(why_not=str(error))
    return _Answer(found, behind(found.frame, found.period))


def _keys(publication: Publication) -> Iterator[tuple[Any, ...]]:
    """What makes two published figures the same one: who, which days, by which rule."""
    question = publication.question
    for who in (*publication.municipalities, publication.municipalities):
        yield who, question.first, question.last, question.rule


def _beside_now(
    context: Context,
    publication: Publication,
    lines: Sequence[Result],
    now: _Answer,
    newer: Mapping[tuple[Any, ...], int],
) -> Iterator[PublishedFigure]:
    results = now.results(len(publication.results))
    version = now.found.frame.ruling.rule.version if now.found is not None else None
    # Where the fields meant something else, the figure as it would have been published by what they mean today.
    then = None
    if publication.question.definition != DEFINITION and now.found is not None:
        then = _answer(context, _asked_then(publication))
    bases = {line["municipality"]: line for line in lines} if then is None else then.results(len(publication.results))
    changed = _case_changes(context, publication, now, then) if now.found is not None else []
    question, erased = publication.question, _erased_since(context, publication)
    for result in lines:
        number = result["municipality"]
        current, base = results.get(number), bases.get(number)
        who = publication.municipalities if number is None else number
        why_not = None
        if current is None:
            why_not = now.why_not or _("kommunen står ikke lenger i reglene")
        yield PublishedFigure(
            publication=publication,
            published=result,
            superseded_by=newer.get((who, question.first, question.last, question.rule)),
            now=current,
            why_not_now=why_not,
            rule_version_now=version,
            same=current is not None and not list(_differences(_figure(result), _figure(current))),
            forgotten=erased.get(number, 0) if number is not None else sum(erased.values()),
            then=base,
            differences=list(_differences(_figure(base), _figure(current))) if base and current else (),
            cases=[each for each in changed if number in (None, each["municipality"])] if base and current else (),
        )


def _erased_since(context: Context, publication: Publication) -> dict[str, int]:
    """Per municipality of a publication how many cases were known as it was made and are erased now."""
    with context.store.reading() as connection:
        erased = erased_cases(connection, publication.recorded_at).since(publication.question.as_of)
    return {number: erased[number] for number in publication.municipalities if number in erased}


def _case_changes(
    context: Context, publication: Publication, now: _Answer, then: _Answer | None = None
) -> list[DifferentCase]:
    """What applications give now beside what they gave as it was published, or to `then`."""
    with context.store.reading() as connection:
        then_parts = published_parts(connection, publication.id) if then is None else then.parts
        other = [each for each in then_parts.keys() | now.parts.keys() if then_parts.get(each) != now.parts.get(each)]
        names = application_names(connection, sorted(other))
    return changes(then_parts, now.parts, names)


def _figure(result: Result) -> dict[str, object]:
    return {name: value for name, value in result.items() if name not in _BESIDE}


def _differences(old: Mapping[str, object], new: Mapping[str, object]) -> Iterator[DifferentField]:
    """Where two results differ. A field the program has learnt since is no difference."""
    for name, before in old.items():
        after = new.get(name)
        if isinstance(before, Mapping) and isinstance(after, Mapping):
            for part in dict.fromkeys((*before, *after)) if name in _REASONS else before:
                one, other = before.get(part, 0), after.get(part, 0)
                if one != other:
                    yield {"field": f"{name}.{part}", "old": one, "new": other}
        elif before != after:
            yield {"field": name, "old": before, "new": after}


def _deviations(context: Context, publication: Publication, lacking: list[LackingFigure]) -> Iterator[DeviatingNumber]:
    """What is not derived as it was published; figures that lack erased cases are noted in `lacking` instead."""

    def deviating(
        number: str | None, name: str, old: object, new: object, case: DifferentCase | None = None
    ) -> DeviatingNumber:
        return {
            "id": publication.id,
            "municipality": number,
            "field": name,
            "case_no": case and case["case_no"],
            "application_no": case and case["application_no"],
            "published": old,
            "derived": new,
        }

    then = _answer(context, _asked_then(publication))
    if then.found is None:
        yield deviating(None, "derivation", None, then.why_not)
        return
    published_document, derived_document = document(publication), then.found.document
    for name in ("rule_version", "from", "to", "official"):
        if published_document[name] != derived_document[name]:
            yield deviating(None, name, published_document[name], derived_document[name])
    derived = then.results(len(publication.results))
    for result in (*publication.results, publication.region):
        number = result["municipality"]
        again = derived.get(number)
        if again is not None and again["forgotten"]:
            lacking.append({"id": publication.id, "municipality": number, "forgotten": again["forgotten"]})
            continue
        for each in _differences(result, again or {}):
            yield deviating(number, each["field"], each["old"], each["new"])
    for change in _case_changes(context, publication, then):
        yield deviating(change["municipality"], "application", change["old"], change["new"], change)
