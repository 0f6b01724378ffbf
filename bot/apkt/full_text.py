"""Search by words: every word of the question must begin some word of the ticket.

SQLite answers from an FTS5 index, PostgreSQL from tsvector columns; both are kept by the database itself
(triggers, generated columns; see the migrations), and both give the same tickets.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import column, func, literal_column, table

from bot.apkt import tables
from bot.apkt.errors import TicketError
from bot.apkt.model import TicketSearch
from bot.apkt.validation import clean_text

SEARCHED = ("nomor", "nama_pelapor", "alamat", "acuan_lokasi", "permasalahan", "keterangan")
"""The fields in which ``q`` looks."""

_index = table("ticket_words", column("rowid"))
_MOST_WORDS = 8
_WORDS_LIMIT = 100
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class SoughtWords:
    """Beginnings of words, by where they must stand: in the name, in the address, in any searched field."""

    name: tuple[str, ...] = ()
    address: tuple[str, ...] = ()
    anywhere: tuple[str, ...] = ()

    @classmethod
    def of(cls, criteria: TicketSearch) -> SoughtWords:
        """The words of a question.

        Raises:
            TicketError: for one that is too long, or holds no word of two letters.
        """
        return cls(*(_words_of(field, getattr(criteria, field)) for field in ("nama", "alamat", "q")))

    def __bool__(self) -> bool:
        return bool(self.name or self.address or self.anywhere)

    def stand_in(self, row: Mapping[str, Any]) -> bool:
        """Whether they stand in these fields of a ticket; the same answer that the index gives."""
        sought = ((self.name, ("nama_pelapor",)), (self.address, ("alamat",)), (self.anywhere, SEARCHED))
        return all(_all_begin(beginnings, row, fields) for beginnings, fields in sought)


def narrow_by_words(engine: str, query: Any, words: SoughtWords) -> tuple[Any, Any]:
    """The query narrowed to tickets with these words, and the column by which to order and page."""
    if not words:
        return query, tables.tickets.c.id
    if engine == "sqlite":
        parts = [f'nama_pelapor:"{word}"*' for word in words.name] + [f'alamat:"{word}"*' for word in words.address]
        parts += [f'"{word}"*' for word in words.anywhere]
        matches = literal_column("ticket_words").op("MATCH")(" AND ".join(parts))
        joined = query.join_from(tables.tickets, _index, _index.c.rowid == tables.tickets.c.id)
        return joined.where(matches), _index.c.rowid
    for wanted, vector in ((words.name, "name_words"), (words.address, "address_words"), (words.anywhere, "all_words")):
        if wanted:
            sought = func.to_tsquery("simple", " & ".join(f"{word}:*" for word in wanted))
            query = query.where(literal_column(f"tickets.{vector}").op("@@")(sought))
    return query, tables.tickets.c.id


def _words_of(field: str, value: str | None) -> tuple[str, ...]:
    text = clean_text(field, value, _WORDS_LIMIT)
    if text is None:
        return ()
    words = tuple(_WORD.findall(text.lower())[:_MOST_WORDS])
    if not words or max(map(len, words)) < 2:
        raise TicketError("format_salah", "Tuliskan sedikitnya dua huruf untuk mencari.", field)
    return words


def _all_begin(beginnings: tuple[str, ...], row: Mapping[str, Any], fields: tuple[str, ...]) -> bool:
    if not beginnings:
        return True
    words = _WORD.findall(" ".join(row[name] or "" for name in fields).lower())
    return all(any(word.startswith(beginning) for word in words) for beginning in beginnings)
