"""Applications of the simulated AP2T."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "applications",
        sa.Column("nomor", sa.String(15), primary_key=True),
        sa.Column("idempotency_key", sa.String(200), nullable=False, unique=True),
        sa.Column("jenis", sa.String(2), nullable=False),
        sa.Column("status", sa.String(30), nullable=False),
        sa.Column("daya", sa.Integer, nullable=False),
        sa.Column("nama_pelapor", sa.String(100)),
        sa.Column("alamat", sa.String(500)),
        sa.Column("idpel", sa.String(12)),
        sa.Column("no_telepon", sa.String(20)),
        sa.Column("hp_pelapor", sa.String(20)),
        sa.Column("email_pelapor", sa.String(254)),
        sa.Column("mulai", sa.Date),
        sa.Column("sampai", sa.Date),
        sa.Column("kode_unit", sa.String(2), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    """Drop the table: all applications are lost."""
    op.drop_table("applications")
