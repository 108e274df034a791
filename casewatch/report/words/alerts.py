"""Alerts in plain sentences: what is due, why one was withdrawn, why some are held back. No names of people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from casewatch.core.alerts.endings import Ending
from casewatch.core.alerts.shapes import STATUTORY_LEVELS, Alert
from casewatch.documents.alerts import AlertDetails
from casewatch.language import _, show_date, show_number
from casewatch.report.data import Goals
from casewatch.report.words.codes.applications import HELD_OUT
from casewatch.report.words.codes.people import LEVEL
from casewatch.report.words.numbers import capital, days, joined, number_word, out_of, waiting_cases


@dataclass(frozen=True)
class Names:
    """What alerts are spoken of with: the rule's days and limit, and names of outside bodies and municipalities."""

    goals: Goals
    bodies: Mapping[str, str] = field(default_factory=dict)  # code -> name
    municipalities: Mapping[str, str] = field(default_factory=dict)  # number -> name

    @property
    def limit(self) -> str:
        """``10 dager``."""
        return days(self.goals.limit_days, self.goals)


def level_words(level: str, names: Names) -> str:
    """A level as a heading."""
    return LEVEL(level).format(limit=names.limit)


def alert_text(alert: Alert, names: Names, as_of: date) -> str:
    """The alert in one to four sentences, without the number of the case: whoever shows it sets that beside it."""
    texts = {
        "statutory_broken": _statutory_broken,
        "statutory_danger": _statutory_danger,
        "goal_missed": _goal_missed,
        "goal_danger": _goal_danger,
        "hearing_long": _hearing_long,
        "not_measurable": _not_measurable,
        "no_export": _no_export,
        "outlook": _outlook,
    }
    parts = texts[alert.level](alert, names, as_of)
    if alert.scope == "unknown" and alert.level not in STATUTORY_LEVELS:
        parts.append(_("Det er uavklart om saken teller i målet."))
    if alert.scope == "no" and alert.level not in STATUTORY_LEVELS:
        parts.append(_("Saken teller ikke i målet."))
    return " ".join(parts)


def ending_text(ending: Ending) -> str:
    """Why an alert was withdrawn, in one sentence."""
    text = {
        "decided": _("Saken er avgjort {day}."),
        "closed": _("Saken er avsluttet {day}."),
        "paused": _("Saken er til uttalelse siden {day}; tiden står stille."),
        "answered": _("Uttalelsen har kommet."),
        "asked_later": _("Datoene er endret: saken er til uttalelse først siden {day}."),
        "not_asked": _("Datoene er endret: saken står ikke lenger som sendt til uttalelse."),
        "gone": _("Saken er ikke med i siste eksport."),
        "held_out": _("Saken kan ikke måles."),
        "incomplete": _("Søknaden er ikke komplett."),
        "out_of_scope": _("Saken teller ikke i målet."),
        "limit_moved": _("Lovfristen er flyttet, eller den står stille."),
        "dates_changed": _("Datoene i saken er endret, så måldatoen ligger lenger fram."),
        "measurable": _("Saken kan måles nå."),
        "not_there": _("Søknaden er ikke lenger blant det som er lest inn."),
        "export_came": _("Det har kommet en ny eksport {day}."),
        "outlook_settled": _("De åpne sakene avgjør ikke lenger om målet nås."),
    }[ending.code]
    day = ending.details.get("day")
    shown = show_date(date.fromisoformat(day)) if day else ""
    return " ".join(text.format(day=shown).replace(" .", ".").split())


def held_back_text(municipalities: Sequence[tuple[str, date]]) -> str:
    """Why goal alerts of municipalities (name and day of the newest export) are held back."""
    told = [
        _("{name} (siste eksport {day})").format(name=name, day=show_date(newest)) for name, newest in municipalities
    ]
    return _("Tallene er for gamle til å varsle om målet: {who}. Lovfrister varsles likevel.").format(who=joined(told))


def _in_days(left: int) -> str:
    """``i dag``, ``i morgen``, ``om 5 dager``; calendar days."""
    if left == 0:
        return _("i dag")
    if left == 1:
        return _("i morgen")
    return _("om {number} dager").format(number=show_number(left))


