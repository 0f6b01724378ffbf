"""Where, and since when, PERIKSA is handled by self-diagnosis (PRK-08, PRK-08x)."""

from __future__ import annotations

from datetime import date

from bot.sop.book import Book


def self_diagnosis_areas(book: Book, on: date) -> tuple[str, ...]:
    """Names of the main units (``UID Banten``) whose customers had the self-diagnosis on that day."""
    areas = book.parameter("periksa", "self_diagnosis_areas")
    return tuple(area["uid"] for area in areas if area["from"] <= on)
