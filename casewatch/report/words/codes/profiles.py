"""Codes of a profile: how a sender's files are read."""

from casewatch.language import N_
from casewatch.report.words.codes.family import family

DATE_ORDER = family({"dmy": N_("dag, måned, år"), "mdy": N_("måned, dag, år"), "ymd": N_("år, måned, dag")})
SERIES = family(
    {"own": N_("egen serie per kommune"), "shared": N_("felles for kommunene; et nytt sted flytter søknaden")}
)
#: What a letter of defects after a recorded `complete` does to the start of the clock.
LETTER = family(
    {
        "unclear": N_("gjør starten uklar til noen sier hva som gjelder"),
        "restarts": N_("nullstiller den, til neste tilleggsdokumentasjon"),
        "nothing": N_("endrer ingenting"),
    }
)
#: What an event list does to what is known.
EVENTS_HELD = family({"new": N_("legger til det som er kjent"), "full": N_("erstatter det som er kjent")})
