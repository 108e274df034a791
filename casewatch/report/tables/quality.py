"""What the exports hold, counted out of all applications."""

from collections.abc import Sequence

from casewatch.documents.figures import QualityResult
from casewatch.language import _
from casewatch.report.tables.table import Column, Table
from casewatch.report.words.numbers import out_of
from casewatch.report.words.periods import local_date


def quality_table(results: Sequence[QualityResult]) -> Table:
    """A row per municipality of ``quality``."""

    def having(header: str, name: str) -> Column[QualityResult]:
        return Column(header, lambda result: result["with"][name], number=True)

    return Table.of(
        "kvalitet",
        _("Hva eksportene inneholder"),
        [
            Column(_("Kommune"), lambda result: result["name"]),
            Column(_("Søknader"), lambda result: result["applications"], number=True),
            Column(_("Avgjort"), lambda result: result["decided"], number=True),
            having(_("Komplett-dato"), "complete"),
            having(_("Uttalelse"), "hearing"),
            having(_("Annen myndighet"), "other_authority"),
            having(_("Søknadstype"), "application_type"),
            having(_("Næring"), "business"),
            having(_("Innenfor plan"), "within_plan"),
            having(_("Regulert tomt"), "regulated_plot"),
            having(_("Vei"), "road_to_boundary"),
            Column(_("Dager kan telles"), lambda result: out_of(result["measurable"], result["decided"]), number=True),
            Column(
                _("Siste eksport"),
                lambda result: local_date(result["last_import"]) if result["last_import"] else _("ingen"),
            ),
        ],
        results,
    )
