"""The tables of the training studio. The migrations in ``bot/migrations`` make them; a test compares the two."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Date, Float, ForeignKey, Index, Integer, String, Table

from bot.database import JsonText, UtcMoment, metadata

_KEY = BigInteger().with_variant(Integer, "sqlite")

practice_classes = Table(
    "practice_classes",
    metadata,
    Column("id", _KEY, primary_key=True),
    Column("name", String(100), nullable=False, unique=True),
    Column("made_by", String(40), nullable=False),
    Column("made_at", UtcMoment, nullable=False),
)

practice_members = Table(
    "practice_members",
    metadata,
    Column("class_id", _KEY, ForeignKey("practice_classes.id"), primary_key=True),
    # name of an account
    Column("trainee", String(40), primary_key=True),
    Index("practice_members_trainee", "trainee"),
)

practice_tasks = Table(
    "practice_tasks",
    metadata,
    Column("id", _KEY, primary_key=True),
    Column("class_id", _KEY, ForeignKey("practice_classes.id"), nullable=False),
    Column("scenario", String(100), nullable=False),
    Column("level", String(20), nullable=False),
    Column("due", Date),
    Column("made_by", String(40), nullable=False),
    Column("made_at", UtcMoment, nullable=False),
    Index("practice_tasks_class", "class_id"),
)

practice_attempts = Table(
    "practice_attempts",
    metadata,
    # the name of the attempt, which its APKT for practice has too
    Column("id", String(40), primary_key=True),
    Column("trainee", String(40), nullable=False),
    Column("scenario", String(100), nullable=False),
    Column("topic", String(40), nullable=False),
    Column("level", String(20), nullable=False),
    Column("task_id", _KEY, ForeignKey("practice_tasks.id")),
    Column("begun_at", UtcMoment, nullable=False),
    Column("touched_at", UtcMoment, nullable=False),
    Column("finished_at", UtcMoment),
    # counts the changes, so that two changes at once can't both happen
    Column("version", Integer, nullable=False),
    Column("state", JsonText, nullable=False),
    Column("result", JsonText),
    Column("score", Float),
    Column("passed", Boolean),
    Index("practice_attempts_trainee", "trainee", "begun_at"),
    Index("practice_attempts_finished", "finished_at"),
)
