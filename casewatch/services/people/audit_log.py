"""The audit log, for whoever may read it."""

from collections.abc import Sequence

from casewatch.services.asking.context import Context
from casewatch.store.audit import Entry, entries

#: So many of the newest are read at the most: years of an office's doings.
MOST = 20_000


def read_log(context: Context, municipalities: Sequence[str] | None) -> list[Entry]:
    """Who did what, the newest first; with municipalities that of them alone. The newest `MOST`."""
    with context.store.reading() as connection:
        return entries(connection, municipalities, MOST)
