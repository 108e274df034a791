"""Every second look counts by the rule version of its own day and period: by hand, and as ``assess`` says.

The rule was changed at New Year (tests/services/two_versions.py has the cases and their days by both versions).
"""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from casewatch.core.access import Viewer
from casewatch.core.periods import parse_period
from casewatch.documents.figures import PreviewedFigure
from casewatch.report.data import AgesChart, StripChart, TrendChart
from casewatch.report.letters.council import CouncilData
from casewatch.report.pictures.as_text import text_of
from casewatch.services.alerts.alerting import DueAlert, due_alerts
from casewatch.services.alerts.weekly import weekly_summary
from casewatch.services.asking.context import Context
from casewatch.services.asking.selecting import Selectors, rules_of
from casewatch.services.figures import council
from casewatch.services.figures.assess import assess
from casewatch.services.figures.charting import collect_charts
from casewatch.services.figures.listing import list_cases
from casewatch.services.figures.overview import overview
from casewatch.services.figures.reporting import write_workbook
from casewatch.services.importing.files import import_files, imports_show
from casewatch.services.importing.outcome import ImportOptions
from casewatch.services.publishing.by_period import by_period
from casewatch.services.publishing.publish import publish
from casewatch.settings import Settings
from casewatch.web.site import Site
from tests.services.two_versions import NEW_YEAR, TODAY, Changed, changed
from tests.web.conftest import Service
from tests.web.reading import read, table_file

__all__ = ["changed"]  # a fixture
KONGSVINGER = "3401"
PAST = Selectors(TODAY, period="2025", municipalities=(KONGSVINGER,))
#: As of the last of March, and of months before it, over the twelve months to then: measured, under the limit, met.
POINTS = {
    date(2025, 3, 31): (1, 1, "met"),  # 2025/1
    date(2025, 5, 31): (2, 1, "missed"),  # and 2025/2, 15 calendar days
    date(2025, 12, 31): (3, 2, "missed"),  # and 2025/3
    date(2026, 1, 31): (4, 4, "met"),  # and 2026/1; by the new rule 2025/2 has 11 days of 15
    date(2026, 3, 31): (3, 3, "met"),  # without 2025/1
}


def said(context: Context, as_of: date, period: str | None = None) -> dict[str, Any]:
    """What ``assess`` answers for a day and period."""
    (result,) = assess(context, Selectors(as_of, period=period, municipalities=(KONGSVINGER,))).results
    return result


def test_the_version_is_that_of_the_periods_last_day(changed: Changed) -> None:
    with changed.at(TODAY) as context:
        rules = rules_of(context.rulebook, PAST)
        assert rules.look(TODAY).rule.targets.limit_days == 15
        for text, limit in (("2025", 10), ("2026", 15), ("2025-12-01..2026-01-01", 15), ("2020", 10), ("12m", 15)):
            assert rules.look(TODAY, parse_period(text, TODAY)).rule.targets.limit_days == limit, text
        assert rules.look(date(2025, 12, 31)).rule.day_count == "calendar"
        assert rules.look(NEW_YEAR).rule.day_count == "working"
        # the oldest holds before its own first day too
        assert rules.look(date(1999, 1, 1)).rule.valid_from == date(2020, 11, 25)


@pytest.mark.parametrize("period", ["2025", "12m", "2026"])
def test_each_point_of_a_trend_is_what_assess_says_as_of_its_day(changed: Changed, period: str) -> None:
    asked = Selectors(TODAY, period=period, municipalities=(KONGSVINGER,))
    with changed.at(TODAY) as context:
        trend = overview(context, asked, KONGSVINGER).trend
        drawn = collect_charts(context, asked)["utvikling"]
        assert isinstance(drawn, TrendChart)
        assert drawn.trends == (trend,)
        points = {point.day: point for point in trend.points}
        assert len(points) == 25
        for day, point in points.items():
            result = said(context, day)
            assert (point.n, point.u) == (result["decided"], result["under_limit"]), day
            assert (point.verdict, point.turned_by) == (result["verdict"]["share"], result["share_turned_by"] or 0), day
            goals = point.goals
            assert goals is not None
            assert (goals.limit_days, goals.share_percent) == ((10, 80) if day < NEW_YEAR else (15, 70))
    assert {day: (points[day].n, points[day].u, points[day].verdict) for day in POINTS} == POINTS


def test_a_trend_over_a_changed_rule_says_so(changed: Changed) -> None:
    with changed.at(TODAY) as context:
        chart = collect_charts(context, Selectors(TODAY, period="2025"))["utvikling"]
    text = text_of(chart)
    # a year ago 2025/1 alone was decided, in 9 days of 10
    assert text.startswith("Én av seks kommuner når målet om 70\u00a0% nå, én nådde det som gjaldt for ett år siden\n")
    rules = "fra mars 2024 under 10 dager, minst 80\u00a0% og fra januar 2026 under 15 arbeidsdager, minst 70\u00a0%"
    assert f"etter regelen da: {rules}." in text
    rows = [" ".join(row.split()) for row in text.splitlines() if row.startswith("Kongsvinger ")]
    assert "Kongsvinger 31.12.2025 desember 2025 3 2 0 67 % ikke nådd under 10 dager, minst 80 %" in rows
    assert "Kongsvinger 31.01.2026 januar 2026 4 4 0 100 % nådd under 15 arbeidsdager, minst 70 %" in rows


