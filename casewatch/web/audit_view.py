"""The audit log as a table."""

from __future__ import annotations

from casewatch.language import _
from casewatch.report.words.audit import subject_words
from casewatch.report.words.codes.people import ACTION, ROLE, WHO
from casewatch.report.words.periods import local_moment
from casewatch.services.asking.context import Context
from casewatch.store.audit import Entry
from casewatch.web.tables import Table

#: So many on the page; the files have all.
ENTRIES_SHOWN = 200


def log_table(context: Context, found: list[Entry], most: int = ENTRIES_SHOWN) -> Table:
    """Entries as a table."""
    names, roles = place_names(context), ROLE.choices()
    return Table(
        "hendelser",
        _("Hvem som har gjort hva, det siste først"),
        (_("Tidspunkt"), _("Hvem"), _("Hva"), _("Om hva"), _("Kommune")),
        [
            (
                local_moment(each.recorded_at),
                WHO(each.who),
                ACTION(each.action),
                subject_words(each.action, each.subject, each.details, roles),
                names.get(each.municipality or "", each.municipality or ""),
            )
            for each in found
        ],
        most=most,
    )


def place_names(context: Context) -> dict[str, str]:
    return {place.number: place.name for place in context.rulebook.municipalities}
