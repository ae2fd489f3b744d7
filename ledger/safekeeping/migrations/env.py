"""Alembic's entry: runs the revisions on the connection that `..migrate` hands over."""

from alembic import context

from ledger.storage.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=False,  # the caller holds one transaction around everything
)
context.run_migrations()
