"""``import`` and ``imports``: exports into the store, what each did, and taking one back."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from casewatch.cli.options import OutputFormat, asked_date, option, read_format, read_holds, read_id, read_mapping
from casewatch.cli.output import confirmed, notice, print_csv, print_json, print_table
from casewatch.cli.progress import bar
from casewatch.cli.state import Globals, opened
from casewatch.cli.usage import App
from casewatch.language import _, show_number
from casewatch.report.words.codes.people import SEVERITY

if TYPE_CHECKING:
    from casewatch.intake.tables import Finding
    from casewatch.services.importing.files import UndoResult
    from casewatch.services.importing.outcome import ImportOptions, ImportReport, ImportResult

#: Findings and changes that are shown as text; JSON has all of them.
_SHOWN = 20


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("import", help="Les inn eksporter. Hver fil er en import for seg; gode rader går inn.")(import_files)
    imports = App(invoke_without_command=True, help="Importene: vis en, eller ta en tilbake.")
    imports.callback()(list_imports)
    imports.command("show", help="Hva en import gjorde.")(show)
    imports.command("undo", help="Ta en import tilbake.")(undo)
    app.add_typer(imports, name="imports")


def import_files(
    ctx: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="FIL", help="Regneark (.xlsx, .xls, .ods) eller .csv.")],
    municipality: Annotated[
        str | None, typer.Option("--municipality", metavar="KOMMUNENR", help="Kommunen fila gjelder.")
    ] = None,
    profile: Annotated[
        str | None, typer.Option("--profile", metavar="NAVN", help="Hvordan avsenderens filer leses.")
    ] = None,
    mapping: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="«Overskrift=felt»", help="Les kolonnen som dette feltet; kan gjentas."),
    ] = None,
    holds: Annotated[
        str | None,
        typer.Option(
            "--holds", metavar="all|open|part", help="Hva fila inneholder: alle saker, bare de åpne, eller en del."
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Vis hva som ville skje, lagre ingenting.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Ikke spør først.")] = False,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DATO", help="Datoer etter denne dagen får en merknad (i dag).")
    ] = None,
    received_at: Annotated[
        str | None,
        typer.Option("--received-at", metavar="TID", help="Når fila kom; bestemmer rekkefølgen på importene (nå)."),
    ] = None,
    output: OutputFormat = "text",
) -> None:
    """Read files into the store."""
    from casewatch.services.asking.context import parse_time
    from casewatch.services.importing.files import import_files as read
    from casewatch.services.importing.outcome import ImportOptions
    from casewatch.settings import load_settings

    read_format(output)
    options = ImportOptions(
        municipality=municipality,
        profile=profile,
        mapping=read_mapping(mapping or ()),
        holds=read_holds(holds),
        dry_run=dry_run,
        as_of=asked_date(as_of, "as_of"),
        received_at=parse_time(received_at, "received_at") if received_at is not None else None,
    )
    keep_days = load_settings(ctx.ensure_object(Globals).settings).uploads.keep_days
    with bar() as progress, opened(ctx, progress) as context:
        if not yes and not dry_run and sys.stdin.isatty() and sys.stdout.isatty() and output == "text":
            _confirm(read(context, files, _as_dry_run(options)))
        report = read(context, files, options, keep_days=keep_days)
    _print_report(report, output)
    for result in report.results:
        if result.status == "refused":
            notice(_refused(result))
        if result.not_annotated:
            notice(result.not_annotated)
    mapped = [result.id for result in report.results if result.status == "stored" and result.id and options.mapping]
    if mapped:
        notice(
            _("Husk koblingene til neste gang: casewatch profiles save NAVN --from-import {id}").format(id=mapped[-1])
        )
    if report.exit_code:
        raise typer.Exit(report.exit_code)


def _as_dry_run(options: ImportOptions) -> ImportOptions:
    from dataclasses import replace

    return replace(options, dry_run=True, annotate=False)


def _confirm(preview: ImportReport) -> None:
    """Show what would happen and ask; stops the command at a no."""
    for result in preview.results:
        _print_result(result)
    if not confirmed(_("Les inn?")):
        notice(_("Ingenting er lagret."))
        raise typer.Exit(0)


_FINDING_COLUMNS = ("file", "severity", "code", "sheet", "row", "column", "field", "case_no", "message")


def _print_report(report: ImportReport, output: str) -> None:
    if output == "json":
        print_json(report.to_json())
    elif output == "csv":
        rows = [{"file": each["file"], **found} for each in report.to_json()["imports"] for found in each["findings"]]
        print_csv(_FINDING_COLUMNS, rows)
    else:
        for result in report.results:
            if result.status != "refused":
                _print_result(result)


def _print_result(result: ImportResult) -> None:
    from casewatch.report.words.fields import field_in_words, value_in_words
    from casewatch.services.importing.receipts import held_in_words, indicator_in_words

    if result.status == "refused":
        typer.echo(_refused(result))
        return
    if result.status == "unchanged":
        typer.echo(
            _("{file}: Fila er lest inn før (import {id}). Ingenting er endret.").format(file=result.file, id=result.id)
        )
        return
    what = {
        "dry-run": _("{file}: prøvd, ingenting er lagret."),
        "stored": _("{file}: lest inn som import {id}."),
    }[result.status]
    if result.corrections:
        what = _("{file}: svarene er lagret som rettinger (ID {ids}). Ta en tilbake med «casewatch correct ID --undo».")
    elif result.status == "stored" and result.id is None:
        what = _("{file}: ingen nye svar, ingenting er endret.")
    ids = ", ".join(map(str, result.corrections))
    typer.echo(what.format(file=result.file, id=result.id, ids=ids))
    counts = [
        (_("nye"), result.new),
        (_("endret"), result.changed),
        (_("uendret"), result.unchanged),
        (_("ikke lest"), result.rejected),
    ]
    text = ", ".join(f"{show_number(number)} {name}" for name, number in counts)
    typer.echo(_("  {rows} søknader: {counts}.").format(rows=show_number(result.rows), counts=text))
    for line in (*indicator_in_words(result), *held_in_words(result)):
        typer.echo(f"  {line}")
    for change in result.changes[:_SHOWN]:
        typer.echo(
            _("  Endret: sak {case_no}, {field}: {old} → {new}").format(
                case_no=change.case_no,
                field=field_in_words(change.field),
                old=value_in_words(change.old, change.field),
                new=value_in_words(change.new, change.field),
            )
        )
    _more(len(result.changes))
    order = {"error": 0, "warning": 1, "info": 2}
    findings = sorted(result.findings, key=lambda finding: order[finding.severity])
    for finding in findings[:_SHOWN]:
        typer.echo(f"  {SEVERITY(finding.severity)}: {finding.message}{_how(finding)}")
    _more(len(findings))
    if result.annotated:
        typer.echo(_("  Kopi av fila med merknader: {path}").format(path=result.annotated))


def _how(finding: Finding) -> str:
    """The option that helps, where one does."""
    from casewatch.intake.remarks import header_of

    if finding.code == "header_unknown" and finding.field:
        return f' (--map "{header_of(finding)}={finding.field}")'
    return " (--map)" if finding.code == "pair_incomplete" else ""


def _refused(result: ImportResult) -> str:
    return result.findings[0].message if result.refusal is None else result.refusal.named(option)


def _more(number: int) -> None:
    if number > _SHOWN:
        typer.echo(_("  … og {count} til (alle med --format json).").format(count=show_number(number - _SHOWN)))


_LIST_COLUMNS = (
    *("id", "file", "received_at", "recorded_at", "undone_at", "municipality", "profile", "holds"),
    *("rows", "new", "changed", "unchanged", "gone", "rejected"),
)


def list_imports(ctx: typer.Context, output: OutputFormat = "text") -> None:
    """List all imports."""
    if ctx.invoked_subcommand:
        return
    from casewatch.report.tables.imports import imports_table
    from casewatch.services.importing.files import imports_list

    read_format(output)
    with opened(ctx) as context:
        found = [result.to_json() for result in imports_list(context)]
        names = {place.number: place.name for place in context.rulebook.municipalities}
    if output == "json":
        print_json({"imports": found})
    elif output == "csv":
        print_csv(_LIST_COLUMNS, found)
    elif not found:
        typer.echo(_("Ingen filer er lest inn ennå. Bruk casewatch import FIL."))
    else:
        print_table(imports_table(found, names))
        counts = Counter(row["undone_at"] is None for row in found)
        typer.echo(
            _("{standing} gjelder, {undone} er tatt tilbake.").format(standing=counts[True], undone=counts[False])
        )


def show(
    ctx: typer.Context,
    number: Annotated[str, typer.Argument(metavar="ID", help="Importens nummer.")],
    output: OutputFormat = "text",
) -> None:
    """Show again what an import did."""
    from casewatch.services.importing.files import imports_show
    from casewatch.services.importing.outcome import ImportReport

    read_format(output)
    with opened(ctx) as context:
        report = ImportReport((imports_show(context, read_id(number, "imports show")),))
    _print_report(report, output)


def undo(
    ctx: typer.Context,
    number: Annotated[str, typer.Argument(metavar="ID", help="Importens nummer.")],
    output: OutputFormat = "text",
) -> None:
    """Take an import back."""
    from casewatch.services.importing.files import imports_undo

    read_format(output)
    with opened(ctx) as context:
        result = imports_undo(context, read_id(number, "imports undo"))
    if output == "json":
        print_json(result.to_json())
    elif output == "csv":
        row = result.to_json()
        print_csv(list(row), [row])
    else:
        _print_undo(result)


def _print_undo(result: UndoResult) -> None:
    typer.echo(
        _("Import {id} ({file}) er tatt tilbake. Søknader som er borte: {vanished}, satt tilbake: {changed}.").format(
            id=result.id,
            file=result.file,
            vanished=show_number(result.vanished),
            changed=show_number(result.changed),
        )
    )
