"""Which applications the indicator takes: business, within plan, regulated plot, road to the boundary.

Source: «Saksbehandlingstid næringsrelaterte byggesaker» with footnote 1, and Vedlegg 1, «Tiltaket er innenfor vedtatte
planer».
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

import numpy as np

from casewatch.core.cases import APPLICATION_TYPES, NAT, NO, UNKNOWN, YES, Applications, Codes, Dates, Objects
from casewatch.core.rules import RuleSet


class Scope(NamedTuple):
    """Per application YES, NO or UNKNOWN, and the reason: the first field (or rule) that decides, None for yes."""

    counts: Codes
    reason: Objects


def decide_scope(a: Applications, rule: RuleSet, decision: Dates, first_measured: Mapping[str, date]) -> Scope:
    """All fields of the rule yes: in scope; any no: out, with the first reason in the rule's order; else unknown.

    ``decision`` is the decision as of the day (NaT while there is none); ``first_measured`` gives municipalities
    their first measured day. An unknown scope names the first field that is unknown.
    """
    counts = np.full(len(a), YES, np.int8)
    reason = np.full(len(a), None, object)
    for field in reversed(rule.scope):
        missing = a.scope[field] == UNKNOWN
        counts[missing], reason[missing] = UNKNOWN, field
    for field in reversed(rule.scope):
        no = a.scope[field] == NO
        counts[no], reason[no] = NO, field
    if first_measured:
        first = np.array([first_measured.get(number, NAT) for number in a.municipalities], "datetime64[D]")
        early = decision < first[a.municipality]
        counts[early], reason[early] = NO, "before_measured"
    left_out = np.isin(a.application_type, [APPLICATION_TYPES.index(name) for name in rule.types_not_counted])
    counts[left_out], reason[left_out] = NO, "application_type"
    return Scope(counts, reason)
