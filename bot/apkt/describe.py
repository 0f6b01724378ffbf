"""Tickets in words: dates and times as Indonesians write them, numbers in groups that can be read out."""

from __future__ import annotations

from datetime import datetime

from bot import clock

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
