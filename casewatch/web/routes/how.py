"""Slik regner vi: open to all, and made from the rule file, so that it says what the figures are counted by."""

from dataclasses import replace
from datetime import date
from typing import Any

from fastapi import APIRouter, Request, Response

from casewatch.language import _
from casewatch.report.data import TimelineChart
from casewatch.report.tables.case import days_table
from casewatch.report.tables.table import Column, Table
from casewatch.report.words.reasons import timeline_headline, timeline_subtitle
from casewatch.report.words.rules import counted_sentence, goal_sentence
from casewatch.services.asking.context import Context
from casewatch.services.figures.how import HowCounted, RuleShown, how_counted
from casewatch.web.downloads import drawn, picture
from casewatch.web.pages import page
from casewatch.web.tables import FileQuery, TableQuery, file_of
from casewatch.web.visitor import AnyViewer, TheSite

router = APIRouter(include_in_schema=False)


@router.get("/slik-regner-vi")
def how(
    request: Request, site: TheSite, viewer: AnyViewer, table_asked: TableQuery = "", file_kind: FileQuery = None
) -> Response:
    """The page, or one of its tables as a file."""
    found = how_counted(site.context(viewer))
    tables = {table.name: table for table in (_example_table(found.example), _rules_table(found))}
    if file_kind:
        return file_of(tables.values(), table_asked, file_kind, "slik-regner-vi")
    chart, rule = found.example, found.shown.rule
    values = {
        "goal": goal_sentence(chart.context.goals),
        "source": found.shown.file.source,
        "rule": rule,
        "file": found.shown.file.file,
        "sections": [(section, found.quotes(section)) for section in found.sections],
        "example_headline": timeline_headline(chart),
        "example_text": timeline_subtitle(chart),
        "tables": tables,
        "others": bool(found.others),
        "versions": [_version(each) for each in found.shown.versions],
    }
    return page(request, "how.html", viewer, values)


@router.get("/slik-regner-vi/eksempel.svg")
def example(site: TheSite, viewer: AnyViewer) -> Response:
    """The example's days."""
    return picture(site.derive(viewer, ("how", "eksempel"), _drawn_example))


def _drawn_example(context: Context) -> bytes:
    return drawn(how_counted(context).example)


def _version(rule: Any) -> tuple[date, str]:
    return rule.valid_from, rule.version


def _example_table(chart: TimelineChart) -> Table:
    table = days_table(chart.explained["intervals"], chart.parties, sources=False)
    return replace(table, name="eksempel", caption=_("Dagene i eksempelet"))


def _rules_table(found: HowCounted) -> Table:
    columns = [
        Column[RuleShown](_("Regel"), lambda shown: shown.rule.name),
        Column(_("Hva som teller"), lambda shown: counted_sentence(shown.rule)),
        Column(_("Hvor den kommer fra"), lambda shown: shown.file.source),
        Column(_("Utgave"), lambda shown: shown.rule.version),
    ]
    return Table.of("regler", _("Andre regler i regelmappa"), columns, found.others)
