"""clock.md, *In scope*, sentence by sentence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest

from casewatch.core.cases import NO, SCOPE_FIELDS, UNKNOWN, YES
from casewatch.core.reference import Area
from tests.core.builders import RULE
from tests.core.sentences import after, app, arrays, figure, look

LATER = "2026-12-31"
ANSWER = {YES: True, NO: False, UNKNOWN: None}


def field(name: str, content: dict[str, Any], areas: tuple[Area, ...] = ()) -> tuple[bool | None, str | None]:
    """(value, source) of one scope field of one application."""
    a, _pauses = arrays([content], areas)
    return ANSWER[int(a.scope[name][0])], a.scope_source[name][0]


def test_all_four_yes() -> None:
    """«The indicator takes business-related (`business`) applications, within adopted plans (`within_plan`), on a
    fully regulated plot (`regulated_plot`) with a road built to its boundary (`road_to_boundary`).» and «All four yes:
    in scope.»"""
    assert (look(app(complete="2026-03-02"), LATER).scope, look(app(complete="2026-03-02"), LATER).reason) == (
        "yes",
        None,
    )


@pytest.mark.parametrize("name", SCOPE_FIELDS)
def test_each_of_the_four_is_yes_no_or_unknown(name: str) -> None:
    """«Each is yes, no or unknown.»"""
    case = app(complete="2026-03-02")
    assert look(case | {name: True}, LATER).scope == "yes"
    assert (look(case | {name: False}, LATER).scope, look(case | {name: False}, LATER).reason) == ("no", name)
    assert look(case | {name: None}, LATER).scope == "unknown"


def test_first_reason_in_order() -> None:
    """«Any no: out of scope, with the first reason in that order. Otherwise *scope unknown*.»"""
    case = app(complete="2026-03-02", road_to_boundary=False, within_plan=False)
    assert look(case, LATER).reason == "within_plan"
    # An unknown before a no leaves it a no.
    assert look(case | {"business": None}, LATER).scope == "no"
    assert look(case | {"business": None, "within_plan": True, "road_to_boundary": True}, LATER).scope == "unknown"


@pytest.mark.parametrize(
    "kind", ["start_permit", "provisional_use", "completion_certificate", "preliminary_conference", "other"]
)
def test_types_that_do_not_count(kind: str) -> None:
    """«Before these, the rule lists application types that do not count (start permit, provisional use,
    completion certificate, preliminary conference, `other` notices): reason `application_type`.»"""
    found = look(app(complete="2026-03-02", application_type=kind, business=False), LATER)
    assert (found.scope, found.reason) == ("no", "application_type")


@pytest.mark.parametrize("kind", ["one_step", "framework", "without_responsibility", "change"])
def test_types_that_count(kind: str) -> None:
    """«the rule lists application types that do not count»: those it does not list count."""
    assert look(app(complete="2026-03-02", application_type=kind), LATER).scope == "yes"
    left_out = replace(RULE, types_not_counted=frozenset({kind}))
    assert look(app(complete="2026-03-02", application_type=kind), LATER, left_out).reason == "application_type"


def test_missing_type_does_not_exclude() -> None:
    """«A type that is missing or not recognised is unknown, never `other`; it does not exclude, and the
    figure says how many there are.»"""
    found = look(app(complete="2026-03-02", application_type=None), LATER)
    assert (found.scope, found.remarks) == ("yes", {"type_unknown"})
    counted = figure([after(5), after(6, application_type=None), after(7, application_type="other")])
    assert (counted.measured, counted.type_unknown, counted.out_of_scope) == (2, 1, {"application_type": 1})


def test_before_the_first_measured_day() -> None:
    """«A decision before the municipality's first measured day: `before_measured`.»"""
    first = {"3401": date(2026, 3, 11)}
    case = app(complete="2026-03-02", decided="2026-03-10", business=False)
    assert look(case, LATER, first_measured=first).reason == "before_measured"
    assert look(case | {"decided": "2026-03-11"}, LATER, first_measured=first).reason == "business"
    assert look(case, "2026-03-09", first_measured=first).reason == "business"  # not decided yet
    assert look(case | {"municipality": "3414"}, LATER, first_measured=first).reason == "business"
    start_permit = case | {"application_type": "start_permit"}
    assert look(start_permit, LATER, first_measured=first).reason == "application_type"
    measured = figure(
        [case | {"business": True}, app(complete="2026-03-02", decided="2026-03-11")], first_measured=first
    )
    assert (measured.measured, measured.out_of_scope) == (1, {"before_measured": 1})


AREA = Area("3401", "R-101", regulated=True, road=False)


