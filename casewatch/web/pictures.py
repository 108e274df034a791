"""A report's chart as an SVG that an ``<img>`` shows."""

from __future__ import annotations

from fastapi import Response

from casewatch.report.data import Chart
from casewatch.report.pictures.charts import svg_of

#: The picture styles itself, runs nothing and fetches nothing, also when it is opened by itself.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
#: Where the font it was measured with is not installed, nearly all machines have one that is as wide.
_FONT, _FONTS = b"font-family: 'DejaVu Sans'", b"font-family: 'DejaVu Sans', Verdana, sans-serif"


def drawn(chart: Chart) -> bytes:
    """The chart as an SVG for browsers; drawing takes a tenth of a second or more, so keep it."""
    return svg_of(chart).replace(_FONT, _FONTS)


def picture(content: bytes) -> Response:
    """An SVG as an answer."""
    return Response(content, media_type="image/svg+xml", headers={"Content-Security-Policy": _POLICY})
