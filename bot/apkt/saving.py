"""A new report on its way into the tables, with as few round trips to the database as the engine allows.

Between its number and the end of the transaction nobody else gets a number of that kind, unit and day: whatever takes
long there, all others wait for.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Table, bindparam, insert, select, text
from sqlalchemy.engine import Connection

from bot.apkt import numbering, tables

_INTO = (tables.tickets, tables.history, tables.operations)
"""Where the rows of a report go, in this order: the later ones point to the first."""


def number_for(connection: Connection, key: str, jenis: str, kode_unit: str, moment: datetime) -> str | None:
    """The next number for a report under this idempotency key; ``None`` if the key was used before.

    Raises:
        TicketError: ``nomor_habis``, as :func:`bot.apkt.numbering.take_number`.
    """
    if connection.dialect.name == "postgresql":
        counter = numbering.counter_of(jenis, kode_unit, moment)
        serial = connection.execute(_COUNT_FOR_NEW_KEY, {**counter, "key": key}).scalar_one_or_none()
        return None if serial is None else numbering.written(counter, serial)
    if connection.execute(_FIND_KEY, {"key": key}).first() is not None:
        return None
    return numbering.take_number(connection, jenis, kode_unit, moment)


def write_report(connection: Connection, *rows: Mapping[str, Any]) -> None:
    """The rows of the ticket (all columns), of its first history line and of its operation."""
    if connection.dialect.name == "postgresql":
        of_tables = zip(_INTO, rows, strict=True)
        named = {_name(table, column): value for table, row in of_tables for column, value in row.items()}
        connection.execute(_WRITE_AT_ONCE, named)
        return
    for statement, row in zip(_WRITE_ONE_BY_ONE, rows, strict=True):
        connection.execute(statement, dict(row))


def _name(table: Table, column: str) -> str:
    return f"{table.name}_{column}"


def _insertion(table: Table) -> str:
    columns = [column.name for column in table.c]
    values = (f":{_name(table, column)}" for column in columns)
    return f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES ({', '.join(values)})"


_FIND_KEY = select(tables.operations.c.nomor).where(tables.operations.c.idempotency_key == bindparam("key"))
_WRITE_ONE_BY_ONE = tuple(insert(table) for table in _INTO)
# the driver sends them together; each statement still sees what the one before has written
_WRITE_AT_ONCE = text("; ".join(map(_insertion, _INTO))).bindparams(
    *(bindparam(_name(table, column.name), type_=column.type) for table in _INTO for column in table.c)
)
# the lock first and in a statement of its own: what is read after it includes what its last holder saved
_COUNT_FOR_NEW_KEY = text(
    "SELECT pg_advisory_xact_lock(hashtextextended(:key, 0)); "
    f"INSERT INTO {tables.number_counters.name} AS counter (jenis, kode_unit, day, last_serial) "
    "SELECT :jenis, :kode_unit, :day, 1 "
    f"WHERE NOT EXISTS (SELECT FROM {tables.operations.name} WHERE idempotency_key = :key) "
    "ON CONFLICT (jenis, kode_unit, day) DO UPDATE SET last_serial = counter.last_serial + 1 RETURNING last_serial"
)
