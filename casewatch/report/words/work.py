"""The open cases of an office in words: what has to be decided before the next export, and each case's next step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from casewatch.core.fold import Values
from casewatch.documents.cases import CaseRow
from casewatch.language import _, show_date
from casewatch.report.data import Goals
from casewatch.report.words.codes.applications import HELD_OUT
from casewatch.report.words.fields import field_in_words, value_in_words
from casewatch.report.words.numbers import calendar_days, capital, cases_in_words, days, joined, plus_unclear
from casewatch.report.words.periods import day_in_words


@dataclass(frozen=True)
class Waiting:
    """An answer that has not come: the body's name (None: not known), the day it was asked, and days since."""

    body: str | None
    sent: date
    days: int
    long: bool  # longer than the rule's days: one should chase it


@dataclass(frozen=True)
class Work:
    """One open application. `case`: its row of ``cases``."""

    case: CaseRow
    calendar_days: int | None  # since it was complete
    days_left: int | None  # calendar days to the goal's or the law's last day, whichever is first; negative: over
    decide_by: date | None  # the last working day that is in time for what is not missed yet
    must: bool  # it has to be decided before the next export is expected
    broken: bool  # the recorded limit of the law has passed
    waiting: tuple[Waiting, ...]  # the longest first


def must_sentence(work: Sequence[Work], next_export: date) -> str:
    """``3 saker må avgjøres før neste eksport, mandag 30. november.``"""
    number = sum(each.must for each in work)
    day = day_in_words(next_export, weekday=True)
    if not work:
        return _("Ingen åpne saker.")
    if not number:
        return _("Ingen saker må avgjøres før neste eksport, {day}.").format(day=day)
    return _("{cases} må avgjøres før neste eksport, {day}.").format(cases=cases_in_words(number), day=day)


def missed_sentence(work: Sequence[Work], goals: Goals) -> str:
    """What is over the goal or the limit of the law already; empty where nothing is."""
    scopes = [each.case["in_scope"] for each in work if each.case["overdue"]]
    over, unclear = scopes.count("yes"), scopes.count("unknown")
    broken = sum(each.broken for each in work)
    parts = []
    if broken:
        parts.append(_("lovfristen er oversittet i {cases}").format(cases=cases_in_words(broken)))
    if over or unclear:
        number = cases_in_words(over) if over else _("ingen saker")
        text = _("{cases} har brukt {limit} eller mer").format(cases=number, limit=days(goals.limit_days, goals))
        parts.append(f"{text} ({plus_unclear(unclear)})" if unclear else text)
    return f"{capital(joined(parts))}." if parts else ""


def next_step(each: Work) -> str:
    """What to do next with an open case, in words."""
    case, state = each.case, each.case["state"]
    unclear = " " + _("Avklar om den teller i målet.") if case["in_scope"] == "unknown" else ""
    if state == "paused" and each.waiting:
        broken = _("Lovfristen er oversittet.") + " " if each.broken else ""
        return broken + _wait(each.waiting) + unclear
    if each.broken and state != "gone":
        return _("Avgjør straks: lovfristen er oversittet.") + unclear
    if state == "held_out":
        return _("Rett datoene: {reason}.").format(reason=HELD_OUT(case["held_out_reason"] or "")) + unclear
    if state == "gone":
        return _("Ikke med i siste eksport: sjekk om den er avgjort eller trukket.")
    if state == "incomplete":
        return _("Sjekk om søknaden er komplett.") + unclear
    if each.decide_by is not None:
        return _("Avgjør senest {day}.").format(day=day_in_words(each.decide_by, weekday=True)) + unclear
    if case["overdue"] and case["in_scope"] != "no":
        return _("Avgjør så snart som mulig.") + unclear
    return _("Behandle saken.") + unclear


def _wait(waiting: Sequence[Waiting]) -> str:
    late = [each for each in waiting if each.long]
    who = joined([_asked(each) for each in late or waiting])
    text = _("Vurder å purre: {who}.") if late else _("Vent på uttalelse: {who}.")
    return text.format(who=who)


def _asked(each: Waiting) -> str:
    body = each.body or _("en annen instans")
    if not each.days:
        return _("{body} (sendt i dag)").format(body=body)
    return _("{body} (sendt {day}, {days})").format(body=body, day=show_date(each.sent), days=calendar_days(each.days))


def correction_in_words(values: Values, bodies: Mapping[str, str]) -> str:
    """What a correction says: ``Vedtaksdato: 25.11.2026``; `bodies`: code -> name."""
    return "; ".join(_one_said(name, value, bodies) for name, value in values.items())


def _one_said(name: str, value: Any, bodies: Mapping[str, str]) -> str:
    field, _space, sent = name.partition(" ")
    if not sent:
        return f"{field_in_words(field)}: {value_in_words(value)}"
    answered, party = value if isinstance(value, list) else (value, None)
    day = value_in_words(sent)
    who = bodies.get(party or "", "")
    if field == "hearing":
        what = _("Sendt til uttalelse {day} hos {who}") if who else _("Sendt til uttalelse {day}")
    else:
        what = _("Sendt til annen myndighet {day}, {who}") if who else _("Sendt til annen myndighet {day}")
    what = what.format(day=day, who=who)
    if answered == "none":
        return _("{what}: har ikke skjedd").format(what=what)
    if answered:
        return _("{what}, besvart {day}").format(what=what, day=value_in_words(answered))
    return _("{what}, ikke besvart").format(what=what)
