"""The shape of a table of codes: a family, a row a code, and the forms in which its words are needed."""

from collections.abc import Mapping
from typing import NamedTuple

from casewatch.language import _ as translated
from casewatch.language import show_number


class Forms(NamedTuple):
    """The words of one code in Norwegian. `cell` serves wherever no other form is grammatically needed."""

    cell: str  # in a table, a list, after a colon
    clause: str = ""  # a clause with a verb: «den er næringsrelatert»
    where: str = ""  # of a pause: where the case is
    counted: str = ""  # with a {number} in it


class Family(dict[str, Forms]):
    """The codes of one kind. Called with a code it gives its words in the language of the context."""

    def __call__(self, code: str) -> str:
        """The words; the code itself where a newer casewatch has written one that is not known here."""
        return translated(self[code].cell) if code in self else code

    def clause(self, code: str) -> str:
        """``den er næringsrelatert``."""
        return translated(self[code].clause)

    def where(self, code: str) -> str:
        """``til uttalelse``."""
        return translated(self[code].where)

    def counted(self, code: str, number: int) -> str:
        """``3 til uttalelse``."""
        return translated(self[code].counted).format(number=show_number(number))

    def choices(self) -> dict[str, str]:
        """Code -> words, in the order of the table."""
        return {code: self(code) for code in self}


def family(words: Mapping[str, str | Forms]) -> Family:
    """A family; most codes have but one form."""
    return Family({code: Forms(row) if isinstance(row, str) else row for code, row in words.items()})
