"""The fields of an application and their values as an office knows them, for what an import says it changed."""

import re
from datetime import date
from typing import Any

from casewatch.core.cases import NOT_TOLD
from casewatch.language import _, show_date
from casewatch.report.words.codes.applications import APPLICATION_TYPE, OUTCOME, START_SOURCE
from casewatch.report.words.codes.fields import FIELD
from casewatch.report.words.codes.profiles import LETTER

_GROUP = re.compile(r"(hearing|authority)_([0-9]+)_(sent|answered|party)")


def field_in_words(name: str) -> str:
    """``Komplett dato``, ``Høring 2 sendt``; a field that the profile derived says so."""
    if name.endswith("_derived"):
        return _("{field} (profilen)").format(field=field_in_words(name.removesuffix("_derived")))
    if (match := _GROUP.fullmatch(name)) is not None:
        return FIELD(f"{match[1]}_{match[3]}").format(number=match[2])
    return FIELD(name)


def value_in_words(value: Any, field: str = "") -> str:
    """A stored value: dates, yes and no, pauses as ``sent–answered``, codes in words; ``tom`` where there is none."""
    if value is None or value == []:
        return _("tom")
    if field == "start_from":
        return ", ".join(START_SOURCE(code) for code in value.split(","))
    if field == "letter_after_complete":
        return LETTER(value)
    if value == NOT_TOLD:
        return _("ikke ført i fila")
    if isinstance(value, bool):
        return _("ja") if value else _("nei")
    if isinstance(value, list):
        return "; ".join(_pause(sent, answered) for sent, answered, _party in value)
    if isinstance(value, str) and len(value) == 10 and value[4] == value[7] == "-":
        return show_date(date.fromisoformat(value))
    return APPLICATION_TYPE(value) if value in APPLICATION_TYPE else OUTCOME(str(value))


def _pause(sent: str | None, answered: str | None) -> str:
    if answered is None:
        return _("{sent}, ikke besvart").format(sent=value_in_words(sent))
    return f"{value_in_words(sent)}–{value_in_words(answered)}"
