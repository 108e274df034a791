"""The figures of the municipalities as a table for people, and what stands beside each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from casewatch.core.verdict import verdict_of
from casewatch.documents.figures import Result
from casewatch.language import _, show_number
from casewatch.report.data import Question
from casewatch.report.tables.table import DASH, Cell, Column, Rounded, Table
from casewatch.report.words.numbers import (
    capital,
    counted,
    limit_text,
    mean_of,
    open_count,
    out_of,
    over_text,
    plus_unclear,
    pooled_name,
    share_of,
    shows_mean,
    unit,
)
from casewatch.report.words.periods import local_date
from casewatch.report.words.reasons import (
    letter_sentence,
    over_in_words,
    over_with_letter,
    reasons_in_words,
    unknown_scope,
)
from casewatch.report.words.verdicts import are_unclear, mean_goal, mean_in_words, share_goal, share_in_words

#: The columns of the two verdicts, and those of open cases, which may be more than a number.
VERDICTS, OPEN, OVER = (3, 5), 9, 10


@dataclass(frozen=True)
class _Line:
    """A municipality's figure, or the pooled one, which has no verdict: it is not a target."""

    name: str
    result: Result
    pooled: bool = False


def _lines(results: Sequence[Result], region: Result | None) -> list[_Line]:
    """One a municipality, and last the pooled one."""
    lines = [_Line(str(result["name"]), result) for result in results]
    return lines if region is None else [*lines, _Line(pooled_name(len(results)), region, pooled=True)]


def figures_table(context: Question, results: Sequence[Result], region: Result | None) -> Table:
    """What every door shows of the figures; dashes where there are too few for a mean and a share."""
    return Table.of(
        "tall",
        _("Tallene per kommune"),
        [
            Column[_Line](_("Kommune"), lambda line: line.name),
            Column(
                _("Under {limit}").format(limit=context.goals.limit_days),
                lambda line: out_of(line.result["under_limit"], line.result["decided"]),
                number=True,
            ),
            Column(_("Andel"), lambda line: _share(context, line.result), number=True),
            Column(capital(share_goal(context)), lambda line: "" if line.pooled else share_in_words(line.result)),
            Column(_("Snitt"), lambda line: _mean(context, line.result), number=True),
            Column(capital(mean_goal()), lambda line: "" if line.pooled else mean_in_words(context, line.result)),
            Column(
                _("Median"), lambda line: _unless_few(context, line, _half(line.result["median_days"])), number=True
            ),
            Column(_("80 % innen"), lambda line: _unless_few(context, line, line.result["p80_days"]), number=True),
            Column(_("Uavklart"), lambda line: verdict_of(line.result).unclear, number=True),
            Column(_("Åpne"), lambda line: _open(line.result), number=True),
            Column(
                _("Over grensen"),
                lambda line: over_in_words(line.result["open"]["overdue"], over_with_letter(context, line.result)),
                number=True,
            ),
            Column(_("Siste eksport"), lambda line: _last_export(line.result) or _("ingen")),
        ],
        _lines(results, region),
    )


def measured_table(context: Question, results: Sequence[Result], region: Result | None) -> Table:
    """The figures to count on with: numbers by themselves, as a workbook has them."""
    goals, no_target = context.goals, _("ikke et mål")
    return Table.of(
        "tall",
        _("Tallene per kommune"),
        [
            Column[_Line](_("Kommune"), lambda line: line.name, width=22),
            Column(_("Avgjort"), lambda line: line.result["decided"], True, 10),
            Column(capital(limit_text(context)), lambda line: line.result["under_limit"], True, 11),
            Column(
                capital(over_text(context)),
                lambda line: line.result["decided"] - line.result["under_limit"],
                number=True,
                width=12,
            ),
            Column(
                _("Kreves for {goal}").format(goal=share_goal(context)),
                lambda line: None if line.pooled else needed_for_target(context, line.result),
                number=True,
                width=12,
            ),
            Column(_("Andel under"), lambda line: _share(context, line.result), True, 10),
            Column(
                capital(share_goal(context)),
                lambda line: no_target if line.pooled else share_in_words(line.result),
                width=40,
            ),
            Column(
                _("Snitt ({unit}), mål høyst {mean}").format(unit=unit(goals), mean=goals.mean_days),
                lambda line: _mean(context, line.result),
                number=True,
                width=13,
            ),
            Column(
                capital(mean_goal()),
                lambda line: no_target if line.pooled else mean_in_words(context, line.result),
                width=28,
            ),
            Column(
                _("Median"),
                lambda line: _unless_few(context, line, _tenths(line.result["median_days"])),
                True,
                10,
            ),
            Column(_("80-persentil"), lambda line: _unless_few(context, line, line.result["p80_days"]), True, 11),
            Column(_("Lengst"), lambda line: line.result["max_days"], True, 10),
            Column(
                _("Snitt fra mottatt, kalenderdager"),
                lambda line: _unless_few(context, line, _tenths(line.result["mean_total_days"])),
                number=True,
                width=14,
            ),
        ],
        _lines(results, region),
    )


