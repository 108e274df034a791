"""Which applications the indicator takes: business, within plan, regulated plot, road to the boundary.

Source: «Saksbehandlingstid næringsrelaterte byggesaker» with footnote 1, and Vedlegg 1, «Tiltaket er innenfor vedtatte
planer».
"""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

import numpy as np

from casewatch.core.cases import (
    APPLICATION_TYPES,
    NAT,
    NO,
    NONE,
    SCOPE_FIELDS,
    UNKNOWN,
    YES,
    Applications,
    Codes,
    Dates,
)
from casewatch.core.rules import RuleSet

#: Why an application does not count, or is unclear: what the codes of :class:`Scope` stand for.
SCOPE_REASONS = ("application_type", "before_measured", *SCOPE_FIELDS)


class Scope(NamedTuple):
    """Per application YES, NO or UNKNOWN, and the reason: the first field (or rule) that decides."""

    counts: Codes
    reason: Codes  # index into SCOPE_REASONS; NONE for yes


def decide_scope(a: Applications, rule: RuleSet, decision: Dates, first_measured: Mapping[str, date]) -> Scope:
    """All fields of the rule yes: in scope; any no: out, with the first reason in the rule's order; else unknown.

    ``decision`` is the decision as of the day (NaT while there is none); ``first_measured`` gives municipalities
    their first measured day. An unknown scope names the first field that is unknown.
    """
    counts = np.full(len(a), YES, np.int8)
    reason = np.full(len(a), NONE, np.int8)
    for field in reversed(rule.scope):
        missing = a.scope[field] == UNKNOWN
        counts[missing], reason[missing] = UNKNOWN, SCOPE_REASONS.index(field)
    for field in reversed(rule.scope):
        no = a.scope[field] == NO
        counts[no], reason[no] = NO, SCOPE_REASONS.index(field)
    if first_measured:
        first = np.array([first_measured.get(number, NAT) for number in a.municipalities], "datetime64[D]")
        early = decision < first[a.municipality]
        counts[early], reason[early] = NO, SCOPE_REASONS.index("before_measured")
    left_out = np.isin(a.application_type, [APPLICATION_TYPES.index(name) for name in rule.types_not_counted])
    counts[left_out], reason[left_out] = NO, SCOPE_REASONS.index("application_type")
    return Scope(counts, reason)
