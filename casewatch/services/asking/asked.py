"""What people write as text, at whatever door: dates, reasons and mappings."""

from collections.abc import Sequence
from datetime import date, datetime

from casewatch.core.periods import YEARS
from casewatch.errors import CasewatchError
from casewatch.intake.privacy import holds_national_id
from casewatch.language import _

#: Longer reasons are refused: nobody reads them.
MOST_REASON = 500


def asked_date(text: str | None, field: str) -> date | None:
    """An ISO date or dd.mm.yyyy of the years 1900 to 2100. Raises CasewatchError about the field."""
    if text is None:
        return None
    for form in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            day = datetime.strptime(text.strip(), form).date()
        except ValueError:
            continue
        if day.year in YEARS:
            return day
        line = _("«{text}» er utenfor årene {first}–{last}.")
        raise CasewatchError(line.format(text=text, first=YEARS[0], last=YEARS[-1]), field)
    raise CasewatchError(_("«{text}» er ikke en dato. Skriv for eksempel 2026-11-25.").format(text=text), field)


def read_reason(text: str | None, *, needed: bool = True, missing: str = "") -> str:
    """Why somebody does something, in one line. `missing`: what is said instead of the usual where it is needed.

    Raises CasewatchError about the field ``reason``, also for one that is too long or has an identity number.
    """
    reason = " ".join((text or "").split())
    if needed and not reason:
        raise CasewatchError(missing or _("skriv hvorfor, så andre kan se hva det bygger på."), "reason")
    if len(reason) > MOST_REASON:
        raise CasewatchError(_("begrunnelsen kan ha høyst {most} tegn.").format(most=MOST_REASON), "reason")
    if holds_national_id(reason):
        raise CasewatchError(_("teksten har et fødselsnummer. Skriv grunnen uten personopplysninger."), "reason")
    return reason


def read_mapping(texts: Sequence[str]) -> dict[str, str]:
    """What a mapping says: header as written -> field. Raises CasewatchError for a text that is no such pair."""
    mapping: dict[str, str] = {}
    for text in texts:
        header, equals, field = text.rpartition("=")
        if not equals or not header.strip() or not field.strip():
            raise CasewatchError(_("«{text}»: skriv «Overskrift=felt».").format(text=text), "map")
        mapping[header.strip()] = field.strip()
    return mapping
