"""Published figures as text for people: what was published, what it is today, and which cases make the difference."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

from casewatch.cli.output import print_table
from casewatch.language import _, show_date
from casewatch.report.tables.table import Table
from casewatch.report.words.numbers import cases_in_words
from casewatch.report.words.periods import local_moment, period_in_words
from casewatch.report.words.published import (
    change_words,
    definition_changed,
    definition_sentence,
    erased_sentence,
    field_words,
    figure_words,
    no_case_differs,
    rule_changed,
    value_words,
)
from casewatch.report.words.verdicts import goal_in_words
from casewatch.services.publishing.publish import published_question

if TYPE_CHECKING:
    from casewatch.services.publishing.published import Deviation, PublishedFigure, Verification
    from casewatch.store.publications import Publication

#: Cases and deviations that are shown as text; JSON has all of them.
_SHOWN = 20


def publication_sentence(publication: Publication) -> str:
    """What was published, when and why."""
    text = _("Låst som nr. {number} {when}, etter regelen {rule} ({version}).").format(
        number=publication.id,
        when=local_moment(publication.recorded_at),
        rule=publication.question.rule,
        version=publication.question.rule_version,
    )
    return text + (_(" Grunn: {reason}").format(reason=publication.reason) if publication.reason else "")


def print_published(shown: Sequence[PublishedFigure]) -> None:
    """A line per published figure, and below what differs today."""
    if not shown:
        typer.echo(_("Ingen tall er låst."))
        return
    print_table(
        Table(
            "publisert",
            "",
            [
                _("Nr"),
                _("Kommune"),
                _("Periode"),
                _("Tall per"),
                _("Låst"),
                _("Regel"),
                _("Låste tall"),
                _("Målet"),
                _("Samme spørsmål nå"),
                _("Målet nå"),
                _("Merknad"),
            ],
            [_row(each) for each in shown],
        )
    )
    if any(each.definition_changed for each in shown):
        typer.echo(definition_sentence())
    for each in shown:
        lines = _what_differs(each)
        if lines or each.publication.reason:
            typer.echo(f"{_title(each)}:")
            if each.publication.reason:
                typer.echo("  " + _("Låst med grunn: {reason}").format(reason=each.publication.reason))
            for line in lines:
                typer.echo(f"  {line}")


def print_verification(found: Verification) -> None:
    """One sentence if all is well; else every number that deviates."""
    if not found.publications:
        typer.echo(_("Ingen tall er låst, så det er ingenting å regne ut på nytt."))
        return
    for lack in found.lacking:
        text = _("nr. {number}, {who}: kan ikke regnes ut på nytt, {cases} er slettet siden (forget).")
        who = lack.municipality or _("samlet")
        typer.echo(text.format(number=lack.publication, who=who, cases=cases_in_words(lack.forgotten)))
    for old in found.earlier:
        text = _("nr. {number}: definisjonen er endret siden, så tallene regnes ikke ut på nytt.")
        typer.echo(text.format(number=old.publication))
    if not found.deviations:
        text = _("{figures} låste tall ({publications} låsinger) er regnet ut på nytt, og alt stemmer.")
        if len(found.earlier) == found.publications:
            text = _("Ingen av {figures} låste tall ({publications} låsinger) er regnet ut på nytt.")
        elif found.lacking or found.earlier:
            text = _("{figures} låste tall ({publications} låsinger), og alt som kan regnes ut på nytt, stemmer.")
        typer.echo(text.format(figures=found.figures, publications=found.publications))
        return
    typer.echo(_("{count} avvik i {figures} låste tall:").format(count=len(found.deviations), figures=found.figures))
    for each in found.deviations[:_SHOWN]:
        typer.echo(f"  {_deviation(each)}")
    _more(len(found.deviations))


def _deviation(each: Deviation) -> str:
    if each.field == "derivation":
        return _("nr. {number}: kan ikke regnes ut på nytt: {why}").format(number=each.publication, why=each.derived)
    if each.case is not None:
        return _("nr. {number}, {who}: sak {change}").format(
            number=each.publication, who=each.municipality, change=change_words(each.case)
        )
    return _("nr. {number}, {who}: {field} er låst som {published}, men blir {derived}").format(
        number=each.publication,
        who=each.municipality or _("samlet"),
        field=field_words(each.field),
        published=value_words(each.published),
        derived=value_words(each.derived),
    )


def _row(each: PublishedFigure) -> list[str]:
    context, question = published_question(each.publication), each.publication.question
    notes = [_("erstattet av nr. {number}").format(number=each.superseded_by)] if each.superseded_by else []
    if each.definition_changed:
        notes.append(definition_changed())
    if each.now is None:
        now, verdict = _("kan ikke spørres nå"), ""
    elif each.same:
        now, verdict = _("som låst"), goal_in_words(each.now)
    else:
        now, verdict = figure_words(context, each.now), goal_in_words(each.now)
    return [
        str(each.publication.id),
        _name(each),
        period_in_words(context),
        show_date(question.as_of),
        local_moment(each.publication.recorded_at),
        question.rule,
        figure_words(context, each.published),
        goal_in_words(each.published),
        now,
        verdict,
        "; ".join(notes),
    ]


def _name(each: PublishedFigure) -> str:
    return str(each.published["name"]) if each.published["municipality"] else _("Alle samlet (ikke et mål)")


def _title(each: PublishedFigure) -> str:
    period = period_in_words(published_question(each.publication))
    return _("Nr. {number}, {name}, {period}").format(number=each.publication.id, name=_name(each), period=period)


def _what_differs(each: PublishedFigure) -> list[str]:
    if each.now is None:
        return [_("Kan ikke spørres nå: {why}.").format(why=str(each.why_not_now).rstrip("."))]
    lines = []
    if each.rule_version_now != each.publication.question.rule_version:
        lines.append(rule_changed(each.publication.question.rule_version, each.rule_version_now))
    if each.published["municipality"] is None:
        return lines  # each case stands under its municipality
    if each.forgotten:
        lines.append(erased_sentence(each.forgotten))
    if each.cases:
        text = _("Forskjellen ligger ellers i {cases}:") if each.forgotten else _("Forskjellen ligger i {cases}:")
        lines.append(text.format(cases=cases_in_words(len(each.cases))))
        lines += [f"  {change_words(change)}" for change in each.cases[:_SHOWN]]
        if len(each.cases) > _SHOWN:
            lines.append("  " + _rest(len(each.cases)))
    elif each.then is not None and each.differences:
        context = published_question(each.publication)
        lines += no_case_differs(context, each.then, each.now, each.differences, each.forgotten)
    return lines


def _rest(count: int) -> str:
    return _("… og {count} til; --format json viser alle.").format(count=count - _SHOWN)


def _more(count: int) -> None:
    if count > _SHOWN:
        typer.echo("  " + _rest(count))
