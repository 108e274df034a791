"""The committed samples: the same bytes each time, the figures chosen by hand, only headers that are known."""

from __future__ import annotations

import csv
import io
import json
import re
import tomllib
import zipfile
from collections import Counter
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from samples.generate import rows_known, weekly_files, write
from samples.layouts import LAYOUTS
from samples.story import MONDAYS, STORIES
from tests.oracle.slow_count import measure
from tests.samples.expected import EXPECTED, expected, municipality_cases

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "samples"
WORKBOOKS = (".xlsx", ".ods")
MILESTONES = ("received", "complete", "deficiency", "supplement", "decided", "decision_sent", "closed")

#: Read off the picture of the six municipalities: (under the limit, measured, sum of net days, unclear, held out).
BY_HAND = {
    "Kongsvinger": (21, 25, 219, 1, 0),
    "Nord-Odal": (4, 7, 170, 1, 0),
    "Sør-Odal": (8, 10, 84, 3, 0),
    "Eidskog": (4, 5, 37, 0, 0),
    "Grue": (9, 11, 185, 0, 0),
    "Åsnes": (1, 2, 21, 0, 1),
}
#: Open on the last Monday, likewise: (incomplete, running, paused, overdue, at risk, unclear).
OPEN_BY_HAND = {
    "Kongsvinger": (2, 5, 2, 2, 1, 1),
    "Nord-Odal": (1, 1, 1, 1, 1, 0),
    "Sør-Odal": (1, 1, 1, 0, 1, 1),
    "Eidskog": (0, 1, 0, 0, 0, 0),
    "Grue": (1, 3, 1, 1, 1, 0),
    "Åsnes": (1, 0, 0, 0, 0, 0),
}


def contents(path: Path) -> Any:
    """What a file holds, without how an archive packed it: another zlib packs otherwise."""
    if path.suffix not in WORKBOOKS or not zipfile.is_zipfile(path):
        return path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name != "docProps/app.xml"}


def test_written_twice_are_the_same_bytes_and_the_committed_ones_are_up_to_date(tmp_path: Path) -> None:
    first, second = write(tmp_path / "first"), write(tmp_path / "second")
    assert len(first) == len(second) > 24
    for one, other in zip(first, second, strict=True):
        assert one.read_bytes() == other.read_bytes(), one.name
        committed = SAMPLES / one.relative_to(tmp_path / "first")
        assert contents(committed) == contents(one), f"{one.name}: run python -m samples.generate"
    here = {path for part in ("weeks", "dirty") for path in (SAMPLES / part).rglob("*") if path.is_file()}
    assert here == {SAMPLES / path.relative_to(tmp_path / "first") for path in first}
    assert sum(path.stat().st_size for path in here) < 3_000_000


def test_figures_are_those_chosen_by_hand() -> None:
    results = expected()["results"]
    found = {
        result["name"]: (
            result["under_limit"],
            result["decided"],
            result["sum_days"],
            result["scope_unknown"],
            sum(result["held_out"].values()),
        )
        for result in results
    }
    assert found == BY_HAND
    names = ("incomplete", "running", "paused", "overdue", "at_risk", "scope_unknown")
    assert {result["name"]: tuple(result["open"][name] for name in names) for result in results} == OPEN_BY_HAND


def test_the_story_has_each_kind_of_verdict() -> None:
    verdicts = Counter(
        "too few" if result["too_few"] else "open" if not result["share_certain"] else str(result["share_met"])
        for result in expected()["results"]
    )
    assert verdicts == {"True": 3, "False": 1, "open": 1, "too few": 1}


def test_expected_file_is_up_to_date() -> None:
    assert json.loads(EXPECTED.read_text("utf-8")) == expected(), "run python -m tests.samples.expected"


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.slug)
def test_measured_net_days_are_the_story_s(story: Any) -> None:
    chosen = sorted((*story.this_year, *(net for _day, net in story.recent)))
    cases = [case for case in municipality_cases(story.number) if case["scope"] == "yes" and case["decided"]]
    figures = [(case["decided"], measure(case)) for case in cases]
    nets = [found["net"] for day, found in figures if found and day >= date(2025, 11, 24) and found["net"] is not None]
    assert sorted(nets) == chosen
    older = [found["net"] for day, found in figures if found and day < date(2025, 11, 24) and found["net"] is not None]
    assert sorted(older) == sorted(story.last_year)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.slug)
