"""The page of published figures in words: a table per period, what changed since, and what a proposal says."""

from collections.abc import Sequence
from typing import Any

from casewatch.language import _, show_date
from casewatch.report.data import Question
from casewatch.report.tables.table import Table
from casewatch.report.words.headlines import finding_sentence
from casewatch.report.words.periods import period_in_words
from casewatch.services.publishing.by_period import Proposal, PublishedPeriod
from casewatch.services.publishing.published_words import published_table, what_differs


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
            lines = what_differs(line.shown)
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


def file_tables(groups: Sequence[PublishedPeriod]) -> list[Table]:
    """The tables of all periods, in the page's order."""
    tables = []
    for position, group in enumerate(groups, start=1):
        caption = _("Låste tall og tallene i dag, {period}").format(period=period_in_words(group.context))
        shown = [line.shown for line in group.lines]
        tables.append(published_table(f"periode-{position}", caption, shown, periods=False))
    return tables