def test_first_source_that_knows() -> None:
    """«Each field separately takes the first source that knows: a person's word, the export's own column,
    the **area list** (per municipality: plan id, regulated, road, from which day; the export's plan id
    answers both), the profile's derivation from other columns (building-type code, words, constants).»"""
    case: dict[str, Any] = {"received": "2026-03-02", "plan_id": "R-101", "road_to_boundary_derived": True}
    name = "road_to_boundary"
    assert field(name, case) == (True, "profile")
    assert field(name, case, (AREA,)) == (False, "area")
    assert field(name, case | {name: True}, (AREA,)) == (True, "column")
    assert field(name, case | {name: False, "person": [name]}, (AREA,)) == (False, "person")
    assert field(name, {"received": "2026-03-02"}) == (None, None)
    # Each field separately: the road from the list says nothing about the column of the plot.
    assert field("regulated_plot", case | {"regulated_plot": False}, (AREA,)) == (False, "column")


def test_emptied_by_a_person_is_no_source_that_knows() -> None:
    """«Each field separately takes the first source that knows»: a person who emptied the field knows nothing."""
    case: dict[str, Any] = {"business": None, "business_derived": True, "person": ["business"]}
    assert field("business", case) == (True, "profile")
    assert field("business", {"business": None, "person": ["business"]}) == (None, None)


def test_area_list_answers_plot_and_road_only() -> None:
    """«the export's plan id answers both»: the plot and the road, not whether it is business or within the plan."""
    case = {"received": "2026-03-02", "plan_id": "R-101"}
    assert field("regulated_plot", case, (AREA,)) == (True, "area")
    assert field("road_to_boundary", case, (AREA,)) == (False, "area")
    assert field("business", case, (AREA,)) == field("within_plan", case, (AREA,)) == (None, None)
    # Half known: the list does not say of the road, so the next source is asked.
    half = Area("3401", "R-101", regulated=True, road=None)
    assert field("road_to_boundary", case | {"road_to_boundary_derived": True}, (half,)) == (True, "profile")


def test_area_list_is_per_municipality_and_plan() -> None:
    """«per municipality: plan id, regulated, road, from which day»"""
    elsewhere = {"received": "2026-03-02", "plan_id": "R-101", "municipality": "3414"}
    assert field("regulated_plot", elsewhere, (AREA,)) == (None, None)
    assert field("regulated_plot", {"received": "2026-03-02", "plan_id": "R-102"}, (AREA,)) == (None, None)
    assert field("regulated_plot", {"received": "2026-03-02", "plan_id": None}, (AREA,)) == (None, None)


def test_area_list_from_a_day_on() -> None:
    """«from which day»: the newest row that held on the day the application was received."""
    rows = (
        Area("3401", "R-101", regulated=True, road=True, valid_from=date(2026, 4, 1)),
        Area("3401", "R-101", regulated=True, road=False, valid_from=date(2026, 2, 1)),
    )
    answers = {
        received: field("road_to_boundary", {"received": received, "plan_id": "R-101"}, rows)[0]
        for received in ("2026-01-31", "2026-02-01", "2026-03-31", "2026-04-01")
    }
    assert answers == {"2026-01-31": None, "2026-02-01": False, "2026-03-31": False, "2026-04-01": True}
    # The newest row answers alone, even where it leaves the road open.
    open_road = (*rows, Area("3401", "R-101", regulated=False, road=None, valid_from=date(2026, 5, 1)))
    case = {"received": "2026-05-01", "plan_id": "R-101"}
    assert field("road_to_boundary", case, open_road) == (None, None)
    assert field("regulated_plot", case, open_road) == (False, "area")


def test_recorded_dispensation() -> None:
    """«A recorded dispensation makes `within_plan` no unless a person says otherwise.»"""
    case: dict[str, Any] = {"within_plan": True, "within_plan_derived": True, "dispensation": True}
    assert field("within_plan", case) == (False, "dispensation")
    assert field("within_plan", case | {"person": ["within_plan"]}) == (True, "person")
    assert field("within_plan", case | {"within_plan": None, "person": ["within_plan"]}) == (False, "dispensation")
    assert field("within_plan", case | {"dispensation": False}) == (True, "column")
    assert field("within_plan", case | {"dispensation": None}) == (True, "column")
    assert field("business", case | {"business": True}) == (True, "column")


def test_source_is_kept() -> None:
    """«The source is kept and shown.»"""
    a, _pauses = arrays([app(complete="2026-03-02"), {"business_derived": False}, {}])
    assert a.scope_source["business"].tolist() == ["column", "profile", None]
    assert np.array_equal(a.scope["business"], [YES, NO, UNKNOWN])


def test_two_more_rule_sets_with_the_same_clock() -> None:
    """«Two more rule sets with the same clock and targets, for steering, never mixed with the indicator:
    `alle-byggesaker` (the same types left out, no other scope) and `naeringssaker` (business only»"""
    cases = [after(5), after(6, business=False), after(7, within_plan=None), after(8, application_type="start_permit")]
    everything = figure(cases, by=replace(RULE, scope=()))
    business = figure(cases, by=replace(RULE, scope=("business",)))
    indicator = figure(cases)
    assert (everything.measured, everything.sum_days, everything.out_of_scope) == (3, 18, {"application_type": 1})
    assert (business.measured, business.sum_days, business.out_of_scope) == (
        2,
        12,
        {"application_type": 1, "business": 1},
    )
    assert (indicator.measured, indicator.sum_days, indicator.scope_unknown) == (1, 5, 1)
