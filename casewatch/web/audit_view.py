"""The audit log as a table."""

from casewatch.language import _
from casewatch.report.tables.table import Column, Table
from casewatch.report.words.audit import subject_words
from casewatch.report.words.codes.people import ACTION, ROLE, WHO
from casewatch.report.words.periods import local_moment
from casewatch.services.asking.context import Context
from casewatch.store.audit import Entry


def log_table(context: Context, found: list[Entry]) -> Table:
    """Entries as a table."""
    names, roles = place_names(context), ROLE.choices()
    columns = [
        Column[Entry](_("Tidspunkt"), lambda each: local_moment(each.recorded_at)),
        Column(_("Hvem"), lambda each: WHO(each.who)),
        Column(_("Hva"), lambda each: ACTION(each.action)),
        Column(_("Om hva"), lambda each: subject_words(each.action, each.subject, each.details, roles)),
        Column(_("Kommune"), lambda each: names.get(each.municipality or "", each.municipality or "")),
    ]
    return Table.of("hendelser", _("Hvem som har gjort hva, det siste først"), columns, found)


def place_names(context: Context) -> dict[str, str]:
    return {place.number: place.name for place in context.rulebook.municipalities}
