"""The store: tables, migrations and queries. The only part that knows SQL."""

from casewatch.store.engine import Store, default_url, open_store

__all__ = ["Store", "default_url", "open_store"]
