"""One application in words: its state, its place in the goal, its remarks, and where a date of it stands."""

from datetime import date

from casewatch.core.rules import RuleSet
from casewatch.documents.cases import CaseName, CaseRow, ExplanationDocument, SourceOfDate
from casewatch.language import _
from casewatch.report.data import Goals
from casewatch.report.words.codes.applications import (
    COUNTED_IN_GOAL,
    HELD_OUT,
    OUT_OF_SCOPE,
    SCOPE_FIELD,
    SCOPE_SOURCE,
    STATE,
    YES_NO,
)
from casewatch.report.words.numbers import capital, days
from casewatch.report.words.periods import day_in_words

_ANSWERS = {True: "ja", False: "nei", None: ""}


def case_name(case: CaseName) -> str:
    """``2026/12``, and ``2026/12 søknad 2`` where it is not the first."""
    if case["application_no"] == 1:
        return str(case["case_no"])
    return _("{case} søknad {number}").format(case=case["case_no"], number=case["application_no"])


def scope_sentence(document: ExplanationDocument, rule: RuleSet) -> str:
    """Whether it counts in the goal, and what is known of each condition of the rule, from where.

    `document`: as ``explain`` gives it.
    """
    parts = []
    for name in rule.scope:  # what the rule does not ask for would only mislead
        answer = document["scope"][name]
        source = f" ({SCOPE_SOURCE(answer['source'])})" if answer["source"] else ""
        parts.append(f"{SCOPE_FIELD(name)}: {YES_NO(_ANSWERS[answer['value']])}{source}")
    verdict = capital(COUNTED_IN_GOAL(document["in_scope"]))
    if document["in_scope"] == "no" and document["scope_reason"]:
        verdict += f" ({OUT_OF_SCOPE(document['scope_reason'])})"
    return f"{verdict}. {capital('; '.join(parts))}." if parts else f"{verdict}."


def state_words(row: CaseRow) -> str:
    """The state of a row of ``cases``, and whether it is near the limit or over it."""
    text = STATE(row["state"])
    if row["overdue"]:
        return text + _(", over grensen")
    return text + _(", nær grensen") if row["at_risk"] else text


def source_words(source: SourceOfDate | None) -> str:
    """Where a date stands: file, sheet and row, or a correction; a dash where it is no recorded date."""
    if source is None:
        return "–"
    if source["correction"] is not None:
        return _("retting {id}").format(id=source["correction"])
    where = _("rad {row}").format(row=source["row"])
    sheet = f", {source['sheet']}" if source["sheet"] else ""
    return f"{source['file']}{sheet}, {where}"


def verdict_sentence(row: CaseRow, goals: Goals) -> str:
    """How an application stands to the goal, in one sentence. `row`: as in ``cases``."""
    state, limit = row["state"], days(goals.limit_days, goals)
    if state == "decided":
        under = row["net_days"] is not None and row["net_days"] < goals.limit_days
        text = _("Avgjort på under {limit}.") if under else _("Avgjort etter {limit} eller mer.")
        return text.format(limit=limit)
    if state == "held_out":
        return _("Kan ikke måles: {reason}.").format(reason=HELD_OUT(row["held_out_reason"] or ""))
    if state == "closed":
        return _("Avsluttet uten vedtak, og teller derfor ikke.")
    if state == "gone":
        return _("Ikke med i siste eksport. Sjekk om den er avgjort eller trukket.")
    if state == "incomplete":
        return _("Tiden har ikke begynt å løpe: søknaden er ikke komplett.")
    if row["overdue"]:
        text = _("Har brukt {limit} eller mer, og tiden står stille.")
        if state == "running":
            text = _("Har brukt {limit} eller mer, og er ikke avgjort.")
        return text.format(limit=limit)
    left = days(row["days_left"] or 0, goals)
    if state == "paused":
        return _("Tiden står stille. {left} igjen når den løper, for å bli under {limit}.").format(
            left=left, limit=limit
        )
    assert row["last_day"] is not None  # it runs
    last = day_in_words(date.fromisoformat(row["last_day"]), weekday=True)
    return _("Må avgjøres senest {day} for å bli under {limit}.").format(day=last, limit=limit)
