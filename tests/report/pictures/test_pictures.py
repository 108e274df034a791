"""Every picture over awkward data: no word clipped, none on another or on a mark, and the drawing rules kept."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import matplotlib
import numpy as np
import pytest
from matplotlib.colors import to_rgb

from casewatch.documents.figures import VerdictKind
from casewatch.errors import CasewatchError
from casewatch.language import set_language
from casewatch.report.data import StripChart, StripsChart, Trend, TrendChart, TrendPoint
from casewatch.report.pictures.canvas import BLUE, GREY, RUST, SOFT
from casewatch.report.pictures.charts import write_chart
from tests.report.builders import GRUE, context, months, pooled, strip, trend
from tests.report.pictures.measured import Picture, draw, drawn, faults
from tests.report.situations import ALL, SIX, everything, timelines

_DOTS = [name for name in ALL if name.startswith("strip")]


@pytest.mark.parametrize("name", ALL)
def test_no_word_is_clipped_or_covered(name: str) -> None:
    assert faults(drawn(name)) == []


@pytest.mark.parametrize("name", _DOTS)
def test_marks_do_not_cover_one_another(name: str) -> None:
    picture = drawn(name)
    marks = picture.marks
    boxes = np.array([(mark.left, mark.bottom, mark.right, mark.top) for mark in marks]).reshape(-1, 4)
    wide = np.minimum.outer(boxes[:, 2], boxes[:, 2]) - np.maximum.outer(boxes[:, 0], boxes[:, 0])
    high = np.minimum.outer(boxes[:, 3], boxes[:, 3]) - np.maximum.outer(boxes[:, 1], boxes[:, 1])
    covered = (wide > 0.5) & (high > 0.5)
    np.fill_diagonal(covered, val=False)
    assert not covered.any()


def test_the_helper_finds_an_overlap() -> None:
    picture = draw(ALL["strip as designed"])
    moved = picture.figure.axes[0].texts
    moved[1].set_position(moved[0].get_position())
    moved[2].set_position((1300, 100))
    with matplotlib.rc_context():
        from matplotlib.backends.backend_agg import FigureCanvasAgg

        from tests.report.pictures.measured import Placed

        renderer = FigureCanvasAgg(picture.figure).get_renderer()
        boxes = [text.get_window_extent(renderer) for text in moved]
    texts = [Placed(text.get_text(), box.x0, box.y0, box.x1, box.y1) for text, box in zip(moved, boxes, strict=True)]
    found = faults(Picture(picture.figure, texts, [], picture.width, picture.height))
    assert any(" over " in fault for fault in found)
    assert any(fault.startswith("outside") for fault in found)


def _vertical_dashed(picture: Picture) -> list[float]:
    """Pixels from the left of the vertical lines that are not solid."""
    axes = picture.figure.axes[0]
    found = []
    for line in axes.lines:
        xs = line.get_xdata()
        if len(xs) == 2 and xs[0] == xs[1] and line.get_linestyle() != "-":
            found.append(float(axes.transData.transform((xs[0], 0))[0]))
    return sorted(set(found))


def _middles(picture: Picture, kind: str) -> list[float]:
    return [(mark.left + mark.right) / 2 for mark in picture.marks if mark.what == kind]


@pytest.mark.parametrize("limit", [2, 10, 15, 30])
def test_the_limit_stands_half_a_day_before_its_day_and_a_mark_is_narrower_than_a_day(limit: int) -> None:
    days = (limit - 1, limit, limit - 1, limit - 1, limit - 1)
    picture = draw(StripChart(context(limit_days=limit), strip("A", days, limit=limit)))
    marks = [mark for mark in picture.marks if mark.bottom > 120]  # above the legend
    (under,) = {round((mark.left + mark.right) / 2, 3) for mark in marks if mark.what == "o"}
    (over,) = {round((mark.left + mark.right) / 2, 3) for mark in marks if mark.what == "s"}
    unit = over - under
    assert any(line == pytest.approx((under + over) / 2) for line in _vertical_dashed(picture))
    assert all(mark.right - mark.left < unit for mark in marks)


def test_a_row_is_as_high_as_its_stack() -> None:
    low = draw(StripChart(context(), strip("A", (5,) * 2)))
    high = draw(StripChart(context(), strip("A", (5,) * 12)))
    stacked = [mark.bottom for mark in high.marks if mark.what == "o" and mark.bottom > 120]
    assert len(stacked) == 12
    assert len(set(stacked)) == 12
    assert high.height > low.height + 150


def test_over_forty_days_each_case_has_its_number() -> None:
    picture = draw(StripChart(context(), strip("A", (5, 40, 41, 58, 96), (47, 300))))
    words = picture.words().split("\n")
    assert {"41", "58", "96", "47", "300"} <= set(words)
    assert "over 40" in words
    right_of_axis = [text.left for text in picture.texts if text.what in ("41", "58", "96", "47", "300")]
    last_day = next(text.right for text in picture.texts if text.what == "40")
    assert min(right_of_axis) > last_day


def test_waiting_cases_are_triangles_with_their_days() -> None:
    picture = draw(StripChart(context(), strip("A", (5, 5), (2, 6, 6, 17))))
    triangles = [mark for mark in picture.marks if mark.what == "^"]
    assert len(triangles) == 4 + 1  # and the legend's
    assert {"2", "6", "17"} <= set(picture.words().split("\n"))


def test_few_cases_have_no_mean_and_no_percentage() -> None:
    few = draw(StripChart(context(), strip("A", (6, 15)))).words()
    enough = draw(StripChart(context(), strip("A", (6, 15, 3, 2, 1)))).words()
    assert "snitt 5,4" in enough
    assert "snitt " not in few.replace("mål for snittet", "")
    strips = draw(StripsChart(context(), (strip("A", (6, 15)),), None)).words().split("\n")
    assert "1 av 2" in strips
    assert "–" in strips


def test_the_pooled_row_is_grey_and_has_no_verdict() -> None:
    picture = draw(StripsChart(context(), SIX[:1], pooled(GRUE)))
    words = picture.words()
    assert "(ikke et mål)" in words
    assert words.count("nådd") == 2  # Eidskog's own, of share and mean
    fills = {line.get_markerfacecolor() for line in picture.figure.axes[0].lines if line.get_marker() == "o"}
    assert {BLUE, GREY} <= fills


def test_unclear_cases_are_said_and_not_drawn() -> None:
    clear = draw(StripChart(context(), strip("A", (1, 2, 3, 4, 12))))
    unclear = draw(StripChart(context(), strip("A", (1, 2, 3, 4, 12), scope_unknown=3, share="unclear")))
    assert len(unclear.marks) == len(clear.marks)
    assert "avgjøres av 3 uavklarte saker" in unclear.words()
    assert "Ikke tegnet: 3 saker" in unclear.words()
    assert "Nådd" not in unclear.words()


def _contrast_on_white(color: str) -> float:
    """WCAG 2.1 contrast ratio against white."""
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(color)]
    return 1.05 / (0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2] + 0.05)


def test_colours_are_at_least_three_to_one_and_words_four_and_a_half() -> None:
    assert all(_contrast_on_white(color) >= 3 for color in (BLUE, RUST, GREY))
    assert all(_contrast_on_white(color) >= 4.5 for color in (BLUE, RUST, SOFT))


def test_shape_tells_the_status_without_colour() -> None:
    lines = [line for line in draw(ALL["strip as designed"]).figure.axes[0].lines if line.get_marker() in "os^"]
    kinds = {(line.get_marker(), line.get_markeredgecolor(), line.get_markerfacecolor() == "white") for line in lines}
    assert ("o", BLUE, False) in kinds
    assert ("s", RUST, True) in kinds
    assert {kind for kind in kinds if kind[0] == "^"} == {("^", BLUE, True), ("^", RUST, True), ("^", SOFT, True)}


def test_a_timeline_names_day_ten_with_weekday_and_month() -> None:
    words = draw(timelines()["timeline as designed"]).words()
    assert "10 dager brukt torsdag 8. oktober" in words  # four days from 31 August, six from 2 October
    assert "34 dager etter grensen" in words
    assert "21" not in words.split("\n")  # no line at the mean's target


def test_a_trend_has_no_share_under_five_cases() -> None:
    words = draw(ALL["trend edges"]).words().split("\n")
    assert "for få" in words
    assert "50\u00a0%" in words  # only the axis has it
    assert words.count("50\u00a0%") == 1


def _trend_marks(points: list[TrendPoint]) -> list[tuple[str, str, bool]]:
    """The small marks of a trend, oldest first: shape, colour, filled. The newest point's is larger."""
    found = []
    for line in draw(TrendChart(context(), (Trend("3417", "Grue", tuple(points)),))).figure.axes[0].lines:
        if line.get_marker() in "os^D" and line.get_zorder() == 5:
            kind = (line.get_marker(), line.get_markeredgecolor(), line.get_markerfacecolor() != "white")
            found += [(x, kind) for x in line.get_xdata() if x > 60]
    return [kind for _x, kind in sorted(found)]


