"""``demo``: the main job on the bundled, made-up samples, told step by step."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from casewatch.cli.options import option
from casewatch.cli.output import notice
from casewatch.cli.tables import print_assessment, print_explanation
from casewatch.core.periods import OSLO
from casewatch.errors import CasewatchError
from casewatch.language import _, show_date, show_number
from casewatch.services.asking.context import open_context
from casewatch.services.asking.selecting import Selectors
from casewatch.services.figures.assess import assess
from casewatch.services.figures.charting import case_chart, write_charts
from casewatch.services.figures.council import write_council
from casewatch.services.figures.describing import question_of
from casewatch.services.figures.explaining import explain
from casewatch.services.figures.listing import list_cases
from casewatch.services.figures.reporting import write_workbook
from casewatch.services.importing.files import import_files
from casewatch.services.importing.outcome import ImportOptions

if TYPE_CHECKING:
    from casewatch.services.asking.context import Context, Progress

DATABASE = "casewatch-demo.db"


def demonstrate(samples: Path, rules: Path, out: Path, progress: Progress) -> None:
    """Import the weekly samples in order, then show figures, one explanation, pictures and the workbook.

    Everything lands in `out`; a database of an earlier demo there is replaced.
    """
    weeks = sorted(path for path in (samples / "weeks").glob("*") if path.is_dir())
    if not weeks:
        raise CasewatchError(_("Fant ingen eksempler i {folder}.").format(folder=samples))
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name in (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm"):
            (out / name).unlink(missing_ok=True)
    except OSError as error:
        reason = error.strerror or error
        raise CasewatchError(_("Kan ikke skrive i mappa {folder}: {why}.").format(folder=out, why=reason)) from error
    typer.echo(_("Alle saker i denne demoen er oppdiktet; kommunene finnes."))
    typer.echo("")
    with open_context(f"sqlite:///{(out / DATABASE).as_posix()}", rules, progress=progress) as context:
        last = [_import_week(context, week) for week in weeks][-1]
        asked = Selectors(as_of=last)
        typer.echo("")
        found = assess(context, asked)
        print_assessment(question_of(found), found.document)
        typer.echo("")
        explained = _explain_one(context, asked, out)
        write_charts(context, asked, out / "bilder")
        write_workbook(context, asked, out / "rapport.xlsx")
        pdf = _write_pdf(context, asked, out / "rapport.pdf")
    typer.echo("")
    typer.echo(
        _("Bildene ligger i {folder}, arbeidsboka i {book}.").format(folder=out / "bilder", book=out / "rapport.xlsx")
    )
    if pdf:
        typer.echo(_("Rapporten til regionrådet ligger i {file}.").format(file=out / "rapport.pdf"))
    typer.echo(_("Spør videre, for eksempel:"))
    path = str(out / DATABASE)
    address = f'--database "{path}"' if " " in path else f"--database {path}"
    questions = [f"assess --as-of {last} --period 2026", f"cases --as-of {last} --state overdue --state at-risk"]
    if explained:
        questions.append(f"explain {explained} --as-of {last}")
    for question in (*questions, "imports"):
        typer.echo(f"  casewatch {address} {question}")


def _write_pdf(context: Context, asked: Selectors, path: Path) -> bool:
    """Write the council's report; where PDF cannot be made, say so: all else of the demo needs Python alone."""
    try:
        write_council(context, asked, path)
    except CasewatchError as error:
        path.unlink(missing_ok=True)  # of an earlier demo
        notice(error.named(option))
        return False
    return True


def _import_week(context: Context, folder: Path) -> date:
    """Read a week's files as they came that Monday morning; gives the Monday."""
    year, week = folder.name.split("-uke")
    monday = date.fromisocalendar(int(year), int(week), 1)
    received_at = datetime.combine(monday, time(7, 30), OSLO)
    report = import_files(
        context,
        sorted(path for path in folder.iterdir() if path.is_file()),
        ImportOptions(as_of=monday, received_at=received_at, holds="all"),
    )
    new, changed, rejected = (
        sum(getattr(result, name) for result in report.results) for name in ("new", "changed", "rejected")
    )
    typer.echo(
        _("{day}: {files} filer lest, {new} nye søknader, {changed} endret, {rejected} ikke lest.").format(
            day=show_date(monday),
            files=len(report.results),
            new=show_number(new),
            changed=show_number(changed),
            rejected=show_number(rejected),
        )
    )
    for result in report.results:
        if result.status == "refused":
            notice(result.findings[0].message)
    return monday


def _explain_one(context: Context, asked: Selectors, out: Path) -> str | None:
    """The decided application with the most counted days that also stood still: the one people ask about.

    Gives the arguments that name it to ``explain``; None where there is no such application.
    """
    rows = [
        row
        for row in list_cases(context, Selectors(as_of=asked.as_of, period="12m"), ["decided"]).rows
        if row["in_scope"] == "yes" and row["paused_days"]
    ]
    if not rows:
        return None
    row = max(rows, key=lambda row: (row["net_days"], row["case_no"]))
    one = Selectors(as_of=asked.as_of, municipalities=(row["municipality"],))
    typer.echo(_("Hvorfor har saken med flest dager tallet den har?"))
    found = explain(context, one, row["case_no"], row["application_no"])
    bodies = {body.code: body.name for body in context.rulebook.bodies}
    print_explanation(found.document, found.row, found.limit_day, found.frame.ruling.rule, bodies)
    case_chart(context, one, row["case_no"], row["application_no"], out / "bilder")
    return f"{row['case_no']} --municipality {row['municipality']} --application {row['application_no']}"
