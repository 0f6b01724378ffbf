"""Numbers and dates as Indonesians write them."""

from __future__ import annotations

from datetime import date

from babel.dates import format_date
from babel.numbers import format_decimal

_LOCALE = "id_ID"


def written_number(value: float, decimals: int = 0) -> str:
    """``1.234`` or, with one decimal, ``1.234,5``."""
    return str(format_decimal(round(value, decimals), format=f"#,##0.{'0' * decimals}".rstrip("."), locale=_LOCALE))


def written_percent(part: int, whole: int) -> str:
    """``99,8%`` of a whole; of nothing, ``–``."""
    return f"{written_number(100 * part / whole, 1)}%" if whole else "–"


def written_date(day: date) -> str:
    """``22 November 2026``."""
    return str(format_date(day, "d MMMM y", locale=_LOCALE))
