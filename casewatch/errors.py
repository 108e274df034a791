"""Bad calls and bad files: one clear line for a person, never a traceback.

Bad *data* (a cell that cannot be read) is no exception but a finding: see :mod:`casewatch.intake.findings`.
"""


class CasewatchError(Exception):
    """An unusable call, file, rule or database. Its text says what, where, what was expected and what to do."""

    exit_code = 2


class Unavailable(CasewatchError):
    """The database or the rules cannot be used now, whoever asks for whatever; `what` is ``database`` or ``rules``."""

    def __init__(self, text: str, what: str = "database") -> None:
        super().__init__(text)
        self.what = what
