"""Texts that APKT wants word for word in keterangan (PRK-17k), and changed data as it names them (UL-02)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot import clock
from bot.sop.book import Book

NAMES_IN_APKT: Mapping[str, str] = {
    "nama_pelapor": "NAMA",
    "alamat": "ALAMAT",
    "acuan_lokasi": "ACUAN LOKASI",
    "hp_pelapor": "NOMOR HP",
    "email_pelapor": "E-MAIL",
}
"""Field → what it is called in a remark about changed data."""


def confirmation_remark(book: Book, moment: datetime, zona: str) -> str:
    """``PENELEPON MINTA DIKONFIRMASI PUKUL 16.00, …`` by the clock of the premises."""
    hour = f"{clock.local(moment, zona):%H.%M}"
    return str(book.parameter("periksa", "keterangan_konfirmasi")).format(jam=hour)


def changes_in_words(changes: Mapping[str, Any]) -> list[str]:
    """``NOMOR HP MENJADI 0812…`` for each field that was given a value."""
    return [f"{name} MENJADI {changes[field]}" for field, name in NAMES_IN_APKT.items() if changes.get(field)]
