"""The tables of accounts and logins. The migrations in ``bot/migrations`` make them; a test compares the two."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, String, Table

from bot.database import JsonText, UtcMoment, metadata

_KEY = BigInteger().with_variant(Integer, "sqlite")

accounts = Table(
    "accounts",
    metadata,
    Column("id", _KEY, primary_key=True),
    Column("name", String(40), nullable=False, unique=True),
    Column("display_name", String(100), nullable=False),
    Column("roles", JsonText, nullable=False),
    Column("password_hash", String(200), nullable=False),
    Column("active", Boolean, nullable=False),
    # made at a first start in demo mode, and good for nothing outside it
    Column("demo", Boolean, nullable=False),
    Column("created_at", UtcMoment, nullable=False),
    Column("password_changed_at", UtcMoment, nullable=False),
)

login_sessions = Table(
    "login_sessions",
    metadata,
    # the token itself is only in its owner's browser
    Column("token_hash", String(64), primary_key=True),
    Column("account_id", _KEY, ForeignKey("accounts.id"), nullable=False),
    Column("began_at", UtcMoment, nullable=False),
    Column("seen_at", UtcMoment, nullable=False),
    Column("address", String(64), nullable=False),
    Index("login_sessions_account", "account_id"),
    Index("login_sessions_began_at", "began_at"),
)

login_failures = Table(
    "login_failures",
    metadata,
    Column("id", _KEY, primary_key=True),
    # hashed: people type their password into the field of the name
    Column("name_hash", String(64), nullable=False),
    Column("network", String(64), nullable=False),
    Column("at", UtcMoment, nullable=False),
    Index("login_failures_name", "name_hash", "at"),
    Index("login_failures_network", "network", "at"),
    Index("login_failures_at", "at"),
)

activity = Table(
    "activity_log",
    metadata,
    Column("id", _KEY, primary_key=True),
    Column("at", UtcMoment, nullable=False),
    Column("actor", String(100)),
    Column("action", String(60), nullable=False),
    Column("subject", String(200)),
    Column("address", String(64)),
    Column("details", JsonText, nullable=False),
    Index("activity_log_actor", "actor", "id"),
    Index("activity_log_subject", "subject", "id"),
)
