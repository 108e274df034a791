"""The report to the regional council, as a PDF of a page or two: the finding first, and how it is counted last."""

import os
import warnings
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from casewatch.documents.figures import QualityResult, Result
from casewatch.errors import CasewatchError
from casewatch.language import _, current_language, show_date
from casewatch.report.data import Question, StripRow, StripsChart
from casewatch.report.pictures.charts import svg_of
from casewatch.report.tables.figures import OPEN, OVER, VERDICTS, beside_sentences, figures_table
from casewatch.report.tables.waiting import comparability
from casewatch.report.templating import template
from casewatch.report.words.headlines import finding_sentence, region_breakdown, region_headline
from casewatch.report.words.periods import local_moment
from casewatch.report.words.reasons import counted_sentences
from casewatch.report.words.rules import Section, goal_sentence

#: So many strips are read easily in one picture.
_IN_A_PICTURE = 8


@dataclass(frozen=True)
class Quotation:
    """Wording the rule rests on, and where it stands."""

    text: str
    place: str


@dataclass(frozen=True)
class CouncilData:
    """What the report is made of: municipalities by name, `qualities` by number as in ``quality``."""

    context: Question
    rows: Sequence[StripRow]
    region: Result
    qualities: Mapping[str, QualityResult]
    sections: Sequence[Section]  # how the rule counts, in words
    quotations: Sequence[Quotation]
    source: str  # the strategy and its edition


def council_html(data: CouncilData) -> str:
    """The report as one HTML text with its style and picture in it; the same text for the same data."""
    context, results = data.context, [row.result for row in data.rows]
    pooled = data.region if len(results) > 1 else None
    values = {
        "language": current_language(),
        "title": _("Saksbehandlingstid for næringssaker"),
        "headline": region_headline(context, results),
        "breakdown": region_breakdown(context, results) if len(results) > 1 else "",
        "counted": counted_sentences(context),
        "goal": goal_sentence(context.goals),
        "pictures": [b64encode(svg_of(chart)).decode() for chart in _charts(data, pooled)],
        "whole": len(results) <= _IN_A_PICTURE,
        "table": figures_table(context, results, pooled),
        "verdicts": VERDICTS,
        "open_columns": (OPEN, OVER),
        "pooled": pooled is not None,
        "municipalities": [
            {
                "name": result["name"],
                "finding": finding_sentence(context, result),
                "comparability": comparability(result, data.qualities[str(result["municipality"])]),
                "beside": beside_sentences(result),
            }
            for result in results
        ],
        "sections": data.sections,
        "quotations": data.quotations,
        "facts": _facts(data),
        "official": context.official,
    }
    return str(template("council.html").render(values))


def council_pdf(data: CouncilData) -> bytes:
    """The report as an accessible PDF (PDF/UA-1): tagged, with title and language; the same bytes for the same data.

    Raises CasewatchError where what draws it is not installed.
    """
    html = council_html(data)
    try:
        with warnings.catch_warnings():
            # the library says so where it must subset fonts by itself, which it can
            warnings.filterwarnings("ignore", "HarfBuzz-Subset", DeprecationWarning)
            from weasyprint import HTML
            from weasyprint.urls import URLFetcher
    except (ImportError, OSError):
        raise CasewatchError(
            _(
                "PDF krever tillegget weasyprint og biblioteket Pango, og minst ett av dem mangler. Installer "
                "«casewatch[pdf]», og på Debian pakken libpangoft2-1.0-0; eller velg et navn som slutter på .xlsx."
            )
        ) from None
    # Only what stands in the text itself is drawn; nothing is fetched.
    fetcher = URLFetcher(allowed_protocols=["data"])
    # An identifier of our own in place of a random one: the same question gives the same file. So too where
    # HarfBuzz-Subset is missing: what then subsets the fonts would date them with the clock. Set for good, not
    # around the call: two may be drawn at once.
    os.environ.setdefault("SOURCE_DATE_EPOCH", "0")
    pdf: bytes = HTML(string=html, url_fetcher=fetcher).write_pdf(pdf_identifier=b"casewatch", pdf_variant="pdf/ua-1")
    return pdf


def _charts(data: CouncilData, pooled: Result | None) -> list[StripsChart]:
    """The strips, a few to a picture; the pooled one last."""
    rows = tuple(data.rows)
    parts = [rows[first : first + _IN_A_PICTURE] for first in range(0, len(rows), _IN_A_PICTURE)]
    return [StripsChart(data.context, part, pooled if part is parts[-1] else None, headed=False) for part in parts]


def _facts(data: CouncilData) -> list[tuple[str, str]]:
    context = data.context
    known = context.known_at
    return [
        (_("Strategien"), data.source),
        (_("Regel"), context.rule_name),
        (_("Utgave av regelen"), context.rule_version),
        (_("Periode"), f"{show_date(context.start)}–{show_date(context.end)}"),
        (_("Tall per"), show_date(context.as_of)),
        (_("Slik vi kjente dem"), local_moment(known)) if known else (_("Slik vi kjenner dem"), _("nå")),
    ]