def test_weeks_differ_and_hold_nothing_that_had_not_happened(story: Any) -> None:
    weeks = [rows_known(story.number, monday) for monday in MONDAYS]
    assert all(before != after for before, after in pairwise(weeks))
    for monday, rows in zip(MONDAYS, weeks, strict=True):
        assert max(row[name] for row in rows for name in MILESTONES if row[name] is not None) <= monday
        keys = Counter(
            (row["case_no"], row.get("application_no"), row["application_type"], row["received"]) for row in rows
        )
        assert max(keys.values()) == 1


def test_news_between_the_weeks() -> None:
    grue = [{row["case_no"] for row in rows_known("3417", monday)} for monday in MONDAYS]
    assert len(grue[2] - grue[3]) == 1
    before, after = (
        {(row["case_no"], row["application_no"]): row["complete"] for row in rows_known("3401", monday)}
        for monday in MONDAYS[1:3]
    )
    moved = [key for key, complete in before.items() if complete and after[key] and complete != after[key]]
    assert [(before[key] - after[key]).days for key in moved] == [2]


@pytest.mark.parametrize("number", LAYOUTS)
def test_headers_and_words_are_those_of_the_standard_profile(number: str) -> None:
    profile = tomllib.loads((ROOT / "rules" / "profiles" / "norsk-standard.toml").read_text("utf-8"))
    layout = LAYOUTS[number]

    def known_as(header: str) -> set[str]:
        plain = re.sub(r"[ _]\d+", "", header).casefold()
        return {field for field, names in profile["headers"].items() if plain in (name.casefold() for name in names)}

    for header, field in layout.columns:
        if field in ("title", "status", "deadline"):
            assert not known_as(header), header
            continue
        group, _at, part = field.split() if " " in field else ("", "", "")
        assert (f"{group}_{part}" if group else field) in known_as(header), header
    for field, words in (("application_type", layout.types), ("outcome", layout.outcomes)):
        values = {name.casefold(): code for name, code in profile["values"][field].items()}
        for code, word in words.items():
            assert values.get(word.casefold(), word) == code, word


def test_files_say_what_the_rows_say() -> None:
    """Read back with other libraries than wrote them, or by hand: number of rows, and one known date each."""
    files = {name.split("/")[1][:4]: data for name, data in weekly_files() if "uke48" in name}
    sheet = openpyxl.load_workbook(io.BytesIO(files["3401"]))["Uttrekk"]
    rows = rows_known("3401", MONDAYS[-1])
    assert sheet.max_row == len(rows) + 4
    received = sheet.cell(5, 5).value
    assert isinstance(received, datetime)
    assert (sheet.cell(4, 5).value, received.date()) == ("Mottatt dato", rows[0]["received"])

    lines = list(csv.DictReader(io.StringIO(files["3414"].decode("utf-8"))))
    assert [line["received"] for line in lines] == [str(row["received"]) for row in rows_known("3414", MONDAYS[-1])]

    text = files["3416"].decode("cp1252").splitlines()
    short = rows_known("3416", MONDAYS[-1])[0]["received"]
    assert text[2].split(";")[3] == f"{short.day}.{short.month}.{short.year % 100:02d}"
    with zipfile.ZipFile(io.BytesIO(files["3417"])) as archive:
        assert archive.infolist()[0].filename == "mimetype"
        assert archive.read("content.xml").count(b"<table:table-row") == len(rows_known("3417", MONDAYS[-1])) + 1


def test_samples_name_nobody() -> None:
    """No eleven digits in a row (an identity number), no address of mail, in any committed sample."""
    for path in SAMPLES.rglob("*"):
        if path.suffix not in (*WORKBOOKS, ".csv", ".xls"):
            continue
        held = contents(path)
        parts = held.items() if isinstance(held, dict) else [("", held)]
        for name, part in parts:
            if "content" in name or "sheet" in name or "sharedStrings" in name or not name:
                assert not re.search(rb"(?<![\d.])\d{11}(?!\d)", part), path.name
                assert not re.search(rb"[\w.]+@[\w.]+\.\w+", part), path.name
