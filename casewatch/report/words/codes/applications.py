"""Codes of an application: what it is, how it stands, why it does not count or cannot be measured, where days went."""

from casewatch.language import N_
from casewatch.report.words.codes.family import Forms, family

#: The drop-downs of the template hold the same words with a capital; every import reads them.
APPLICATION_TYPE = family(
    {
        "one_step": N_("ett-trinn"),
        "framework": N_("rammesøknad"),
        "without_responsibility": N_("tiltak uten ansvarsrett"),
        "change": N_("endring"),
        "start_permit": N_("igangsettingstillatelse"),
        "provisional_use": N_("midlertidig brukstillatelse"),
        "completion_certificate": N_("ferdigattest"),
        "preliminary_conference": N_("forhåndskonferanse"),
        "other": N_("annet"),
    }
)
OUTCOME = family(
    {
        "granted": N_("innvilget"),
        "refused": N_("avslag"),
        "withdrawn": N_("trukket"),
        "dismissed": N_("avvist"),
        "shelved": N_("henlagt"),
        "transferred": N_("overført"),
        "unknown": N_("ukjent"),
    }
)
STATE = family(
    {
        "closed": N_("avsluttet uten vedtak"),
        "held_out": Forms(N_("kan ikke måles"), counted=N_("{number} kan ikke måles")),
        "decided": N_("avgjort"),
        "gone": Forms(N_("ikke med i siste eksport"), counted=N_("{number} er ikke med i siste eksport")),
        "incomplete": Forms(N_("ikke komplett"), counted=N_("{number} er ikke komplett")),
        "paused": Forms(N_("tiden står stille"), counted=N_("den står stille for {number}")),
        "running": Forms(N_("tiden løper"), counted=N_("tiden løper for {number}")),
    }
)
YES_NO = family({"ja": N_("ja"), "nei": N_("nei"), "": N_("ikke kjent")})
#: Whether an application counts in the goal: under a header or label that asks it, and without one.
IN_SCOPE = family({"yes": N_("ja"), "no": N_("nei"), "unknown": N_("uavklart")})
COUNTED_IN_GOAL = family(
    {
        "yes": N_("teller i målet"),
        "no": N_("teller ikke i målet"),
        "unknown": N_("uavklart om den teller"),
    }
)
#: The conditions of the goal: by name, and as a clause that also follows «uavklart om».
SCOPE_FIELD = family(
    {
        "business": Forms(N_("næringsrelatert"), clause=N_("den er næringsrelatert")),
        "within_plan": Forms(N_("innenfor plan"), clause=N_("tiltaket er innenfor vedtatt plan")),
        "regulated_plot": Forms(N_("ferdigregulert tomt"), clause=N_("tomten er ferdigregulert")),
        "road_to_boundary": Forms(N_("vei til tomtegrense"), clause=N_("det er bygget vei til tomtegrensen")),
    }
)
#: Where an answer to such a condition comes from.
SCOPE_SOURCE = family(
    {
        "person": N_("rettet av en person"),
        "column": N_("eksporten"),
        "area": N_("områdelista"),
        "profile": N_("profilen"),
        "dispensation": N_("dispensasjon"),
    }
)
#: Why an application does not count.
OUT_OF_SCOPE = family(
    {
        "application_type": N_("har en søknadstype som ikke teller"),
        "before_measured": N_("ble avgjort før målingen startet"),
        "business": N_("er ikke næringsrelatert"),
        "within_plan": N_("er ikke innenfor plan"),
        "regulated_plot": N_("har ikke ferdigregulert tomt"),
        "road_to_boundary": N_("har ikke vei til tomtegrensen"),
    }
)
#: Why an application cannot be measured.
HELD_OUT = family(
    {
        "complete_missing": N_("mangler komplett-dato"),
        "decided_before_complete": N_("avgjort før den var komplett"),
        "pause_reversed": N_("svar på uttalelse før den ble sendt"),
        "decision_sent_missing": N_("mangler dato for utsending av vedtak"),
        "complete_unclear": N_("mangelbrev etter komplett-dato"),
        "pause_never_answered": N_("mangler dato for svar på uttalelse eller for når den ble sendt"),
        "outcome_unknown": N_("ukjent resultat"),
    }
)
REMARK = family(
    {
        "answer_without_sent": N_("svar på uttalelse uten sendt dato"),
        "complete_before_received": N_("komplett før mottatt"),
        "complete_moved": N_("komplett-dato flyttet eller ført på nytt"),
        "complete_withdrawn": N_("komplett-dato fjernet etter vedtak"),
        "date_in_future": N_("dato fram i tid"),
        "decided_moved": N_("vedtaksdato flyttet"),
        "deficiency_after_complete": HELD_OUT["complete_unclear"],
        "pause_outside": N_("uttalelse utenom tiden som telles"),
        "received_missing": N_("mangler mottatt-dato"),
        "type_unknown": N_("ukjent søknadstype"),
    }
)
#: Where the start of the clock comes from.
START_SOURCE = family(
    {
        "column": N_("komplett-dato"),
        "supplement": N_("siste tilleggsdokumentasjon"),
        "legal_limit": N_("regnet tilbake fra lovfristen"),
        "received": N_("mottatt-dato brukt som komplett-dato"),
        "person": SCOPE_SOURCE["person"],
        "none": YES_NO[""],
    }
)
PAUSE_KIND = family(
    {
        "hearing": Forms(N_("uttalelse"), where=N_("til uttalelse"), counted=N_("{number} til uttalelse")),
        "other_authority": Forms(
            N_("annen myndighet"), where=N_("hos annen myndighet"), counted=N_("{number} hos annen myndighet")
        ),
    }
)
#: The same by the fields of a content and of forms.
PAUSE_FIELD = family({"hearing": PAUSE_KIND["hearing"], "authority": PAUSE_KIND["other_authority"]})
#: Why days count or do not; `counted`: after a number of days.
WHY = family(
    {
        "running": STATE["running"],
        **{kind: Forms(words.where, counted=words.counted) for kind, words in PAUSE_KIND.items()},
        "before_complete": N_("før komplett"),
        "non_working": Forms(N_("helg eller helligdag"), counted=N_("{number} i helg og på helligdager")),
    }
)
#: Which days a rule counts, and where it stops; clauses for the page that explains a rule.
DAY_COUNT = family(
    {
        "calendar": Forms(N_("kalenderdager"), clause=N_("Alle dager teller, også lørdager, søndager og helligdager.")),
        "working": Forms(
            N_("arbeidsdager"),
            clause=N_("Mandag til fredag teller. Lørdager, søndager og helligdager teller ikke."),
        ),
    }
)
STOP = family(
    {
        "decided": Forms(N_("vedtak fattet"), clause=N_("til dagen vedtaket ble fattet")),
        "decision_sent": Forms(N_("vedtak sendt"), clause=N_("til dagen vedtaket ble sendt")),
    }
)
