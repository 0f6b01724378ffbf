"""Tickets in words: dates and times as Indonesians write them, numbers in groups that can be read out."""

from __future__ import annotations

from datetime import datetime

from bot import clock
from bot.apkt.model import Ticket

_MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip


def written_moment(moment: datetime, zona: str = "WIB") -> str:
    """``6 Juli 2018 pukul 14.05 WIB``: the moment on the wall clock of the zone."""
    there = clock.local(moment, zona)
    return f"{there.day} {_MONTHS[there.month - 1]} {there.year} pukul {there:%H.%M} {zona}"


def grouped_ctt(ctt: str) -> str:
    """The 20 digits of a clear tamper token in groups of four (VCC-02)."""
    return " ".join(ctt[start : start + 4] for start in range(0, len(ctt), 4))


def ticket_card(ticket: Ticket, zona: str = "WIB") -> dict[str, str]:
    """What the caller is shown of a report: its number and what was passed on, never the nine values."""
    shown = {
        "nomor": ticket.nomor_tampil,
        "jenis": ticket.jenis,
        "status": ticket.status,
        "tipe_wo": ticket.tipe_wo,
        "permasalahan": ticket.permasalahan,
        "nama_pelapor": ticket.nama_pelapor,
        "alamat": ticket.alamat,
        "acuan_lokasi": ticket.acuan_lokasi,
        "unit": ticket.unit,
        "created_at": ticket.created_at.isoformat(),
        "dibuat": written_moment(ticket.created_at, zona),
    }
    return {name: value for name, value in shown.items() if value}
