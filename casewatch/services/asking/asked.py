"""What people write as text in options of the command line and parameters of the API: dates and mappings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from casewatch.core.periods import YEARS
from casewatch.errors import CasewatchError
from casewatch.language import _


def option_date(text: str | None, option: str) -> date | None:
    """An ISO date or dd.mm.yyyy of the years 1900 to 2100. Raises CasewatchError that names the option."""
    if text is None:
        return None
    for form in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            day = datetime.strptime(text.strip(), form).date()
        except ValueError:
            continue
        if day.year in YEARS:
            return day
        raise CasewatchError(
            _("{option}: «{text}» er utenfor årene {first}–{last}.").format(
                option=option, text=text, first=YEARS[0], last=YEARS[-1]
            )
        )
    raise CasewatchError(
        _("{option}: «{text}» er ikke en dato. Skriv for eksempel 2026-11-25.").format(option=option, text=text)
    )


def read_mapping(texts: Sequence[str]) -> dict[str, str]:
    """What ``--map`` says: header as written -> field. Raises CasewatchError for a text that is no such pair."""
    mapping: dict[str, str] = {}
    for text in texts:
        header, equals, field = text.rpartition("=")
        if not equals or not header.strip() or not field.strip():
            raise CasewatchError(_("--map: «{text}»: skriv «Overskrift=felt».").format(text=text))
        mapping[header.strip()] = field.strip()
    return mapping
