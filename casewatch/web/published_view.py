"""The page of published figures in words: a table per period, what changed since, and what a proposal says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from casewatch.core.verdict import verdict_of
from casewatch.documents.figures import Result
from casewatch.language import _, show_date, show_number
from casewatch.report.data import Question
from casewatch.report.tables.table import Table
from casewatch.report.words.headlines import finding_sentence
from casewatch.report.words.numbers import cases_in_words, pooled_name
from casewatch.report.words.periods import local_moment, period_in_words
from casewatch.report.words.published import (
    change_words,
    definition_changed,
    erased_sentence,
    figure_words,
    moves_figure,
    no_case_differs,
    rule_changed,
)
from casewatch.report.words.verdicts import goal_in_words
from casewatch.services.publishing.by_period import Line, Proposal, PublishedPeriod
from casewatch.services.publishing.published import PublishedFigure

#: What a share and a mean are made of: where these and the verdicts agree the figure is as it was published.
_FIGURE = ("decided", "under_limit", "sum_days")
#: So many cases of a difference are named.
_NAMED = 30


def period_table(group: PublishedPeriod, position: int) -> Table:
    """A row per published figure, today's beside it."""
    context = group.context
    caption = _("Låste tall og tallene i dag, {period}").format(period=period_in_words(context))
    headers = [
        _("Kommune"),
        _("Låste tall"),
        _("Målet"),
        _("Tallene i dag"),
        _("Målet i dag"),
        _("Låst"),
        _("Tall per"),
        _("Merknad"),
    ]
    return Table(f"periode-{position}", caption, headers, [_row(context, line) for line in group.lines])


def period_title(context: Question) -> str:
    """``2. tertial 2026``, and the rule where it is not the strategy's own."""
    name = period_in_words(context)
    name = name[:1].upper() + name[1:]
    if context.period.strip().lower() == "12m":
        name = _("{name} til {day}").format(name=name, day=show_date(context.end))
    return name if context.official else f"{name} ({context.rule_name})"


def differences(group: PublishedPeriod) -> list[tuple[str, list[str]]]:
    """Per figure in force that is not the same today: whose it is, and what changed."""
    told = []
    for line in group.lines:
        if line.today and line.shown.superseded_by is None and line.shown.published["municipality"] is not None:
            lines = _changed(group.context, line.shown)
            if lines:
                told.append((str(line.shown.published["name"]), lines))
    return told


def proposal_words(proposal: Proposal) -> dict[str, Any]:
    """What would be published, and what speaks against it."""
    context, (result,) = proposal.context, proposal.found.results
    earlier = ""
    if proposal.earlier is not None:
        earlier = _("Perioden er låst fra før, som nr. {number}. Den blir stående, merket som erstattet.").format(
            number=proposal.earlier
        )
    return {
        "finding": f"{result['name']}: {finding_sentence(context, result)}",
        "period_words": period_title(context),
        "name": str(result["name"]),
        "doubts": [f"{doubt[:1].upper()}{doubt[1:]}." for doubt in proposal.doubts],
        "earlier": earlier,
    }


def _row(context: Question, line: Line) -> list[str]:
    shown = line.shown
    now, verdict = "–", "–"
    if line.today and shown.now is None:
        now, verdict = _("kan ikke regnes ut nå"), "–"
    elif shown.now is not None:
        now, verdict = figure_words(context, shown.now), goal_in_words(shown.now)
        if _same_figure(shown.published, shown.now):
            now = _("som låst")
    pooled = shown.published["municipality"] is None
    name = pooled_name(len(shown.publication.results)) if pooled else str(shown.published["name"])
    return [
        name,
        figure_words(context, shown.published),
        goal_in_words(shown.published),
        now,
        verdict,
        _("{when} (nr. {number})").format(
            when=local_moment(shown.publication.recorded_at), number=shown.publication.id
        ),
        show_date(shown.publication.question.as_of),
        _note(shown),
    ]


def _note(shown: PublishedFigure) -> str:
    parts = []
    if shown.superseded_by is not None:
        parts.append(_("erstattet av nr. {number}").format(number=shown.superseded_by))
    if shown.definition_changed:
        parts.append(definition_changed())
    if shown.publication.reason:
        parts.append(_("låst med grunn: {reason}").format(reason=shown.publication.reason))
    return "; ".join(parts)


def _same_figure(old: Result, now: Result) -> bool:
    then, today = verdict_of(old), verdict_of(now)
    same = all(old.get(name) == now.get(name) for name in _FIGURE)
    return same and (then.share, then.mean) == (today.share, today.mean)


def _changed(context: Question, shown: PublishedFigure) -> list[str]:
    if shown.now is None:
        return [_("Kan ikke regnes ut nå: {why}.").format(why=str(shown.why_not_now).rstrip("."))]
    lines = []
    if shown.rule_version_now != shown.publication.question.rule_version:
        lines.append(rule_changed(shown.publication.question.rule_version, shown.rule_version_now))
    if shown.forgotten:
        lines.append(erased_sentence(shown.forgotten))
    moved = [change for change in shown.cases if moves_figure(change)]
    lines += [change_words(change) for change in moved[:_NAMED]]
    if len(moved) > _NAMED:
        lines.append(_("… og {count} til.").format(count=show_number(len(moved) - _NAMED)))
    elif not shown.cases and shown.then is not None and shown.differences:
        lines += no_case_differs(context, shown.then, shown.now, shown.differences, shown.forgotten)
    if opened := len(shown.cases) - len(moved):
        lines.append(_still_open(opened))
    return lines


def _still_open(number: int) -> str:
    text = _("{cases} som var eller er åpne, står annerledes nå. Det endrer ikke andel eller snitt.")
    if number == 1:
        text = _("{cases} som var eller er åpen, står annerledes nå. Det endrer ikke andel eller snitt.")
    return text.format(cases=cases_in_words(number))


def file_tables(groups: Sequence[PublishedPeriod]) -> list[Table]:
    """The tables of all periods, in the page's order."""
    return [period_table(group, position) for position, group in enumerate(groups, start=1)]
