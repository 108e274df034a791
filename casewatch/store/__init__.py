"""The store: tables, migrations and queries. The only part that knows SQL."""

from casewatch.store.corrections import (
    StoredCorrection,
    add_correction,
    arrivals,
    in_force,
    stored_corrections,
    undo_correction,
)
from casewatch.store.engine import Store, default_url, open_store
from casewatch.store.known import Known, known
from casewatch.store.rule_texts import changed_texts, record_texts, texts_at
from casewatch.store.sources import Source, Sources, sources
from casewatch.store.standing import Cut, StandingImport, standing_imports
from casewatch.store.tables import alerts as _alert_tables  # noqa: F401
from casewatch.store.tables import forgotten as _forgotten_tables  # noqa: F401
from casewatch.store.tables import jobs as _job_tables  # noqa: F401
from casewatch.store.tables import outbox as _outbox_tables  # noqa: F401
from casewatch.store.tables import people as _account_tables  # noqa: F401 (so that METADATA holds every table)
from casewatch.store.tables import remembered as _remembered_tables  # noqa: F401

__all__ = [
    "Cut",
    "Known",
    "Source",
    "Sources",
    "StandingImport",
    "Store",
    "StoredCorrection",
    "add_correction",
    "arrivals",
    "changed_texts",
    "default_url",
    "in_force",
    "known",
    "open_store",
    "record_texts",
    "sources",
    "standing_imports",
    "stored_corrections",
    "texts_at",
    "undo_correction",
]
