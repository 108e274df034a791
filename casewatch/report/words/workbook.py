"""The words of the workbook: codes as people say them, and how the days are counted."""

from casewatch.language import _
from casewatch.report.data import Question


def explained_rows(context: Question) -> list[tuple[str, str]]:
    """(name, text): how days, unclear cases and what is left out are counted."""
    counted = _("hver dato")
    if context.goals.day_count == "working":
        counted = _("hver virkedag, mandag til fredag utenom helligdager,")
    return [
        (
            _("Tellende dager"),
            _(
                "Antall dager fra søknaden er komplett til den er avgjort: {counted} fra og med dagen den er komplett "
                "til, men ikke med, dagen den er avgjort. Dager der saken er til uttalelse eller hos annen "
                "myndighet, teller ikke."
            ).format(counted=counted),
        ),
        (
            _("Uavklarte saker"),
            _(
                "Saker der det er ukjent om de teller, og saker som ikke kan måles. Kan de snu resultatet, står det "
                "«avgjøres av», og ikke «nådd» eller «ikke nådd»."
            ),
        ),
        (
            _("Kan ikke måles"),
            _("Saker der datoer mangler eller står i en umulig rekkefølge. De blir talt opp, men aldri gjettet på."),
        ),
        (
            _("80-persentil"),
            _("Det laveste antallet dager som minst 80 % av sakene er avgjort på."),
        ),
        (
            _("Samlet linje"),
            _("Alle kommuner lagt sammen, sak for sak. Målet gjelder hver kommune, så linja har ikke noe resultat."),
        ),
    ]
