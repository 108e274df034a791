"""Every module has a file of tests of its name, in the folder of its name, or stands here with what tests it."""

from __future__ import annotations

from pathlib import Path

import pytest

TESTS = Path(__file__).parent
PACKAGE = TESTS.parent / "casewatch"

#: What is tested through somebody else's door, by the folder it is in. Below ``tests/``.
ELSEWHERE = {
    "core": {
        "access": "services/people/test_accounts.py",
        "arrays": "core/test_against_slow_count.py",
        "bounds": "core/test_sentences_bounds.py",
        "cases": "core/test_against_slow_count.py",
        "clock": "core/test_sentences_as_of.py",
        "days": "core/test_sentences_days.py",
        "indicator": "core/test_sentences_indicator.py",
        "legal": "core/test_sentences_statutory.py",
        "periods": "core/test_sentences_periods.py",
        "reference": "rulebook/test_shipped.py",
        "rules": "rulebook/test_shipped.py",
        "scope": "core/test_sentences_scope.py",
        "start": "core/test_sentences_dates.py",
        "timeline": "core/test_against_slow_count.py",
    },
    "core/alerts": dict.fromkeys(("exports", "places", "shapes"), "core/alerts/test_goal.py"),
    "core/doubts": {"misdated": "core/doubts/test_suspicions.py", "remarks": "core/test_against_slow_count.py"},
    "report": {"data": "report/builders.py", "templating": "report/letters/test_council.py"},
    "report/letters": {"weekly": "services/alerts/test_weekly.py"},
    "report/pictures": dict.fromkeys(
        ("ages", "canvas", "charts", "dots", "stretches", "strip", "strips", "timeline", "trend"),
        "report/pictures/test_pictures.py",
    ),
    "report/sheets": {
        "cells": "report/sheets/test_workbook.py",
        "csv_text": "cli/test_figures.py",
        "gaps_workbook": "cli/test_gaps.py",
        "plain_workbook": "web/routes/test_clarifying.py",
        "template_cells": "report/sheets/test_template.py",
        "template_columns": "report/sheets/test_template.py",
        "workbook_charts": "report/sheets/test_workbook.py",
    },
    "report/tables": {
        "case": "web/routes/test_case.py",
        "cases": "report/sheets/test_workbook.py",
        "clarifying": "web/routes/test_clarifying.py",
        "figures": "report/test_open_counts.py",
        "imports": "services/importing/test_reading_in.py",
        "people": "web/routes/test_users.py",
        "pictures": "report/pictures/test_as_text.py",
        "quality": "cli/test_gaps.py",
        "waiting": "report/test_open_counts.py",
    },
    "report/words": {
        "alert_page": "web/routes/test_alerts.py",
        "audit": "web/routes/test_users.py",
        "cases": "web/routes/test_case.py",
        "clarifying": "web/routes/test_clarifying.py",
        "expected": "web/routes/test_expected.py",
        "fields": "report/words/test_read_back.py",
        "quality": "web/routes/test_municipality.py",
        "reasons": "report/words/test_codes.py",
        "rules": "report/letters/test_council.py",
        "trend": "report/words/test_headlines.py",
        "workbook": "report/words/test_read_back.py",
    },
    "services/alerts": {"alert_view": "web/routes/test_alerts.py", "letters": "services/running/test_duties.py"},
    "services/asking": {
        "asked": "cli/test_bad_calls.py",
        "context": "services/asking/test_told_everywhere.py",
        "folders": "cli/test_bad_calls.py",
    },
    "services/cases": {
        "clarifying": "web/routes/test_clarifying.py",
        "confirming": "web/routes/test_cases.py",
        "correcting": "cli/test_corrections.py",
        "open_cases": "web/routes/test_cases.py",
    },
    "services/figures": {
        "assess": "cli/test_figures.py",
        "charting": "services/asking/test_selecting.py",
        "council": "services/asking/test_selecting.py",
        "describing": "cli/test_figures.py",
        "expecting": "web/routes/test_expected.py",
        "explaining": "cli/test_figures.py",
        "flat": "cli/test_export.py",
        "how": "web/routes/test_how.py",
        "listing": "cli/test_figures.py",
        "overview": "services/asking/test_selecting.py",
        "quality": "web/routes/test_municipality.py",
        "reporting": "services/asking/test_selecting.py",
    },
    "services/importing": {
        "exports": "services/importing/test_files.py",
        "filled_gaps": "cli/test_gaps.py",
        "inbox_words": "services/importing/test_inbox.py",
        "leaving_out": "cli/test_forget.py",
        "outcome": "services/importing/test_files.py",
        "receipts": "web/routes/test_uploading.py",
        "storing": "store/test_importing.py",
        "suspected_words": "intake/test_findings.py",
        "uploads": "web/routes/test_uploading.py",
    },
    "services/people": {"credentials": "web/api/test_routes.py", "sessions": "services/people/test_accounts.py"},
    "services/publishing": {
        "behind": "services/publishing/test_published.py",
        "by_period": "web/routes/test_published.py",
        "publish": "services/publishing/test_published.py",
        "published_words": "web/routes/test_published.py",
    },
    "services/running": {"health": "web/routes/test_operations.py"},
    "store": {"tombstones": "store/test_forgetting.py"},
    "web/routes": {"log": "web/routes/test_users.py", "receipts": "web/routes/test_uploading.py"},
}
FOLDERS = [
    *(f"{part}/{each.name}" for part in ("core", "report", "services") for each in sorted((PACKAGE / part).iterdir())),
    *("core", "report", "store", "web/routes"),
]
FOLDERS = [each for each in FOLDERS if any((PACKAGE / each).glob("*.py"))]


@pytest.mark.parametrize("folder", FOLDERS)
def test_each_module_has_a_file_of_tests(folder: str) -> None:
    modules = {path.stem for path in (PACKAGE / folder).glob("*.py")} - {"__init__"}
    tested = {path.stem.removeprefix("test_") for path in (TESTS / folder).glob("test_*.py")}
    assert modules - tested == ELSEWHERE.get(folder, {}).keys(), "a new module, or one that no longer needs its line"


def test_what_tests_the_others_is_there() -> None:
    named = {file for each in ELSEWHERE.values() for file in each.values()}
    assert [file for file in sorted(named) if not (TESTS / file).is_file()] == []
    assert ELSEWHERE.keys() <= set(FOLDERS)
