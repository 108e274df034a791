"""One application: its days, and why each counts or does not."""

from collections.abc import Iterable, Mapping

from casewatch.documents.cases import ExplainedInterval
from casewatch.language import _
from casewatch.report.tables.table import Column, Table, as_day
from casewatch.report.words.cases import source_words
from casewatch.report.words.codes.applications import WHY


def days_table(parts: Iterable[ExplainedInterval], bodies: Mapping[str, str], *, sources: bool = True) -> Table:
    """The intervals of ``explain``. `bodies`: code -> name; `sources`: with what each date stands in."""
    parts = list(parts)
    body = Column[ExplainedInterval](_("Hos"), lambda part: bodies.get(part["party"] or "", part["party"] or ""))
    return Table.of(
        "dager",
        _("Dagene, og hvor datoene står") if sources else _("Dagene"),
        [
            Column[ExplainedInterval](_("Fra"), lambda part: as_day(part["from"])),
            Column(_("Til (ikke med)"), lambda part: as_day(part["to"])),
            Column(_("Dager"), lambda part: part["days"], number=True),
            Column(_("Teller"), lambda part: _("ja") if part["counted"] else _("nei")),
            Column(_("Hvorfor"), lambda part: WHY(part["why"])),
            body if any(part["party"] for part in parts) else None,
            Column(_("Fra-datoen står i"), lambda part: source_words(part["from_source"])) if sources else None,
            Column(_("Til-datoen står i"), lambda part: source_words(part["to_source"])) if sources else None,
        ],
        parts,
    )
