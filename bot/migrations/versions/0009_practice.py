"""The training studio: classes, tasks and attempts."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

_KEY = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Make the four tables."""
    op.create_table(
        "practice_classes",
        sa.Column("id", _KEY, primary_key=True),
        sa.Column("name", sa.String(100), nullable=False, unique=True),
        sa.Column("made_by", sa.String(40), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "practice_members",
        sa.Column("class_id", _KEY, sa.ForeignKey("practice_classes.id"), primary_key=True),
        sa.Column("trainee", sa.String(40), primary_key=True),
    )
    op.create_index("practice_members_trainee", "practice_members", ["trainee"])
    op.create_table(
        "practice_tasks",
        sa.Column("id", _KEY, primary_key=True),
        sa.Column("class_id", _KEY, sa.ForeignKey("practice_classes.id"), nullable=False),
        sa.Column("scenario", sa.String(100), nullable=False),
        sa.Column("level", sa.String(20), nullable=False),
        sa.Column("due", sa.Date),
        sa.Column("made_by", sa.String(40), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("practice_tasks_class", "practice_tasks", ["class_id"])
    op.create_table(
        "practice_attempts",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("trainee", sa.String(40), nullable=False),
        sa.Column("scenario", sa.String(100), nullable=False),
        sa.Column("topic", sa.String(40), nullable=False),
        sa.Column("level", sa.String(20), nullable=False),
        sa.Column("task_id", _KEY, sa.ForeignKey("practice_tasks.id")),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("result", sa.Text),
        sa.Column("score", sa.Float),
        sa.Column("passed", sa.Boolean),
    )
    op.create_index("practice_attempts_trainee", "practice_attempts", ["trainee", "begun_at"])
    op.create_index("practice_attempts_finished", "practice_attempts", ["finished_at"])


def downgrade() -> None:
    """Drop the tables: all attempts, classes and tasks are lost."""
    for table in ("practice_attempts", "practice_tasks", "practice_members", "practice_classes"):
        op.drop_table(table)
