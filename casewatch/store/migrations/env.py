"""Run by Alembic, with the connection that :mod:`casewatch.store.engine` hands in; there is no ini file and no URL."""

from alembic import context

from casewatch.store.tables.imports import METADATA

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=METADATA,
    render_as_batch=True,  # SQLite changes a table by making it anew
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
