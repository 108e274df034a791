"""One application as its page shows it: its days, where each date stands, what people said of it, its siblings."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from casewatch.core.cases import DECISION_OUTCOMES, MILESTONES, NOT_TOLD, SCOPE_FIELDS
from casewatch.core.fold import PAUSE_FIELDS, Values
from casewatch.core.identity import normalise_case_no
from casewatch.core.periods import OSLO
from casewatch.core.rules import RuleSet
from casewatch.documents.cases import CaseRow, ExplanationDocument, SourceOfDate
from casewatch.report.data import TimelineChart
from casewatch.services.asking.context import Context
from casewatch.services.asking.selecting import Selectors
from casewatch.services.cases.confirming import question_of_report
from casewatch.services.cases.correcting import correct
from casewatch.services.figures.charting import timeline_chart
from casewatch.services.figures.describing import question_at
from casewatch.services.figures.explaining import Explanation, NoSuchApplication, explain, source_json
from casewatch.store import Cut, standing_imports
from casewatch.store.corrections import holding, unconfirmed
from casewatch.store.known import applications_of_case

#: What a file tells of an application, in the order of its way; pauses are told by themselves.
SOURCE_FIELDS = (
    *MILESTONES,
    "outcome",
    "application_type",
    "legal_limit_weeks",
    *SCOPE_FIELDS,
    "dispensation",
    "plan_id",
)


@dataclass(frozen=True)
class KnownPause:
    """A pause as recorded. `party`: the body's code; dates are ISO texts."""

    kind: str  # "hearing" or "authority"
    party: str | None
    sent: str | None
    sent_source: SourceOfDate | None
    answered: str | None
    answered_source: SourceOfDate | None


@dataclass(frozen=True)
class Word:
    """A correction that holds."""

    id: int
    values: Values
    reason: str
    until_next: bool
    day: date  # it was said


@dataclass(frozen=True)
class CaseView:
    """One application. `fields`: name, value and source of what is recorded; what is empty is left out."""

    number: str
    row: CaseRow  # as in ``cases``
    document: ExplanationDocument  # as of ``explain``
    chart: TimelineChart
    rule: RuleSet
    fields: tuple[tuple[str, Any, SourceOfDate | None], ...]
    pauses: tuple[KnownPause, ...]
    words: tuple[Word, ...]  # the oldest first
    unanswered: tuple[tuple[int, str], ...]  # reports the export does not bear out: correction and question
    siblings: tuple[int, ...]  # numbers of all the applications of the case
    bodies: Mapping[str, str]  # code -> name

    def value(self, name: str) -> Any:
        """What is recorded in a field; None where it is empty."""
        return next((value for field, value, _source in self.fields if field == name), None)


@dataclass(frozen=True)
class Several:
    """A case of more than one application, none of which was named."""

    case_no: str
    numbers: tuple[int, ...]


def case_view(context: Context, number: str, case_no: str, application_no: int | None) -> CaseView | Several | None:
    """One application today; None where there is none of that number."""
    with context.store.reading() as connection:
        there = applications_of_case(connection, number, normalise_case_no(case_no))
    if application_no is None and len(there) > 1:
        return Several(case_no, tuple(there))
    asked = Selectors(context.today(), municipalities=(number,))
    try:
        found = explain(context, asked, case_no, application_no)
    except NoSuchApplication:
        return None
    known, row = found.frame.known, found.frame.rows[found.place]
    content, identity = known.contents[row], known.application_ids[row]
    with context.store.reading() as connection:
        said = holding(connection, Cut(), standing_imports(connection, Cut()), application_id=identity)
        reported = unconfirmed(connection, Cut(), {identity: content}, [number])
    return CaseView(
        number=number,
        row=found.row,
        document=found.document,
        chart=replace(
            timeline_chart(found, question_at(found.frame, asked.period_or_default(), asked.known_at)), headed=False
        ),
        rule=found.frame.ruling.rule,
        fields=tuple(
            (name, content[name], source_json(found.told.fields.get(name)))
            for name in SOURCE_FIELDS
            if content.get(name) is not None
        ),
        pauses=tuple(_pauses(found, content)),
        words=tuple(
            Word(each.id, each.values, each.reason, each.until_next, each.recorded_at.astimezone(OSLO).date())
            for each in said
        ),
        unanswered=tuple((each.said.id, question_of_report(each)) for each in reported),
        siblings=tuple(there),
        bodies={body.code: body.name for body in context.rulebook.bodies},
    )


def say_decided(context: Context, number: str, case_no: str, application_no: int, day: date, reason: str) -> int:
    """Somebody tells that an application was decided: it stands until the next export. Gives the correction's id.

    An outcome that is no decision ("under behandling") would hold it out: it is emptied with the same word.
    """
    found = case_view(context, number, case_no, application_no)
    settings = [f"decided={day.isoformat()}"]
    if isinstance(found, CaseView) and found.value("outcome") not in (None, *DECISION_OUTCOMES):
        settings.append("outcome=")
    return correct(context, number, case_no, application_no, settings, reason, until_next=True, once=True)


def say_asked(
    context: Context, number: str, case_no: str, application_no: int, day: date, body: str, reason: str
) -> int:
    """Somebody tells that an application was sent to a body (its code; empty: not named). Gives the correction's id."""
    setting = f"hearing {day.isoformat()} {body}".strip() + "="
    return correct(context, number, case_no, application_no, [setting], reason, until_next=True, once=True)


def _pauses(found: Explanation, content: Mapping[str, Any]) -> list[KnownPause]:
    told = found.told
    pauses = (
        (kind, *(None if day == NOT_TOLD else day for day in (sent, answered)), party)
        for kind in PAUSE_FIELDS
        for sent, answered, party in content.get(kind) or []
    )
    return [
        KnownPause(
            kind=kind,
            party=party,
            sent=sent,
            sent_source=source_json(told.sent.get((kind, sent))) if sent else None,
            answered=answered,
            answered_source=source_json(told.answered.get((kind, answered))) if answered else None,
        )
        for kind, sent, answered, party in pauses
    ]
