"""Codes of those who use casewatch and of what they are told: roles, alerts, remarks, the log, what a file holds."""

from casewatch.language import N_
from casewatch.report.words.codes.family import family

#: Of accounts and of those who are told; the latter are handler, manager or region.
ROLE = family(
    {
        "reader": N_("leser"),
        "handler": N_("saksbehandler"),
        "manager": N_("leder"),
        "region": N_("region"),
        "administrator": N_("administrator"),
    }
)
RECEIVER_TOLD = family(
    {
        "handler": N_("Egne saker, på virkedager når noe er nytt eller haster"),
        "manager": N_("Alt én gang i uka. Lovfrister, manglende eksport og saker ingen saksbehandler får, samme dag"),
        "region": N_("Alt én gang i uka, uten saksbehandlere"),
    }
)
SIGN_IN = family({"password": N_("passord"), "elsewhere": N_("arbeidskonto")})
#: Headings of alerts, the most pressing first; {limit} is the rule's.
LEVEL = family(
    {
        "statutory_broken": N_("Lovfristen er oversittet"),
        "statutory_danger": N_("Lovfristen går snart ut"),
        "goal_missed": N_("{limit} eller mer"),
        "goal_danger": N_("Nærmer seg {limit}"),
        "hearing_long": N_("Venter lenge på uttalelse"),
        "not_measurable": N_("Kan ikke måles"),
        "no_export": N_("Ingen ny eksport"),
        "outlook": N_("Utsiktene til målet"),
    }
)
#: How bad a remark on a file is, the worst first.
SEVERITY = family({"error": N_("Ikke lest"), "warning": N_("Se på"), "info": N_("Merk")})
#: What a file holds.
HOLDS = family({"all": N_("alle saker"), "open": N_("bare de åpne sakene"), "part": N_("en del av sakene")})
#: In the log: what was done, and who did it where no account did.
ACTION = family(
    {
        "imported": N_("leste inn en eksport"),
        "came_again": N_("leste inn en eksport som var lest inn før"),
        "undone": N_("angret en import"),
        "corrected": N_("rettet en søknad"),
        "correction_undone": N_("angret en retting"),
        "published": N_("låste tall"),
        "acknowledged": N_("kvitterte ut et varsel"),
        "snoozed": N_("utsatte et varsel"),
        "erased": N_("slettet en sak"),
        "account_added": N_("la inn en bruker"),
        "role_changed": N_("endret rollen til en bruker"),
        "password_changed": N_("endret passordet til en bruker"),
        "account_disabled": N_("stengte ute en bruker"),
        "account_enabled": N_("slapp en bruker inn igjen"),
        "account_tied": N_("logget inn med arbeidskonto for første gang"),
    }
)
WHO = family(
    {
        "kommandolinja": N_("kommandolinja"),
        "tidsplan": N_("tidsplanen"),
        "lokal bruker": N_("lokal bruker (uten innlogging)"),
    }
)
