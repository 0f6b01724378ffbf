"""Tickets as they are now, one or many, found by number or by what is known of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import partial
from typing import Any

from sqlalchemy import not_, or_, select, union
from sqlalchemy.engine import Connection, Row

from bot.apkt import numbering, tables
from bot.apkt.errors import TicketError
from bot.apkt.full_text import ids_with_words
from bot.apkt.model import WO_AUTODISPATCH, HistoryEntry, Page, Ticket, TicketSearch
from bot.apkt.rows import entry_of, ticket_of
from bot.apkt.sought_words import words_of
from bot.apkt.validation import clean_values
from bot.phone_numbers import national_form

LARGEST_PAGE = 200


def plain_number(nomor: str) -> str:
    """A number as it is kept: capitals, without blanks, unreadable characters and the ``*``."""
    # no ticket has them, and PostgreSQL refuses to look for a NUL
    readable = (character for character in nomor[:40].upper() if character.isprintable())
    return "".join("".join(readable).split()).rstrip("*")


def load_ticket(connection: Connection, nomor: str) -> Ticket | None:
    """The ticket of that number with its history."""
    found = connection.execute(select(tables.tickets).where(tables.tickets.c.nomor == plain_number(nomor))).all()
    return next(iter(_with_history(connection, found)), None)


def find_tickets(connection: Connection, criteria: TicketSearch) -> Page:
    """Tickets that meet every criterion, newest (or oldest) first.

    Raises:
        TicketError: for a malformed criterion, limit or cursor.
    """
    if not 1 <= criteria.limit <= LARGEST_PAGE:
        raise TicketError("format_salah", f"Batas per halaman antara 1 dan {LARGEST_PAGE}.", "limit")
    words = words_of(criteria)
    conditions = _conditions(criteria)
    query, position = select(tables.tickets), tables.tickets.c.id
    if words:
        ordered = partial(_ordered, criteria)
        ids = ids_with_words(connection, words, conditions, ordered, criteria.limit + 1)
        query = query.where(position.in_(ids)).order_by(position.asc() if criteria.oldest_first else position.desc())
    else:
        query = _ordered(criteria, query.where(*conditions), position, None)
    found = connection.execute(query.limit(criteria.limit + 1)).all()
    shown = found[: criteria.limit]
    next_cursor = f"{shown[-1].id:x}" if len(found) > criteria.limit else None
    return Page(_with_history(connection, shown), next_cursor)


def _conditions(criteria: TicketSearch) -> list[Any]:
    """Every criterion but the words and where the page lies."""
    column = tables.tickets.c
    exact = clean_values(
        {
            name: getattr(criteria, name)
            for name in ("idpel", "status", "jenis", "tipe_wo", "unit", "lapor_ulang", "eskalasi", "nomor_terkait")
            if getattr(criteria, name) is not None
        }
    )
    conditions = [column[name] == value for name, value in exact.items() if value is not None]
    if criteria.nomor is not None:
        conditions.append(column.nomor == plain_number(criteria.nomor))
    if criteria.with_wo is not None:
        dispatched = column.tipe_wo == WO_AUTODISPATCH
        if criteria.with_wo:
            conditions.append(or_(dispatched, column.wo_dikirim_at.is_not(None)))
        else:
            conditions += [or_(column.tipe_wo.is_(None), not_(dispatched)), column.wo_dikirim_at.is_(None)]
    if criteria.with_ctt is not None:
        conditions.append(column.ctt.is_not(None) if criteria.with_ctt else column.ctt.is_(None))
    if criteria.telepon is not None:
        number = national_form(criteria.telepon[:40])
        # two look-ups, each by its own index: for an OR both engines may walk through the whole table
        phones = (column.no_telepon, column.hp_pelapor)
        holders = (select(column.id).where(phone == number) for phone in phones)
        conditions.append(column.id.in_(union(*holders)))
    if criteria.created_from is not None:
        conditions.append(column.created_at >= max(criteria.created_from, numbering.ERA))
    if criteria.created_before is not None:
        conditions.append(column.created_at < max(criteria.created_before, numbering.ERA))
    return conditions


def _ordered(criteria: TicketSearch, query: Any, position: Any, passed: int | None) -> Any:
    """The query in its order, from behind ``passed`` or else from where the page begins.

    Args:
        position: the column that holds a ticket's position.
    """
    if criteria.created_from is not None:
        query = query.where(position >= numbering.first_position(max(criteria.created_from, numbering.ERA)))
    if criteria.created_before is not None:
        first_beyond = numbering.first_position(max(criteria.created_before, numbering.ERA))
        query = query.where(position < first_beyond + numbering.POSITIONS_IN_A_SECOND)
    last = _position_of(criteria.cursor) if passed is None and criteria.cursor is not None else passed
    if last is not None:
        query = query.where(position > last if criteria.oldest_first else position < last)
    return query.order_by(position.asc() if criteria.oldest_first else position.desc())


def _position_of(cursor: str) -> int:
    try:
        position = int(cursor[:20], 16)
    except ValueError:
        position = -1
    if not 0 <= position < 2**63:
        raise TicketError("format_salah", "Penanda halaman tidak dikenal.", "cursor")
    return position


def _with_history(connection: Connection, rows: Sequence[Row]) -> tuple[Ticket, ...]:
    """Tickets of the rows, each with the lines that led to this row and none that came after it was read."""
    if not rows:
        return ()
    column = tables.history.c
    entries: dict[int, list[HistoryEntry]] = defaultdict(list)
    versions = {row.id: row.version for row in rows}
    for line in connection.execute(
        select(tables.history).where(column.ticket_id.in_(list(versions))).order_by(column.ticket_id, column.sequence)
    ).mappings():
        if line["sequence"] <= versions[line["ticket_id"]]:
            entries[line["ticket_id"]].append(entry_of(line))
    return tuple(ticket_of(row._mapping, entries[row.id]) for row in rows)
