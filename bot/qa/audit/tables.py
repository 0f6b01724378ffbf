"""The table of disputes. The migrations in ``bot/migrations`` make it; a test compares the two."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, Text

from bot.database import UtcMoment, metadata

dispute_entries = Table(
    "dispute_entries",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    # the entry that opened the dispute, in the entries that follow it; empty in that one itself
    Column("dispute_id", BigInteger().with_variant(Integer, "sqlite")),
    Column("talk", String(200), nullable=False),
    Column("matter", Integer, nullable=False),
    Column("rule", String(40), nullable=False),
    Column("at", UtcMoment, nullable=False),
    Column("who", String(100), nullable=False),
    Column("words", Text, nullable=False),
    # the status that a ruling gives the rule; empty in what is not a ruling
    Column("ruling", String(20)),
    Index("dispute_entries_talk", "talk"),
    Index("dispute_entries_dispute", "dispute_id"),
)
