"""What an import does to the indicator of the municipalities it concerns: before it, and with it.

The same count serves the dry run, the import and the receipt long afterwards, so it is derived from two states of the
store, as of the day the import was recorded, with the rules in force then.
"""

from collections.abc import Collection, Sequence, Set
from dataclasses import replace
from datetime import datetime
from typing import cast

import numpy as np
from sqlalchemy import Connection

from casewatch.core.arrays import applications_from_contents
from casewatch.core.cases import Applications, Bools, Pauses
from casewatch.core.clock import visible
from casewatch.core.days import Calendar
from casewatch.core.indicator import Figure
from casewatch.core.periods import OSLO
from casewatch.documents.figures import JudgedFigure, PreviewedFigure
from casewatch.rulebook import Rulebook, public_holidays
from casewatch.services.asking.selecting import Look, Selectors, rules_of
from casewatch.services.figures.assess import figure_json
from casewatch.store.bulk import without_gc
from casewatch.store.changes import StoreComparison
from casewatch.store.known import contents_at
from casewatch.store.standing import Cut

Figures = tuple[PreviewedFigure, ...]


def before_and_after(
    connection: Connection,
    rulebook: Rulebook,
    cuts: tuple[Cut, Cut],
    recorded_at: datetime,
    municipalities: Collection[str],
    differ: Set[int],
    new: Collection[int],
) -> tuple[Figures, Figures]:
    """The default rule's figures of the last 12 months in two states of the store, one a municipality concerned.

    `differ`: ids of the applications in which the two differ, `new` those that only the later one has. Only the later
    state is read as a whole; of the earlier one no more than where it differs.
    """
    asked = Selectors(recorded_at.astimezone(OSLO).date())
    period, rules = asked.period_or_default(), rules_of(rulebook, asked)
    places = tuple(place for place in rules.municipalities if place.number in set(municipalities))
    ruling = replace(rules, municipalities=places).look(asked.as_of, period)
    calendar, target = Calendar(public_holidays), ruling.rule.targets.mean_days
    with without_gc():
        a, pauses, was, is_now = _both(connection, rulebook, cuts, ruling.numbers, differ, new)

    def counted(which: Bools) -> Figures:
        which = which & visible(a, asked.as_of)
        look = Look(asked.as_of, ruling, calendar, a.take(which), pauses.of(which))
        return tuple(
            {"municipality": place.number, "name": place.name, **_judged(figure), "mean_target": target}
            for place, figure in zip(places, look.figures(period)[:-1], strict=True)
        )

    return counted(was), counted(is_now)


def _both(
    connection: Connection,
    rulebook: Rulebook,
    cuts: tuple[Cut, Cut],
    numbers: Sequence[str],
    differ: Set[int],
    new: Collection[int],
) -> tuple[Applications, Pauses, Bools, Bools]:
    """The later state, followed by the applications of the earlier one that look otherwise there; and who is whose."""
    ids, municipality, application_no, contents = contents_at(connection, cuts[1], numbers)
    later = len(ids)
    at = {identity: row for row, identity in enumerate(ids)}
    kept = np.ones(later, bool)
    kept[[at[identity] for identity in (*differ, *new) if identity in at]] = False
    for difference in StoreComparison(connection, *cuts).of(sorted(differ & at.keys())):
        if difference.before is not None:
            row = at[difference.application_id]
            municipality.append(municipality[row])
            application_no.append(application_no[row])
            contents.append(difference.before)
    earlier = len(contents) - later
    # who is gone is not asked: it changes no figure of what was decided
    nobody = np.zeros(len(contents), bool)
    a, pauses = applications_from_contents(municipality, application_no, contents, nobody, rulebook.areas)
    return a, pauses, np.append(kept, np.ones(earlier, bool)), np.append(np.ones(later, bool), np.zeros(earlier, bool))


def _judged(figure: Figure) -> JudgedFigure:
    whole = figure_json(figure, 0)
    return cast("JudgedFigure", {name: value for name, value in whole.items() if name in JudgedFigure.__annotations__})
