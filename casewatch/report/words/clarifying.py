"""Unclear cases and the answers to them, in words and as tables."""

from collections import Counter
from collections.abc import Mapping, Sequence

from casewatch.core.cases import SCOPE_FIELDS
from casewatch.language import _, show_number
from casewatch.report.sheets.gaps_workbook import GapRow
from casewatch.report.words.codes.applications import APPLICATION_TYPE, OUTCOME, YES_NO
from casewatch.report.words.codes.fields import FIELD
from casewatch.report.words.fields import field_in_words
from casewatch.report.words.numbers import capital, joined
from casewatch.report.words.reasons import gap_words


def unclear_sentence(rows: Sequence[GapRow]) -> str:
    """``9 søknader må avklares. For 7 er det uavklart om de teller i målet, og 2 mangler noe …``"""
    if not rows:
        return _("Ingen søknader må avklares.")
    scope = sum(bool(set(row.reasons) & set(SCOPE_FIELDS)) for row in rows)
    rest = len(rows) - scope
    text = _("1 søknad må avklares.") if len(rows) == 1 else _("{number} søknader må avklares.")
    parts = []
    if scope == 1:
        parts.append(_("for 1 er det uavklart om den teller i målet"))
    elif scope:
        parts.append(_("for {number} er det uavklart om de teller i målet").format(number=show_number(scope)))
    if rest:
        parts.append(_("{number} mangler noe eller har datoer som ikke stemmer").format(number=show_number(rest)))
    return f"{text.format(number=show_number(len(rows)))} {capital(joined(parts))}."


def reason_counts(rows: Sequence[GapRow]) -> list[tuple[str, str]]:
    """Code of each reason there is, and it in words with how many have it, the most frequent first."""
    counts = Counter(reason for row in rows for reason in row.reasons)
    return [(reason, f"{capital(gap_words(reason))} ({show_number(count)})") for reason, count in counts.most_common()]


def answer_groups(
    answers: Mapping[str, Sequence[str]], dated: Sequence[str]
) -> list[tuple[str, list[tuple[str, str]]]]:
    """What can be answered, in groups: title, and per answer its value in the form and its text."""
    scope, types, outcomes = [], [], []
    for field in SCOPE_FIELDS:
        scope += [(f"{field}={value}", f"{field_in_words(field)}: {YES_NO(value)}") for value in answers[field]]
    for code in answers["application_type"]:
        types.append((f"application_type={code}", f"{field_in_words('application_type')}: {APPLICATION_TYPE(code)}"))
    for code in answers["outcome"]:
        outcomes.append((f"outcome={code}", f"{field_in_words('outcome')}: {OUTCOME(code)}"))
    days = [(f"{field}=", dated_field(field)) for field in dated]
    return [
        (_("Teller saken i målet?"), scope),
        (_("En dato (fyll ut under)"), days),
        (_("Søknadstype"), types),
        (_("Resultat"), outcomes),
    ]


def dated_field(field: str) -> str:
    """What a date answers."""
    return FIELD.clause(field) if FIELD[field].clause else FIELD(field)
