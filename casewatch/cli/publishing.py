"""``publish``, ``published`` and ``verify``: frozen figures, beside today's, and derived again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from casewatch.cli.options import AsOf, Municipalities, OutputFormat, read_format, selectors
from casewatch.cli.output import print_csv, print_json
from casewatch.cli.progress import bar
from casewatch.cli.state import opened

if TYPE_CHECKING:
    from casewatch.services.published import Shown


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("publish", help="Lås tallene for en periode, med regelutgave, dag og tidspunkt.")(publish)
    app.command("published", help="De låste tallene ved siden av hva samme spørsmål gir nå, og sakene som skiller.")(
        published
    )
    app.command("verify", help="Regn ut alle låste tall på nytt; utgangskode 1 hvis noe avviker.")(verify)


def publish(
    ctx: typer.Context,
    period: Annotated[
        str,
        typer.Option("--period", metavar="PERIODE", help="2026, 2026-T2, 2026-Q3, 2026-06, 2026-W48, DATO..DATO, 12m."),
    ],
    municipality: Municipalities = None,
    reason: Annotated[
        str | None,
        typer.Option("--reason", metavar="TEKST", help="Hvorfor tallene låses, om noe er uavklart eller ikke over."),
    ] = None,
    rule: Annotated[str | None, typer.Option("--rule", metavar="REGEL", help="Navn på en regel i regelmappa.")] = None,
    as_of: AsOf = None,
    output: OutputFormat = "text",
) -> None:
    """Freeze the figures of a period."""
    from casewatch.services.assess import flat
    from casewatch.services.publishing import document, report_context
    from casewatch.services.publishing import publish as freeze

    read_format(output)
    with opened(ctx) as context:
        frozen = freeze(context, selectors(context, as_of, None, period, municipality, rule), reason)
    found = document(frozen)
    if output == "json":
        print_json(found)
    elif output == "csv":
        names, rows = flat(found)
        beside = {name: found[name] for name in ("id", "known_at", "reason")}
        print_csv([*beside, *names], [beside | row for row in rows])
    else:
        from casewatch.cli.published_words import frozen_sentence
        from casewatch.cli.tables import print_assessment

        typer.echo(frozen_sentence(frozen))
        typer.echo("")
        print_assessment(report_context(frozen), found)


def published(ctx: typer.Context, municipality: Municipalities = None, output: OutputFormat = "text") -> None:
    """List frozen figures beside what the same question gives now."""
    from casewatch.services.published import published as ask

    read_format(output)
    with bar() as progress, opened(ctx, progress) as context:
        shown = ask(context, municipality or ())
    if output == "json":
        print_json({"published": [each.to_json() for each in shown]})
    elif output == "csv":
        print_csv(_COLUMNS, [_flat(each) for each in shown])
    else:
        from casewatch.cli.published_words import print_published

        print_published(shown)


def verify(ctx: typer.Context, output: OutputFormat = "text") -> None:
    """Derive every frozen figure again."""
    from casewatch.services.published import verify as derive

    read_format(output)
    with bar() as progress, opened(ctx, progress) as context:
        found = derive(context)
    if output == "json":
        print_json(found.to_json())
    elif output == "csv":
        rows = found.to_json()["differences"]
        print_csv(("id", "municipality", "field", "case_no", "application_no", "published", "derived"), rows)
    else:
        from casewatch.cli.published_words import print_verification

        print_verification(found)
    if found.deviations:
        raise typer.Exit(1)


#: Fields of a frozen figure that are shown for both times in CSV.
_BOTH = ("decided", "under_limit", "share", "share_met", "share_certain", "sum_days", "mean_days", "mean_met")
_COLUMNS = (
    "id",
    "municipality",
    "name",
    "rule",
    "rule_version",
    "as_of",
    "known_at",
    "period",
    "from",
    "to",
    "official",
    "reason",
    "superseded_by",
    *(f"frozen_{name}" for name in _BOTH),
    *(f"now_{name}" for name in _BOTH),
    "same",
    "differences",
    "applications",
    "rule_version_now",
    "why_not_now",
)


def _flat(shown: Shown) -> dict[str, Any]:
    """One figure on one line: what differs as ``field=old>new``, the applications as ``case (number)=old>new``."""
    row = shown.to_json()
    row |= {f"frozen_{name}": shown.frozen.get(name) for name in _BOTH}
    row |= {f"now_{name}": shown.now.get(name) for name in _BOTH} if shown.now is not None else {}
    row["differences"] = ";".join(f"{each.field}={each.old}>{each.new}" for each in shown.differences)
    row["applications"] = ";".join(
        f"{each.case_no} ({each.application_no})={_short(each.old)}>{_short(each.new)}" for each in shown.cases
    )
    return row


def _short(part: Any) -> str:
    if part is None:
        return ""
    return part.kind if part.net_days is None else f"{part.kind} {part.net_days}"
