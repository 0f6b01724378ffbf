"""The officer who answers a talk, when last seen, and the log of who took, gave back and closed it."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_KEY = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Add the officer's columns, the log and the guard that lets it only grow."""
    op.add_column("handovers", sa.Column("officer_name", sa.String(100)))
    op.add_column("handovers", sa.Column("officer_seen_at", sa.DateTime(timezone=True)))
    op.create_index("handovers_officer", "handovers", ["taken_by", "closed_at"])
    op.create_index("handovers_sender", "handovers", ["sender"])
    op.create_table(
        "handover_log",
        sa.Column("id", _KEY, primary_key=True),
        sa.Column("handover_id", _KEY, sa.ForeignKey("handovers.id"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(100), nullable=False),
        sa.Column("deed", sa.String(30), nullable=False),
        sa.Column("details", sa.Text, nullable=False),
    )
    op.create_index("handover_log_handover", "handover_log", ["handover_id", "id"])
    if op.get_bind().dialect.name == "sqlite":
        for deed in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER handover_log_no_{deed.lower()} BEFORE {deed} ON handover_log "
                "BEGIN SELECT RAISE(ABORT, 'handover_log only grows'); END"
            )
    else:
        op.execute(
            "CREATE FUNCTION refuse_to_rewrite_handovers() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'handover_log only grows'; END $$"
        )
        op.execute(
            "CREATE TRIGGER handover_log_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON handover_log "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_rewrite_handovers()"
        )


def downgrade() -> None:
    """Drop the log and the officer's columns: who answered what is lost."""
    op.drop_table("handover_log")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_to_rewrite_handovers()")
    op.drop_index("handovers_sender", "handovers")
    op.drop_index("handovers_officer", "handovers")
    op.drop_column("handovers", "officer_seen_at")
    op.drop_column("handovers", "officer_name")
