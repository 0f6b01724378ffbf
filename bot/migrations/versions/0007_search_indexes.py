"""Each single criterion of the ticket search with the position behind it: the newest come straight from the index."""

from alembic import op

revision = "0007"
down_revision = "0006"

_COLUMNS = ("status", "unit", "tipe_wo", "lapor_ulang")


def upgrade() -> None:
    """Add the indexes, however long that takes among many tickets."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SET LOCAL statement_timeout = 0")
    for column in _COLUMNS:
        op.create_index(f"tickets_newest_of_{column}", "tickets", [column, "id"])


def downgrade() -> None:
    """Drop them."""
    for column in _COLUMNS:
        op.drop_index(f"tickets_newest_of_{column}", "tickets")
