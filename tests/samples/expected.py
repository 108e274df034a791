"""Writes ``samples/expected.json``: ``python -m tests.samples.expected``.

The figures come from the slow count and the generator's own rows, never from the program; areas from the shipped list.
"""

from __future__ import annotations

import csv
import json
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from samples.generate import rows_known
from samples.story import LAST_MONDAY, STORIES
from tests.oracle.public_holidays import HOLIDAYS
from tests.oracle.slow_indicator import indicator, twelve_months
from tests.oracle.slow_start import SCOPE_FIELDS, scope_field, scope_of, start_of_clock

ROOT = Path(__file__).parents[2]
EXPECTED = ROOT / "samples" / "expected.json"
#: What the rule leaves out: the follow-ups of a permit, talks and notices.
NOT_COUNTED = ("start_permit", "provisional_use", "completion_certificate", "preliminary_conference", "other")
YES_NO = {"ja": True, "nei": False, "": None}


def area_answers(municipality: str, plan_id: str | None, received: date) -> dict[str, bool | None]:
    """What `rules/areas.csv` says of a plan: its newest line in force when the application came in."""
    with (ROOT / "rules" / "areas.csv").open(encoding="utf-8", newline="") as file:
        lines = [
            line
            for line in csv.DictReader(file)
            if (line["municipality"], line["plan_id"]) == (municipality, plan_id)
            and (line["valid_from"] or "0001-01-01") <= received.isoformat()
        ]
    if not lines:
        return {}
    line = max(lines, key=lambda line: line["valid_from"])
    return {"regulated_plot": YES_NO[line["regulated"]], "road_to_boundary": YES_NO[line["road"]]}


def oracle_case(municipality: str, row: dict[str, Any], as_of: date) -> dict[str, Any]:
    """A canonical row of the generator as the slow count takes it."""
    area = area_answers(municipality, row.get("plan_id"), row["received"])
    fields = {
        name: scope_field(name, None, row.get(name), area.get(name), None, row.get("dispensation"))[0]
        for name in SCOPE_FIELDS
    }
    scope, reason = scope_of(fields, row["application_type"], row["decided"], NOT_COUNTED)
    pauses = [("hearing", sent, answered) for sent, answered, _party in row["hearing"]]
    pauses += [("other_authority", sent, answered) for sent, answered, _party in row["authority"]]
    return row | {
        "complete": start_of_clock(row, ("column", "supplement"), as_of)[0],
        "pauses": pauses,
        "scope": scope,
        "scope_reason": reason,
        "holidays": HOLIDAYS,
        "as_of": as_of,
    }


def municipality_cases(number: str, as_of: date = LAST_MONDAY) -> list[dict[str, Any]]:
    """All applications of the newest export by ``as_of`` (a Monday of the samples), for the slow count."""
    return [oracle_case(number, row, as_of) for row in rows_known(number, as_of)]


def plain(value: Any) -> Any:
    """Fractions to four decimals, as the program shows them."""
    if isinstance(value, Fraction | float):
        return round(float(value), 4)
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]
    return value


def expected() -> dict[str, Any]:
    """The whole table, municipalities by number and the six pooled."""
    period = twelve_months(LAST_MONDAY)
    pooled: list[dict[str, Any]] = []
    results = []
    for story in STORIES:
        cases = municipality_cases(story.number)
        pooled += cases
        figures = plain(indicator(cases, period, LAST_MONDAY))
        results.append({"municipality": story.number, "name": story.name, "applications": len(cases), **figures})
    # 'It carries no verdict: it is not a target.'
    turned = ("share_turned_by", "mean_turned_by")
    no_verdict = dict.fromkeys(("share_met", "share_certain", "mean_met", "mean_certain", *turned, "outlook"))
    region = plain(indicator(pooled, period, LAST_MONDAY)) | no_verdict
    return {
        "rule": "vedlegg1",
        "as_of": LAST_MONDAY.isoformat(),
        "period": "12m",
        "from": period[0].isoformat(),
        "to": period[1].isoformat(),
        "results": results,
        "region": {"applications": len(pooled), **region},
    }


if __name__ == "__main__":
    EXPECTED.write_text(json.dumps(expected(), ensure_ascii=False, indent=1) + "\n", "utf-8")
    print(EXPECTED)
