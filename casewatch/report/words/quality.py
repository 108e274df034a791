"""The start report in words: what the exports say, what can be measured, and which columns to ask the vendor for."""

from collections.abc import Sequence

from casewatch.documents.figures import QualityResult
from casewatch.language import _, show_number
from casewatch.report.data import Goals
from casewatch.report.sheets.template_columns import application_columns
from casewatch.report.words.numbers import capital, joined, number_word, out_of, percent


def column_name(field: str) -> str:
    """A column as one asks the vendor for it, by its name in the template: ``Komplett dato``, ``Høring sendt``."""
    kind, _sign, part = field.partition("_")
    numbered = f"{kind}_1_{part}"
    names = {column.field: column.header for column in application_columns()}
    return names.get(field) or names.get(numbered, field).replace(" 1 ", " ")


def quality_sentence(result: QualityResult, goals: Goals) -> str:
    """``33 av 40 avgjorte søknader har komplett-dato (82 %), … og dagene kan telles i 31 av 40 – be …``.

    Of the days, not of being measured: also an application of unknown scope can have them, and no figure counts it.
    """
    if result["last_import"] is None:
        return _("Ingen eksport er lest inn ennå.")
    if not result["applications"]:
        text = _("Ingen søknader er åpne, eller avgjort i perioden")
    elif not result["decided"]:
        text = _("Ingen søknader er avgjort i perioden, så ingen kan måles ennå")
    else:
        text = _decided(result, goals)
    asked = _asked(result["ask_vendor"])
    return f"{capital(text)} – {asked}." if asked else f"{capital(text)}."


def _decided(result: QualityResult, goals: Goals) -> str:
    decided, has = result["decided"], result["decided_with"]
    text = _("{part} avgjorte søknader har komplett-dato")
    if decided == 1:
        text = _("{part} avgjort søknad har komplett-dato")
    text = text.format(part=out_of(has["complete"], decided))
    if decided >= goals.min_cases:
        text += f" ({percent(has['complete'], decided, goals)})"
    waiting = [
        _("{number} har uttalelser").format(number=_counted(has["hearing"])),
        _("{number} har vært hos annen myndighet").format(number=_counted(has["other_authority"])),
        _("dagene kan telles i {part}").format(part=out_of(result["measurable"], decided)),
    ]
    return joined([text, *waiting])


def _counted(number: int) -> str:
    return show_number(number) if number else _("ingen")


def _asked(fields: Sequence[str]) -> str:
    """``be leverandøren om disse tre kolonnene: …``; empty where there is nothing to ask for."""
    if not fields:
        return ""
    names = joined([f"«{column_name(field)}»" for field in fields])
    if len(fields) == 1:
        return _("be leverandøren om kolonnen {names}").format(names=names)
    text = _("be leverandøren om disse {number} kolonnene: {names}")
    return text.format(number=number_word(len(fields)), names=names)


def empty_sentence(fields: Sequence[str]) -> str:
    """That columns are there but never filled in; empty where there are none."""
    if not fields:
        return ""
    names = joined([f"«{column_name(field)}»" for field in fields])
    if len(fields) == 1:
        text = _("Kolonnen {names} finnes i eksporten, men er tom i alle søknadene. Sjekk at den føres i sakssystemet.")
    else:
        text = _(
            "Kolonnene {names} finnes i eksporten, men er tomme i alle søknadene. Sjekk at de føres i sakssystemet."
        )
    return text.format(names=names)