def test_each_point_of_a_trend_has_the_mark_of_its_own_verdict() -> None:
    counts = {"met": (9, 11), "missed": (3, 5), "unclear": (9, 11), "too_few": (4, 4), "none": (0, 0)}
    told: tuple[VerdictKind, ...] = ("missed", "missed", "met", "unclear", "too_few", "none", "unclear", "met")
    points = [
        TrendPoint(day, n, u, kind)
        for day, kind, (u, n) in zip(months(8), told, [counts[kind] for kind in told], strict=True)
    ]
    circle, square, diamond, triangle = (
        ("o", BLUE, True), ("s", RUST, False), ("D", GREY, False), ("^", GREY, False),
    )  # fmt: skip
    assert _trend_marks(points) == [square, square, circle, diamond, triangle, diamond]
    assert {kind[0] for kind in (circle, square, diamond, triangle)} == {"o", "s", "D", "^"}  # readable in grey


def test_blue_is_kept_for_what_is_met() -> None:
    """No line and no mark of a municipality that never met the target is blue, but for the legend's."""
    picture = draw(TrendChart(context(), (trend("A", [(3, 6)] * 25),)))
    blue = [line for line in picture.figure.axes[0].lines if BLUE in (line.get_color(), line.get_markeredgecolor())]
    assert [(line.get_marker(), len(line.get_xdata())) for line in blue] == [("o", 1)]


