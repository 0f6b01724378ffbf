"""Texts that APKT wants word for word in keterangan (PRK-16c, PRK-17k), and changed data as it names them (UL-02)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from bot import clock
from bot.apkt.model import SMS, TELEPON, WA
from bot.sop.book import Book

_CHANNEL_NAMES = {TELEPON: "TELEPON", WA: "WA", SMS: "SMS"}
NAMES_IN_APKT: Mapping[str, str] = {
    "nama_pelapor": "NAMA",
    "alamat": "ALAMAT",
    "acuan_lokasi": "ACUAN LOKASI",
    "hp_pelapor": "NOMOR HP",
    "email_pelapor": "E-MAIL",
}
"""Field → what it is called in a remark about changed data."""


def contact_remark(book: Book, channels: Collection[str]) -> str | None:
    """``PELANGGAN DAPAT DIHUBUNGI VIA TELEPON, WA & SMS``; ``None`` without a channel."""
    names = [name for channel, name in _CHANNEL_NAMES.items() if channel in channels]
    if not names:
        return None
    media = " & ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]
    return str(book.parameter("periksa", "keterangan_kontak")).format(media=media)


def confirmation_remark(book: Book, moment: datetime, zona: str) -> str:
    """``PENELEPON MINTA DIKONFIRMASI PUKUL 16.00, …`` by the clock of the premises."""
    hour = f"{clock.local(moment, zona):%H.%M}"
    return str(book.parameter("periksa", "keterangan_konfirmasi")).format(jam=hour)


def changes_in_words(changes: Mapping[str, Any]) -> list[str]:
    """``NOMOR HP MENJADI 0812…`` for each field that was given a value."""
    return [f"{name} MENJADI {changes[field]}" for field, name in NAMES_IN_APKT.items() if changes.get(field)]
