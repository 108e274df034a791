"""What businesses that apply can expect of each municipality: the open page's figures, from all business cases."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from casewatch.core.expectation import FEWEST, Expectation, expectations
from casewatch.core.periods import OSLO
from casewatch.rulebook import Rulebook
from casewatch.services.asking.context import Context
from casewatch.services.asking.selecting import Rules, Selectors, looks, rules_of

#: The rule the open page counts by; a folder without it gets its main rule with this one condition.
OPEN_RULE = "naeringssaker"
_SCOPE = ("business",)


@dataclass(frozen=True)
class ExpectedPlace:
    """One municipality. `last_export`: the local day its newest export came, None where none has come."""

    number: str
    name: str
    expectation: Expectation
    last_export: date | None


@dataclass(frozen=True)
class Expected:
    """The municipalities by name, as of a day. Below `least` applications there are words only."""

    as_of: date
    least: int
    places: tuple[ExpectedPlace, ...]


def expected(context: Context, as_of: date, municipalities: Sequence[str] = ()) -> Expected:
    """Of the municipalities (numbers or names; empty: all). Holds nothing of a single case, so anybody may see it.

    Raises CasewatchError for a municipality that is not in the rules.
    """
    asked = Selectors(as_of, municipalities=tuple(municipalities))
    found = looks(context, asked, open_rules(context.rulebook, asked)).look(as_of)
    places, least = found.ruling.municipalities, max(FEWEST, found.ruling.rule.targets.min_cases)
    told = expectations(found.applications, found.measures, found.scope, as_of, found.ruling.numbers, least)
    newest = {number: moment.astimezone(OSLO).date() for number, moment in found.known.last_import.items()}
    rows = [
        ExpectedPlace(place.number, place.name, expectation, newest.get(place.number))
        for place, expectation in zip(places, told, strict=True)
    ]
    return Expected(as_of, least, tuple(sorted(rows, key=lambda row: row.name)))


def open_rules(rulebook: Rulebook, asked: Selectors) -> Rules:
    """The rule of the open page: business cases, whatever else is known of plan, plot and road."""
    if OPEN_RULE in rulebook.rules:
        return rules_of(rulebook, replace(asked, rule=OPEN_RULE))
    main = rules_of(rulebook, asked)
    versions = tuple(replace(version, scope=_SCOPE) for version in main.versions)
    return replace(main, versions=versions, official=False)
