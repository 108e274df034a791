"""Plain Norwegian for people, English as the second language.

Texts stand in the code in Norwegian bokmål inside ``_()``; ``casewatch/locale/en.po`` holds the English ones. After
a text has changed, ``make texts`` brings the ids in that file up to date; the English is written by hand.
"""

import json
from contextvars import ContextVar
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path

LANGUAGES = ("nb", "en")
_PO = Path(__file__).parent / "locale" / "en.po"
_language: ContextVar[str] = ContextVar("language", default="nb")


def set_language(language: str) -> None:
    """Choose ``nb`` or ``en`` for what follows in this context."""
    _language.set(language)


def current_language() -> str:
    """The language texts come out in: ``nb`` or ``en``."""
    return _language.get()


@cache
def _english() -> dict[str, str]:
    """Norwegian -> English, read once: a line-wise reader of what ``make texts`` writes (no plurals, no contexts).

    Babel, which writes it, reads it too; but it weighs 33 MB, and importing it takes ten times as long as all of this.
    """
    texts = {"msgid": "", "msgstr": ""}
    english: dict[str, str] = {}
    part = ""
    for line in [*_PO.read_text("utf-8").splitlines(), 'msgid ""']:
        keyword, _space, quoted = line.partition(" ")
        if line.startswith('"'):
            texts[part] += json.loads(line)
        elif keyword in texts:
            if keyword == "msgid" and texts["msgid"] and texts["msgstr"]:
                english[texts["msgid"]] = texts["msgstr"]
            part = keyword
            texts[part] = json.loads(quoted)
    return english


def _(text: str) -> str:
    """The text in the chosen language; Norwegian where no translation is known."""
    return text if _language.get() == "nb" else _english().get(text, text)


def N_(text: str) -> str:
    """Marks a text of a table that is written before a language is chosen: it is looked up when it is shown."""
    return text


def show_date(day: date) -> str:
    """``25.11.2026``, or ``25 Nov 2026`` in English."""
    return f"{day:%d.%m.%Y}" if _language.get() == "nb" else f"{day.day} {day:%b %Y}"


def month_name(day: date) -> str:
    """``januar``."""
    names = (
        *(_("januar"), _("februar"), _("mars"), _("april"), _("mai"), _("juni")),
        *(_("juli"), _("august"), _("september"), _("oktober"), _("november"), _("desember")),
    )
    return names[day.month - 1]


def weekday_name(day: date) -> str:
    """``mandag``."""
    names = (
        *(_("mandag"), _("tirsdag"), _("onsdag"), _("torsdag"), _("fredag")),
        *(_("lørdag"), _("søndag")),
    )
    return names[day.weekday()]


def show_number(value: int | float | Fraction, decimals: int = 0) -> str:
    """Decimal comma and a hard space between thousands in Norwegian; halves are rounded away from zero.

    A float counts as the decimal number it is shown as: 0.125 gives 0,13 and not what binary makes of it.
    """
    exact = value if isinstance(value, Fraction) else Fraction(Decimal(str(value)))
    scaled = (2 * abs(exact) * 10**decimals + 1) // 2  # floor(x + 1/2), in whole numbers
    whole, rest = divmod(scaled, 10**decimals)
    text = f"{whole:,d}" + (f".{rest:0{decimals}d}" if decimals else "")
    if exact < 0 and scaled:
        text = f"-{text}"
    return text.translate(str.maketrans(",.", "\u00a0,")) if _language.get() == "nb" else text
