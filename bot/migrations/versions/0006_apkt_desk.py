"""Searches that officers keep, and the indexes of the desk's queues."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the table and the indexes."""
    op.create_table(
        "saved_searches",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
        sa.Column("account", sa.String(100), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("query", sa.String(1000), nullable=False),
        sa.UniqueConstraint("account", "name", name="saved_searches_one_of_a_name"),
    )
    op.create_index("tickets_updated_at", "tickets", ["updated_at"])
    op.create_index("tickets_eskalasi", "tickets", ["eskalasi", "id"])


def downgrade() -> None:
    """Drop them: kept searches are lost."""
    op.drop_index("tickets_eskalasi", "tickets")
    op.drop_index("tickets_updated_at", "tickets")
    op.drop_table("saved_searches")
