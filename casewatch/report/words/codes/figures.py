"""Codes of figures: their fields, verdicts, and what one application gives to them."""

from casewatch.language import N_
from casewatch.report.words.codes.applications import COUNTED_IN_GOAL, HELD_OUT, REMARK, STATE
from casewatch.report.words.codes.family import Family, family

#: How a target stands.
VERDICT = family(
    {
        "met": N_("nådd"),
        "missed": N_("ikke nådd"),
        "unclear": N_("avgjøres av uavklarte saker"),
        "too_few": N_("for få saker"),
        "none": N_("ingen saker avgjort"),
    }
)
#: What an application gives to a figure; open ones by `OPEN`.
CLASS = family(
    {
        "under": N_("under grensen"),
        "not_under": N_("ikke under grensen"),
        "out_of_scope": N_("teller ikke"),
        "scope_unknown": COUNTED_IN_GOAL["unknown"],
        "held_out": STATE["held_out"],
        "closed": STATE["closed"],
    }
)
#: States of open applications, and what is counted across them.
OPEN = Family(
    STATE
    | family(
        {
            "overdue": N_("over grensen"),
            "at_risk": N_("nær grensen"),
            "scope_unknown": N_("uavklart om de teller"),
        }
    )
)
FIGURE = family(
    {
        "decided": N_("målte saker"),
        "under_limit": N_("saker under grensen"),
        "share": N_("andel"),
        "share_interval": N_("usikkerhet i andelen"),
        "share_met": N_("de målte sakene alene når målet om andel"),
        "share_range": N_("andelen når de uavklarte regnes med"),
        "share_range_counts": N_("saker under grensen når de uavklarte regnes med"),
        "share_certain": N_("svaret om andel er sikkert"),
        "share_turned_by": N_("uavklarte saker som avgjør andelen"),
        "share_if_overdue_counted": N_("andelen når de åpne over grensen regnes med"),
        "sum_days": N_("sum dager"),
        "mean_days": N_("snitt"),
        "mean_met": N_("de målte sakene alene når målet om snitt"),
        "mean_range": N_("snittet når de uavklarte regnes med"),
        "mean_range_counts": N_("sum dager når de uavklarte regnes med"),
        "mean_certain": N_("svaret om snitt er sikkert"),
        "mean_turned_by": N_("uavklarte saker som avgjør snittet"),
        "median_days": N_("median"),
        "p80_days": N_("dager som 8 av 10 saker holdt seg innenfor"),
        "max_days": N_("lengste sak"),
        "mean_total_days": N_("snitt i kalenderdager fra mottatt"),
        "too_few": VERDICT["too_few"],
        "start_assumed": N_("antatt startdag"),
        "type_unknown": REMARK["type_unknown"],
        "scope_unknown": OPEN["scope_unknown"],
        "closed_without_decision": STATE["closed"],
        "rejected_pending": N_("ikke lest, venter på retting"),
        "name": N_("navnet på kommunen"),
        "last_import": N_("siste eksport"),
        "rule_version": N_("regelutgave"),
        "from": N_("første dag"),
        "to": N_("siste dag"),
        "official": N_("strategiens egen regel"),
        "forgotten": N_("saker slettet siden"),
    }
)
#: Of the parts `outlook` and `verdict` of a figure.
PART_OF_FIGURE = family(
    {
        "misses_left": N_("saker som kan bomme uten at målet ryker"),
        "needed_under_limit": N_("saker på rad som må avgjøres under grensen"),
        "reachable": N_("kan nås med de åpne sakene"),
        "share": N_("svaret om andel"),
        "mean": N_("svaret om snitt"),
        "goal": N_("svaret om målet"),
        "goal_turned_by": N_("uavklarte saker som avgjør målet"),
        "unclear": N_("uavklarte saker"),
        "waiting": N_("ventende saker"),
        "waiting_over": N_("ventende saker over grensen"),
        "loses": N_("mister målet når de ventende er avgjort"),
        "may_lose": N_("kan miste målet når de ventende er avgjort"),
    }
)
PART_OF_FIGURE["needed"] = PART_OF_FIGURE["needed_under_limit"]
#: What is kept of an application behind a figure.
DETAIL = family(
    {
        "total_days": N_("kalenderdager fra mottatt"),
        "hearing": N_("dager til uttalelse"),
        "hearing_days": N_("dager til uttalelse"),
        "other_authority": N_("dager hos annen myndighet"),
        "other_authority_days": N_("dager hos annen myndighet"),
        "start_assumed": FIGURE["start_assumed"],
        "type_unknown": REMARK["type_unknown"],
        "reason": N_("grunn"),
        "net_days_low": N_("færrest mulige tellende dager"),
        "net_days_high": N_("flest mulige tellende dager"),
        "outcome_unknown": HELD_OUT["outcome_unknown"],
        "letter": HELD_OUT["complete_unclear"],
        "overdue": OPEN["overdue"],
        "at_risk": OPEN["at_risk"],
    }
)
