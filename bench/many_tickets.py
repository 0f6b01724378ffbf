"""Invented tickets by the million, written straight into the tables: a million creates would take hours.

The same serial number always gives the same ticket. What a search may meet is all there: words that every ticket
has, names and streets that some share, fields that few have, and a history of one or two lines.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from random import Random
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import Connection

from bot import clock
from bot.apkt import numbering
from bot.apkt.history import DIBUAT, DISELESAIKAN
from bot.apkt.model import BELUM_SELESAI, GANGGUAN, KELUHAN, KWH_PERIKSA, SELESAI, WO_AUTODISPATCH
from bot.customers.demo import demo_customers
from bot.database import open_engine, writing

PER_DAY = 2_000
START = datetime(2020, 1, 1, tzinfo=timezone.utc)

_BATCH = 10_000
_UNTOLD = ("nomor", "version", "id", "updated_at")
_PROBLEMS = {
    GANGGUAN: ("1 RUMAH PADAM (DISPLAY APP TERTERA PERIKSA)", "SEBAGIAN RUMAH PADAM", "1 RUMAH PADAM (MCB TURUN)"),
    KELUHAN: ("ICONNET : INFO TAGIHAN", "PERMOHONAN TAMBAH DAYA PADAM"),
}


def grow(database_url: str, present: int, wanted: int) -> None:
    """Add the tickets from the ``present``-th to the ``wanted``-th, and let the database learn what it holds."""
    engine = open_engine(database_url)
    with writing(engine) as connection, _without_indexes(connection):
        for first in range(present, wanted, _BATCH):
            tickets, lines = _batch(range(first, min(first + _BATCH, wanted)))
            _write(connection, "tickets", tickets)
            _write(connection, "ticket_history", lines)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SET statement_timeout = 0"))
        connection.execute(text("VACUUM ANALYZE" if engine.dialect.name == "postgresql" else "ANALYZE"))
    engine.dispose()


@contextmanager
def _without_indexes(connection: Connection) -> Iterator[None]:
    """Indexes and triggers that only slow the filling down are set aside, and made anew afterwards."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        found = "SELECT 'INDEX', indexname, indexdef FROM pg_indexes WHERE tablename = 'tickets' AND indexdef {}"
        kept_aside = connection.execute(text(found.format("NOT LIKE '%UNIQUE%'"))).all()
    else:
        found = "SELECT upper(type), name, sql FROM sqlite_master WHERE tbl_name = 'tickets' AND sql NOT NULL {}"
        kept_aside = connection.execute(text(found.format("AND type IN ('index', 'trigger')"))).all()
    for kind, name, _ in kept_aside:
        connection.execute(text(f"DROP {kind} {name}"))
    yield
    for _, _, statement in kept_aside:
        connection.exec_driver_sql(statement)
    if connection.dialect.name == "sqlite":
        connection.execute(text("INSERT INTO ticket_words(ticket_words) VALUES ('rebuild')"))


def _batch(serials: range) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    chance = Random(serials.start)
    tickets: list[dict[str, Any]] = []
    lines: list[dict[str, Any]] = []
    for serial in serials:
        ticket = _ticket(serial, chance)
        tickets.append(ticket)
        lines += _history(ticket)
    return tickets, lines


def _ticket(serial: int, chance: Random) -> dict[str, Any]:
    customers = demo_customers()
    day, of_day = divmod(serial, PER_DAY)
    moment = START + timedelta(days=day, seconds=of_day * 40)
    customer = chance.choice(customers)
    jenis = GANGGUAN if chance.random() < 0.8 else KELUHAN
    nomor = f"{jenis[0]}{customer.kode_unit}{clock.local(moment, 'WIB'):%y%m%d}{of_day + 1:05d}"
    status = BELUM_SELESAI if chance.random() < 0.05 else SELESAI
    sent = chance.random()
    tipe_wo = KWH_PERIKSA if sent < 0.1 else WO_AUTODISPATCH if sent < 0.8 else None
    starred = chance.random() < 0.03
    return {
        "id": numbering.position(nomor, moment),
        "nomor": nomor,
        "version": 1 if status == BELUM_SELESAI else 2,
        "jenis": jenis,
        "status": status,
        "lapor_ulang": starred,
        "issue_closed": False,
        "eskalasi": status == BELUM_SELESAI and chance.random() < 0.02,
        "kode_unit": customer.kode_unit,
        "tipe_wo": tipe_wo if jenis == GANGGUAN else None,
        "permasalahan": chance.choice(_PROBLEMS[jenis]),
        "keterangan": "PELANGGAN DAPAT DIHUBUNGI VIA TELEPON, WA & SMS" if chance.random() < 0.5 else None,
        "idpel": f"{customer.kode_unit}{chance.randrange(10**10):010d}",
        "nama_pelapor": f"{customer.nama} {chance.choice(customers).nama.split()[-1]}",
        "alamat": f"{chance.choice(customers).jalan} No. {chance.randrange(1, 300)}, {customer.kelurahan}, "
        f"{customer.kecamatan}",
        "no_telepon": f"08120{chance.randrange(10**7):07d}",
        "hp_pelapor": f"08130{chance.randrange(10**7):07d}" if chance.random() < 0.5 else None,
        "unit": customer.unit,
        "kontak": ["telepon", "wa"],
        "nomor_terkait": f"G54200101{serial % 99_999:05d}" if chance.random() < 0.02 else None,
        "kanal": "chat",
        "created_at": moment,
        "updated_at": moment + timedelta(hours=2),
    }


def _history(ticket: dict[str, Any]) -> Iterator[dict[str, Any]]:
    told = [[name, None, value] for name, value in ticket.items() if value is not None and name not in _UNTOLD]
    line = {"ticket_id": ticket["id"], "sequence": 1, "at": ticket["created_at"], "actor": "bench", "note": None}
    yield {**line, "action": DIBUAT, "changes": told}
    if ticket["status"] == SELESAI:
        done = [["status", BELUM_SELESAI, SELESAI]]
        yield {**line, "sequence": 2, "at": ticket["updated_at"], "action": DISELESAIKAN, "changes": done}


def _write(connection: Connection, table: str, rows: list[dict[str, Any]]) -> None:
    """All rows at once by the driver's own quickest way; they have the same fields."""
    columns = ", ".join(rows[0])
    cursor = connection.connection.cursor()
    if connection.dialect.name == "postgresql":
        lines = io.StringIO()
        csv.writer(lines).writerows([_plain(value) for value in row.values()] for row in rows)
        lines.seek(0)
        cursor.copy_expert(f"COPY {table} ({columns}) FROM STDIN WITH (FORMAT csv)", lines)
    else:
        places = ", ".join("?" * len(rows[0]))
        plain = [tuple(_plain(value, zone=False) for value in row.values()) for row in rows]
        cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({places})", plain)
    cursor.close()


def _plain(value: Any, zone: bool = True) -> Any:
    if isinstance(value, datetime):
        written = value.astimezone(timezone.utc).isoformat(" ", "microseconds")
        return written if zone else written.partition("+")[0]
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=datetime.isoformat)
    return value
