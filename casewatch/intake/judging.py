"""One cell -> what it means, or why it cannot be read. Each different value of a column is judged once."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final, NamedTuple

from casewatch.core.cases import APPLICATION_TYPES, CLOSING_OUTCOMES, DECISION_OUTCOMES, PAUSE_KINDS, FieldKind
from casewatch.core.events import EVENTS
from casewatch.core.reference import Profile
from casewatch.intake.dates import made_date, read_date
from casewatch.intake.fields import AHEAD
from casewatch.intake.privacy import handler_code, holds_national_id, masked, short_token, word_or_masked
from casewatch.intake.tables import Cell
from casewatch.intake.words import plain
from casewatch.language import show_date


class _Bad:
    """Stands where a cell could not be read."""

    def __repr__(self) -> str:
        return "BAD"


BAD: Final = _Bad()


class _Unrecognised:
    """Stands for a value that was read and is none that is known: it does not replace one that was."""

    def __repr__(self) -> str:
        return "UNRECOGNISED"


UNRECOGNISED: Final = _Unrecognised()


class UnclearCell(str):
    """What a second look found in a cell that was read as empty: an error value, or ``formula``."""


class Judgement(NamedTuple):
    """What a cell means and, where there is something to say about it, the finding's code and the value to show."""

    value: Any
    code: str | None = None
    shown: str = ""


Judge = Callable[[Cell], Judgement]

_YES = frozenset({"ja", "yes", "1", "x", "true", "j", "y", "sann"})
_NO = frozenset({"nei", "no", "0", "false", "n", "usann"})
_WEEKS = re.compile(r"([0-9]{1,3})(?:[ -]*(?:uke|uker|ukers|veke|veker|vekers|week|weeks))?(?:[ -]*frist)?")
_LONGEST_CASE_NO = 40
_NO_LIMIT = frozenset({"ingen", "ingen frist", "0"})
_ERROR_VALUE = re.compile(r"#[A-ZÆØÅ][A-ZÆØÅ/_]*[!?]?|#DIV/0!|#I/T|#N/A", re.IGNORECASE)
_BUILDING_CODE = re.compile(r"[0-9]{1,4}$|[0-9]{3}(?=[^0-9])")
#: Codes that are read whatever a profile says.
_CODES = {
    "application_type": frozenset(APPLICATION_TYPES),
    "outcome": frozenset(DECISION_OUTCOMES + CLOSING_OUTCOMES),
    "pause_kind": frozenset(PAUSE_KINDS),
    "event": frozenset(EVENTS),
}


@dataclass(frozen=True)
class Judging:
    """What cells are judged by: the sender's profile, the day of the import, and the lists of places and bodies."""

    profile: Profile
    today: date
    municipalities: Mapping[str, str]  # plain spelling -> number
    bodies: Mapping[str, str]  # plain spelling -> code
    internal: frozenset[str]  # plain spellings of parties inside the municipality
    municipality: str | None  # the one the file is read for
    epoch_1904: bool = False

    def judge(self, field: str, kind: FieldKind) -> Judge:
        """The judge of a field's cells."""
        special: dict[str, Judge] = {
            "municipality": self._municipality,
            "case_no": _case_no,
            "application_no": _application_no,
            "outcome": self._outcome,
            "kind": self._kind,
            "event": self._event,
            "application_type": self._type,
            "plan_id": _plan_id,
            "building_type": _building_type,
            "handler": self._handler,
        }
        by_kind: dict[str, Judge] = {"yes_no": _yes_no, "weeks": _weeks, "text": self._party}
        if kind == "date":
            return _guarded(self._ahead if field in AHEAD else self._date)
        return _guarded(special.get(field) or by_kind[kind])

    def knows(self, vocabulary: str, cell: Cell) -> str | None:
        """The code a word stands for in this profile; an empty code is an empty cell."""
        words = self.profile.values.get(vocabulary, {})
        text = " ".join(str(cell).casefold().split())
        code = words.get(text, words.get(plain(text)))
        return text if code is None and text in _CODES.get(vocabulary, ()) else code

    def _date(self, cell: Cell) -> Judgement:
        day = read_date(cell, self.profile.date_order, self.epoch_1904)
        if day is None:
            return Judgement(BAD, "date_unreadable", _shown(cell))
        if day > self.today.isoformat():
            return Judgement(day, "date_in_future", show_date(date.fromisoformat(day)))
        return Judgement(day)

    def _ahead(self, cell: Cell) -> Judgement:
        day = read_date(cell, self.profile.date_order, self.epoch_1904)
        return Judgement(BAD, "date_unreadable", _shown(cell)) if day is None else Judgement(day)

    def _municipality(self, cell: Cell) -> Judgement:
        text = _text(cell)
        words = plain(text).removesuffix(" kommune")
        # "Kongsvinger", "Kongsvinger kommune", "3401 Kongsvinger", and a number that lost its zero
        spellings = (words, text.zfill(4), *([words[:4]] if words[:4].isdigit() and words[4:5] == " " else []))
        number = next((self.municipalities[one] for one in spellings if one in self.municipalities), None)
        if number is None:
            return Judgement(BAD, "municipality_unknown", word_or_masked(text))
        if self.municipality is not None and number != self.municipality:
            return Judgement(number, "municipality_differs", number)
        return Judgement(number)

    def _type(self, cell: Cell) -> Judgement:
        code = self.knows("application_type", cell)
        if code is None:
            return Judgement(UNRECOGNISED, "type_unknown", word_or_masked(_text(cell)))
        return Judgement(code or None)

    def _outcome(self, cell: Cell) -> Judgement:
        code = self.knows("outcome", cell)
        if code is None:
            return Judgement(UNRECOGNISED, "outcome_unknown", word_or_masked(_text(cell)))
        return Judgement(code or None)

    def _kind(self, cell: Cell) -> Judgement:
        code = self.knows("pause_kind", cell)
        return Judgement(code) if code else Judgement(BAD, "kind_unknown", word_or_masked(_text(cell)))

    def _event(self, cell: Cell) -> Judgement:
        code = self.knows("event", cell)
        return Judgement("", "event_unknown", word_or_masked(_text(cell))) if code is None else Judgement(code)

    def _handler(self, cell: Cell) -> Judgement:
        text = _text(cell)
        translated = self.knows("handler", cell)
        if translated == "" or text.upper() == "FORDELE":  # nobody yet
            return Judgement(None)
        if translated is None and holds_national_id(text):
            return Judgement(BAD, "national_id")
        code = handler_code(translated or text)
        return Judgement(None, "handler_not_kept") if code is None else Judgement(code)

    def _party(self, cell: Cell) -> Judgement:
        text = plain(_text(cell))
        if text in self.internal:
            return Judgement(INTERNAL)
        return Judgement(self.bodies.get(text, "annen"))


