"""``scheduler`` and ``jobs``: what runs by itself; ``backup`` and ``restore``: all that is kept, in one file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from casewatch.cli.options import OutputFormat, read_format
from casewatch.cli.output import notice, print_csv, print_json, print_table
from casewatch.cli.state import Globals, check_settings, opened
from casewatch.language import _, show_number

if TYPE_CHECKING:
    from casewatch.documents.running import JobDocument
    from casewatch.services.running.jobs import Duty, JobState
    from casewatch.store import Store
    from casewatch.store.jobs import Run

_File = Annotated[Path, typer.Argument(metavar="FIL", help="Sikkerhetskopien: en fil for seg selv.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("scheduler", help="Det som går av seg selv: innboks, varsler, sikkerhetskopi. Kjører til det stoppes.")(
        scheduler
    )
    app.command(
        "jobs", help="Hva som går av seg selv: når det gikk sist, når det går neste gang, og hva som har feilet."
    )(jobs)
    app.command("backup", help="Skriv alt som er lagret, til én fil.")(backup)
    app.command("restore", help="Legg en sikkerhetskopi tilbake, i en tom database.")(restore)


def scheduler(
    ctx: typer.Context,
    once: Annotated[bool, typer.Option("--once", help="Gjør det som står for tur nå, og avslutt.")] = False,
) -> None:
    """Run the jobs until it is stopped, or once."""
    from casewatch.scheduler import Scheduler
    from casewatch.services.running.duties import JOBS

    with _duty(ctx):  # what cannot be used is said at once, and not at the first slot
        pass
    running = Scheduler(lambda: _duty(ctx), JOBS, _log)
    if once:
        running.catch_up()
        return
    _log(_("Kjører. Stopp med Ctrl-C, eller med SIGTERM."))
    running.run()
    _log(_("Stoppet."))


def jobs(ctx: typer.Context, output: OutputFormat = "text") -> None:
    """List the jobs."""
    from casewatch.services.running.duties import JOBS
    from casewatch.services.running.jobs import states

    read_format(output)
    with opened(ctx) as context:
        found = states(context, JOBS)
    if output == "json":
        print_json({"jobs": [state.to_json() for state in found]})
    elif output == "csv":
        print_csv(_COLUMNS, [_flat(state.to_json()) for state in found])
    else:
        _print_jobs(found)


def backup(ctx: typer.Context, file: _File) -> None:
    """Write a backup."""
    from casewatch.services.running.backup import back_up

    with _store(ctx) as store:
        back_up(store, file)
    typer.echo(str(file))


def restore(
    ctx: typer.Context,
    file: _File,
    yes: Annotated[
        bool, typer.Option("--yes", help="Erstatt det som er i databasen; en kopi av det lagres først.")
    ] = False,
) -> None:
    """Put a backup back."""
    from casewatch.services.asking.context import system_time
    from casewatch.services.running.backup import restore as put_back

    with _store(ctx) as store:
        done = put_back(store, file, system_time(), replace=yes)
        name = store.name
    if done.saved is not None:
        notice(_("Det som var i databasen, ligger i {file}.").format(file=done.saved))
    typer.echo(_("{rows} rader er lagt tilbake i {name}.").format(rows=show_number(done.rows), name=name))


@contextmanager
def _store(ctx: typer.Context) -> Iterator[Store]:
    """The store alone: a backup needs no rules, and none are recorded in what is to be replaced."""
    from casewatch.store import open_store

    check_settings(ctx)
    store = open_store(ctx.ensure_object(Globals).database)
    try:
        yield store
    finally:
        store.close()


@contextmanager
def _duty(ctx: typer.Context) -> Iterator[Duty]:
    """Everything a job needs, with settings and rules as they are now."""
    from casewatch.services.asking.context import BY_ITSELF
    from casewatch.services.running.jobs import Duty
    from casewatch.settings import load_settings

    path = ctx.ensure_object(Globals).settings
    settings = load_settings(path)
    base = Path.cwd() if path is None else path.absolute().parent
    with opened(ctx) as context:
        yield Duty(replace(context, who=BY_ITSELF), settings, base, _log)


def _log(line: str) -> None:
    from casewatch.core.periods import OSLO
    from casewatch.services.asking.context import system_time

    notice(f"{system_time().astimezone(OSLO):%Y-%m-%d %H:%M:%S} {line}")


_RUN = ("slot", "started_at", "finished_at", "ok", "attempt", "result")
_COLUMNS = (
    *("job", "title", "next", "running", "missed"),
    *(f"last_{name}" for name in _RUN),
    *(f"failure_{name}" for name in _RUN),
)


def _flat(state: JobDocument) -> dict[str, object]:
    row = {name: value for name, value in state.items() if name in _COLUMNS}
    for part, run in (("last", state["last"]), ("failure", state["failure"])):
        row |= {f"{part}_{name}": value for name, value in (run or {}).items()}
    return row


def _print_jobs(found: list[JobState]) -> None:
    from casewatch.report.tables.table import Column, Table
    from casewatch.report.words.periods import local_moment

    columns = [
        Column["JobState"](_("Jobb"), lambda state: state.job.title()),
        Column(_("Sist"), lambda state: "–" if state.last is None else local_moment(state.last.started_at)),
        Column(_("Resultat"), _result),
        Column(_("Neste"), lambda state: local_moment(state.next)),
    ]
    print_table(Table.of("jobber", _("Det som går av seg selv"), columns, found))
    for state in found:
        if state.failure is not None and state.failure != state.last:
            typer.echo(
                _("Feilet {time}: {title}: {why}").format(
                    time=local_moment(state.failure.started_at), title=state.job.title(), why=state.failure.result or ""
                )
            )
    if missed := [state for state in found if state.missed is not None]:
        names = ", ".join(state.job.title() for state in missed)
        notice(_("Dette er ikke gjort i tide: {names}. Kjører «casewatch scheduler»?").format(names=names))
    elif all(state.last is None for state in found):
        notice(_("Ingen jobb har kjørt ennå. Start «casewatch scheduler»."))


def _result(state: JobState) -> str:
    run: Run | None = state.last
    if run is None:
        return "–"
    if run.finished_at is None:
        return _("pågår") if state.running else _("avbrutt, prøves igjen")
    text = run.result or ""
    return text if run.ok else _("feilet: {why}").format(why=text)
