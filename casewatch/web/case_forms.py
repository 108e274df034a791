"""The forms of the page of one application: from fields to the settings of a correction, or what is wrong with them."""

from dataclasses import dataclass, field
from datetime import date

from starlette.datastructures import FormData

from casewatch.core.cases import APPLICATION_TYPES, CLOSING_OUTCOMES, DECISION_OUTCOMES, MILESTONES, YES_NO_FIELDS
from casewatch.errors import CasewatchError
from casewatch.language import _, show_date
from casewatch.report.words.codes.applications import APPLICATION_TYPE, OUTCOME, PAUSE_FIELD, YES_NO
from casewatch.report.words.fields import field_in_words
from casewatch.rulebook import Rulebook
from casewatch.services.asking.asked import asked_date, read_reason
from casewatch.web.visitor import field as text_of

#: Longer reasons are cut off by nobody: they are refused.
_LONGEST = 300


@dataclass
class Filled:
    """A form as somebody filled it in. `errors`: name of a field -> what is wrong with it."""

    values: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)

    def day(self, name: str, latest: date | None = None) -> date | None:
        """The day of a field, with an error where it is none, or where it is after `latest`."""
        try:
            day = asked_date(self.values.get(name, ""), name)
        except CasewatchError:
            self.errors[name] = _("Skriv en dato med dag, måned og år, for eksempel 20.03.2026.")
            return None
        if day is not None and latest is not None and day > latest:
            self.errors[name] = _("Datoen kan ikke være etter i dag, {day}.").format(day=show_date(latest))
            return None
        return day

    def choice(self, name: str, known: object) -> str:
        """The value of a choice, with an error for one that is not there."""
        value = self.values.get(name, "")
        if value not in known:  # type: ignore[operator]
            self.errors[name] = _("Velg en i lista.")
        return value

    def reason(self, name: str) -> str:
        """Why, with an error where it cannot be kept."""
        try:
            return read_reason(self.values.get(name, ""))
        except CasewatchError as error:
            self.errors[name] = error.sentence
            return ""


@dataclass(frozen=True)
class ToKeep:
    """What is to be kept: settings of :func:`casewatch.services.cases.correcting.correct`."""

    settings: list[str]
    reason: str
    until_next: bool


def filled(form: FormData) -> Filled:
    """All text fields of a form. Raises CasewatchError for one that is too long."""
    return Filled({name: text_of(form, name, _LONGEST) for name in form})


def date_fields() -> dict[str, str]:
    """Milestone -> its name in words."""
    return {name: field_in_words(name) for name in MILESTONES}


def yes_no_choices() -> dict[str, str]:
    """What a condition of the goal can be set to; the first leaves it."""
    return {"": _("som nå"), "ja": YES_NO("ja"), "nei": YES_NO("nei"), "tom": YES_NO("")}


def outcome_choices() -> dict[str, str]:
    """What an outcome can be set to; the first leaves it."""
    known = {code: OUTCOME(code) for code in (*DECISION_OUTCOMES, *CLOSING_OUTCOMES)}
    return {"": _("som nå"), **known, "tom": YES_NO("")}


def type_choices() -> dict[str, str]:
    """What a type of application can be set to; the first leaves it."""
    return {"": _("som nå"), **{code: APPLICATION_TYPE(code) for code in APPLICATION_TYPES}, "tom": YES_NO("")}


def body_choices(rulebook: Rulebook) -> dict[str, str]:
    """Code -> name of the bodies; the first names none."""
    return {"": _("ikke oppgitt"), **{body.code: body.name for body in rulebook.bodies}}


def kind_choices() -> dict[str, str]:
    """The kinds of pauses."""
    return {field: PAUSE_FIELD.where(field) for field in PAUSE_FIELD}


def read_correction(form: Filled, rulebook: Rulebook) -> ToKeep | None:
    """What a form of the page tells; None, with errors in the form, where something is wrong with it."""
    kind = form.values.get("skjema", "")
    readers = {"dato": _date, "pause": _pause, "mal": _goal, "annet": _rest}
    if kind not in readers:
        form.errors["skjema"] = _("Velg hva du vil rette.")
        return None
    settings = readers[kind](form, rulebook)
    reason = form.reason(f"{kind}_grunn")
    if form.errors:
        return None
    return ToKeep(settings, reason, until_next=bool(form.values.get(f"{kind}_til_neste")))


def _date(form: Filled, rulebook: Rulebook) -> list[str]:
    name = form.choice("dato_felt", MILESTONES)
    if form.values.get("dato_tom"):
        return [f"{name}="]
    day = form.day("dato_dag")
    return [f"{name}={day}"]


def _pause(form: Filled, rulebook: Rulebook) -> list[str]:
    kind = form.choice("pause_type", kind_choices())
    sent = form.day("pause_sendt")
    body = form.choice("pause_instans", body_choices(rulebook))
    answered = ""
    if form.values.get("pause_bort"):
        answered = "none"
    elif form.values.get("pause_svar"):
        day = form.day("pause_svar")
        answered = str(day)
        if day and sent and day < sent:
            form.errors["pause_svar"] = _("Svaret kan ikke ha kommet før saken ble sendt, {day}.").format(
                day=show_date(sent)
            )
    return [f"{kind} {sent} {body}".strip() + f"={answered}"]


def _goal(form: Filled, rulebook: Rulebook) -> list[str]:
    settings = []
    for name in YES_NO_FIELDS:
        answer = form.choice(f"mal_{name}", yes_no_choices())
        if answer:
            settings.append(f"{name}={'' if answer == 'tom' else answer}")
    if not settings and not form.errors:
        form.errors[f"mal_{YES_NO_FIELDS[0]}"] = _("Velg ja, nei eller ikke kjent for minst én av dem.")
    return settings


def _rest(form: Filled, rulebook: Rulebook) -> list[str]:
    settings = []
    outcome = form.choice("annet_outcome", outcome_choices())
    if outcome:
        settings.append(f"outcome={'' if outcome == 'tom' else outcome}")
    kind = form.choice("annet_application_type", type_choices())
    if kind:
        settings.append(f"application_type={'' if kind == 'tom' else kind}")
    weeks = form.values.get("annet_uker", "")
    if weeks:
        if not (weeks.isdecimal() and weeks.isascii() and 0 < int(weeks) < 100):
            form.errors["annet_uker"] = _("Skriv antall uker, for eksempel 12.")
        settings.append(f"legal_limit_weeks={weeks}")
    if form.values.get("annet_uker_tom"):
        settings = [each for each in settings if not each.startswith("legal_limit_weeks")] + ["legal_limit_weeks="]
    if not settings and not form.errors:
        form.errors["annet_outcome"] = _("Velg eller skriv minst én ny verdi.")
    return settings
