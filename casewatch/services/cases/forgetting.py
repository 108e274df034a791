"""Erasing a case everywhere: the store, the bytes of its file, and the annotated copies that may hold it."""

import re
from dataclasses import dataclass
from pathlib import Path

from casewatch.core.identity import normalise_case_no
from casewatch.errors import CasewatchError
from casewatch.language import _
from casewatch.services.asking.asked import read_reason
from casewatch.services.asking.context import Context
from casewatch.services.asking.selecting import find_municipality, no_such_case
from casewatch.services.importing.annotating import copies_not_of, remove_copies
from casewatch.services.importing.uploads import remove_all_uploads
from casewatch.store.audit import record
from casewatch.store.batches import all_batches
from casewatch.store.clock import recording_time
from casewatch.store.forgetting import ErasedCase, forget_case, write_anew
from casewatch.store.known import has_municipality
from casewatch.store.tombstones import tombstones


@dataclass(frozen=True)
class Forgetting:
    """What became of a case that somebody wants erased."""

    municipality: str
    erased: ErasedCase
    before: bool  # it was erased already; now only what was left of its bytes
    copies: int  # annotated copies removed
    packed: bool  # False: the database is in use elsewhere, and bytes may be left in its file until it is packed


def forget(context: Context, municipality: str, case_no: str, reason: str) -> Forgetting:
    """Erase a case with all its applications and keep a tombstone: a keyed digest, the reason and the time.

    A case that was erased already is looked for again, and the database packed again. Raises CasewatchError for a
    missing reason or one that names what is to be erased, and where no such case was ever known.
    """
    case_key = normalise_case_no(case_no)
    reason = _reason(reason, case_key)
    number = _municipality(context, municipality)
    with context.store.writing() as connection:
        before = (number, case_key) in tombstones(connection)
        recorded_at = recording_time(connection, context.now())
        erased = forget_case(connection, number, case_key, reason, recorded_at)
        if before or not erased.nothing:
            record(connection, recorded_at, context.who, "erased", number)
    if erased.nothing and not before:
        raise no_such_case(case_no, number)
    copies = remove_copies(context.store, _copies(context, erased))
    remove_all_uploads(context.store)  # nobody knows which of them name the case
    return Forgetting(number, erased, before, copies, write_anew(context.store))


def _copies(context: Context, erased: ErasedCase) -> list[Path]:
    """Copies of imports that held the case, and those of dry runs, of which nobody knows what they held."""
    with context.store.reading() as connection:
        known = {each.values["annotated"] for each in all_batches(connection)} - {None}
    others = copies_not_of(context.store, {Path(path) for path in known})
    return [*map(Path, sorted(erased.copies)), *others]


def _reason(text: str, case_key: str) -> str:
    text = read_reason(text, missing=_("skriv hvorfor saken slettes. Grunnen blir stående."))
    if case_key in {normalise_case_no(word.strip(".,;:()«»\"'")) for word in text.split()} or case_key in text:
        raise CasewatchError(_("teksten nevner saken som slettes. Skriv grunnen uten saksnummeret."), "reason")
    return text


def _municipality(context: Context, text: str) -> str:
    """A municipality of the rules, or one that only the store still has."""
    if re.fullmatch("[0-9]{4}", text) and context.rulebook.municipality(text) is None:
        with context.store.reading() as connection:
            if has_municipality(connection, text):
                return text
    return find_municipality(context.rulebook, text).number
