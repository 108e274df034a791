"""``serve``: the pages and the API."""

from pathlib import Path
from typing import Annotated

import typer

from casewatch.cli.output import notice
from casewatch.cli.state import Globals, opened, rules_folder
from casewatch.errors import CasewatchError
from casewatch.language import _

_LOOPBACK = ("127.0.0.1", "localhost", "::1")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("serve", help="Start nettsidene. Uten innstillinger: bare på denne maskinen.")(serve)


def serve(
    ctx: typer.Context,
    host: Annotated[str, typer.Option("--host", metavar="ADRESSE", help="Adressen tjenesten lytter på.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", metavar="PORT", min=1, max=65535, help="Porten.")] = 8000,
) -> None:
    """Serve until stopped."""
    from casewatch.services.people.sessions import has_accounts
    from casewatch.settings import load_settings
    from casewatch.web.server import serve
    from casewatch.web.site import Site

    options = ctx.ensure_object(Globals)
    settings = load_settings(options.settings)
    with opened(ctx) as context:
        near, accounts = host in _LOOPBACK, has_accounts(context)
        if not near and settings.web is None:
            raise CasewatchError(
                _(
                    "--host {host}: andre maskiner kan nå tjenesten der. Skriv adressen folk bruker, "
                    "som base_url under [web] i innstillingene."
                ).format(host=host)
            )
        if not near and not accounts:
            raise CasewatchError(
                _(
                    "--host {host}: ingen brukere er lagt inn, og alle ville komme inn. "
                    "Lag den første med «casewatch users add NAVN --role administrator»."
                ).format(host=host)
            )
        base = Path.cwd() if options.settings is None else options.settings.absolute().parent
        local = near and settings.web is None
        site = Site(context.store, rules_folder(options), settings, base, local=local, rules_kept=1.0)
        notice(_("Åpne http://{host}:{port}/ – stopp med Ctrl-C.").format(host=host, port=port))
        if local and not accounts:
            notice(
                _(
                    "Ingen brukere er lagt inn: alle som bruker denne maskinen, kommer inn og kan endre; ingen andre. "
                    "Lag brukere med «casewatch users add»."
                )
            )
        elif accounts:
            notice(_("De som er lagt inn som brukere, kan logge inn."))
        serve(site, host, port)
