"""Search by words in the indexes of the database: every word must begin some word of the ticket.

SQLite answers from an FTS5 index, PostgreSQL from tsvector columns; both are kept by the database itself
(triggers, generated columns; see the migrations), and both give the same tickets.

Either reads the whole list of a beginning before it gives the first hit, and that of a word which stands in every
ticket is as long as the table. So the first tickets are looked through without the index; that finds a page of common
words, and shows which words are common. Only the others are asked of the index, and what it finds is checked.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import column, func, literal_column, select, table
from sqlalchemy.engine import Connection

from bot.apkt import tables
from bot.apkt.sought_words import EVERYWHERE, SoughtWord, present, telling

_LOOKED_THROUGH = 128
"""So many tickets are looked through before the index is asked."""

_COMMON = {"postgresql": 1 / 16, "sqlite": 1 / 4}
"""From which share of the tickets on a word is common; PostgreSQL's lists of beginnings cost more to read."""

_OWN_LIST = (2, 3)
"""For beginnings of so many letters SQLite has lists ready (``prefix`` in the migration)."""

_CHECKED_AT_ONCE = 256
"""So many of what SQLite's index finds are fetched and checked at first."""

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
    last = rows[-1]["id"]
    asked: Sequence[SoughtWord] = telling(words, marks, _COMMON[connection.dialect.name])
    if connection.dialect.name == "sqlite":
        asked = [one for one in words if one in asked or len(one.beginning) in _OWN_LIST]
        return found + _from_sqlite(connection, words, asked, query, ordered, last, wanted - len(found))
    narrowed = _narrowed_in_postgresql(query, asked, [one for one in words if one not in asked])
    rest = connection.execute(ordered(narrowed, ids, last).limit(wanted - len(found)))
    return found + [row.id for row in rest]


def _from_sqlite(
    connection: Connection,
    words: Sequence[SoughtWord],
    asked: Sequence[SoughtWord],
    query: Any,
    ordered: Ordered,
    last: int,
    wanted: int,
) -> list[int]:
    """From behind the last position: what the index has for the words asked, if all words stand there."""
    parts = (
        (f"{_COLUMN_OF[one.criterion]}:" if one.criterion in _COLUMN_OF else "") + f'"{one.beginning}"*'
        for one in asked
    )
    matches = literal_column("ticket_words").op("MATCH")(" AND ".join(parts))
    query = query.join_from(tables.tickets, _index, _index.c.rowid == tables.tickets.c.id).where(matches)
    found: list[int] = []
    # each time the index reads its lists anew: where all words are asked, once is enough
    at_once = wanted if len(asked) == len(words) else _CHECKED_AT_ONCE
    while len(found) < wanted:
        rows = connection.execute(ordered(query, _index.c.rowid, last).limit(at_once)).mappings().all()
        found += [row["id"] for row in rows if all(present(words, row))]
        if len(rows) < at_once:
            break
        last, at_once = rows[-1]["id"], at_once * 4
    return found[:wanted]


def _narrowed_in_postgresql(query: Any, asked: Sequence[SoughtWord], others: Sequence[SoughtWord]) -> Any:
    """The query narrowed to tickets with these words; the others are no matter for the index."""
    for criterion, vector in _VECTOR_OF.items():
        for words, for_index in ((asked, True), (others, False)):
            wanted = " & ".join(f"{one.beginning}:*" for one in words if one.criterion == criterion)
            if wanted:
                holds = literal_column(f"tickets.{vector}").op("@@")(func.to_tsquery("simple", wanted))
                # "is true" changes nothing but that the planner sees no use for the index
                query = query.where(holds if for_index else holds.is_(True))
    return query
