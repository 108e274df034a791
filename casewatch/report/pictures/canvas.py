"""A sheet to draw on in pixels, y downwards, that knows how wide its texts are.

matplotlib does the drawing: ``Figure`` objects, never pyplot. Charts place every mark themselves, because rows are as
high as their stacks: nothing is left to automatic layout. Hold :data:`DRAWING` while drawing and rendering:
matplotlib is not safe in threads.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

import matplotlib
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon, Rectangle
from matplotlib.textpath import text_to_path

BLUE, RUST, GREY = "#0072B2", "#A63F00", "#767676"
INK, SOFT, RULE, SHADE = "#1A1A1A", "#4D4D4D", "#D0D0D0", "#F2F2F2"

_DPI = 100
_POINT = 72 / _DPI  # points in a pixel
_FAMILY = "DejaVu Sans"  # comes with matplotlib, so that widths are the same everywhere
_SETTINGS: dict[str, Any] = {
    "svg.hashsalt": "casewatch",
    "svg.fonttype": "none",
    "font.family": _FAMILY,
    "hatch.linewidth": 1.4,
    "hatch.color": SOFT,
    "text.usetex": False,
    "path.simplify": False,
    "path.sketch": None,
    "savefig.bbox": None,
}
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")
_MARKERS = {"circle": "o", "square": "s", "triangle": "^", "diamond": "D"}

Mark = Literal["circle", "square", "triangle", "diamond"]
Side = Literal["left", "center", "right"]

DRAWING = threading.Lock()


@contextmanager
def drawing() -> Iterator[None]:
    """The lock and the settings that make every picture the same bytes each time."""
    with DRAWING, matplotlib.rc_context(_SETTINGS):  # type: ignore[arg-type]
        yield


def _plain(text: str) -> str:
    """The text without control characters, with which an SVG is no XML."""
    return _CONTROLS.sub(" ", text)


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """How wide a text is, in pixels, at a size in pixels."""
    font = FontProperties(family=_FAMILY, weight="bold" if bold else "normal", size=size)
    return float(text_to_path.get_text_width_height_descent(_plain(text), font, ismath=False)[0])


def _pieces(word: str, size: float, bold: bool, room: float) -> list[str]:
    """A word that is too long for a line, cut so that it is not."""
    pieces, piece = [], ""
    for letter in word:
        if piece and text_width(piece + letter, size, bold=bold) > room:
            pieces.append(piece)
            piece = ""
        piece += letter
    return [*pieces, piece]


def wrapped(text: str, size: float, room: float, *, bold: bool = False) -> list[str]:
    """The text in lines no wider than ``room`` pixels, broken at spaces, inside a word only where it must be."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split(" "):
            longer = f"{line} {word}" if line else word
            if text_width(longer, size, bold=bold) <= room:
                line = longer
                continue
            if line:
                lines.append(line)
            *full, line = _pieces(word, size, bold, room)
            lines.extend(full)
        lines.append(line)
    return lines


def shortened(text: str, size: float, room: float, *, bold: bool = False) -> str:
    """The text, or as much of it as fits with an ellipsis."""
    if text_width(text, size, bold=bold) <= room:
        return text
    while text and text_width(f"{text}…", size, bold=bold) > room:
        text = text[:-1]
    return f"{text.rstrip()}…"