def test_the_workbooks_trend_is_the_same(changed: Changed, tmp_path: Path) -> None:
    with changed.at(TODAY) as context:
        write_workbook(context, PAST, tmp_path / "r.xlsx")
    book = load_workbook(tmp_path / "r.xlsx")
    heads, *rows = [[cell.value for cell in row[:9]] for row in book["Utvikling"].iter_rows()]
    assert heads[3:5] == ["Avgjort", "Under grensen"]
    found = {row[1].date(): row for row in rows if row[1]}
    assert {
        day: (found[day][3], found[day][4], {"nådd": "met", "ikke nådd": "missed"}[found[day][7]]) for day in POINTS
    } == POINTS
    assert found[date(2025, 12, 31)][8] == "under 10 dager, minst 80\u00a0%"
    assert found[date(2026, 1, 31)][8] == "under 15 arbeidsdager, minst 70\u00a0%"
    # the list of cases is that of the period, as `cases --period 2025` gives it
    heads, *rows = [[cell.value for cell in row] for row in book["Saker"].iter_rows()]
    days = {row[heads.index("Saksnr")]: row[heads.index("Tellende dager")] for row in rows}
    assert days == {"2025/1": 9, "2025/2": 15, "2025/3": 9, "2026/2": 15, "2026/3": 29}


def test_open_cases_beside_a_past_period_count_by_the_rule_of_today(changed: Changed) -> None:
    with changed.at(TODAY) as context:
        found = overview(context, PAST, KONGSVINGER)
        assert found.result == said(context, TODAY, "2025")
        assert (found.result["decided"], found.result["under_limit"]) == (3, 2)
        now = said(context, TODAY)
        rows = {row["case_no"]: row for row in list_cases(context, Selectors(TODAY)).rows}
        ages = collect_charts(context, PAST)["apne-saker"]
    assert [dict(row) for row in found.soon] == [rows["2026/2"], rows["2026/3"]]
    assert [dict(row) for row in found.waiting] == [rows["2026/3"], rows["2026/2"]]
    near, over = found.soon
    assert (near["net_days"], near["days_left"], near["last_day"]) == (11, 3, "2026-04-08")
    assert (over["net_days"], over["missed_on"], over["overdue"]) == (21, "2026-03-21", True)
    assert (now["open"]["overdue"], now["open"]["at_risk"]) == (1, 1)
    assert {case.case_no: (case.days, case.over) for case in found.ages.cases} == {
        "2026/2": (11, False),
        "2026/3": (21, True),
    }
    assert isinstance(ages, AgesChart)
    assert ages.rows == (found.ages,)
    assert text_of(ages).startswith("1 av 2 åpne næringssaker har brukt 15 arbeidsdager eller mer\n")


def test_the_waiting_marks_of_a_past_periods_strip_are_todays(changed: Changed) -> None:
    with changed.at(TODAY) as context:
        chart = collect_charts(context, PAST)["stripe-3401-kongsvinger"]
        plain = collect_charts(context, Selectors(TODAY))["stripe-3401-kongsvinger"]
    assert isinstance(chart, StripChart)
    dots = {dot.case_no: (dot.days, dot.decided, dot.under) for dot in chart.row.dots}
    assert dots == {
        "2025/1": (9, True, True),
        "2025/2": (15, True, False),
        "2025/3": (9, True, True),
        "2026/2": (11, False, True),
        "2026/3": (21, False, False),
    }
    told = (
        "Åpne saker i bilder og lister er regnet etter regelen som gjelder 31.03.2026 (under 15 arbeidsdager), "
        "tallene for perioden etter den som gjaldt da (under 10 dager)."
    )
    assert told in text_of(chart)
    assert "etter regelen som gjelder" not in text_of(plain)


def test_the_municipalitys_page_shows_the_same(changed: Changed, tmp_path: Path) -> None:
    with changed.at(TODAY) as context:
        site = Site(context.store, changed.rules, Settings(), tmp_path, local=True)
        service = Service(site, time=datetime(2026, 3, 31, 10, tzinfo=UTC))
        site.now = lambda: service.time
        browser = service.browser()
        text = read(browser.get("/kommune/3401?period=2025").text).text
        soon = table_file(browser, "/kommune/3401?period=2025&tabell=snart")
        trend = table_file(browser, "/kommune/3401?period=2025&tabell=utvikling")
        compared = read(browser.get("/sammenligning?period=2025").text).text
        service.close()
    columns = "«Åpne» og «Over grensen» i tabellen følger regelen for perioden."
    assert columns in compared
    assert columns not in text
    assert "2 av 3 næringssaker ble avgjort på under 10 dager i 2025." in text
    assert "1 sak nærmer seg 15 arbeidsdager og 1 sak har brukt 15 arbeidsdager eller mer." in text
    assert "regelen som gjelder 31.03.2026 (under 15 arbeidsdager)" in text
    assert [(row[0], row[3], row[5], row[6]) for row in soon[1:]] == [
        ("2026/2", "11", "3", "2026-04-08"),
        ("2026/3", "21", "", ""),
    ]
    assert trend[-4][:7] == ["2025-12-31", "desember 2025", "3", "2", "0", "67\u00a0%", "ikke nådd"]
    assert trend[-1][:7] == ["2026-03-31", "mars 2026", "3", "3", "0", "100\u00a0%", "nådd"]


