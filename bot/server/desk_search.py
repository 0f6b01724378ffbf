"""The search form of Monitoring Tiket: from the page's address to what the store looks for (LU-01)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from bot import clock
from bot.apkt.errors import TicketError
from bot.apkt.model import JENIS, STATUS, TIPE_WO, TicketSearch
from bot.units import unit_names

PAGE_SIZE = 25
LONGEST_VALUE = 100
ZONE_OF_DAYS = "WIB"
"""A day is that by which reports are numbered."""

OLDEST_FIRST = "terlama"
STARRED = "ya"

_WORD_FIELDS = ("nomor", "telepon", "idpel", "nama", "alamat", "q")
_CHOICE_FIELDS = ("status", "jenis", "tipe_wo", "unit")
_OTHER_FIELDS = ("lapor_ulang", "dari", "sampai", "urut")
FIELDS = (*_WORD_FIELDS, *_CHOICE_FIELDS, *_OTHER_FIELDS)
MENUS: Mapping[str, tuple[str, ...]] = {"status": STATUS, "jenis": JENIS, "tipe_wo": TIPE_WO}


@dataclass(frozen=True)
class SearchForm:
    """What was typed, by field of the form; only what was filled in."""

    values: Mapping[str, str]

    @classmethod
    def read(cls, query: Mapping[str, str]) -> SearchForm:
        """From the page's address; what is no field of the form is left out."""
        typed = {name: query.get(name, "").strip()[:LONGEST_VALUE] for name in FIELDS}
        return cls({name: value for name, value in typed.items() if value})

    @property
    def query(self) -> str:
        """The same as it stands in an address."""
        return urlencode(self.values)

    @property
    def is_refined(self) -> bool:
        """Whether more than words are looked for."""
        return any(name in self.values for name in (*_CHOICE_FIELDS, *_OTHER_FIELDS))

    def criteria(self, *, limit: int = PAGE_SIZE, cursor: str | None = None) -> TicketSearch:
        """What the store looks for.

        Raises:
            TicketError: for a date that is none, and later by the store for what it can't look for.
        """
        words: dict[str, Any] = {name: self.values.get(name) for name in (*_WORD_FIELDS, *_CHOICE_FIELDS)}
        return TicketSearch(
            **words,
            lapor_ulang=True if self.values.get("lapor_ulang") == STARRED else None,
            created_from=self._start_of("dari"),
            created_before=self._start_of("sampai", days_later=1),
            oldest_first=self.values.get("urut") == OLDEST_FIRST,
            limit=limit,
            cursor=cursor,
        )

    def _start_of(self, name: str, days_later: int = 0) -> datetime | None:
        if name not in self.values:
            return None
        try:
            day = date.fromisoformat(self.values[name]) + timedelta(days=days_later)
        except (ValueError, OverflowError):
            raise TicketError("format_salah", "Tanggal ditulis sebagai tahun-bulan-hari.", name) from None
        return datetime.combine(day, time(), clock.ZONES[ZONE_OF_DAYS])


def units() -> tuple[str, ...]:
    """The units by which reports can be looked for."""
    return tuple(unit_names().values())