@dataclass(frozen=True)
class Box:
    """Where something stands, in pixels from the upper left corner."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box, gap: float = 0) -> bool:
        """Whether the two overlap, or come closer than ``gap``."""
        return (
            self.left < other.right + gap
            and other.left < self.right + gap
            and self.top < other.bottom + gap
            and other.top < self.bottom + gap
        )


def text_box(x: float, y: float, text: str, size: float, *, bold: bool = False, side: Side = "left") -> Box:
    """The room a line of text takes that is centred on ``y``."""
    width = text_width(text, size, bold=bold)
    left = x - {"left": 0.0, "center": width / 2, "right": width}[side]
    return Box(left, y - size * 0.55, left + width, y + size * 0.55)


class Canvas:
    """Collects what is drawn; ``figure`` makes the picture of it."""

    def __init__(self, width: float) -> None:
        self.width = width
        self.marks: list[Box] = []
        self._artists: list[Any] = []
        self._points: dict[tuple[str, str, float, bool, float], list[tuple[float, float]]] = {}

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        *,
        bold: bool = False,
        color: str = INK,
        side: Side = "left",
        backed: bool = False,
    ) -> None:
        """One line of text whose capitals are centred on ``y``; ``backed``: on white, to cross a line."""
        if backed:
            box = text_box(x, y, text, size, bold=bold, side=side)
            self.rect(box.left - 3, box.top - 1, box.right + 3, box.bottom + 1, fill="white", order=7)
        self._artists.append(("text", x, y + size * 0.365, _plain(text), size, bold, color, side))

    def lines(self, x: float, top: float, lines: list[str], size: float, **style: Any) -> float:
        """Lines of text below ``top``; gives the y below them."""
        step = size * 1.42
        for number, line in enumerate(lines):
            self.text(x, top + step * (number + 0.5), line, size, **style)
        return top + step * len(lines)

    def line(
        self,
        x0: float,
        y0: float,
        x1: float,
        y1: float,
        *,
        color: str = INK,
        width: float = 1.5,
        dash: tuple[float, float] | None = None,
        order: float = 3,
    ) -> None:
        """A straight line; ``dash`` is (on, off) in pixels."""
        style: Any = "-" if dash is None else (0, (dash[0] / width, dash[1] / width))
        self._artists.append(
            Line2D(
                [x0, x1], [y0, y1], color=color, linewidth=width * _POINT, linestyle=style, zorder=order,
                solid_capstyle="butt", dash_capstyle="butt",
            )
        )  # fmt: skip

    def path(self, points: list[tuple[float, float]], *, color: str, width: float, order: float = 4) -> None:
        """A line through several points."""
        xs, ys = zip(*points, strict=True)
        self._artists.append(Line2D(xs, ys, color=color, linewidth=width * _POINT, zorder=order))

    def rect(
        self,
        left: float,
        top: float,
        right: float,
        bottom: float,
        *,
        fill: str = "none",
        edge: str = "none",
        hatch: str | None = None,
        width: float = 1.5,
        order: float = 1,
    ) -> None:
        """A filled or hatched rectangle."""
        self._artists.append(
            Rectangle(
                (left, top), right - left, bottom - top, facecolor=fill, edgecolor=edge, hatch=hatch,
                linewidth=width * _POINT, zorder=order,
            )
        )  # fmt: skip

    def arrow(self, x: float, y: float, size: float, *, color: str = INK, left: bool = False) -> None:
        """A small filled triangle that points left or right, its tip at ``x``."""
        back = x + size if left else x - size
        corners = [(x, y), (back, y - size * 0.6), (back, y + size * 0.6)]
        self._artists.append(Polygon(corners, closed=True, facecolor=color, edgecolor="none", zorder=4))

    def mark(
        self, x: float, y: float, kind: Mark, size: float, *, color: str, filled: bool = False, order: float = 6
    ) -> None:
        """One mark, ``size`` pixels wide, outline included."""
        self.marks.append(Box(x - size / 2, y - size / 2, x + size / 2, y + size / 2))
        self._points.setdefault((kind, color, size, filled, order), []).append((x, y))

    def _add_marks(self, axes: Any) -> None:
        for (kind, color, size, filled, order), points in self._points.items():
            outline = min(2.8, max(1.0, size * 0.16))
            inner = (size - outline) * (0.8 if kind == "diamond" else 0.9 if kind == "square" else 1)
            axes.add_line(
                Line2D(
                    [x for x, _ in points], [y for _, y in points], linestyle="none", marker=_MARKERS[kind],
                    markersize=inner * _POINT, markeredgewidth=outline * _POINT, markeredgecolor=color,
                    markerfacecolor=color if filled else "white", zorder=order,
                )
            )  # fmt: skip

    def figure(self, height: float) -> Figure:
        """The picture, ``height`` pixels high."""
        figure = Figure(figsize=(self.width / _DPI, height / _DPI), dpi=_DPI, facecolor="white")
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_xlim(0, self.width)
        axes.set_ylim(height, 0)
        axes.set_axis_off()
        for artist in self._artists:
            if isinstance(artist, Line2D):
                axes.add_line(artist)
            elif not isinstance(artist, tuple):
                axes.add_patch(artist)
            else:
                _kind, x, y, text, size, bold, color, side = artist
                axes.text(
                    x, y, text, fontsize=size * _POINT, fontweight="bold" if bold else "normal", color=color,
                    ha=side, va="baseline", zorder=8, parse_math=False,
                )  # fmt: skip
        self._add_marks(axes)
        return figure


def save_picture(figure: Figure, path: Any, title: str, kind: str | None = None) -> None:
    """Write a .png or .svg: no date and no program in it, so that the same picture has the same bytes.

    ``path`` may be a stream of bytes; `kind`, svg or png, is then needed.
    """
    if kind == "svg" or str(path).endswith(".svg"):
        figure.savefig(path, format="svg", metadata={"Date": None, "Creator": None, "Title": _plain(title)})
    else:
        figure.savefig(path, format="png", dpi=_DPI, metadata={"Software": None, "Title": _plain(title)})
