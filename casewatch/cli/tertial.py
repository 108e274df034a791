"""``tertial``: the text for the municipalities' tertial reports."""

from typing import Annotated

import typer

from casewatch.cli.options import Municipalities, read_format
from casewatch.cli.output import print_json
from casewatch.cli.state import opened
from casewatch.errors import CasewatchError
from casewatch.language import _


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("tertial", help="Tre setninger per kommune til tertialrapporten, bare fra låste tall.")(tertial)


def tertial(
    ctx: typer.Context,
    period: Annotated[str, typer.Option("--period", metavar="TERTIAL", help="For eksempel 2026-T2.")],
    municipality: Municipalities = None,
    output: Annotated[str, typer.Option("--format", metavar="text|json", help="Format på svaret.")] = "text",
) -> None:
    """Print result, why and reservation of each municipality."""
    from casewatch.services.publishing.tertial import NothingPublished, tertial_texts

    read_format(output, ("text", "json"))
    with opened(ctx) as context:
        try:
            texts = tertial_texts(context, period, municipality or ())
        except NothingPublished as error:
            how = _("Lås dem først: casewatch publish --period {period}.").format(period=period.strip().upper())
            raise CasewatchError(f"{error} {how}") from None
    if output == "json":
        print_json({"texts": [vars(each) for each in texts]})
    else:
        typer.echo("\n\n".join(f"{each.result} {each.why} {each.reservation}" for each in texts))
