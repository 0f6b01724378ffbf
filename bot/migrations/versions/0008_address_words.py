"""Words of the address get an index of their own in PostgreSQL; SQLite's index tells the fields apart already."""

from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add the column and its index, however long that takes among many tickets."""
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute("SET LOCAL statement_timeout = 0")
    # as 0001 makes the others: only letters and digits reach the parser
    words = "to_tsvector('simple', regexp_replace(coalesce(alamat, ''), '[^[:alnum:]]+', ' ', 'g'))"
    op.execute(f"ALTER TABLE tickets ADD COLUMN address_words tsvector GENERATED ALWAYS AS ({words}) STORED")
    op.execute("CREATE INDEX tickets_address_words ON tickets USING gin (address_words)")
    op.execute("ANALYZE tickets")  # without figures about the new column the planner guesses


def downgrade() -> None:
    """Drop both."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE tickets DROP COLUMN address_words")
