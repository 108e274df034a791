"""From the plain dicts of cases and contents to the arrays the core takes, and short rule sets for tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np

from casewatch.core.arrays import applications_from_contents
from casewatch.core.cases import NOT_TOLD, Applications, Dates, Pauses
from casewatch.core.days import Calendar
from casewatch.core.rules import AlertLevels, RuleSet, StatutoryVersion, Targets
from tests.oracle.public_holidays import HOLIDAYS

RULE = RuleSet(
    id="test",
    name="test",
    valid_from=date(2000, 1, 1),
    version="test",
    day_count="calendar",
    stop="decided",
    pauses=frozenset({"hearing", "other_authority"}),
    scope=("business", "within_plan", "regulated_plot", "road_to_boundary"),
    types_not_counted=frozenset(
        {"start_permit", "provisional_use", "completion_certificate", "preliminary_conference", "other"}
    ),
    targets=Targets(limit_days=10, share_percent=80, mean_days=21),
)


def holidays(first_year: int, last_year: int) -> Dates:
    """The holidays typed by hand for the tests, whatever years are asked for."""
    return np.array(sorted(HOLIDAYS), "datetime64[D]")


CALENDAR = Calendar(holidays)

_MILESTONES = ("received", "complete", "decided", "decision_sent", "closed", "deficiency", "supplement")
_LIMITS = ("legal_limit_date", "extended_to")


def content(case: Mapping[str, Any]) -> dict[str, Any]:
    """A case of the tests as the content an import stores."""
    told = {name: day.isoformat() for name in (*_MILESTONES, *_LIMITS) if (day := case.get(name)) is not None}
    for kind, name in (("hearing", "hearing"), ("other_authority", "authority")):
        other = NOT_TOLD if case.get("half_told") else None
        told[name] = [
            [sent.isoformat() if sent else other, answered.isoformat() if answered else other, "statsforvalteren"]
            for found, sent, answered in case.get("pauses", ())
            if found == kind
        ]
    scope = case.get("scope", "yes")
    answers = {"yes": True, "no": True, "unknown": None}
    for name in RULE.scope:
        told[name] = answers[scope]
    if scope == "no":
        reason = case.get("scope_reason") or "business"
        if reason == "application_type":
            told["application_type"] = "start_permit"
        else:
            told[reason] = False
    if case.get("application_type") and "application_type" not in told:
        told["application_type"] = case["application_type"]
    told |= {name: case[name] for name in ("outcome", "dispensation", "legal_limit_weeks") if name in case}
    told["case_no"] = case.get("case_no", "2026/1")
    if case.get("complete_by_person"):
        told["person"] = ["complete"]
    # Where a case does not say it, `complete` is the chosen start: a supplement gives none.
    told["start_from"] = ",".join(case.get("sources", ("column",)))
    if case.get("letter_rule", "unclear") != "unclear":
        told["letter_after_complete"] = case["letter_rule"]
    return told


def arrays(cases: Sequence[Mapping[str, Any]], municipality: str = "3401") -> tuple[Applications, Pauses]:
    """Cases of the tests as Applications and Pauses."""
    return applications_from_contents(
        [case.get("municipality", municipality) for case in cases],
        list(range(1, len(cases) + 1)),
        [content(case) for case in cases],
        np.array([case.get("gone", False) for case in cases], bool),
    )


def rule_of(case: Mapping[str, Any]) -> RuleSet:
    """The rule set a case of the tests asks for."""
    targets = Targets(case.get("limit", 10), case.get("share_percent", 80), case.get("mean_days", 21))
    return replace(
        RULE,
        day_count=case.get("day_count", "calendar"),
        stop=case.get("stop", "decided"),
        targets=targets,
        alerts=AlertLevels(danger_days=case.get("danger_days", 3)),
    )


def law_of(case: Mapping[str, Any]) -> StatutoryVersion:
    """The version of the statutory clock a case of the tests asks for (its keys: see the slow count of it)."""
    return StatutoryVersion(
        date(2000, 1, 1),
        {3: 5, 12: 14},
        not case.get("law_everywhere", False),
        frozenset({"state", "regional"}),
        case.get("law_start", "complete"),
        case.get("law_stop", "decided"),
        case.get("max_stop_days"),
    )