def rest_table(context: Question, results: Sequence[Result], region: Result | None) -> Table:
    """What is not measured, and what is open, under the columns of `measured_table`."""

    def opened(header: str, name: str, width: float) -> Column[_Line]:
        return Column(header, lambda line: line.result["open"][name], True, width)

    return Table.of(
        "resten",
        _("Det som ikke er målt"),
        [
            Column[_Line](_("Kommune"), lambda line: line.name, width=22),
            Column(_("Uavklart om de teller"), lambda line: line.result["scope_unknown"], True, 10),
            Column(_("Kan ikke måles"), lambda line: sum(line.result["held_out"].values()), True, 11),
            Column(_("Teller ikke"), lambda line: sum(line.result["out_of_scope"].values()), True, 12),
            Column(_("Avsluttet uten vedtak"), lambda line: line.result["closed_without_decision"], True, 12),
            Column(_("Startdag antatt"), lambda line: line.result.get("start_assumed", 0), True, 10),
            Column(_("Hvorfor"), lambda line: _why(context, line.result), width=40),
            Column(_("Åpne saker som teller"), lambda line: open_count(line.result), True, 13),
            opened(_("Uavklarte åpne saker (ikke med i tallene her)"), "scope_unknown", 28),
            opened(_("Åpne: tiden løper"), "running", 10),
            opened(_("Åpne: tiden står stille"), "paused", 11),
            opened(_("Åpne: ikke komplett"), "incomplete", 10),
            opened(_("Åpne: over grensen"), "overdue", 14),
            Column(_("Siste eksport"), lambda line: _last_export(line.result), width=12),
        ],
        _lines(results, region),
    )


def needed_for_target(context: Question, result: Result) -> int | None:
    """The fewest measured cases under the limit with which the share's target is met; None for no case."""
    measured: int = result["decided"]
    return -(-context.goals.share_percent * measured // 100) or None


def _share(context: Question, result: Result) -> Cell:
    return share_of(result["under_limit"], result["decided"], context.goals) if shows_mean(context, result) else DASH


def _mean(context: Question, result: Result) -> Cell:
    if not shows_mean(context, result):
        return DASH
    return mean_of(result["sum_days"], result["decided"], context.goals.mean_days)


def _unless_few(context: Question, line: _Line, value: Cell) -> Cell:
    return value if shows_mean(context, line.result) else DASH


def _half(value: Any) -> Cell:
    """A median: whole, or a half."""
    return value if value is None or isinstance(value, int) else _tenths(value)


def _tenths(value: Any) -> Rounded | None:
    return None if value is None else Rounded(Fraction(str(value)), 1)


def _open(result: Result) -> str:
    unclear = plus_unclear(result["open"]["scope_unknown"])
    return f"{show_number(open_count(result))} {unclear}".strip()


def _last_export(result: Result) -> date | None:
    last = result["last_import"]
    return local_date(last) if last else None


def _why(context: Question, result: Result) -> str:
    held_out, out = result["held_out"], result["out_of_scope"]
    why = [
        _("Kan ikke måles: {reasons}.").format(reasons=reasons_in_words(held_out)) if any(held_out.values()) else "",
        _("Teller ikke: {reasons}.").format(reasons=reasons_in_words(out, out_of_scope=True))
        if any(out.values())
        else "",
        letter_sentence(context, result),
    ]
    return " ".join(text for text in why if text)


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
    stood = {
        kind: counted(count, _("{number} dag"), _("{number} dager"))
        for kind, count in result["paused_days"].items()
        if count
    }
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
