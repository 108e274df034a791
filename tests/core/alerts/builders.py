"""Situations for alerts, from the plain dicts of cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np

from casewatch.core.alerts.all import all_alerts
from casewatch.core.alerts.exports import Exports
from casewatch.core.alerts.shapes import Alert, Situation
from casewatch.core.clock import measure, visible
from casewatch.core.rules import RuleSet, StatutoryVersion
from casewatch.core.scope import decide_scope
from tests.core.builders import CALENDAR, RULE, arrays

STATUTORY = (
    StatutoryVersion(date(2010, 7, 1), {3: 5, 12: 14}, True, frozenset({"state", "regional"}), max_stop_days=28),
)
BODIES = {"statsforvalteren": "state"}
PLACE = "3401"


def situation(
    cases: Sequence[Mapping[str, Any]],
    as_of: date,
    rule: RuleSet = RULE,
    *,
    weekday: int = 0,
    data_from: date | None = None,
    municipalities: Sequence[str] = (PLACE,),
    statutory: Sequence[StatutoryVersion] = STATUTORY,
) -> Situation:
    """The situation of cases as of a day; without `data_from` the export is of that very day."""
    a, pauses = arrays(cases)
    shown = visible(a, as_of)
    a, pauses = a.take(shown), pauses.of(shown)
    measures = measure(a, pauses, as_of, rule, CALENDAR)
    return Situation(
        as_of=as_of,
        rule=rule,
        statutory=statutory,
        bodies=BODIES,
        calendar=CALENDAR,
        applications=a,
        pauses=pauses,
        case_keys=np.array([str(number) for number in a.case_no], object),
        measures=measures,
        scope=decide_scope(a, rule, measures.milestones.decision, {}),
        municipalities=municipalities,
        data_from=dict.fromkeys(municipalities, data_from or as_of),
        exports=Exports(weekday),
    )


def alerts(cases: Sequence[Mapping[str, Any]], as_of: date, rule: RuleSet = RULE, **more: Any) -> list[Alert]:
    """All alerts of cases as of a day."""
    return all_alerts(situation(cases, as_of, rule, **more))


def of_case(case: Mapping[str, Any], as_of: str, **more: Any) -> dict[str, Alert]:
    """Level -> alert of one case."""
    found = alerts([case], date.fromisoformat(as_of), **more)
    assert len({alert.level for alert in found}) == len(found)
    return {alert.level: alert for alert in found}


def working(rule: RuleSet = RULE) -> RuleSet:
    """The rule in working days."""
    return replace(rule, day_count="working")
