"""Measure the ticket store: creates a second, and the 95th percentile of searches as the store grows.

Generated tickets are written straight into the tables (a million creates would take hours), then the real
searches are timed. SQLite in a temporary folder; PostgreSQL when ``--postgresql`` names an empty database.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime, timedelta, timezone
from multiprocessing import get_context
from random import Random

from sqlalchemy import insert, text

from bot import clock
from bot.apkt import numbering, tables
from bot.apkt.model import (
    BELUM_SELESAI,
    GANGGUAN,
    KELUHAN,
    SELESAI,
    WO_AUTODISPATCH,
    TicketDraft,
    TicketSearch,
)
from bot.apkt.store import TicketStore
from bot.customers.demo import demo_customers
from bot.database import open_engine, reading, writing
from bot.migrations import upgrade

CLIENTS = 4
BATCH = 5_000
PER_DAY = 2_000
START = datetime(2020, 1, 1, tzinfo=timezone.utc)


def create_some(database_url: str, client: int, number: int) -> int:
    """One client: as many creates as told."""
    store = TicketStore(database_url)
    customers = demo_customers()
    for serial in range(number):
        customer = customers[serial % len(customers)]
        store.create(
            TicketDraft(
                jenis=GANGGUAN,
                permasalahan="1 RUMAH PADAM (DISPLAY APP TERTERA PERIKSA)",
                kode_unit=customer.kode_unit,
                tipe_wo=WO_AUTODISPATCH,
                idpel=customer.idpel,
                nama_pelapor=customer.nama,
                alamat=customer.alamat,
                no_telepon=customer.telepon,
                unit=customer.unit,
            ),
            actor="bench",
            idempotency_key=f"bench {client} {serial} {time.time_ns()}",
        )
    store.close()
    return number


def creates_a_second(database_url: str, number: int) -> float:
    """Creates a second from four client processes, their start left out."""
    with ProcessPoolExecutor(CLIENTS, mp_context=get_context("spawn")) as clients:
        list(clients.map(create_some, [database_url] * CLIENTS, range(CLIENTS), [5] * CLIENTS))
        began = time.perf_counter()
        shares = [number // CLIENTS] * CLIENTS
        made = sum(clients.map(create_some, [database_url] * CLIENTS, range(CLIENTS), shares))
        return made / (time.perf_counter() - began)


def grow(database_url: str, present: int, wanted: int) -> None:
    """Add generated tickets from the ``present``-th to the ``wanted``-th, with their first history line."""
    engine = open_engine(database_url)
    chance = Random(present)
    customers = demo_customers()
    for first in range(present, wanted, BATCH):
        rows = []
        for serial in range(first, min(first + BATCH, wanted)):
            day, of_day = divmod(serial, PER_DAY)
            moment = START + timedelta(days=day, seconds=of_day * 40)
            customer = chance.choice(customers)
            jenis = GANGGUAN if chance.random() < 0.8 else KELUHAN
            local_day = clock.local(moment, "WIB")
            nomor = f"{jenis[0]}{customer.kode_unit}{local_day:%y%m%d}{of_day + 1:05d}"
            rows.append(
                {
                    "id": numbering.position(nomor, moment),
                    "nomor": nomor,
                    "version": 1,
                    "jenis": jenis,
                    "status": BELUM_SELESAI if chance.random() < 0.05 else SELESAI,
                    "lapor_ulang": False,
                    "issue_closed": False,
                    "eskalasi": False,
                    "kode_unit": customer.kode_unit,
                    "permasalahan": "1 RUMAH PADAM (DISPLAY APP TERTERA PERIKSA)",
                    "idpel": f"{customer.kode_unit}{chance.randrange(10**10):010d}",
                    "nama_pelapor": f"{customer.nama} {chance.choice(customers).nama.split()[-1]}",
                    "alamat": customer.alamat,
                    "no_telepon": f"08120{chance.randrange(10**7):07d}",
                    "unit": customer.unit,
                    "kontak": [],
                    "created_at": moment,
                    "updated_at": moment,
                }
            )
        with writing(engine) as connection:
            connection.execute(insert(tables.tickets), rows)
            connection.execute(
                insert(tables.history),
                [
                    {
                        "ticket_id": row["id"],
                        "sequence": 1,
                        "at": row["created_at"],
                        "actor": "bench",
                        "action": "dibuat",
                        "changes": [["nomor", None, row["nomor"]]],
                    }
                    for row in rows
                ],
            )
    with writing(engine) as connection:
        connection.execute(text("ANALYZE"))
    engine.dispose()


def searches(database_url: str) -> dict[str, Callable[[Random], TicketSearch]]:
    """Kinds of search, each with values that occur in the store."""
    engine = open_engine(database_url)
    with reading(engine) as connection:
        rows = connection.execute(
            text("SELECT nomor, idpel, no_telepon, nama_pelapor FROM tickets ORDER BY id LIMIT 5000")
        ).all()
    engine.dispose()
    customers = demo_customers()
    return {
        "nomor": lambda chance: TicketSearch(nomor=chance.choice(rows).nomor),
        "idpel": lambda chance: TicketSearch(idpel=chance.choice(rows).idpel),
        "telepon": lambda chance: TicketSearch(telepon=chance.choice(rows).no_telepon),
        "nama": lambda chance: TicketSearch(nama=chance.choice(rows).nama_pelapor),
        "satu kata": lambda chance: TicketSearch(q=chance.choice(customers).nama.split()[0]),
        "kata di semua tiket": lambda _: TicketSearch(q="padam"),
        "dua kata": lambda chance: TicketSearch(
            q=f"{chance.choice(customers).kelurahan} {chance.choice(customers).nama.split()[0]}"
        ),
        "status": lambda _: TicketSearch(status=BELUM_SELESAI),
        "unit + status": lambda chance: TicketSearch(unit=chance.choice(customers).unit, status=BELUM_SELESAI),
        "sehari": lambda chance: (lambda day: TicketSearch(created_from=day, created_before=day + timedelta(days=1)))(
            START + timedelta(days=chance.randrange(5))
        ),
        "terbaru": lambda _: TicketSearch(),
    }


def milliseconds_at_95(store: TicketStore, make: Callable[[Random], TicketSearch], rounds: int) -> float:
    """The 95th percentile of so many searches of one kind."""
    chance = Random(7)
    taken = []
    for _ in range(rounds):
        criteria = make(chance)
        began = time.perf_counter()
        store.search(criteria)
        taken.append(time.perf_counter() - began)
    return sorted(taken)[int(0.95 * (rounds - 1))] * 1000


def measure(engine: str, database_url: str, sizes: list[int], creates: int, rounds: int) -> None:
    """Print the table of one engine."""
    upgrade(database_url)
    table: dict[str, list[float]] = {}
    rate = creates_a_second(database_url, creates) if creates else 0.0
    present = 0
    for size in sizes:
        grow(database_url, present, size)
        present = size
        store = TicketStore(database_url)
        for kind, make in searches(database_url).items():
            table.setdefault(kind, []).append(milliseconds_at_95(store, make, rounds))
        store.close()
    lines = [f"\n{engine}: {rate:.0f} creates/s from {CLIENTS} processes; search p95 in ms"]
    lines.append(f"{'tickets':<22}" + "".join(f"{size:>12,}" for size in sizes))
    for kind, values in table.items():
        lines.append(f"{kind:<22}" + "".join(f"{value:>12.1f}" for value in values))
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Read the options and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--sizes", default="10000,100000", help="tickets in the store (10000,100000)")
    parser.add_argument("--creates", type=int, default=1000, help="creates to time; 0: none (1000)")
    parser.add_argument("--rounds", type=int, default=60, help="searches of each kind (60)")
    parser.add_argument(
        "--postgresql",
        default=os.environ.get("PLN123_BENCH_POSTGRESQL"),
        help="address of an empty PostgreSQL database (PLN123_BENCH_POSTGRESQL)",
    )
    options = parser.parse_args()
    sizes = [int(size) for size in options.sizes.split(",")]
    with tempfile.TemporaryDirectory() as folder:
        measure("SQLite", f"sqlite:///{folder}/bench.db", sizes, options.creates, options.rounds)
    if options.postgresql:
        measure("PostgreSQL", options.postgresql, sizes, options.creates, options.rounds)


if __name__ == "__main__":
    main()
