"""The figures of the municipalities as a table for people, and what stands beside each."""

from __future__ import annotations

from collections.abc import Sequence

from casewatch.core.verdict import verdict_of
from casewatch.documents.figures import Result
from casewatch.language import _, show_number
from casewatch.report.data import Question
from casewatch.report.words.numbers import (
    capital,
    mean_text,
    open_count,
    out_of,
    percent_text,
    plus_unclear,
    shows_mean,
)
from casewatch.report.words.periods import local_day
from casewatch.report.words.reasons import over_in_words, over_with_letter, reasons_in_words, unknown_scope
from casewatch.report.words.verdicts import are_unclear, mean_goal, mean_in_words, share_goal, share_in_words

#: The columns of the two verdicts, those that hold numbers, and those of open cases, which may be more than a number.
VERDICTS, NUMBERS, OPEN, OVER = (3, 5), (1, 2, 4, 6, 7, 8, 9, 10), 9, 10


def figure_headers(context: Question) -> list[str]:
    """The names of the columns."""
    return [
        _("Kommune"),
        _("Under {limit}").format(limit=context.goals.limit_days),
        _("Andel"),
        capital(share_goal(context)),
        _("Snitt"),
        capital(mean_goal()),
        _("Median"),
        _("80 % innen"),
        _("Uavklart"),
        _("Åpne"),
        _("Over grensen"),
        _("Siste eksport"),
    ]


def figure_rows(
    context: Question, results: Sequence[Result], region: Result | None, pooled_name: str
) -> list[list[str]]:
    """A row per municipality, and last the pooled one, which has no verdict: it is not a target."""
    rows = [_row(context, str(result["name"]), result) for result in results]
    if region is not None:
        pooled = _row(context, pooled_name, region)
        for column in VERDICTS:
            pooled[column] = ""  # with no case either
        rows.append(pooled)
    return rows


def _row(context: Question, name: str, result: Result) -> list[str]:
    opened, last = result["open"], result["last_import"]
    few = not shows_mean(context, result)
    median, p80 = result["median_days"], result["p80_days"]
    return [
        name,
        out_of(result["under_limit"], result["decided"]),
        percent_text(context, result),
        share_in_words(result),
        mean_text(context, result),
        mean_in_words(context, result),
        "–" if few or median is None else show_number(median, 0 if isinstance(median, int) else 1),
        "–" if few or p80 is None else show_number(p80),
        show_number(verdict_of(result).unclear),
        f"{show_number(open_count(result))} {plus_unclear(opened['scope_unknown'])}".strip(),
        over_in_words(opened["overdue"], over_with_letter(context, result)),
        local_day(last) if last else _("ingen"),
    ]


def beside_sentences(result: Result) -> list[str]:
    """What is not measured, and why; what waits and was rejected."""
    lines = []
    unknown, held_out = int(result["scope_unknown"]), dict(result["held_out"])
    if unclear := unknown + sum(held_out.values()):
        lines.append(are_unclear(unclear))
    if reasons := reasons_in_words(held_out):
        parts = (unknown_scope(unknown), reasons)
        why = _("Grunner: {reasons}.").format(reasons=", ".join(part for part in parts if part))
        lines[-1] += f" {why}"
    if result["out_of_scope"]:
        reasons = reasons_in_words(dict(result["out_of_scope"]), out_of_scope=True)
        lines.append(_("Teller ikke: {reasons}.").format(reasons=reasons))
    stood = {kind: _days(count) for kind, count in result["paused_days"].items() if count}
    if stood:
        texts: dict[tuple[str, ...], str] = {
            ("hearing",): _("Tiden sto stille i {hearing} til uttalelse."),
            ("other_authority",): _("Tiden sto stille i {other_authority} hos annen myndighet."),
        }
        both = _("Tiden sto stille i {hearing} til uttalelse og {other_authority} hos annen myndighet.")
        text = texts.get(tuple(stood), both)
        lines.append(text.format(**stood))
    if result["rejected_pending"]:
        lines.append(_("Ikke lest, venter på retting: {count}.").format(count=show_number(result["rejected_pending"])))
    return lines


def _days(count: int) -> str:
    return _("1 dag") if count == 1 else _("{count} dager").format(count=show_number(count))
