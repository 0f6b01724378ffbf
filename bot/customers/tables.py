"""The tables of simulated customer records and applications."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, Float, Index, Integer, String, Table

from bot.database import UtcMoment, metadata

customers = Table(
    "customers",
    metadata,
    Column("idpel", String(12), primary_key=True),
    Column("nomor_meter", String(11), nullable=False, unique=True),
    Column("nama", String(100), nullable=False),
    Column("sapaan", String(10), nullable=False),
    Column("jalan", String(200), nullable=False),
    Column("nomor", String(20), nullable=False),
    Column("rt", String(3), nullable=False),
    Column("rw", String(3), nullable=False),
    Column("kelurahan", String(100), nullable=False),
    Column("kecamatan", String(100), nullable=False),
    Column("kabupaten", String(100), nullable=False),
    Column("provinsi", String(100), nullable=False),
    Column("kode_unit", String(2), nullable=False),
    Column("unit", String(100), nullable=False),
    Column("zona", String(4), nullable=False),
    Column("lat", Float),
    Column("lon", Float),
    Column("unit_pelayanan", String(100)),
    Column("posko", String(100)),
    Column("telepon", String(20)),
    Column("email", String(254)),
    Column("nama_kelurahan_baru", String(100)),
    Column("invented", Boolean, nullable=False),
    Index("customers_telepon", "telepon"),
)

applications = Table(
    "applications",
    metadata,
    Column("nomor", String(15), primary_key=True),
    Column("idempotency_key", String(200), nullable=False, unique=True),
    Column("jenis", String(2), nullable=False),
    Column("status", String(30), nullable=False),
    Column("daya", Integer, nullable=False),
    Column("nama_pelapor", String(100)),
    Column("alamat", String(500)),
    Column("idpel", String(12)),
    Column("no_telepon", String(20)),
    Column("hp_pelapor", String(20)),
    Column("email_pelapor", String(254)),
    Column("mulai", Date),
    Column("sampai", Date),
    Column("kode_unit", String(2), nullable=False),
    Column("created_at", UtcMoment, nullable=False),
)