def test_the_target_of_a_changed_rule_is_a_line_with_a_step() -> None:
    old, new = replace(context().goals, share_percent=50), context().goals
    points = tuple(
        replace(point, goals=old if place < 10 else new, rule_version=str(place < 10))
        for place, point in enumerate(trend("A", [(5, 6)] * 25).points)
    )
    picture = draw(TrendChart(context(), (Trend("1", "A", points),)))
    dashed = [
        line for line in picture.figure.axes[0].lines if line.get_linestyle() == "--" and line.get_xdata()[0] > 60
    ]
    (left, first), (right, second) = [(line.get_xdata(), line.get_ydata()) for line in dashed]
    assert left[1] == right[0]
    assert first[0] == first[1] != second[0]
    assert first[0] > second[0]  # 50 % lies lower than 80 %
    assert faults(picture) == []


@pytest.mark.parametrize(
    "name", ["strip as designed", "strips as designed", "trend six", "ages six", "timeline working"]
)
def test_the_same_chart_gives_the_same_bytes(tmp_path: Path, name: str) -> None:
    first = write_chart(ALL[name], tmp_path / "a", "bilde")
    second = write_chart(everything()[name], tmp_path / "b", "bilde")
    assert [path.name for path in first] == ["bilde.png", "bilde.svg", "bilde.txt"]
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]
    svg = first[1].read_text(encoding="utf-8")
    assert "<text" in svg  # text stays text
    assert "dc:date" not in svg
    assert "Matplotlib" not in svg


def test_threads_do_not_disturb_one_another(tmp_path: Path) -> None:
    names = ["strip as designed", "trend six", "timeline working", "ages six"] * 3

    def write(number: int) -> list[bytes]:
        return [path.read_bytes() for path in write_chart(ALL[names[number]], tmp_path / str(number), "bilde")]

    with ThreadPoolExecutor(6) as pool:
        written = list(pool.map(write, range(len(names))))
    assert all(written[number] == written[number % 4] for number in range(len(names)))


def test_settings_of_the_machine_do_not_show(tmp_path: Path) -> None:
    plain = [path.read_bytes() for path in write_chart(ALL["trend six"], tmp_path / "a", "bilde")]
    with matplotlib.rc_context(
        {"font.size": 30, "axes.facecolor": "red", "savefig.bbox": "tight", "lines.linewidth": 9}
    ):
        changed = [path.read_bytes() for path in write_chart(ALL["trend six"], tmp_path / "b", "bilde")]
    assert plain == changed


def test_a_folder_that_cannot_be_made_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "fil").write_text("x")
    with pytest.raises(CasewatchError, match="Kan ikke skrive bildet bilde"):
        write_chart(ALL["strip one"], tmp_path / "fil" / "mappe", "bilde")


def test_words_load_neither_matplotlib_nor_openpyxl() -> None:
    code = (
        "import sys, casewatch.report.pictures.charts, casewatch.report.pictures.as_text;"
        "import casewatch.report.words.reasons;"
        "print([name for name in ('matplotlib', 'openpyxl', 'pandas') if name in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


def test_control_characters_do_not_break_the_svg(tmp_path: Path) -> None:
    odd = strip("A\x00\x0bB & <C>", GRUE)
    svg = write_chart(StripChart(context(), odd), tmp_path, "bilde")[1]
    assert "B &amp; &lt;C&gt;" in svg.read_text(encoding="utf-8")
    assert ElementTree.parse(svg).getroot().tag.endswith("svg")


@pytest.mark.parametrize(
    "name", ["strip as designed", "strips as designed", "trend six", "ages six", "timeline working"]
)
def test_english_pictures_have_room_too(name: str) -> None:
    set_language("en")
    try:
        picture = draw(ALL[name])
    finally:
        set_language("nb")
    assert faults(picture) == []
