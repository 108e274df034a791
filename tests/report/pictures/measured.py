"""What the tests ask of every picture: where its words and marks stand, measured by matplotlib's own renderer."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from casewatch.report.data import Chart
from casewatch.report.pictures.canvas import drawing
from casewatch.report.pictures.charts import figure_of
from tests.report.situations import ALL


@dataclass(frozen=True)
class Placed:
    """A text or a mark and the room it takes, in pixels from the lower left."""

    what: str
    left: float
    bottom: float
    right: float
    top: float

    def over(self, other: Placed, slack: float) -> bool:
        """Whether the two overlap by more than ``slack`` pixels in both directions."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.top, other.top) - max(self.bottom, other.bottom)
        return wide > slack and high > slack


@dataclass(frozen=True)
class Picture:
    """A drawn chart, measured."""

    figure: Figure
    texts: list[Placed]
    marks: list[Placed]
    width: float
    height: float

    def words(self) -> str:
        """All its texts, in the order they were drawn."""
        return "\n".join(text.what for text in self.texts)


def draw(chart: Chart) -> Picture:
    """Draw a chart and measure it."""
    with drawing():
        figure = figure_of(chart)
        renderer = FigureCanvasAgg(figure).get_renderer()
        axes = figure.axes[0]
        texts = []
        for text in axes.texts:
            box = text.get_window_extent(renderer)
            texts.append(Placed(text.get_text(), box.x0, box.y0, box.x1, box.y1))
        marks = []
        for line in axes.lines:
            if line.get_marker() in ("None", "", None):
                continue
            half = (line.get_markersize() + line.get_markeredgewidth()) / 2 * figure.dpi / 72
            for x, y in axes.transData.transform(line.get_xydata()):
                marks.append(Placed(str(line.get_marker()), x - half, y - half, x + half, y + half))
    return Picture(figure, texts, marks, figure.bbox.width, figure.bbox.height)


@cache
def drawn(name: str) -> Picture:
    """One of the awkward situations, drawn once for all tests: look, do not touch."""
    return draw(ALL[name])


def faults(picture: Picture, *, marks: bool = True) -> list[str]:
    """Every text that is clipped or overlaps another text or a mark."""
    found = [
        f"outside: {text.what!r}"
        for text in picture.texts
        if text.left < 0 or text.bottom < 0 or text.right > picture.width or text.top > picture.height
    ]
    for number, text in enumerate(picture.texts):
        found += [
            f"{text.what!r} over {other.what!r}" for other in picture.texts[number + 1 :] if text.over(other, 1.5)
        ]
        if marks:
            found += [f"{text.what!r} over a mark {mark.what}" for mark in picture.marks if text.over(mark, 2.5)]
    return found
