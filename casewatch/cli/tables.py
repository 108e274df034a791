"""The answers as text for people: a table a manager would want, and the findings in sentences."""

from collections.abc import Mapping, Sequence
from datetime import date

import typer

from casewatch.cli.output import print_table
from casewatch.core.rules import RuleSet
from casewatch.core.verdict import verdict_of
from casewatch.documents.cases import CaseRow, ExplanationDocument
from casewatch.documents.figures import AssessmentDocument
from casewatch.language import _, show_date, show_number
from casewatch.report.data import Question
from casewatch.report.tables.case import days_table
from casewatch.report.tables.cases import cases_table
from casewatch.report.tables.figures import beside_sentences, figures_table
from casewatch.report.words.cases import scope_sentence, state_words
from casewatch.report.words.codes.applications import HELD_OUT, STATE
from casewatch.report.words.headlines import as_of_sentence, details, headline, region_breakdown, region_headline
from casewatch.report.words.numbers import days, subject
from casewatch.report.words.periods import day_in_words, period_in_words
from casewatch.report.words.reasons import remarks_in_words
from casewatch.services.figures.describing import goals_of


def print_assessment(context: Question, document: AssessmentDocument) -> None:
    """Headline, a table with a row per municipality, and what each needs said in a sentence."""
    results, region = document["results"], document["region"]
    typer.echo(region_headline(context, results))
    if len(results) > 1 and (rest := region_breakdown(context, results)):
        typer.echo(rest)
    period = period_in_words(context)
    typer.echo(f"{subject(context).explained} {period[:1].upper()}{period[1:]}. {as_of_sentence(context)}")
    if not context.official:
        typer.echo(_("Regelen er «{name}»: dette er ikke strategiens eget måltall.").format(name=context.rule_name))
    typer.echo("")
    pooled = region if len(results) > 1 else None
    print_table(figures_table(context, results, pooled))
    typer.echo("")
    for result in results:
        if result["decided"] or verdict_of(result).unclear or result["open"]["overdue"]:
            typer.echo(f"{result['name']}: {headline(context, result)}. {details(context, result)}")
            for line in beside_sentences(result):
                typer.echo(f"  {line}")


def print_cases(rows: Sequence[CaseRow], names: Mapping[str, str], as_of: date) -> None:
    """One line per application."""
    if not rows:
        typer.echo(_("Ingen søknader svarer til utvalget per {day}.").format(day=show_date(as_of)))
        return
    print_table(cases_table(rows, names))
    typer.echo(
        _("{count} søknader. Tall per {day}.").format(count=show_number(len(rows)), day=show_date(as_of))
        if len(rows) != 1
        else _("1 søknad. Tall per {day}.").format(day=show_date(as_of))
    )


def print_explanation(
    document: ExplanationDocument,
    row: CaseRow,
    limit_day: date | None,
    rule: RuleSet,
    bodies: Mapping[str, str],
) -> None:
    """The interval table of one application, what decides its figure, and where each date stands.

    `bodies`: code -> name of the outside authorities.
    """
    net, limit = document["net_days"], rule.targets.limit_days
    title = _("Sak {case_no}, søknad {number}: ").format(case_no=row["case_no"], number=row["application_no"])
    if net is None:
        typer.echo(title + STATE(row["state"]) + ".")
        if row["held_out_reason"]:
            typer.echo(_("Grunn: {reason}.").format(reason=HELD_OUT(row["held_out_reason"] or "")))
    else:
        typer.echo(title + _("{net} tellende dager, mål under {limit}.").format(net=net, limit=limit))
        gross = _("{gross} dager fra komplett, av dem {paused} da tiden sto stille. ").format(
            gross=row["gross_days"], paused=row["paused_days"]
        )
        typer.echo(gross + _("Tilstand: {state}.").format(state=state_words(row)))
        if limit_day:
            text = _("Grensen ble nådd {day}: {used} brukt.").format(
                used=days(limit, goals_of(rule)), day=day_in_words(limit_day, weekday=True, year=True)
            )
            typer.echo(text)
        elif row["last_day"]:
            typer.echo(_("Må avgjøres senest {day}.").format(day=show_date(date.fromisoformat(row["last_day"]))))
    typer.echo(scope_sentence(document, rule))
    typer.echo("")
    print_table(days_table(document["intervals"], bodies))
    typer.echo(
        _("Til-datoen er ikke med i tellingen. Regel: {rule}, versjon {version}.").format(
            rule=document["rule"], version=document["rule_version"]
        )
    )
    if row["remarks"]:
        typer.echo(_("Merknader: {remarks}.").format(remarks=remarks_in_words(row["remarks"])))
