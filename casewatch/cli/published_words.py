"""Published figures as text for people: what was published, what it is today, and which cases make the difference."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

from casewatch.cli.output import print_table
from casewatch.language import _
from casewatch.report.words.numbers import cases_in_words
from casewatch.report.words.periods import local_moment, period_in_words
from casewatch.report.words.published import (
    change_words,
    definition_sentence,
    field_words,
    value_words,
)
from casewatch.services.publishing.publish import published_question
from casewatch.services.publishing.published_words import figure_name, published_table, what_differs

if TYPE_CHECKING:
    from casewatch.documents.publications import DeviatingNumber, VerificationDocument
    from casewatch.services.publishing.published import PublishedFigure
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
    return text + (_(" Begrunnelse: {reason}").format(reason=publication.reason) if publication.reason else "")


def print_published(shown: Sequence[PublishedFigure]) -> None:
    """A line per published figure, and below what differs today."""
    if not shown:
        typer.echo(_("Ingen tall er låst."))
        return
    print_table(published_table("laste-tall", _("Låste tall og tallene i dag"), shown, periods=True))
    if any(each.definition_changed for each in shown):
        typer.echo(definition_sentence())
    for each in shown:
        if lines := what_differs(each):
            period = period_in_words(published_question(each.publication))
            title = _("Nr. {number}, {name}, {period}").format(
                number=each.publication.id, name=figure_name(each), period=period
            )
            typer.echo("\n  ".join([f"{title}:", *lines]))


def print_verification(found: VerificationDocument) -> None:
    """One sentence if all is well; else every number that deviates."""
    differing = found["differences"]
    if not found["publications"]:
        typer.echo(_("Ingen tall er låst, så det er ingenting å regne ut på nytt."))
        return
    for lack in found["lacking"]:
        text = _("nr. {number}, {who}: kan ikke regnes ut på nytt, {cases} er slettet siden (forget).")
        who = lack["municipality"] or _("samlet")
        typer.echo(text.format(number=lack["id"], who=who, cases=cases_in_words(lack["forgotten"])))
    for old in found["earlier_definition"]:
        text = _("nr. {number}: definisjonen er endret siden, så tallene regnes ikke ut på nytt.")
        typer.echo(text.format(number=old["id"]))
    if not differing:
        text = _("{figures} låste tall ({publications} låsinger) er regnet ut på nytt, og alt stemmer.")
        if len(found["earlier_definition"]) == found["publications"]:
            text = _("Ingen av {figures} låste tall ({publications} låsinger) er regnet ut på nytt.")
        elif found["lacking"] or found["earlier_definition"]:
            text = _("{figures} låste tall ({publications} låsinger), og alt som kan regnes ut på nytt, stemmer.")
        typer.echo(text.format(figures=found["figures"], publications=found["publications"]))
        return
    typer.echo(_("{count} avvik i {figures} låste tall:").format(count=len(differing), figures=found["figures"]))
    for each in differing[:_SHOWN]:
        typer.echo(f"  {_deviation(each)}")
    if len(differing) > _SHOWN:
        typer.echo("  " + _("… og {count} til; --format json viser alle.").format(count=len(differing) - _SHOWN))


def _deviation(each: DeviatingNumber) -> str:
    if each["field"] == "derivation":
        return _("nr. {number}: kan ikke regnes ut på nytt: {why}").format(number=each["id"], why=each["derived"])
    if each["case_no"] is not None and each["application_no"] is not None:
        return _("nr. {number}, {who}: sak {change}").format(
            number=each["id"],
            who=each["municipality"],
            change=change_words(each["case_no"], each["application_no"], each["published"], each["derived"]),
        )
    return _("nr. {number}, {who}: {field} er låst som {published}, men blir {derived}").format(
        number=each["id"],
        who=each["municipality"] or _("samlet"),
        field=field_words(each["field"]),
        published=value_words(each["published"]),
        derived=value_words(each["derived"]),
    )
