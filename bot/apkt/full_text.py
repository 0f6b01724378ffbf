"""Search by words in the indexes of the database: every word must begin some word of the ticket.

SQLite answers from an FTS5 index, PostgreSQL from tsvector columns; both are kept by the database itself
(triggers, generated columns; see the migrations), and both give the same tickets.

Either reads the whole list of a beginning before it gives the first hit, and that of a word which stands in every
ticket is as long as the table. So the first tickets are looked through without the index; that finds a page of common
words, and shows which words are common. Only the others are asked of the index, and the rest of what it finds is
checked here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import column, func, literal_column, select, table
from sqlalchemy.engine import Connection

from bot.apkt import tables
from bot.apkt.sought_words import EVERYWHERE, SoughtWord, present, telling

_LOOKED_THROUGH = 256
"""So many tickets are looked through before the index is asked."""

_index = table("ticket_words", column("rowid"))
_COLUMN_OF = {"nama": "nama_pelapor", "alamat": "alamat"}
_VECTOR_OF = {"nama": "name_words", "alamat": "address_words", "q": "all_words"}

Ordered = Callable[[Any, Any, "int | None"], Any]
"""Puts a query in the order of the page: the query, the column that holds the position, the last position passed."""


def ids_with_words(
    connection: Connection, words: Sequence[SoughtWord], conditions: Sequence[Any], ordered: Ordered, wanted: int
) -> list[int]:
    """The first so many tickets with all of the words that meet the other conditions."""
    ids = tables.tickets.c.id
    query = select(ids, *(tables.tickets.c[name] for name in EVERYWHERE)).where(*conditions)
    rows = connection.execute(ordered(query, ids, None).limit(_LOOKED_THROUGH)).mappings().all()
    marks = [present(words, row) for row in rows]
    found = [row["id"] for row, mark in zip(rows, marks, strict=True) if all(mark)]
    if len(rows) < _LOOKED_THROUGH or len(found) >= wanted:
        return found[:wanted]
    asked = telling(words, marks)
    query, position = _narrowed(connection.dialect.name, query, asked)
    if len(asked) == len(words):
        rest = connection.execute(ordered(query, position, rows[-1]["id"]).limit(wanted - len(found)))
        return found + [row.id for row in rest]
    last, at_once = rows[-1]["id"], _LOOKED_THROUGH
    while len(found) < wanted:
        rows = connection.execute(ordered(query, position, last).limit(at_once)).mappings().all()
        found += [row["id"] for row in rows if all(present(words, row))]
        if len(rows) < at_once:
            break
        last, at_once = rows[-1]["id"], at_once * 4
    return found[:wanted]


def _narrowed(engine: str, query: Any, words: Sequence[SoughtWord]) -> tuple[Any, Any]:
    """The query narrowed to tickets with these words, and the column that holds their position."""
    if engine == "sqlite":
        parts = (
            (f"{_COLUMN_OF[one.criterion]}:" if one.criterion in _COLUMN_OF else "") + f'"{one.beginning}"*'
            for one in words
        )
        matches = literal_column("ticket_words").op("MATCH")(" AND ".join(parts))
        joined = query.join_from(tables.tickets, _index, _index.c.rowid == tables.tickets.c.id)
        return joined.where(matches), _index.c.rowid
    for criterion, vector in _VECTOR_OF.items():
        wanted = " & ".join(f"{one.beginning}:*" for one in words if one.criterion == criterion)
        if wanted:
            query = query.where(literal_column(f"tickets.{vector}").op("@@")(func.to_tsquery("simple", wanted)))
    return query, tables.tickets.c.id
