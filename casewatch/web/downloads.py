"""What a page gives as a file or a picture: the workbook, the council's report, charts."""

from urllib.parse import quote

from fastapi import Response

from casewatch.core.access import Viewer
from casewatch.report.data import MEDIA_TYPES, Chart
from casewatch.report.pictures.charts import svg_of
from casewatch.services.asking.context import Context
from casewatch.services.figures.council import council_report
from casewatch.services.figures.reporting import workbook_bytes
from casewatch.web.periods import ChosenPeriod
from casewatch.web.site import Site

#: The picture styles itself, runs nothing and fetches nothing, also when it is opened by itself.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
#: Where the font it was measured with is not installed, nearly all machines have one that is as wide.
_FONT, _FONTS = b"font-family: 'DejaVu Sans'", b"font-family: 'DejaVu Sans', Verdana, sans-serif"


def attachment(content: bytes, name: str) -> Response:
    """A file the browser saves; its name says of what type it is."""
    plain = "".join(each if each.isascii() and each.isprintable() and each not in '"\\' else "_" for each in name)
    told = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
    media_type = MEDIA_TYPES[name.rpartition(".")[2].lower()]
    return Response(content, media_type=media_type, headers={"Content-Disposition": told})


def council_of(site: Site, viewer: Viewer, chosen: ChosenPeriod, stem: str) -> Response:
    """The report for a council as a file; setting it takes a second or more, so it is kept."""
    question = ("council", chosen.value, chosen.asked.municipalities)
    content = site.derive(viewer, question, lambda context: council_report(context, chosen.asked))
    return attachment(content, f"casewatch-{stem}-{chosen.value}-{chosen.asked.as_of}.pdf")


def workbook_of(context: Context, chosen: ChosenPeriod, stem: str, *, handlers: bool) -> Response:
    """The workbook of a question as a file."""
    content = workbook_bytes(context, chosen.asked, handlers=handlers)
    return attachment(content, f"casewatch-{stem}-{chosen.value}-{chosen.asked.as_of}.xlsx")


def drawn(chart: Chart) -> bytes:
    """The chart as an SVG for browsers; drawing takes a tenth of a second or more, so keep it."""
    return svg_of(chart).replace(_FONT, _FONTS)


def picture(content: bytes) -> Response:
    """An SVG as an answer."""
    return Response(content, media_type=MEDIA_TYPES["svg"], headers={"Content-Security-Policy": _POLICY})
