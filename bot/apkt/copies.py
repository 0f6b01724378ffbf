"""Reports copied from one database to another, as they are or as they stood at an earlier moment."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import and_, insert, select, update
from sqlalchemy.engine import Connection

from bot import clock
from bot.apkt import history, numbering, tables
from bot.apkt.model import Ticket
from bot.apkt.rows import row_of, row_of_line, state_of


def as_it_stood(ticket: Ticket, moment: datetime) -> Ticket | None:
    """The ticket just before ``moment``, with its history until then; ``None`` if it was not made yet.

    Raises:
        HistoryBroken: if its history does not lead to a state.
    """
    lines = tuple(line for line in ticket.history if line.at < moment)
    return Ticket(**history.replay(lines), history=lines) if lines else None


def put_copy(connection: Connection, ticket: Ticket) -> None:
    """Save ``ticket`` under its own number; numbers given out from now on come after it."""
    ticket_id = numbering.position(ticket.nomor, ticket.created_at)
    row = {"id": ticket_id, "version": len(ticket.history), "updated_at": ticket.updated_at}
    connection.execute(insert(tables.tickets).values({**row, **row_of(state_of(ticket))}))
    connection.execute(insert(tables.history), [row_of_line(ticket_id, line) for line in ticket.history])
    _count_up_to(connection, ticket)


def _count_up_to(connection: Connection, ticket: Ticket) -> None:
    column = tables.number_counters.c
    day = clock.local(ticket.created_at, "WIB").strftime("%y%m%d")
    own = and_(column.jenis == ticket.jenis, column.kode_unit == ticket.kode_unit, column.day == day)
    serial = int(ticket.nomor[-5:])
    counted = connection.execute(select(column.last_serial).where(own)).scalar_one_or_none()
    if counted is None:
        counter = {"jenis": ticket.jenis, "kode_unit": ticket.kode_unit, "day": day, "last_serial": serial}
        connection.execute(insert(tables.number_counters).values(counter))
    elif counted < serial:
        connection.execute(update(tables.number_counters).where(own).values(last_serial=serial))