#: The party of a pause inside the municipality.
INTERNAL: Final = "\0internal"


def _guarded(judge: Judge) -> Judge:
    """Error values and formulas without a value are no reading of anything, whatever the column holds."""

    def guarded(cell: Cell) -> Judgement:
        if isinstance(cell, UnclearCell):
            return Judgement(BAD, "formula_without_value") if cell == "formula" else Judgement(BAD, "error_cell", cell)
        if isinstance(cell, str) and cell[:1] == "#" and _ERROR_VALUE.fullmatch(cell.strip()):
            return Judgement(BAD, "error_cell", cell.strip().upper())
        return judge(cell)

    return guarded


def _text(cell: Cell) -> str:
    return cell.strip() if isinstance(cell, str) else str(cell)


def _shown(cell: Cell) -> str:
    if isinstance(cell, datetime | date | time | timedelta):
        return str(cell)
    return masked(str(cell))


def _case_no(cell: Cell) -> Judgement:
    text = " ".join(_text(cell).split())
    if isinstance(cell, date | time | timedelta) or made_date(text):
        return Judgement(BAD, "case_no_is_date")
    if holds_national_id(text):
        return Judgement(BAD, "national_id")
    number = any(map(str.isdigit, text)) and "@" not in text
    if not number or len(text) > _LONGEST_CASE_NO or text.count(" ") > 3:  # a remark below the table, names perhaps
        return Judgement(BAD, "case_no_unreadable")
    return Judgement(text)


def _application_no(cell: Cell) -> Judgement:
    text = _text(cell)
    if text.isascii() and text.isdigit() and int(text[:10]) > 0 and len(text) <= 9:
        return Judgement(int(text))
    return Judgement(BAD, "number_unreadable", _shown(cell))


def _yes_no(cell: Cell) -> Judgement:
    word = plain(_text(cell))
    if word in _YES or word in _NO:
        return Judgement(word in _YES)
    return Judgement(BAD, "yes_no_unreadable", word_or_masked(_text(cell)))


def _weeks(cell: Cell) -> Judgement:
    text = " ".join(_text(cell).casefold().split())
    if text in _NO_LIMIT:
        return Judgement(None)
    match = _WEEKS.fullmatch(text)
    if match is None or not 1 <= int(match[1]) <= 104:
        return Judgement(BAD, "weeks_unreadable", word_or_masked(text))
    return Judgement(int(match[1]))


def _plan_id(cell: Cell) -> Judgement:
    text = _text(cell)
    if holds_national_id(text):
        return Judgement(BAD, "national_id")
    if isinstance(cell, date | time | timedelta) or made_date(text):
        return Judgement(None, "plan_id_is_date")
    token = short_token(text)
    return Judgement(None, "plan_id_not_kept") if token is None else Judgement(token)


def _building_type(cell: Cell) -> Judgement:
    """The land register's code in front of a cell; words are only read for what a profile derives from them."""
    text = _text(cell)
    if holds_national_id(text):
        return Judgement(BAD, "national_id")
    match = _BUILDING_CODE.match(text)
    return Judgement(match[0] if match else None)
