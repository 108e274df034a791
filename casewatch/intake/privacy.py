"""What must not be kept or shown: national identity numbers, names, and whatever else a stray cell may hold."""

from __future__ import annotations

import re

_ELEVEN = re.compile(r"(?<![0-9])[0-9]{6}[ .\u00a0-]?[0-9]{5}(?![0-9])")
_FIRST = (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)
_SECOND = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
#: Eight digits that are no date written together, such as a telephone number.
_EIGHT = r"(?<![0-9])(?!(?:19|20)[0-9]{6}(?![0-9])|[0-9]{4}(?:19|20)[0-9]{2}(?![0-9]))[0-9]{8}(?![0-9])"
_LONG_NUMBER = re.compile(r"[0-9]{6}[ .\u00a0-]?[0-9]{5}|[0-9]{9,}|(?:[0-9]{2,4} ){2,}[0-9]{2,4}|" + _EIGHT)
_ADDRESS = re.compile(r"[^\s@/\\]+@[^\s@/\\]+?\.\w+")
_LETTER = re.compile(r"[^\W\d_]")

#: Letters by which a person in a case system is coded, such as ``ABC`` or ``A17``; never a whole name.
_HANDLER_CODE = re.compile(r"[A-ZÆØÅ]{1,4}|(?=\D*[0-9])[A-ZÆØÅ0-9][A-ZÆØÅ0-9._/-]{0,11}|[a-zæøå]{1,4}[0-9]{1,6}")
_TOKEN = re.compile(r"[\w./:-]{1,32}")


def holds_national_id(text: str) -> bool:
    """Whether some eleven digits pass both mod-11 checks of a national identity number (D-numbers do as well)."""
    return len(text) >= 11 and any(_passes(re.sub(r"\D", "", found)) for found in _ELEVEN.findall(text))


def _passes(number: str) -> bool:
    digits = [int(digit) for digit in number]
    return (
        sum(a * b for a, b in zip(digits[:10], _FIRST, strict=True)) % 11 == 0
        and sum(a * b for a, b in zip(digits, _SECOND, strict=True)) % 11 == 0
    )


def masked(text: str) -> str:
    """A cell's value for a message: digits and signs as they are, letters as ``x``, long numbers as ``#``.

    Enough to find the cell and to see what is wrong with a date or a number; no name, address or identity number.
    """
    text = _LONG_NUMBER.sub(lambda found: "#" * len(found[0]), text[:200])
    text = _LETTER.sub("x", text)
    return " ".join(text.split())[:40]


def shown_name(name: str) -> str:
    """The name of a file or sheet, by which a cell is found again: as it is, but for identity numbers and e-mail."""
    name = _ELEVEN.sub(lambda found: "#" * len(found[0]) if holds_national_id(found[0]) else found[0], name)
    return _ADDRESS.sub(lambda found: "#" * len(found[0]), name)


def word_or_masked(text: str) -> str:
    """A word of a fixed list, such as an application type: shown, unless it looks like a name, a text or a number."""
    text = " ".join(text.split())
    capitals = sum(word[:1].isupper() and not word.isupper() for word in text.split())
    if len(text) <= 40 and capitals <= 1 and sum(map(str.isdigit, text)) <= 5:
        return text
    return masked(text)


def handler_code(text: str) -> str | None:
    """The code of a case handler, or None where the text may be a name."""
    return text if _HANDLER_CODE.fullmatch(text) else None


def short_token(text: str) -> str | None:
    """An identifier such as a plan id: short, without spaces, with a digit in it; else None."""
    return text if _TOKEN.fullmatch(text) and any(map(str.isdigit, text)) else None
