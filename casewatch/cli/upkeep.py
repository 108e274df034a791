"""``rules``, ``template`` and ``demo``."""

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from casewatch.cli.options import OutputFormat, read_format
from casewatch.cli.output import notice, print_csv, print_json, print_table
from casewatch.cli.progress import bar
from casewatch.cli.state import Globals, check_settings, opened, rules_folder
from casewatch.cli.usage import App
from casewatch.language import _
from casewatch.services.asking.folders import bundled


def register(app: typer.Typer) -> None:
    """Add the commands."""
    rules = App(invoke_without_command=True, help="Reglene som gjelder; check prøver en regelfil.")
    rules.callback()(show_rules)
    rules.command("check", help="Les en regelfil strengt, og si hva som er galt med den.")(check_rules)
    app.add_typer(rules, name="rules")
    app.command("template", help="Arbeidsbok å fylle ut for hånd.")(template)
    app.command("demo", help="Hele veien med oppdiktede eksempler, i en egen database.")(demo)


def show_rules(ctx: typer.Context, output: OutputFormat = "text") -> None:
    """List the rules in force."""
    if ctx.invoked_subcommand:
        return
    from casewatch.rulebook import describe

    read_format(output)
    with opened(ctx) as context:
        found = describe(context.rulebook)
    _print_rules(found, output)


def check_rules(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FIL", help="En regelfil, eller en hel regelmappe.")],
    output: OutputFormat = "text",
) -> None:
    """Read one rule file, or a whole folder of them, and show what it says."""
    from casewatch.rulebook import build, describe, describe_rule, load_rule_file, read_texts

    read_format(output)
    check_settings(ctx)
    if file.is_dir():
        found = describe(build(read_texts(file)))
    else:
        found = [describe_rule(rule) | {"file": file.name} for rule in load_rule_file(file)]
    _print_rules(found, output)
    notice(_("{file} kan brukes.").format(file=file))


def _print_rules(found: list[dict[str, Any]], output: str) -> None:
    if output == "json":
        print_json({"rules": found})
        return
    rows = [
        {
            name: ";".join(value) if isinstance(value, list) else value
            for name, value in (rule | {f"target_{key}": part for key, part in rule["targets"].items()}).items()
            if name not in ("targets", "alerts", "quotes")
        }
        for rule in found
    ]
    if output == "csv":
        print_csv(list(rows[0]), rows)
        return
    from casewatch.report.tables.table import Column, Table
    from casewatch.report.words.codes.applications import DAY_COUNT, SCOPE_FIELD, STOP

    columns = [
        Column[dict[str, Any]](_("Regel"), lambda rule: rule["id"]),
        Column(_("Navn"), lambda rule: rule["name"]),
        Column(_("Gjelder fra"), lambda rule: date.fromisoformat(rule["valid_from"])),
        Column(
            _("Mål"),
            lambda rule: _("{share_percent} % under {limit_days}, snitt {mean_days}").format(**rule["targets"]),
        ),
        Column(_("Dager"), lambda rule: DAY_COUNT(rule["day_count"])),
        Column(_("Stopper ved"), lambda rule: STOP(rule["stop"])),
        Column(_("Må være ja"), lambda rule: ", ".join(map(SCOPE_FIELD, rule["scope"])) or _("alle")),
        Column(_("Versjon"), lambda rule: rule["version"]),
    ]
    print_table(Table.of("regler", _("Reglene"), columns, found))
    for rule in found:
        for quote in rule.get("quotes", ()):
            typer.echo(f"{rule['id']}: «{quote['text']}» ({quote['place']})")


def template(
    ctx: typer.Context,
    out: Annotated[Path, typer.Option("--out", metavar="FIL.xlsx", help="Fila det skrives til.")],
    pauses: Annotated[
        bool, typer.Option("--pauses", help="Med et eget ark Pauser, for saker med mange uttalelser.")
    ] = False,
) -> None:
    """Write the template."""
    from casewatch.report.sheets.template import write_template

    check_settings(ctx)
    write_template(out, pauses)
    typer.echo(str(out))


def demo(
    ctx: typer.Context,
    out: Annotated[Path, typer.Option("--out", metavar="MAPPE", help="Mappa alt legges i.")] = Path("demo"),
) -> None:
    """The main job on the bundled samples, in a database of its own."""
    from casewatch.cli.demonstration import demonstrate

    options = ctx.ensure_object(Globals)
    check_settings(ctx)
    with bar() as progress:
        demonstrate(bundled("samples"), rules_folder(options), out, progress)
