"""``profiles``: how the senders' files are understood: list, show, check, and save from a mapping."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from casewatch.cli.options import OutputFormat, read_format, read_holds, read_id, read_mapping
from casewatch.cli.output import notice, print_csv, print_json, print_table
from casewatch.cli.state import Globals, check_settings, opened, rules_folder
from casewatch.cli.usage import App
from casewatch.language import _, show_number
from casewatch.report.words.codes.applications import START_SOURCE
from casewatch.report.words.codes.people import HOLDS
from casewatch.report.words.codes.profiles import DATE_ORDER, EVENTS_HELD, LETTER, SERIES

if TYPE_CHECKING:
    from casewatch.core.reference import Profile

_Name = Annotated[str, typer.Argument(metavar="NAVN", help="Profilens navn.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    profiles = App(invoke_without_command=True, help="Profilene: hvordan avsendernes filer leses.")
    profiles.callback()(list_profiles)
    profiles.command("show", help="Hva en profil sier.")(show)
    profiles.command("check", help="Les en profil strengt, og si hva som er galt med den.")(check)
    profiles.command("save", help="Husk koblingene fra en import med --map som en profil.")(save)
    app.add_typer(profiles, name="profiles")


_LIST_COLUMNS = ("name", "title", "extends", "holds", "expected_headers", "derives", "version")


def list_profiles(ctx: typer.Context, output: OutputFormat = "text") -> None:
    """List all profiles."""
    if ctx.invoked_subcommand:
        return
    read_format(output)
    with opened(ctx) as context:
        found = [_row(profile) for _name, profile in sorted(context.rulebook.profiles.items())]
    if output == "json":
        print_json({"profiles": found})
    elif output == "csv":
        print_csv(_LIST_COLUMNS, [row | {name: ";".join(row[name]) for name in _LISTS} for row in found])
    elif not found:
        typer.echo(_("Regelmappa har ingen profiler."))
    else:
        from casewatch.report.tables.table import Column, Table

        remembered = _("{count} kolonner")
        columns = [
            Column[dict[str, Any]](_("Profil"), lambda row: row["name"]),
            Column(_("Navn"), lambda row: row["title"]),
            Column(_("Bygger på"), lambda row: row["extends"]),
            Column(_("Fila inneholder"), lambda row: HOLDS(row["holds"])),
            Column(_("Husker"), lambda row: remembered.format(count=show_number(len(row["expected_headers"])))),
            Column(_("Versjon"), lambda row: row["version"]),
        ]
        print_table(Table.of("profiler", _("Profilene"), columns, found))


_LISTS = ("expected_headers", "derives")


def _row(profile: Profile) -> dict[str, Any]:
    return {
        "name": profile.name,
        "title": profile.title,
        "extends": profile.extends,
        "holds": profile.holds,
        "expected_headers": list(profile.expected_headers),
        "derives": list(profile.derive),
        "version": profile.version,
    }


def show(ctx: typer.Context, name: _Name, output: OutputFormat = "text") -> None:
    """Show what a profile says, with what it takes over."""
    read_format(output)
    with opened(ctx) as context:
        profile = context.rulebook.profile(name)
    _print(profile, output)


def check(
    ctx: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FIL|NAVN", help="En profilfil, eller navnet på en profil.")],
    output: OutputFormat = "text",
) -> None:
    """Read one profile strictly and show what it says."""
    from casewatch.services.importing.profiles import check_profile

    read_format(output)
    check_settings(ctx)
    profile, path = check_profile(rules_folder(ctx.ensure_object(Globals)), file)
    _print(profile, output)
    notice(_("{file} kan brukes.").format(file=path))


def save(
    ctx: typer.Context,
    name: _Name,
    mapping: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="«Overskrift=felt»", help="Les kolonnen som dette feltet; kan gjentas."),
    ] = None,
    from_import: Annotated[
        str | None, typer.Option("--from-import", metavar="ID", help="Husk det denne importen ble lest med.")
    ] = None,
    holds: Annotated[
        str | None,
        typer.Option(
            "--holds", metavar="all|open|part", help="Hva filene inneholder: alle saker, bare de åpne, eller en del."
        ),
    ] = None,
    extends: Annotated[
        str | None,
        typer.Option("--extends", metavar="NAVN", help="Profilen den bygger på (ellers importens)."),
    ] = None,
    title: Annotated[str | None, typer.Option("--title", metavar="TEKST", help="Hva profilen kalles.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Skriv over en profil som finnes.")] = False,
    output: OutputFormat = "text",
) -> None:
    """Write a profile into the rules folder in use."""
    from casewatch.services.importing.profiles import Saving, save_profile

    read_format(output)
    asked = Saving(
        name=name,
        title=title,
        mapping=read_mapping(mapping or ()),
        from_import=None if from_import is None else read_id(from_import, "--from-import"),
        holds=read_holds(holds),
        extends=extends,
        replace=yes,
    )
    with opened(ctx) as context:
        profile, path = save_profile(context, asked)
    if output == "text":
        for header, field in profile.mapping.items():
            typer.echo(f"«{header}» → {field}")
    else:
        _print(profile, output)
    notice(_("{file} er lagret. Bruk den med --profile {name}.").format(file=path, name=profile.name))


def _print(profile: Profile, output: str) -> None:
    from casewatch.rulebook import describe_profile

    told = describe_profile(profile)
    if output == "json":
        print_json(told)
    elif output == "csv":
        print_csv(("section", "field", "spelling", "code"), _flat(told))
    else:
        for line in _lines(told):
            typer.echo(line)


def _flat(told: dict[str, Any]) -> list[dict[str, Any]]:
    """One row per header, remembered header and value."""
    rows = [
        {"section": "headers", "field": field, "spelling": spelling}
        for field, spellings in told["headers"].items()
        for spelling in spellings
    ]
    rows += [
        {"section": "mapping", "field": field, "spelling": header, "code": field}
        for header, field in told["mapping"].items()
    ]
    rows += [
        {"section": "values", "field": field, "spelling": value, "code": code}
        for field, codes in told["values"].items()
        for value, code in codes.items()
    ]
    return rows


def _lines(told: dict[str, Any]) -> list[str]:
    facts = [
        (_("Bygger på"), told["extends"] or _("ingen")),
        (_("Fila inneholder"), HOLDS(told["holds"])),
        (_("Datoer"), DATE_ORDER(told["date_order"])),
        (_("Tiden løper fra"), ", ".join(START_SOURCE(code) for code in told["complete_from"])),
        (_("Mangelbrev etter komplett dato"), LETTER(told["letter_after_complete"])),
        (_("Saksnumre"), SERIES(told["case_number_series"])),
        (_("En hendelsesliste"), EVENTS_HELD(told["events"])),
        (_("Instanser i kommunen selv"), ", ".join(told["internal_parties"]) or _("ingen")),
        (_("Versjon"), told["version"]),
    ]
    lines = [f"{told['name']}: {told['title']}", *(f"  {name}: {value}" for name, value in facts)]
    sections: list[tuple[str, list[str]]] = [
        (_("Må være i fila"), [f"«{header}» → {field}" for header, field in told["mapping"].items()]),
        (_("Fyller flere felt"), [f"«{header}»" for header in told["multi"]]),
        (_("Overskrifter"), [f"{field}: {', '.join(spellings)}" for field, spellings in told["headers"].items()]),
        (
            _("Verdier"),
            [line for field, codes in told["values"].items() for line in _values(field, codes)],
        ),
        (_("Utledes"), [line for field, rule in told["derive"].items() for line in _derivation(field, rule)]),
    ]
    for heading, entries in sections:
        if entries:
            lines += ["", heading, *(f"  {entry}" for entry in entries)]
    return lines


def _values(field: str, codes: dict[str, str]) -> list[str]:
    """One line per code; a code written as itself is understood anyway."""
    written: dict[str, list[str]] = {}
    for value, code in codes.items():
        if value != code:
            written.setdefault(code, []).append(value)
    return [f"{field} = {code or _('tom')}: {', '.join(values)}" for code, values in written.items()]


def _derivation(field: str, rule: dict[str, Any]) -> list[str]:
    columns = ", ".join(rule["words_in"])
    told = [
        (_("{field}: ja ved bygningstype {codes}…"), ", ".join(rule["codes_yes"])),
        (_("{field}: nei ved bygningstype {codes}…"), ", ".join(rule["codes_no"])),
        (_("{field}: ja ved ordene {codes} i {columns}"), ", ".join(rule["words_yes"])),
        (_("{field}: nei ved ordene {codes} i {columns}"), ", ".join(rule["words_no"])),
    ]
    lines = [text.format(field=field, codes=codes, columns=columns) for text, codes in told if codes]
    if rule["constant"] is not None:
        answer = _("ja") if rule["constant"] else _("nei")
        lines.append(_("{field}: ellers {answer}").format(field=field, answer=answer))
    return lines
