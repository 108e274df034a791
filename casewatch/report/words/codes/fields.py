"""Fields of an application by the names an office knows: those of the template, wherever that says enough alone."""

from casewatch.language import N_
from casewatch.report.words.codes.family import Forms, family

#: `casewatch.report.sheets.template_columns` has the template's own headers, which are the outer contract.
FIELD = family(
    {
        "municipality": N_("Kommune"),
        "case_no": N_("Saksnr"),
        "application_no": N_("Søknadsnr"),
        "application_type": N_("Søknadstype"),
        "received": N_("Mottatt dato"),
        "complete": N_("Komplett dato"),
        "deficiency": N_("Mangelbrev sendt"),
        "supplement": N_("Tilleggsdokumentasjon mottatt"),
        "decided": N_("Vedtaksdato"),
        "decision_sent": N_("Vedtak sendt"),
        "outcome": N_("Resultat"),
        "closed": N_("Avsluttet dato"),
        "business": N_("Næringsrelatert"),
        "within_plan": N_("Innenfor plan"),
        "regulated_plot": N_("Ferdigregulert tomt"),
        "road_to_boundary": N_("Vei til tomtegrense"),
        "dispensation": N_("Dispensasjon"),
        "plan_id": N_("Planid"),
        "building_type": N_("Bygningstype"),
        "legal_limit_weeks": N_("Lovfrist i uker"),
        "legal_limit_date": N_("Lovfrist (dato)"),
        "extended_to": N_("Lovfrist forlenget til"),
        "handler": N_("Saksbehandler"),
        "start_from": N_("Tiden løper fra"),
        "letter_after_complete": N_("Mangelbrev etter komplett dato"),
        "hearing": N_("Uttalelser"),
        "authority": N_("Andre myndigheter"),
        # of a numbered group, with {number}; the clause: what a date answers
        "hearing_sent": N_("Høring {number} sendt"),
        "hearing_answered": Forms(N_("Høring {number} svar"), clause=N_("Svar på uttalelse kom")),
        "hearing_party": N_("Høring {number} instans"),
        "authority_sent": N_("Myndighet {number} sendt"),
        "authority_answered": Forms(N_("Myndighet {number} svar"), clause=N_("Svar fra annen myndighet kom")),
        "authority_party": N_("Myndighet {number} instans"),
        # of the sheet of pauses and of an event list
        "kind": N_("Type pause"),
        "sent": N_("Sendt"),
        "answered": N_("Svar"),
        "party": N_("Instans"),
        "event": N_("Hendelse"),
        "date": N_("Dato"),
    }
)
