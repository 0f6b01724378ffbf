"""Run by Alembic for each migration command; the connection comes from :mod:`bot.migrations`."""

from alembic import context

from bot.database import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    # SQLite can undo its DDL too, since bot.database begins transactions itself
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
