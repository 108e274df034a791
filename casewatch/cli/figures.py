"""``assess``, ``cases`` and ``explain``: the figures, the applications behind them, and why each has its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from casewatch.cli.options import (
    ApplicationNo,
    AsOf,
    KnownAt,
    OneMunicipality,
    OutputFormat,
    PeriodOption,
    Rule,
    Selecting,
    asking,
    read_format,
    selectors,
)
from casewatch.cli.output import print_csv, print_json
from casewatch.cli.state import opened

if TYPE_CHECKING:
    from casewatch.documents.cases import ExplainedInterval
    from casewatch.services.figures.assess import Assessment


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("assess", help="Måltallet per kommune og samlet: hvor mange på under 10 dager, og snittet.")(assess)
    app.command("cases", help="Én linje per søknad: tilstand, dager, frister, om den teller.")(cases)
    app.command(
        "explain", help="Hvorfor en søknad har tallet den har: dagene, og hvilken fil og rad hver dato kom fra."
    )(explain)


@asking
def assess(
    ctx: typer.Context,
    selecting: Selecting,
    check: Annotated[
        bool,
        typer.Option("--check", help="Utgangskode 1 hvis det er sikkert at et mål ikke er nådd (og det er nok saker)."),
    ] = False,
    output: OutputFormat = "text",
) -> None:
    """Print the indicator."""
    from casewatch.services.figures.assess import assess as ask
    from casewatch.services.figures.flat import assess_rows

    read_format(output)
    with opened(ctx) as context:
        found = ask(context, selecting(context))
    if output == "json":
        print_json(found.document)
    elif output == "csv":
        print_csv(*assess_rows(found.document))
    else:
        _print_assessment(found)
    if check and found.missed_for_certain:
        raise typer.Exit(1)


def _print_assessment(found: Assessment) -> None:
    from casewatch.cli.tables import print_assessment
    from casewatch.services.figures.describing import question_of

    print_assessment(question_of(found), found.document)


@asking
def cases(
    ctx: typer.Context,
    selecting: Selecting,
    state: Annotated[
        list[str] | None,
        typer.Option(
            "--state",
            metavar="TILSTAND",
            help="closed, held_out, decided, gone, incomplete, paused, running, "
            "overdue, at-risk, scope-unknown eller out-of-scope; kan gjentas.",
        ),
    ] = None,
    output: OutputFormat = "text",
) -> None:
    """Print one row per application."""
    from casewatch.services.figures.listing import CASE_COLUMNS, list_cases

    read_format(output)
    with opened(ctx) as context:
        found = list_cases(context, selecting(context), state or ())
    if output == "json":
        print_json(found.document())
    elif output == "csv":
        print_csv(CASE_COLUMNS, found.rows)
    else:
        from casewatch.cli.tables import print_cases

        names = {place.number: place.name for place in found.frame.ruling.municipalities}
        print_cases(found.rows, names, found.frame.as_of)


def explain(
    ctx: typer.Context,
    case_no: Annotated[str, typer.Argument(metavar="SAKSNR", help="Saksnummeret, som 2026/123 eller 26/00123.")],
    municipality: OneMunicipality,
    application: ApplicationNo = None,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    period: PeriodOption = None,
    rule: Rule = None,
    output: OutputFormat = "text",
) -> None:
    """Print one application's days and their sources."""
    from casewatch.services.figures.explaining import explain as ask

    read_format(output)
    with opened(ctx) as context:
        asked = selectors(context, as_of, known_at, period, [municipality], rule)
        found = ask(context, asked, case_no, application)
    if output == "json":
        print_json(found.document)
    elif output == "csv":
        rows = [_flat_interval(interval) for interval in found.document["intervals"]]
        names = ("from", "to", "days", "counted", "why", "party")
        print_csv([*names, *(f"{end}_{part}" for end in ("from", "to") for part in _SOURCE)], rows)
    else:
        from casewatch.cli.tables import print_explanation

        bodies = {body.code: body.name for body in found.frame.ruling.rulebook.bodies}
        print_explanation(found.document, found.row, found.limit_day, found.frame.ruling.rule, bodies)


_SOURCE = ("import", "file", "sheet", "row", "correction")


def _flat_interval(interval: ExplainedInterval) -> dict[str, object]:
    row = {name: value for name, value in interval.items() if not name.endswith("_source")}
    for end, source in (("from", interval["from_source"]), ("to", interval["to_source"])):
        row |= {f"{end}_{part}": value for part, value in (source or {}).items()}
    return row
