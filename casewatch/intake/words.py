"""How spellings are compared: headers and values as people write them, in one normal form."""

from __future__ import annotations

import re
import unicodedata

_PUNCTUATION = re.compile(r"[\W_]+")
_SPACE = re.compile(r"\s+")


def plain(text: str) -> str:
    """Case, punctuation and width of white space taken out, words kept apart: ``Innk. dato`` is ``innk dato``."""
    text = unicodedata.normalize("NFC", text)
    return _PUNCTUATION.sub(" ", text).strip().casefold()


def squeezed(text: str) -> str:
    """As :func:`plain`, and without the spaces: ``Mottatt-dato`` and ``Mottattdato`` are the same header."""
    return plain(text).replace(" ", "")


def tidy(text: str) -> str:
    """A header or word for show: on one line, at most 60 characters."""
    text = _SPACE.sub(" ", text).strip()
    return text if len(text) <= 60 else text[:59] + "…"


def column_letters(column: int) -> str:
    """``A`` for column 0, ``AB`` for 27."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
