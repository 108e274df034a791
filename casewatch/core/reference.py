"""What is looked up, as plain data: municipalities, outside bodies, areas, and how a sender's file is understood.

Built from the files in ``rules/`` by :mod:`casewatch.rulebook`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal


@dataclass(frozen=True)
class Municipality:
    """One municipality that is measured."""

    number: str  # text, four digits in Norway
    name: str
    first_measured: date | None = None  # decisions before this day are out of scope (``before_measured``)
    aliases: tuple[str, ...] = ()  # other spellings, old numbers


@dataclass(frozen=True)
class Body:
    """An authority outside the municipality that applications are sent to."""

    code: str  # what is stored, such as "statsforvalteren"
    name: str
    level: Literal["state", "regional", "other"]
    spellings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Area:
    """What a plan says of its plots, from a day on."""

    municipality: str
    plan_id: str
    regulated: bool | None
    road: bool | None
    valid_from: date | None = None


#: Where the start of the clock may come from; a person's word stands before all of them.
CompleteSource = Literal["column", "supplement", "legal_limit", "received"]

LetterRule = Literal["unclear", "restarts", "nothing"]


@dataclass(frozen=True)
class ScopeDerivation:
    """How a profile answers one scope field from other columns. Tested in the order of the attributes."""

    codes_yes: tuple[str, ...] = ()  # beginnings of the building-type code
    codes_no: tuple[str, ...] = ()
    words_yes: tuple[str, ...] = ()  # words looked for in the columns of `words_in`, case ignored
    words_no: tuple[str, ...] = ()
    words_in: tuple[str, ...] = ()  # headers that are read for words only; their text is not kept
    constant: bool | None = None


@dataclass(frozen=True)
class Profile:
    """How one sender's files are understood."""

    name: str
    title: str
    headers: Mapping[str, tuple[str, ...]]  # canonical field -> spellings of its header, numbered groups without number
    values: Mapping[str, Mapping[str, str]]  # canonical field -> value as written (casefolded) -> code
    version: str = ""  # content hash of everything the profile was built from
    holds: Literal["all", "open", "part"] = "part"
    date_order: Literal["dmy", "mdy", "ymd"] = "dmy"
    complete_from: tuple[CompleteSource, ...] = ("column", "supplement")
    #: What a letter of defects after a recorded `complete` does: of LETTER_RULES.
    letter_after_complete: LetterRule = "unclear"
    case_number_series: Literal["own", "shared"] = "own"
    events: Literal["new", "full"] = "new"
    internal_parties: tuple[str, ...] = ()  # receivers inside the municipality: their pauses are left out
    derive: Mapping[str, ScopeDerivation] = field(default_factory=dict)  # scope field -> derivation
    #: Spellings whose column fills *every* field it stands under; any other goes to the one its content fits.
    multi: tuple[str, ...] = ()
    extends: str | None = None  # the profile it builds on
    #: A remembered mapping, before `headers`: header as written -> field (``hearing_2_sent`` for a numbered group).
    mapping: Mapping[str, str] = field(default_factory=dict)

    @property
    def expected_headers(self) -> tuple[str, ...]:
        """Headers that every file of this sender has: one that lacks any of them is not read."""
        return tuple(self.mapping)
