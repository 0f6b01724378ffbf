"""The tables of tickets. The migrations in ``bot/migrations`` make them; a test compares the two."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from bot.database import JsonText, UtcMoment, metadata

tickets = Table(
    "tickets",
    metadata,
    # made by numbering.position: ordering by it is ordering by time
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("nomor", String(14), nullable=False, unique=True),
    # how many history lines belong to this state; a reader takes no later ones
    Column("version", Integer, nullable=False),
    Column("jenis", String(10), nullable=False),
    Column("status", String(15), nullable=False),
    Column("lapor_ulang", Boolean, nullable=False),
    Column("issue_closed", Boolean, nullable=False),
    Column("eskalasi", Boolean, nullable=False),
    Column("kode_unit", String(2), nullable=False),
    Column("tipe_wo", String(20)),
    Column("tipe_permasalahan", String(100)),
    Column("tipe_keluhan", String(100)),
    Column("tipe_sub_keluhan", String(100)),
    Column("permasalahan", Text, nullable=False),
    Column("keterangan", Text),
    Column("idpel", String(12)),
    Column("nomor_meter", String(11)),
    Column("nama_pelapor", String(100)),
    Column("alamat", String(500)),
    Column("acuan_lokasi", String(500)),
    Column("provinsi", String(100)),
    Column("kabupaten", String(100)),
    Column("kecamatan", String(100)),
    Column("kelurahan", String(100)),
    Column("no_telepon", String(20)),
    Column("hp_pelapor", String(20)),
    Column("email_pelapor", String(254)),
    Column("kontak", JsonText, nullable=False),
    Column("tanggal_padam", UtcMoment),
    Column("lokasi_kejadian", String(500)),
    Column("lat", Float),
    Column("lon", Float),
    Column("unit", String(100)),
    Column("unit_pelayanan", String(100)),
    Column("posko", String(100)),
    Column("konfirmasi", UtcMoment),
    Column("self_diagnosis", JsonText),
    Column("cso_penerima", String(100)),
    Column("nomor_terkait", String(14)),
    Column("kanal", String(30)),
    Column("catatan_unit", String(500)),
    Column("ctt", String(20)),
    Column("wo_dikirim_at", UtcMoment),
    Column("created_at", UtcMoment, nullable=False),
    Column("updated_at", UtcMoment, nullable=False),
    # each criterion of the search with the position behind it: the newest fifty come straight from the index
    Index("tickets_no_telepon", "no_telepon", "id"),
    Index("tickets_hp_pelapor", "hp_pelapor", "id"),
    Index("tickets_idpel", "idpel", "id"),
    Index("tickets_status", "status", "jenis", "id"),
    Index("tickets_unit", "unit", "status", "id"),
    Index("tickets_tipe_wo", "tipe_wo", "status", "id"),
    Index("tickets_nomor_terkait", "nomor_terkait"),
    Index("tickets_updated_at", "updated_at"),
    Index("tickets_eskalasi", "eskalasi", "id"),
    *(Index(f"tickets_newest_of_{name}", name, "id") for name in ("status", "unit", "tipe_wo", "lapor_ulang")),
)

history = Table(
    "ticket_history",
    metadata,
    Column("ticket_id", ForeignKey("tickets.id"), primary_key=True),
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("at", UtcMoment, nullable=False),
    Column("actor", String(100), nullable=False),
    Column("action", String(30), nullable=False),
    Column("changes", JsonText, nullable=False),
    Column("note", Text),
)

number_counters = Table(
    "ticket_number_counters",
    metadata,
    Column("jenis", String(10), primary_key=True),
    Column("kode_unit", String(2), primary_key=True),
    Column("day", String(6), primary_key=True),
    Column("last_serial", Integer, nullable=False),
)

operations = Table(
    "ticket_operations",
    metadata,
    Column("idempotency_key", String(200), primary_key=True),
    Column("operation", String(30), nullable=False),
    Column("nomor", ForeignKey("tickets.nomor"), nullable=False),
    Column("done_at", UtcMoment, nullable=False),
)

saved_searches = Table(
    "saved_searches",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("account", String(100), nullable=False),
    Column("name", String(60), nullable=False),
    Column("query", String(1000), nullable=False),
    UniqueConstraint("account", "name", name="saved_searches_one_of_a_name"),
)

handovers = Table(
    "handovers",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("sender", String(200), nullable=False),
    Column("reason", String(500), nullable=False),
    Column("data", JsonText, nullable=False),
    Column("created_at", UtcMoment, nullable=False),
    Column("taken_by", String(100)),
    Column("taken_at", UtcMoment),
    Column("closed_at", UtcMoment),
    # filled while the talk waits or is being answered, so that one talk never waits twice
    Column("open_sender", String(200)),
    Column("officer_name", String(100)),
    Column("officer_seen_at", UtcMoment),
    UniqueConstraint("open_sender", name="handovers_one_open_per_talk"),
    Index("handovers_waiting", "closed_at", "created_at"),
    Index("handovers_officer", "taken_by", "closed_at"),
    Index("handovers_sender", "sender"),
)

handover_log = Table(
    "handover_log",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("handover_id", ForeignKey("handovers.id"), nullable=False),
    Column("at", UtcMoment, nullable=False),
    Column("actor", String(100), nullable=False),
    Column("deed", String(30), nullable=False),
    Column("details", JsonText, nullable=False),
    Index("handover_log_handover", "handover_id", "id"),
)