def test_the_weeks_letter_counts_by_the_rule_of_its_day(changed: Changed) -> None:
    for day, told in ((date(2025, 12, 31), "2 av 3"), (TODAY, "3 av 3")):
        with changed.at(TODAY) as context:
            made = weekly_summary(context, Selectors(day, municipalities=(KONGSVINGER,)), "manager", None)
            result = said(context, day)
        assert told == f"{result['under_limit']} av {result['decided']}"
        limit = "under 10 dager" if day < NEW_YEAR else "under 15 arbeidsdager"
        assert f"{told} næringssaker ble avgjort på {limit} siste 12 måneder" in made.content.text
        book = load_workbook(io.BytesIO(made.enclosed[1].content))
        last = max(row for row in book["Utvikling"].iter_rows(min_row=2, max_row=26, values_only=True) if row[1])
        assert f"{last[4]} av {last[3]}" == told


def test_the_councils_report_has_both_rules_apart(changed: Changed, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[CouncilData] = []

    def kept(data: CouncilData) -> bytes:
        seen.append(data)
        return b""

    monkeypatch.setattr(council, "council_pdf", kept)
    with changed.at(TODAY) as context:
        council.council_report(context, PAST)
        assert seen[0].rows[0].result == said(context, TODAY, "2025")
    assert seen[0].context.goals.limit_days == 10
    assert seen[0].context.goals_now is not None
    assert seen[0].context.goals_now.limit_days == 15
    rules = " ".join(str(section) for section in seen[0].sections)
    assert "10 dager" in rules
    assert "15 arbeidsdager" not in rules
    assert {dot.case_no: dot.days for dot in seen[0].rows[0].dots if not dot.decided} == {"2026/2": 11, "2026/3": 21}


def outlook(context: Context, day: date) -> DueAlert:
    (alert,) = [each for each in due_alerts(context, Settings(), day).alerts if each.level == "outlook"]
    return alert


def test_the_outlook_alert_is_that_of_the_twelve_months_to_its_day(changed: Changed) -> None:
    # On 12 May 2025 2025/2 is open for its seventh day, and 2025/1 is all that is decided.
    for day, goals, waiting in ((date(2025, 5, 12), (10, 80), (1, 0)), (TODAY, (15, 70), (1, 1))):
        with changed.at(day) as context:
            alert, result = outlook(context, day), said(context, day)
        details = alert.details
        assert (details["decided"], details["under_limit"]) == (result["decided"], result["under_limit"])
        assert (details["limit_days"], details["share_percent"]) == goals
        assert (details["open"], details["have_missed"]) == waiting


def test_a_preview_and_its_receipt_count_by_the_rule_of_the_imports_day(tmp_path: Path) -> None:
    other = Changed(tmp_path, tmp_path / "casewatch.db")
    old, new = ("2025/2", "05.05.2025", "20.05.2025"), ("2026/1", "12.01.2026", "26.01.2026")
    with other.at(date(2025, 12, 30)) as context:
        import_files(context, [other.export(old)], ImportOptions(municipality=KONGSVINGER))
    with other.at(TODAY) as context:
        dry = ImportOptions(municipality=KONGSVINGER, dry_run=True)
        (preview,) = import_files(context, [other.export(old, new, name="b.csv")], dry).results
        was = said(context, TODAY)
        first = imports_show(context, 1)
        then = said(context, date(2025, 12, 30))
    shown = [name for name in PreviewedFigure.__annotations__ if name != "mean_target"]
    target = {"mean_target": 21}
    assert list(preview.before) == [{name: was[name] for name in shown} | target]
    assert (preview.before[0]["under_limit"], preview.after[0]["under_limit"]) == (1, 2)
    assert list(first.after) == [{name: then[name] for name in shown} | target]
    assert (first.after[0]["decided"], first.after[0]["under_limit"]) == (1, 0)  # 15 calendar days


def test_published_figures_stand_beside_those_of_the_same_question(changed: Changed) -> None:
    with changed.at(TODAY) as context:
        publish(context, PAST)
        (group,) = by_period(context, Viewer("", everything=True)).periods
        shown = group.lines[0].shown
        assert shown.now == said(context, TODAY, "2025")
    assert shown.same
    assert group.context.goals.limit_days == 10
