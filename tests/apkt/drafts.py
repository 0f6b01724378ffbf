"""Reports for tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone
from typing import Any

from bot.apkt.model import (
    GANGGUAN,
    KELUHAN,
    KWH_PERIKSA,
    SELF_DIAGNOSIS_CODES,
    TETANGGA_TIDAK_TURUT_PADAM,
    WO_AUTODISPATCH,
    Coordinates,
    TicketDraft,
)

NINE_VALUES = dict(
    zip(SELF_DIAGNOSIS_CODES, ("1", "0402", "Null", "221", "0,35", "0.3", "0", "12,5", "77"), strict=True)
)

FULL_GANGGUAN = TicketDraft(
    jenis=GANGGUAN,
    permasalahan="DISPLAY PADA APP TERTERA PERIKSA (LISTRIK MASIH MENYALA)",
    kode_unit="54",
    tipe_wo=KWH_PERIKSA,
    tipe_permasalahan=TETANGGA_TIDAK_TURUT_PADAM,
    keterangan="PELANGGAN DAPAT DIHUBUNGI VIA TELEPON, WA & SMS",
    idpel="541234567890",
    nomor_meter="14123456789",
    nama_pelapor="Budi Santoso",
    alamat="Jl. Melati No. 7, RT 002/RW 003",
    acuan_lokasi="Seberang masjid Al-Ikhlas",
    provinsi="Daerah Khusus Ibukota Jakarta",
    kabupaten="Kota Jakarta Selatan",
    kecamatan="Tebet",
    kelurahan="Tebet Barat",
    no_telepon="0215000123",
    hp_pelapor="081200000123",
    email_pelapor="budi@example.id",
    kontak=("telepon", "wa", "sms"),
    tanggal_padam=datetime(2022, 3, 1, 1, 30, tzinfo=timezone.utc),
    koordinat=Coordinates(-6.23, 106.85),
    unit="UID Jakarta Raya",
    unit_pelayanan="ULP Tebet",
    posko="Posko Tebet",
    konfirmasi=datetime(2022, 3, 1, 9, 0, tzinfo=timezone.utc),
    self_diagnosis=NINE_VALUES,
    cso_penerima="CC.54.HANA",
    kanal="chat",
)


def gangguan(**fields: Any) -> TicketDraft:
    """A short disturbance report with some fields as the test wants them."""
    short = TicketDraft(GANGGUAN, "1 RUMAH PADAM", kode_unit="54", tipe_wo=WO_AUTODISPATCH)
    return replace(short, **fields)


def keluhan(**fields: Any) -> TicketDraft:
    """A short complaint with some fields as the test wants them."""
    return replace(TicketDraft(KELUHAN, "ICONNET : INFO TAGIHAN", kode_unit="54"), **fields)
