"""Bad calls and bad files: one clear line for a person, never a traceback.

Bad *data* (a cell that cannot be read) is no exception but a finding: see :mod:`casewatch.intake.findings`.
"""

from collections.abc import Callable


class CasewatchError(Exception):
    """An unusable call, file, rule or database. Its text says what, where, what was expected and what to do.

    It speaks of no option and no form: `fields` names what was asked that it is about, and each door has its own words
    for that. `given` is false where they are yet to be given, and not wrong.
    """

    exit_code = 2

    def __init__(self, text: str = "", *fields: str, given: bool = True) -> None:
        super().__init__(text)
        self.text, self.fields, self.given = text, fields, given

    def __str__(self) -> str:
        return self.named(str)

    def named(self, word: Callable[[str], str]) -> str:
        """The text with a door's words: before what is wrong, behind what is to be given."""
        words = ", ".join(word(field) for field in self.fields)
        if not words:
            return self.text
        return f"{words}: {self.text}" if self.given else f"{self.text.removesuffix('.')} ({words})."

    @property
    def sentence(self) -> str:
        """The text alone, for where it stands at its field, or nobody could give another."""
        return self.text[:1].upper() + self.text[1:] if self.fields and self.given else self.text


class Unavailable(CasewatchError):
    """The database or the rules cannot be used now, whoever asks for whatever; `what` is ``database`` or ``rules``."""

    def __init__(self, text: str, what: str = "database") -> None:
        super().__init__(text, what, given=False)
        self.what = what
