"""Search by words: every word of the question must begin some word of the ticket.

SQLite answers from an FTS5 index, PostgreSQL from tsvector columns; both are kept by the database itself
(triggers, generated columns; see the migrations), and both give the same tickets.
"""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import column, func, literal_column, table

from bot.apkt import tables
from bot.apkt.errors import TicketError

_index = table("ticket_words", column("rowid"))
_MOST_WORDS = 8


def narrow_by_words(
    engine: str, query: Any, *, name_words: str | None, address_words: str | None, any_words: str | None
) -> tuple[Any, Any]:
    """The query narrowed to tickets with these words, and the column by which to order and page."""
    if name_words is None and address_words is None and any_words is None:
        return query, tables.tickets.c.id
    names = _words_of("nama", name_words)
    address = _words_of("alamat", address_words)
    anything = _words_of("q", any_words)
    if engine == "sqlite":
        parts = [f'nama_pelapor:"{word}"*' for word in names] + [f'alamat:"{word}"*' for word in address]
        parts += [f'"{word}"*' for word in anything]
        matches = literal_column("ticket_words").op("MATCH")(" AND ".join(parts))
        joined = query.join_from(tables.tickets, _index, _index.c.rowid == tables.tickets.c.id)
        return joined.where(matches), _index.c.rowid
    # words of the address have no index of their own: that of all words leaves few to look through
    for words, vector in ((names, "name_words"), ([*address, *anything], "all_words")):
        if words:
            query = query.where(literal_column(f"tickets.{vector}").op("@@")(_wanted(words)))
    if address:
        vector_of_address = func.to_tsvector("simple", func.coalesce(tables.tickets.c.alamat, ""))
        query = query.where(vector_of_address.op("@@")(_wanted(address)))
    return query, tables.tickets.c.id


def _wanted(words: list[str]) -> Any:
    return func.to_tsquery("simple", " & ".join(f"{word}:*" for word in words))


def _words_of(field: str, text: str | None) -> list[str]:
    if text is None:
        return []
    words = re.findall(r"[^\W_]+", text.lower())[:_MOST_WORDS]
    if not words or max(map(len, words)) < 2:
        raise TicketError("format_salah", "Tuliskan sedikitnya dua huruf untuk mencari.", field)
    return words
