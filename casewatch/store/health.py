"""How the store is: which migration it stands at, and when exports came last."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from casewatch.store.corrections import arrivals
from casewatch.store.engine import REVISION, Store, recorded_revision
from casewatch.store.known import last_imports
from casewatch.store.standing import Cut, standing_imports


def up_to_date(store: Store) -> bool:
    """Whether the database stands at the newest migration. Raises CasewatchError where it cannot be reached."""
    return recorded_revision(store) == REVISION


def newest_imports(connection: Connection) -> dict[str, datetime]:
    """Municipality -> newest received-at of its standing imports; those without one are absent."""
    cut = Cut()
    return last_imports(standing_imports(connection, cut), arrivals(connection, cut))
