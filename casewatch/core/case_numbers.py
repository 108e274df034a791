"""Case numbers: shown as they were written, matched in one normal form."""

from __future__ import annotations

import re

#: ``[PREFIX-]yy/n`` or ``[PREFIX-]yyyy/n``, with or without the number of a document (``-4``).
_CASE_NO = re.compile(r"(?:([^\W\d_]\w*)-)?([0-9]{2}|[0-9]{4})/([0-9]+)(?:-[0-9]+)?")


def normalise_case_no(text: str) -> str:
    """The form a case number is matched in: ``BYGG-26/01234-4`` gives ``BYGG-2026/1234``.

    Four-digit year, no leading zeros, no document suffix, prefix in upper case. Any other form as written, trimmed.
    """
    text = text.strip()
    match = _CASE_NO.fullmatch(text)
    if match is None:
        return text
    prefix, year, number = match.groups()
    year = year if len(year) == 4 else f"20{year}"
    return (f"{prefix.upper()}-" if prefix else "") + f"{year}/{number.lstrip('0') or '0'}"
