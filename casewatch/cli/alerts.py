"""``alerts``: what is due; ``alerts ack`` and ``alerts snooze``: what a person says of one."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated

import typer

from casewatch.cli.options import AsOf, OutputFormat, asked_date, read_format
from casewatch.cli.output import notice, print_csv, print_json
from casewatch.cli.state import Globals, opened
from casewatch.cli.usage import App
from casewatch.errors import CasewatchError
from casewatch.language import _, show_date

if TYPE_CHECKING:
    from casewatch.services.alerts.alerting import Due, DueAlert
    from casewatch.services.alerts.telling import Telling
    from casewatch.settings import Settings
    from casewatch.store.alerts import AnswerKind

_Key = Annotated[str, typer.Argument(metavar="NØKKEL", help="Varselets nøkkel, slik «alerts --format csv» viser den.")]
_Reason = Annotated[str, typer.Option("--reason", metavar="TEKST", help="Hvorfor.")]
_Until = Annotated[str, typer.Option("--until", metavar="DATO", help="Stille til denne dagen, høyst 14 dager fram.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    alerts = App(invoke_without_command=True, help="Varslene som gjelder nå. Uten --send får ingen melding om dem.")
    alerts.callback()(list_alerts)
    alerts.command("ack", help="Kvitter ut et varsel: noen tar seg av det.")(acknowledge)
    alerts.command("snooze", help="Minn meg på det: utsett et varsel.")(snooze)
    app.add_typer(alerts, name="alerts")


_COLUMNS = (
    "key",
    "level",
    "rule",
    "municipality",
    "case_no",
    "application_no",
    "handler",
    "scope",
    "days_left",
    "last_day",
    "since",
    "data_from",
    "new",
    "text",
    "answered",
    "quiet_until",
)


_Send = Annotated[bool, typer.Option("--send", help="Varsle mottakerne i innstillingene; høyst én melding om dagen.")]


def list_alerts(ctx: typer.Context, as_of: AsOf = None, send: _Send = False, output: OutputFormat = "text") -> None:
    """List what is due; with ``--send`` tell it. Exit code 2 where somebody could not be told."""
    if ctx.invoked_subcommand:
        return
    from casewatch.services.alerts.alerting import due_alerts

    read_format(output)
    told: Telling | None = None
    with opened(ctx) as context:
        settings, day = _settings(ctx), asked_date(as_of, "as_of") or context.today()
        if send:
            from casewatch.services.alerts.telling import senders, tell

            told = tell(context, settings, day, senders(settings, os.environ))
        due = told.due if told else due_alerts(context, settings, day)
        names = {place.number: place.name for place in context.rulebook.municipalities}
    if output == "json":
        print_json({**due.to_json(), **(told.to_json() if told else {})})
    elif output == "csv":
        print_csv(_COLUMNS, [alert.to_json() for alert in due.alerts])
        for each in due.withdrawn:
            notice(_("Trukket tilbake: {key}. {why}").format(key=each.key, why=each.why))
        if due.held_back:
            notice(due.held_back["why"])
    else:
        for line in _lines(due, names):
            typer.echo(line)
    if told:
        _say_what_became(told)


def acknowledge(ctx: typer.Context, key: _Key, reason: _Reason, until: _Until) -> None:
    """Somebody takes care of it."""
    _answer(ctx, "acknowledged", key, reason, until)


def snooze(ctx: typer.Context, key: _Key, until: _Until, reason: _Reason) -> None:
    """Remind me later."""
    _answer(ctx, "snoozed", key, reason, until)


def _say_what_became(told: Telling) -> None:
    for line in (*told.notes, *told.troubles):
        notice(line)
    if told.troubles:
        raise typer.Exit(2)
    if told.sent:
        notice(_("Sendte meldinger: {number}.").format(number=told.sent))


def _answer(ctx: typer.Context, kind: AnswerKind, key: str, reason: str, until: str) -> None:
    from casewatch.services.alerts.alerting import answer_alert

    day = asked_date(until, "until")
    if day is None:
        raise CasewatchError(_("Oppgi en dag med --until."))
    with opened(ctx) as context:
        alert = answer_alert(context, _settings(ctx), kind, key, reason, day)
    text = (
        _("Kvittert ut til {day}: {key}. Varselet slutter av seg selv når saken endrer seg.")
        if kind == "acknowledged"
        else _("Utsatt til {day}: {key}. Varselet slutter av seg selv når saken endrer seg.")
    )
    typer.echo(text.format(day=show_date(day), key=alert.key))


def _settings(ctx: typer.Context) -> Settings:
    from casewatch.settings import load_settings

    return load_settings(ctx.ensure_object(Globals).settings)


def _lines(due: Due, names: dict[str, str]) -> list[str]:
    """For people: the loud ones, those put off, what was withdrawn, what is held back."""
    loud = [alert for alert in due.alerts if alert.answer is None]
    lines = [_line(alert, names) for alert in loud]
    if not loud:
        lines.append(_("Ingen varsler per {day}.").format(day=show_date(due.as_of)))
    quiet = [alert for alert in due.alerts if alert.answer is not None]
    for alert in quiet:
        assert alert.answer is not None
        text = _("Kvittert ut til {day}") if alert.answer.kind == "acknowledged" else _("Utsatt til {day}")
        lines.append(f"{text.format(day=show_date(alert.answer.until))}: {_line(alert, names)}")
    off = []
    for each in due.withdrawn:
        who = f"{names.get(each.municipality, each.municipality)} {each.case_no or ''}".strip()
        off.append(_("Trukket tilbake: {who}. {why}").format(who=who, why=each.why))
    lines += dict.fromkeys(off)  # a decision can end the alert about the goal and the one about the limit
    if due.held_back:
        lines.append(due.held_back["why"])
    return lines


def _line(alert: DueAlert, names: dict[str, str]) -> str:
    who = f"{names.get(alert.municipality, alert.municipality)} {alert.case_no or ''}".strip()
    if alert.application_no and alert.application_no > 1:
        who += " " + _("(søknad {number})").format(number=alert.application_no)
    mark = "* " if alert.new else "  "
    return f"{mark}{who}: {alert.text}"
