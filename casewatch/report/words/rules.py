"""A rule in plain words: what counts, which days count, when the clock stands, when the targets are met."""

from collections.abc import Sequence
from dataclasses import dataclass

from casewatch.core.cases import APPLICATION_TYPES, PAUSE_KINDS, SCOPE_FIELDS
from casewatch.core.rules import RuleSet
from casewatch.language import _
from casewatch.report.data import Goals
from casewatch.report.words.codes.applications import APPLICATION_TYPE, DAY_COUNT, PAUSE_KIND, SCOPE_FIELD, STOP
from casewatch.report.words.numbers import days, joined


@dataclass(frozen=True)
class Section:
    """What a page says under one heading. `about`: the keys of the rule file it is made from."""

    name: str  # stands in addresses
    heading: str
    about: tuple[str, ...]
    sentences: Sequence[str]
    points: Sequence[str] = ()
    after: Sequence[str] = ()  # sentences below the points
    more_points: Sequence[str] = ()


def sections(rule: RuleSet, goals: Goals) -> list[Section]:
    """All of a rule but its `goal_sentence`; every number and every choice is the rule's own."""
    return [_targets(goals), _scope(rule), _days(rule), _pauses(rule), _doubts(goals)]


def goal_sentence(goals: Goals) -> str:
    """``Minst 80 % av sakene skal avgjøres på under 10 dager, og snittet skal være høyst 21 dager.``"""
    return _(
        "Minst {share}\u00a0% av sakene skal avgjøres på under {limit}, og snittet skal være høyst {mean}."
    ).format(share=goals.share_percent, limit=days(goals.limit_days, goals), mean=days(goals.mean_days, goals))


def counted_sentence(rule: RuleSet) -> str:
    """What a rule counts, in one sentence."""
    wanted = [words for name, words in _conditions() if name in rule.scope]
    if not wanted:
        return _("Teller alle byggesaker.")
    return _("Teller en søknad når {conditions}.").format(conditions=joined(wanted))


def _conditions() -> list[tuple[str, str]]:
    return [(name, SCOPE_FIELD.clause(name)) for name in SCOPE_FIELDS]


def _targets(goals: Goals) -> Section:
    return Section(
        "malet",
        _("Målet"),
        ("targets",),
        [
            _("{under} er innenfor, {limit} er det ikke.").format(
                under=days(goals.limit_days - 1, goals), limit=days(goals.limit_days, goals)
            ),
            _("Hver kommune måles for seg. Alle kommuner samlet vises, men er ikke et mål."),
        ],
    )


def _scope(rule: RuleSet) -> Section:
    wanted = [words for name, words in _conditions() if name in rule.scope]
    left_out = [APPLICATION_TYPE(code) for code in APPLICATION_TYPES if code in rule.types_not_counted]
    first = _("En søknad teller når alt dette stemmer:") if wanted else _("Alle byggesøknader teller.")
    ends = _(
        "Et vedtak teller i perioden det ble fattet i. Både tillatelse og avslag teller. Søknader som er trukket, "
        "avvist, henlagt eller overført, er avsluttet uten vedtak og teller ikke."
    )
    return Section(
        "hva-teller",
        _("Hvilke saker teller"),
        ("scope", "types_not_counted"),
        [first],
        wanted,
        [ends, *([_("Disse søknadstypene teller ikke:")] if left_out else [])],
        left_out,
    )


def _days(rule: RuleSet) -> Section:
    sentences = [
        _("Dagene telles fra og med dagen søknaden er komplett, {until}. Den siste dagen telles ikke.").format(
            until=STOP.clause(rule.stop)
        ),
        DAY_COUNT.clause(rule.day_count),
        _("En sak som blir avgjort samme dag som den er komplett, har brukt 0 dager."),
    ]
    if rule.closed_days:
        closed = joined([f"{day}.{month}." for month, day in sorted(rule.closed_days)])
        sentences.append(_("Disse dagene teller heller ikke: {days}").format(days=closed))
    return Section("dagene", _("Hvilke dager teller"), ("start", "stop", "day_count"), sentences)


def _pauses(rule: RuleSet) -> Section:
    standing = [
        _("mens saken er {where}").format(where=PAUSE_KIND.where(kind)) for kind in PAUSE_KINDS if kind in rule.pauses
    ]
    if not standing:
        return Section("pauser", _("Når tiden står stille"), ("pauses",), [_("Tiden står aldri stille.")])
    return Section(
        "pauser",
        _("Når tiden står stille"),
        ("pauses",),
        [_("Tiden står stille:")],
        standing,
        [
            _("Dagen saken blir sendt, teller ikke. Dagen svaret kommer, teller igjen."),
            _("Er saken sendt til flere samtidig, trekkes dagene fra bare én gang."),
            _("Kommunens egne pauser, ferie og venting på mer fra søkeren etter komplett søknad stopper ikke tiden."),
        ],
    )


def _doubts(goals: Goals) -> Section:
    return Section(
        "uavklart",
        _("Små tall og uavklarte saker"),
        (),
        [
            _("Med færre enn {number} saker vises antallet, men verken prosent eller snitt.").format(
                number=goals.min_cases
            ),
            _(
                "Er det ukjent om en sak teller, eller kan dagene ikke regnes ut, er saken uavklart. "
                "Den blir talt opp, men aldri gjettet på."
            ),
            _(
                "Kan de uavklarte sakene snu resultatet, står det «avgjøres av uavklarte saker», og ikke «nådd» eller "
                "«ikke nådd»."
            ),
            _("Saker som fortsatt er åpne, vises for seg. De teller først når de er avgjort."),
        ],
    )