def _limit_of(alert: Alert) -> str:
    weeks = alert.details.get("weeks")
    return _("Lovfristen") if weeks is None else _("Lovfristen på {weeks} uker").format(weeks=weeks)


def _last_day(alert: Alert) -> date:
    assert alert.last_day is not None  # every level that speaks of a last day has one
    return alert.last_day


def _left(alert: Alert) -> int:
    assert alert.days_left is not None
    return alert.days_left


def _weekend(alert: Alert) -> list[str]:
    """Said where the last day is no working day: by which one has to act."""
    act_by = date.fromisoformat(alert.details["act_by"])
    if act_by == alert.last_day:
        return []
    return [_("Siste virkedag før det er {day}.").format(day=show_date(act_by))]


def _from_export(alert: Alert) -> list[str]:
    told = []
    if alert.details.get("gone"):
        told.append(_("Saken er ikke med i siste eksport."))
    if alert.data_from:
        told.append(_("Ifølge eksporten {day}.").format(day=show_date(alert.data_from)))
    return told


def _statutory_broken(alert: Alert, _names: Names, _as_of: date) -> list[str]:
    over: int = alert.details["days_over"]
    ago = _("i går") if over == 1 else _("for {number} dager siden").format(number=show_number(over))
    parts = [
        _("{limit} er oversittet: siste dag var {day}, {ago}.").format(
            limit=_limit_of(alert), day=show_date(_last_day(alert)), ago=ago
        )
    ]
    fee = alert.details.get("fee_reduction_percent")
    if fee is not None:
        text = (
            _("Hele gebyret kan falle bort.")
            if fee == 100
            else _("Så langt kan {percent}\u00a0% av gebyret falle bort, 25\u00a0% for hver påbegynte uke.")
        )
        parts.append(text.format(percent=fee))
    if alert.details.get("deemed_given"):
        parts.append(_("Tillatelsen kan regnes som gitt."))
    return parts + _from_export(alert)


def _statutory_danger(alert: Alert, _names: Names, _as_of: date) -> list[str]:
    parts = [
        _("{limit} går snart ut: siste dag er {day}, {when}.").format(
            limit=_limit_of(alert), day=show_date(_last_day(alert)), when=_in_days(_left(alert))
        ),
        *_weekend(alert),
    ]
    if "fee_reduction_percent" in alert.details:
        parts.append(_("Etter det kan 25\u00a0% av gebyret falle bort for hver påbegynte uke."))
    if "deemed_given" in alert.details:
        parts.append(_("Etter det kan tillatelsen regnes som gitt."))
    return parts + _from_export(alert)


def _goal_missed(alert: Alert, names: Names, _as_of: date) -> list[str]:
    text = _("{limit} eller mer: saken har brukt {used} og er ikke avgjort. Grensen ble nådd {day}.")
    used = _days_of(alert.details["net_days"], names)
    parts = [text.format(limit=names.limit, used=used, day=show_date(alert.since))]
    if alert.details["paused"]:
        parts.append(_("Tiden står stille nå."))
    return parts + _letter(alert)


def _letter(alert: Alert) -> list[str]:
    """Said where a letter of defects leaves it open when the clock began."""
    letter = alert.details.get("letter")
    if letter is None:
        return []
    text = _("Et mangelbrev ble sendt {day}, etter komplett-datoen, så det er uklart når tiden begynte å løpe.")
    return [text.format(day=show_date(date.fromisoformat(letter)))]


def _goal_danger(alert: Alert, names: Names, _as_of: date) -> list[str]:
    left = _left(alert)
    text = _("Nærmer seg {limit}: må avgjøres senest {day} for å bli under {limit}.")
    parts = [text.format(limit=names.limit, day=show_date(_last_day(alert)))]
    if left == 0:
        parts.append(_("Ingen dager å gå på."))
    else:
        parts.append(_("{left} å gå på.").format(left=_days_of(left, names)))
    return parts + _weekend(alert) + _letter(alert)


def _days_of(number: int, names: Names) -> str:
    return days(number, names.goals)


