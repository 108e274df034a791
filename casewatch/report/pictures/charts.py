"""From a chart's data to its files: .png, .svg and, beside them, everything it shows as plain text (.txt)."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

from casewatch.errors import CasewatchError
from casewatch.language import _
from casewatch.report.data import AgesChart, Chart, StripChart, StripsChart, TimelineChart, TrendChart
from casewatch.report.pictures.as_text import text_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def figure_of(chart: Chart) -> Figure:
    """The picture as a matplotlib figure. Call it within :func:`casewatch.report.pictures.canvas.drawing`."""
    match chart:
        case StripChart():
            from casewatch.report.pictures.strip import draw_strip

            return draw_strip(chart)
        case StripsChart():
            from casewatch.report.pictures.strips import draw_strips

            return draw_strips(chart)
        case TrendChart():
            from casewatch.report.pictures.trend import draw_trend

            return draw_trend(chart)
        case AgesChart():
            from casewatch.report.pictures.ages import draw_ages

            return draw_ages(chart)
        case TimelineChart():
            from casewatch.report.pictures.timeline import draw_timeline

            return draw_timeline(chart)


def svg_of(chart: Chart) -> bytes:
    """The picture as an SVG, the same bytes each time; its title is the headline."""
    return _drawn(chart, "svg")


def png_of(chart: Chart) -> bytes:
    """The picture as a PNG, the same bytes each time."""
    return _drawn(chart, "png")


def _drawn(chart: Chart, kind: str) -> bytes:
    from casewatch.report.pictures.canvas import drawing, save_picture

    stream = io.BytesIO()
    with drawing():
        save_picture(figure_of(chart), stream, text_of(chart).splitlines()[0], kind)
    return stream.getvalue()


def write_chart(chart: Chart, folder: Path, stem: str) -> list[Path]:
    """Write ``stem.png``, ``stem.svg`` and ``stem.txt`` into the folder, made if need be; gives the three paths.

    The same chart gives the same bytes. A folder that cannot be written is a :class:`CasewatchError`.
    """
    from casewatch.report.pictures.canvas import drawing, save_picture

    text = text_of(chart)
    paths = [folder / f"{stem}.{ending}" for ending in ("png", "svg", "txt")]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with drawing():
            figure = figure_of(chart)
            for path in paths[:2]:
                save_picture(figure, path, text.splitlines()[0])
        paths[2].write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise CasewatchError(
            _("Kan ikke skrive bildet {stem} i mappa {folder}: {why}").format(
                stem=stem, folder=folder, why=error.strerror or error
            )
        ) from error
    return paths
