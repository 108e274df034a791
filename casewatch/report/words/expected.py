"""Words of the open page for businesses: how long it takes, what a complete application is, the law.

A short explanation in plain words with the paragraph each sentence rests on; the figures are handed in.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from casewatch.core.expectation import Expectation, first_day
from casewatch.language import _, show_date, show_number
from casewatch.report.words.numbers import calendar_days, number_word


@dataclass(frozen=True)
class LawSentence:
    """A sentence or two, and where the law says so."""

    text: str
    source: str


def range_sentence(found: Iterable[Expectation]) -> str:
    """The finding of several municipalities; empty where none has a figure."""
    days = sorted(each.from_complete for each in found if each.from_complete is not None)
    if not days:
        return ""
    if days[0] == days[-1]:
        return complete_sentence(days[0])
    text = _(
        "8 av 10 får svar innen {low} til {high} kalenderdager etter at søknaden er komplett. "
        "Det varierer mellom kommunene."
    )
    return text.format(low=show_number(days[0]), high=show_number(days[-1]))


def complete_sentence(days: int) -> str:
    """From a complete application to the answer."""
    if days == 0:
        return _("8 av 10 får svar samme dag som søknaden er komplett.")
    return _("8 av 10 får svar innen {days} etter at søknaden er komplett.").format(days=calendar_days(days))


def received_sentence(days: int) -> str:
    """From receipt to the answer."""
    if days == 0:
        return _("8 av 10 får svar samme dag som søknaden kommer inn.")
    text = _("Regnet fra dagen søknaden kommer inn, får 8 av 10 svar innen {days}.")
    return text.format(days=calendar_days(days))


def expected_sentence(found: Expectation, least: int, any_export: bool) -> str:
    """The first thing to say of a municipality."""
    if found.from_complete is not None:
        return complete_sentence(found.from_complete)
    if not any_export:
        return _("Her er ingen tall ennå: kommunen har ikke levert tall fra sakssystemet sitt.")
    if found.unmeasured:
        return _(
            "Her er for få saker som kan måles, til å gi et tall: nok saker er avgjort på 36 måneder, "
            "men for mange av dem mangler opplysningene som trengs."
        )
    text = _(
        "Her er for få saker til å gi et tall: færre enn {least} næringssaker er avgjort på 36 måneder. "
        "Et tall ville vist hvordan det gikk med én bestemt bedrift."
    )
    return text.format(least=number_word(least))


def beside(found: Expectation, as_of: date) -> list[str]:
    """What belongs to the finding: from receipt, and what it rests on; what to do where there is none."""
    if found.from_received is None or found.applications is None or found.months is None:
        return [_("Spør kommunen hva du kan regne med. Lovens frister gjelder uansett, og står lenger ned.")]
    days = {"first": show_date(first_day(as_of, found.months)), "last": show_date(as_of)}
    number = show_number(found.applications)
    lines = [received_sentence(found.from_received), _("Dagene saken var til uttalelse hos andre, er med.")]
    if found.months == 12:
        text = _("Tallet bygger på {number} næringssaker som ble avgjort siste 12 måneder ({first}–{last}).")
    else:
        text = _(
            "Siste 12 måneder er det avgjort for få saker til å gi et tall. Tallet bygger derfor på {number} "
            "næringssaker som ble avgjort siste 36 måneder ({first}–{last})."
        )
    lines.append(text.format(number=number, **days))
    if found.start_assumed:
        text = _(
            "I {assumed} av de {number} sakene er det ikke registrert når søknaden var komplett. "
            "Der er dagen regnet ut fra mottaksdatoen eller lovfristen."
        )
        lines.append(text.format(assumed=show_number(found.start_assumed), number=number))
    return lines


def dated(as_of: date, export: date | None) -> str:
    """The day of the figures, and the export they come from."""
    if export is None:
        return _("Tall per {day}.").format(day=show_date(as_of))
    text = _("Tall per {day}, etter eksporten fra kommunens sakssystem {export}.")
    return text.format(day=show_date(as_of), export=show_date(export))


def basis_words(found: Expectation) -> str:
    """``14 saker på 12 måneder``; empty where there are too few."""
    if found.from_complete is None:
        return ""
    text = _("{number} saker på {months} måneder")
    return text.format(number=show_number(found.applications or 0), months=found.months)


def why_nothing(found: Expectation, export: date | None) -> str:
    """In place of a number."""
    if export is None:
        return _("ingen tall ennå")
    return _("for få som kan måles") if found.unmeasured else _("for få saker")


def complete_words() -> Sequence[LawSentence]:
    """What makes an application complete, in the order somebody who applies meets it."""
    return (
        LawSentence(
            _("Søknaden sier hva du vil bygge og hvor, med tegningene og kartene kommunen trenger for å vurdere den."),
            _("plan- og bygningsloven § 21-2 og byggesaksforskriften § 5-4"),
        ),
        LawSentence(
            _("Naboer og gjenboere er varslet, og det de har svart, er lagt ved sammen med dine kommentarer."),
            _("plan- og bygningsloven § 21-3"),
        ),
        LawSentence(
            _("Vil du gjøre noe annet enn planen for området tillater, er det søkt om dispensasjon, med grunner."),
            _("plan- og bygningsloven § 19-1"),
        ),
        LawSentence(
            _("Skal noen ta ansvar for prosjektering, bygging eller kontroll, er foretakene oppgitt i søknaden."),
            _("plan- og bygningsloven kapittel 23"),
        ),
    )


def incomplete_words() -> LawSentence:
    """What happens where something is missing."""
    return LawSentence(
        _(
            "Mangler det noe grunnleggende, begynner fristen først når det er på plass. Mangler det bare småting, "
            "begynner den når søknaden kommer inn, men tiden du bruker på å rette dem, trekkes fra."
        ),
        _("plan- og bygningsloven § 21-7 og byggesaksforskriften kapittel 7"),
    )


def limit_words() -> Sequence[LawSentence]:
    """The limits of the law."""
    law = _("plan- og bygningsloven § 21-7")
    return (
        LawSentence(_("Tolv uker fra komplett søknad er hovedregelen."), law),
        LawSentence(
            _("Tre uker gjelder når arbeidet følger loven og planen, og ingen andre må uttale seg eller si ja."),
            law,
        ),
        LawSentence(
            _(
                "Søker du om dispensasjon, står fristen stille mens statlige og regionale myndigheter uttaler seg. "
                "De har fire uker."
            ),
            _("plan- og bygningsloven § 21-7 og byggesaksforskriften § 7-5"),
        ),
        LawSentence(_("Kommunen kan forlenge fristen, men må si fra om det."), law),
        LawSentence(
            _(
                "Går fristen på tolv uker ut, settes gebyret ned med 25 % for hver påbegynte uke. Går fristen "
                "på tre uker ut, kan tillatelsen regnes som gitt."
            ),
            law,
        ),
    )
