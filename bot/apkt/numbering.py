"""Report numbers: ``G5418070600123`` is GANGGUAN, unit 54, 6 July 2018, its 123rd."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from bot import clock
from bot.apkt.errors import TicketError
from bot.apkt.model import GANGGUAN
from bot.apkt.tables import number_counters

LAST_SERIAL = 99_999
ERA = datetime(2000, 1, 1, tzinfo=timezone.utc)
"""Before it there is no ticket; positions count from here."""

POSITIONS_IN_A_SECOND = 1 << 25
"""Room for every serial of two kinds and a hundred units."""


def _count_on(insert: Any) -> Any:
    return insert(number_counters).on_conflict_do_update(
        index_elements=["jenis", "kode_unit", "day"],
        set_={"last_serial": number_counters.c.last_serial + 1},
    )


_COUNT_ON = {
    "sqlite": _count_on(sqlite.insert),
    "postgresql": _count_on(postgresql.insert).returning(number_counters.c.last_serial),
}
# SQLite before 3.35 has no RETURNING, and SQLAlchemy 1.4 knows of none in SQLite
_READ_COUNTER = select(number_counters.c.last_serial).where(
    *(number_counters.c[name] == bindparam(name) for name in ("jenis", "kode_unit", "day"))
)


def take_number(connection: Connection, jenis: str, kode_unit: str, moment: datetime) -> str:
    """The next number, counted in the caller's transaction: rolled back with it, and never given out twice.

    The day is that of Western Indonesian time, by which APKT counts in every unit (tafsir).

    Raises:
        TicketError: ``nomor_habis`` after 99,999 reports of one kind, unit and day.
    """
    counter = counter_of(jenis, kode_unit, moment)
    counted = connection.execute(_COUNT_ON[connection.dialect.name], {**counter, "last_serial": 1})
    found = counted if counted.returns_rows else connection.execute(_READ_COUNTER, counter)
    return written(counter, found.scalar_one())


def counter_of(jenis: str, kode_unit: str, moment: datetime) -> dict[str, str]:
    """Which counter counts: the key of its row."""
    return {"jenis": jenis, "kode_unit": kode_unit, "day": clock.local(moment, "WIB").strftime("%y%m%d")}


def written(counter: Mapping[str, str], serial: int) -> str:
    """The number that is the ``serial``-th of its counter.

    Raises:
        TicketError: as :func:`take_number`.
    """
    if serial > LAST_SERIAL:
        raise TicketError("nomor_habis", "Nomor laporan untuk unit ini hari ini sudah habis.", "kode_unit")
    return f"{_letter(counter['jenis'])}{counter['kode_unit']}{counter['day']}{serial:05d}"


def position(nomor: str, moment: datetime) -> int:
    """A unique whole number below 2**63 that orders tickets by the second, then by their serial.

    The tables use it as their key: newest first, date ranges and full-text hits then need no sorting.
    """
    serial, unit = int(nomor[9:]), int(nomor[1:3])
    within_second = (serial * 2 + (nomor[0] == _letter(GANGGUAN))) * 100 + unit
    return first_position(moment) + within_second


def first_position(moment: datetime) -> int:
    """The lowest position that a ticket of the second of ``moment`` can have."""
    return int((moment - ERA).total_seconds() // 1) * POSITIONS_IN_A_SECOND


def _letter(jenis: str) -> str:
    return "G" if jenis == GANGGUAN else "K"
