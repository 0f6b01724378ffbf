"""Disputes about the verdicts of audits, and their rulings."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_KEY = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Make the table and the guard that lets it only grow."""
    op.create_table(
        "dispute_entries",
        sa.Column("id", _KEY, primary_key=True),
        sa.Column("dispute_id", _KEY),
        sa.Column("talk", sa.String(200), nullable=False),
        sa.Column("matter", sa.Integer, nullable=False),
        sa.Column("rule", sa.String(40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.String(100), nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("ruling", sa.String(20)),
    )
    op.create_index("dispute_entries_talk", "dispute_entries", ["talk"])
    op.create_index("dispute_entries_dispute", "dispute_entries", ["dispute_id"])
    if op.get_bind().dialect.name == "sqlite":
        for deed in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER dispute_entries_no_{deed.lower()} BEFORE {deed} ON dispute_entries "
                "BEGIN SELECT RAISE(ABORT, 'dispute_entries only grows'); END"
            )
    else:
        op.execute(
            "CREATE FUNCTION refuse_to_rewrite_disputes() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'dispute_entries only grows'; END $$"
        )
        op.execute(
            "CREATE TRIGGER dispute_entries_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON dispute_entries "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_rewrite_disputes()"
        )


def downgrade() -> None:
    """Drop the table: all disputes are lost."""
    op.drop_table("dispute_entries")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_to_rewrite_disputes()")
