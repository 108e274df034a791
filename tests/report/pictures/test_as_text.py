"""The text beside each picture: complete, plain, and in the same words."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from casewatch.report.data import Ages, AgesChart, OpenCase, StripChart, StripsChart, TimelineChart, TrendChart
from casewatch.report.pictures.as_text import text_of
from casewatch.report.pictures.charts import write_chart
from tests.report.builders import GRUE, context, interval, pooled, strip, trend
from tests.report.pictures.measured import draw, drawn
from tests.report.situations import ALL, SIX


def test_the_strips_text_lists_every_case() -> None:
    text = text_of(StripChart(context(), strip("Grue", GRUE, (2, 17))))
    assert text.startswith(
        "Grue: 9 av 11 næringssaker ble avgjort på under 10 dager siste 12 måneder\n\nMål: minst 80\u00a0%. "
        "Nådd i dag, men 1 ventende sak er allerede over grensen (9 av 12 når den avgjøres)."
    )
    assert "2026/10  96              avgjort, 10 dager eller mer" in text
    assert "2026/91  17              venter, over grensen" in text
    assert len(re.findall(r"^2026/", text, re.MULTILINE)) == 13
    assert text.endswith("\n")


def test_the_regions_text_has_figures_and_days_of_each() -> None:
    text = text_of(StripsChart(context(), SIX, pooled(GRUE)))
    rows = {cells[0]: cells[1:7] for line in text.splitlines() if len(cells := re.split(r"  +", line)) > 6}
    assert rows["Nord-Odal"] == ["4 av 7", "57\u00a0%", "ikke nådd", "24,3", "ikke nådd", "9"]
    assert rows["Sør-Odal"][2] == "avgjøres av 3 uavklarte saker"
    assert rows["Åsnes"] == ["1 av 2", "–", "for få saker", "–", "for få saker", "–"]
    # without a verdict, which would not be its own: the next number after the share is the mean, and then the median
    assert rows["Alle seks samlet (ikke et mål)"][:4] == ["9 av 11", "82\u00a0%", "16,8", "7"]
    assert re.search(r"^Nord-Odal +4, 6, 8, 9, 22, 38, 83 +7, 47$", text, re.MULTILINE)


def test_the_trends_text_has_every_month_and_no_share_of_few() -> None:
    text = text_of(TrendChart(context(), (trend("Grue", [(2, 3), (4, 5), (3, 5), (0, 0)]),)))
    rows = [re.split(r"  +", line) for line in text.splitlines() if line.startswith("Grue  ")]
    assert rows == [
        ["Grue", "23.08.2026", "august 2026", "3", "2", "0", "–", "for få saker"],
        ["Grue", "23.09.2026", "september 2026", "5", "4", "0", "80\u00a0%", "nådd"],
        ["Grue", "23.10.2026", "oktober 2026", "5", "3", "0", "60\u00a0%", "ikke nådd"],
        ["Grue", "23.11.2026", "november 2026", "0", "0", "0", "–", "ingen saker avgjort"],
    ]


def test_the_ages_text_has_all_cases_however_many_the_picture_leaves_out() -> None:
    cases = tuple(OpenCase(f"2026/{number:03d}", "running", number, number + 5, number >= 10) for number in range(90))
    chart = AgesChart(context(), (Ages("3401", "Kongsvinger", cases),))
    rows = [line for line in text_of(chart).splitlines() if "2026/" in line]
    assert len(rows) == 90
    assert re.split(r"  +", rows[0]) == ["Kongsvinger", "2026/089", "89", "94", "tiden løper", "ja", "ja"]
    drawn = draw(chart).words()
    assert (
        "og 30 saker til, 20 over grensen" in drawn
    )  # 60 bars for the days 89 to 30; of 0 to 29 twenty are 10 or more


def test_the_timelines_text_has_every_interval_split_at_day_ten() -> None:
    start = date(2026, 8, 31)
    intervals = [
        interval(start, date(2026, 9, 4), "running"),
        interval(date(2026, 9, 4), date(2026, 10, 2), "hearing", "sf"),
        interval(date(2026, 10, 2), date(2026, 11, 11), "running"),
    ]
    explained = {"case_no": "2026/977", "net_days": 44, "intervals": intervals}
    chart = TimelineChart(
        context(), explained, "decided", start, start, date(2026, 11, 11), date(2026, 10, 8), {"sf": "Statsforvalteren"}
    )
    rows = [re.split(r"  +", line) for line in text_of(chart).splitlines() if re.match(r"\d\d\.", line)]
    assert rows == [
        ["31.08.2026", "04.09.2026", "4", "ja", "tiden løper", "–"],
        ["04.09.2026", "02.10.2026", "28", "nei", "til uttalelse", "Statsforvalteren"],
        ["02.10.2026", "08.10.2026", "6", "ja", "tiden løper", "–"],
        ["08.10.2026", "11.11.2026", "34", "ja", "tiden løper, etter grensen", "–"],
    ]


@pytest.mark.parametrize("name", [name for name in ALL if "25" not in name])
def test_every_number_of_the_picture_is_in_its_text(name: str) -> None:
    """Axis numbers, weeks and numbered keys aside: those belong to the drawing."""
    chart = ALL[name]
    text = text_of(chart)
    in_text = set(re.findall(r"\d[\d\u00a0,]*", text))
    shown: set[str] = set()
    for line in drawn(name).words().split("\n"):
        axis = re.fullmatch(r"\d{1,3}|\d{4}|over \d+|uke \d+|\d+\.\d+\.|\S+ \d\d|\d+\u00a0%", line)
        if axis or re.match(r"\d+\.\d+\.(\d{4})?–|og \d+ ", line) or "korte perioder" in line or line.startswith("+ "):
            continue
        shown |= set(re.findall(r"\d[\d\u00a0,]*", line))
    counts = re.findall(r"\((\d+)\)", drawn(name).words())  # rows of the strip: their counts stand in words
    assert shown - in_text - set(counts) == set()


def test_the_text_stands_beside_the_picture(tmp_path: Path) -> None:
    paths = write_chart(ALL["trend six"], tmp_path / "ny" / "mappe", "utvikling")
    assert paths == [tmp_path / "ny" / "mappe" / f"utvikling.{ending}" for ending in ("png", "svg", "txt")]
    assert paths[2].read_text(encoding="utf-8") == text_of(ALL["trend six"])
    assert paths[0].read_bytes().startswith(b"\x89PNG")