def _hearing_long(alert: Alert, names: Names, _as_of: date) -> list[str]:
    waiting = alert.details["waiting_for"]
    who = joined(
        [
            _("{body} (sendt {day}, {number} dager)").format(
                body=names.bodies.get(each["party"] or "", _("en annen instans")),
                day=show_date(date.fromisoformat(each["sent"])),
                number=show_number(each["days"]),
            )
            for each in waiting
        ]
    )
    text = _("Venter på uttalelse i over {long} dager – vurder å purre: {who}.")
    return [text.format(long=alert.details["long_days"], who=who)]


def _not_measurable(alert: Alert, _names: Names, _as_of: date) -> list[str]:
    reason = alert.details["reason"]
    if reason == "gone":
        why = _("ikke med i siste eksport")
    elif reason == "complete_unclear":
        letter = date.fromisoformat(alert.details["letter"])
        text = _("et mangelbrev ble sendt {day}, etter komplett-datoen, så det er uklart når søknaden var komplett")
        why = text.format(day=show_date(letter))
    else:
        why = HELD_OUT(reason)
    return [_("Kan ikke måles: {why}.").format(why=why)]


def _no_export(alert: Alert, _names: Names, as_of: date) -> list[str]:
    assert alert.data_from is not None
    text = _("Ingen ny eksport siden {day}, for {number} dager siden.")
    return [text.format(day=show_date(alert.data_from), number=show_number((as_of - alert.data_from).days))]


def _outlook(alert: Alert, names: Names, _as_of: date) -> list[str]:
    """What holds today first, then what the waiting cases will do to it."""
    details = alert.details
    goal = _("Målet om {share}\u00a0% på under {limit}").format(share=details["share_percent"], limit=names.limit)
    today = _("{goal} er nådd i dag: {counts} siste 12 måneder.")
    if details["kind"] in ("unreachable", "needed"):
        today = _("{goal} er ikke nådd i dag: {counts} siste 12 måneder.")
    parts = [today.format(goal=goal, counts=out_of(details["under_limit"], details["decided"]))]
    if over := details["have_missed"]:
        parts.append(_("{waiting} er allerede over grensen.").format(waiting=capital(waiting_cases(over))))
    parts += _then(details, names)
    numbers = details["cases"]
    if details["kind"] in ("unreachable", "loses") or not numbers:
        return parts
    text = _("Denne avgjør: {cases}.") if len(numbers) == 1 else _("Disse {number} avgjør: {cases}.")
    return [*parts, text.format(number=number_word(len(numbers)), cases=joined(numbers))]


def _then(details: AlertDetails, names: Names) -> list[str]:
    """What the waiting cases will do; those that are over the limit are counted in."""
    kind = details["kind"]
    if kind == "unreachable":
        return [_("Sakene som er åpne nå, er ikke nok til å nå det.")]
    if kind == "loses":
        text = _("Det er ikke nådd lenger når de er avgjort ({then}).")
        if details["have_missed"] == 1:
            text = _("Det er ikke nådd lenger når den er avgjort ({then}).")
        then = out_of(details["under_limit"], details["decided"] + details["have_missed"])
        if not details["surely"]:  # the unclear ones move the count, not the verdict
            return [_("Det er ikke nådd lenger når de ventende sakene er avgjort."), *_again(details, names)]
        return [text.format(then=then), *_again(details, names)]
    if kind == "needed":
        return _again(details, names)
    left = details["misses_left"]
    if left:
        return [_("Kan bomme på {number} til og likevel nå det.").format(number=number_word(left))]
    text = _("Kan ikke bomme på flere: også neste sak må avgjøres på under {limit}.")
    return [text.format(limit=names.limit)]


def _again(details: AlertDetails, names: Names) -> list[str]:
    """How many have to pass in a row."""
    needed = details["needed"]
    if needed is None or details["reachable"] is False:
        if not details["open"]:
            return []
        return [_("De andre åpne sakene er ikke nok til å hente det inn.")]
    if needed == 1:
        return [_("Det nås om neste sak blir avgjort på under {limit}.").format(limit=names.limit)]
    text = _("For å nå det må de neste {number} sakene bli avgjort på under {limit}.")
    return [text.format(number=number_word(needed), limit=names.limit)]
