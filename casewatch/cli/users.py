"""``users``: who may sign in to the pages, and with which role."""

import getpass
import sys
from typing import Annotated

import typer

from casewatch.cli.options import OutputFormat, read_format
from casewatch.cli.output import notice, print_csv, print_json, print_table
from casewatch.cli.state import opened
from casewatch.cli.usage import App
from casewatch.errors import CasewatchError
from casewatch.language import _

_Name = Annotated[str, typer.Argument(metavar="NAVN", help="Brukernavnet.")]
_Role = Annotated[str, typer.Option("--role", metavar="ROLLE", help="reader, handler, manager, region, administrator.")]
_Municipality = Annotated[str | None, typer.Option("--municipality", metavar="NR", help="Kommunen brukeren hører til.")]
_Handler = Annotated[
    str | None, typer.Option("--handler", metavar="KODE", help="Koden i eksporten, for rollen handler.")
]
_COLUMNS = ("name", "role", "municipality", "handler", "signs_in", "disabled")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    users = App(
        no_args_is_help=False, invoke_without_command=True, rich_markup_mode=None, help="Hvem som kan logge inn."
    )
    users.callback()(list_users)
    users.command("add", help="Ny bruker. Du blir spurt om passordet, eller det leses fra standard inn.")(add)
    users.command("role", help="Gi en bruker en annen rolle.")(change_role)
    users.command("password", help="Gi en bruker et annet passord.")(change_password)
    users.command("disable", help="Steng en bruker ute.")(disable)
    users.command("enable", help="Slipp en bruker inn igjen.")(enable)
    app.add_typer(users, name="users")


def list_users(ctx: typer.Context, output: OutputFormat = "text") -> None:
    """List the accounts."""
    from casewatch.report.tables.people import users_table
    from casewatch.services.people.accounts import account_document, all_accounts

    if ctx.invoked_subcommand is not None:
        return
    read_format(output)
    with opened(ctx) as context:
        found = [account_document(each) for each in all_accounts(context)]
        names = {place.number: place.name for place in context.rulebook.municipalities}
    if output == "json":
        print_json({"users": found})
    elif output == "csv":
        print_csv(_COLUMNS, found)
    elif not found:
        notice(_("Ingen brukere. Lag den første med «casewatch users add NAVN --role administrator»."))
    else:
        print_table(users_table(found, names))


def add(
    ctx: typer.Context,
    name: _Name,
    role: _Role,
    municipality: _Municipality = None,
    handler: _Handler = None,
    elsewhere: Annotated[
        bool, typer.Option("--elsewhere", help="Uten passord her: logger inn med arbeidskonto.")
    ] = False,
) -> None:
    """Add somebody."""
    from casewatch.services.people.accounts import add_account

    password = None if elsewhere else _password()
    with opened(ctx) as context:
        found = add_account(context, name, role, password, municipality, handler)
    typer.echo(_("{name} kan logge inn.").format(name=found.name))


def change_role(
    ctx: typer.Context,
    name: _Name,
    role: Annotated[str, typer.Argument(metavar="ROLLE", help="reader, handler, manager, region, administrator.")],
    municipality: _Municipality = None,
    handler: _Handler = None,
) -> None:
    """Change a role."""
    from casewatch.services.people.accounts import set_role

    with opened(ctx) as context:
        set_role(context, name, role, municipality, handler)
    typer.echo(_("{name} har fått en ny rolle, og må logge inn på nytt.").format(name=name))


def change_password(ctx: typer.Context, name: _Name) -> None:
    """Change a password."""
    from casewatch.services.people.accounts import set_password

    password = _password()
    with opened(ctx) as context:
        set_password(context, name, password)
    typer.echo(_("{name} har fått et nytt passord, og må logge inn på nytt.").format(name=name))


def disable(ctx: typer.Context, name: _Name) -> None:
    """Keep somebody out."""
    _let_in(ctx, name, False)


def enable(ctx: typer.Context, name: _Name) -> None:
    """Let somebody in again."""
    _let_in(ctx, name, True)


def _let_in(ctx: typer.Context, name: str, enabled: bool) -> None:
    from casewatch.services.people.accounts import disable as change

    with opened(ctx) as context:
        change(context, name, not enabled)
    text = _("{name} kan logge inn igjen.") if enabled else _("{name} er stengt ute, og logget ut overalt.")
    typer.echo(text.format(name=name))


def _password() -> str:
    """Asked for twice on a terminal; else the first line of standard input, so that none stands in a command."""
    if not sys.stdin.isatty():
        password = sys.stdin.readline().rstrip("\r\n")
        if not password:
            raise CasewatchError(_("Passordet mangler: skriv det på første linje av standard inn."))
        return password
    password = getpass.getpass(_("Passord: "))
    if getpass.getpass(_("Én gang til: ")) != password:
        raise CasewatchError(_("De to passordene er ikke like. Ingenting er endret."))
    return password
