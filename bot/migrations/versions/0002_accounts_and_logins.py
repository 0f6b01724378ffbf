"""Accounts, logins, failed logins, and the log of who did what."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_KEY = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables and the guard that lets the log only grow."""
    _create_accounts()
    _create_logins()
    _create_log()
    if op.get_bind().dialect.name == "sqlite":
        _guard_log_in_sqlite()
    else:
        _guard_log_in_postgresql()


def downgrade() -> None:
    """Drop the tables: every account and the whole log are lost."""
    for table in ("activity_log", "login_failures", "login_sessions", "accounts"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_to_rewrite_log()")


def _create_accounts() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", _KEY, primary_key=True),
        sa.Column("name", sa.String(40), nullable=False, unique=True),
        sa.Column("display_name", sa.String(100), nullable=False),
        sa.Column("roles", sa.Text, nullable=False),
        sa.Column("password_hash", sa.String(200), nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("demo", sa.Boolean, nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("password_changed_at", _MOMENT, nullable=False),
    )


def _create_logins() -> None:
    op.create_table(
        "login_sessions",
        sa.Column("token_hash", sa.String(64), primary_key=True),
        sa.Column("account_id", _KEY, sa.ForeignKey("accounts.id"), nullable=False),
        sa.Column("began_at", _MOMENT, nullable=False),
        sa.Column("seen_at", _MOMENT, nullable=False),
        sa.Column("address", sa.String(64), nullable=False),
    )
    op.create_index("login_sessions_account", "login_sessions", ["account_id"])
    op.create_index("login_sessions_began_at", "login_sessions", ["began_at"])
    op.create_table(
        "login_failures",
        sa.Column("id", _KEY, primary_key=True),
        sa.Column("name_hash", sa.String(64), nullable=False),
        sa.Column("network", sa.String(64), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
    )
    op.create_index("login_failures_name", "login_failures", ["name_hash", "at"])
    op.create_index("login_failures_network", "login_failures", ["network", "at"])
    op.create_index("login_failures_at", "login_failures", ["at"])


def _create_log() -> None:
    op.create_table(
        "activity_log",
        sa.Column("id", _KEY, primary_key=True),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("actor", sa.String(100)),
        sa.Column("action", sa.String(60), nullable=False),
        sa.Column("subject", sa.String(200)),
        sa.Column("address", sa.String(64)),
        sa.Column("details", sa.Text, nullable=False),
    )
    op.create_index("activity_log_actor", "activity_log", ["actor", "id"])
    op.create_index("activity_log_subject", "activity_log", ["subject", "id"])


def _guard_log_in_sqlite() -> None:
    for deed in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER activity_log_no_{deed.lower()} BEFORE {deed} ON activity_log "
            "BEGIN SELECT RAISE(ABORT, 'activity_log only grows'); END"
        )


def _guard_log_in_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION refuse_to_rewrite_log() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'activity_log only grows'; END $$"
    )
    op.execute(
        "CREATE TRIGGER activity_log_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON activity_log "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_rewrite_log()"
    )
