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
from datetime import timedelta
from multiprocessing import get_context
from random import Random
from typing import Any

from sqlalchemy import text

from bench.cpu_time import CpuClock
from bench.many_tickets import PER_DAY, START, grow
from bot.apkt.model import (
    BELUM_SELESAI,
    GANGGUAN,
    KELUHAN,
    SELESAI,
    TIPE_WO,
    WO_AUTODISPATCH,
    TicketDraft,
    TicketSearch,
)
from bot.apkt.store import TicketStore
from bot.customers.demo import demo_customers
from bot.database import open_engine, reading
from bot.migrations import upgrade

CLIENTS = 4
WARM_UP = 20
"""Creates before those that are timed."""


def create_some(database_url: str, client: int, number: int) -> int:
    """One client: as many creates as told."""
    store = TicketStore(database_url)
    create_with(store, client, number)
    store.close()
    return number


def create_with(store: TicketStore, client: int, number: int) -> None:
    """The creates of one client."""
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


def creates_a_second(database_url: str, number: int) -> float:
    """Creates a second from four client processes, their start left out."""
    with ProcessPoolExecutor(CLIENTS, mp_context=get_context("spawn")) as clients:
        list(clients.map(create_some, [database_url] * CLIENTS, range(CLIENTS), [WARM_UP // CLIENTS] * CLIENTS))
        began = time.perf_counter()
        shares = [number // CLIENTS] * CLIENTS
        made = sum(clients.map(create_some, [database_url] * CLIENTS, range(CLIENTS), shares))
        return made / (time.perf_counter() - began)


def searches(database_url: str, tickets: int) -> dict[str, Callable[[Random], TicketSearch]]:
    """Every criterion and order that the desk offers, each with values that occur in a store of so many tickets."""
    engine = open_engine(database_url)
    with reading(engine) as connection:
        rows = connection.execute(
            text("SELECT nomor, idpel, no_telepon, nama_pelapor FROM tickets ORDER BY id LIMIT 5000")
        ).all()
        middle = connection.execute(text(f"SELECT id FROM tickets ORDER BY id LIMIT 1 OFFSET {tickets // 2}")).scalar()
    engine.dispose()
    customers = demo_customers()
    days = max(1, tickets // PER_DAY)

    def first_name(chance: Random) -> str:
        return chance.choice(customers).nama.split()[0]

    def street(chance: Random) -> str:
        return chance.choice(customers).jalan

    def between(chance: Random, length: int) -> dict[str, Any]:
        day = START + timedelta(days=chance.randrange(days))
        return {"created_from": day, "created_before": day + timedelta(days=length)}

    def unit(chance: Random) -> str:
        return chance.choice(customers).unit

    return {
        "nomor": lambda chance: TicketSearch(nomor=chance.choice(rows).nomor),
        "telepon": lambda chance: TicketSearch(telepon=chance.choice(rows).no_telepon),
        "idpel": lambda chance: TicketSearch(idpel=chance.choice(rows).idpel),
        "nama": lambda chance: TicketSearch(nama=chance.choice(rows).nama_pelapor),
        "nama, satu kata": lambda chance: TicketSearch(nama=first_name(chance)),
        "nama, terlama": lambda chance: TicketSearch(nama=first_name(chance), oldest_first=True),
        "alamat": lambda chance: TicketSearch(alamat=street(chance)),
        "alamat, kata semua": lambda _: TicketSearch(alamat="jl"),
        "alamat + nomor rumah": lambda chance: TicketSearch(alamat=f"{street(chance)} no {chance.randrange(1, 300)}"),
        "q satu kata": lambda chance: TicketSearch(q=first_name(chance)),
        "q kata semua": lambda _: TicketSearch(q="padam"),
        "q dua huruf": lambda chance: TicketSearch(q=first_name(chance)[:2]),
        "q dua kata": lambda chance: TicketSearch(q=f"{chance.choice(customers).kelurahan} {first_name(chance)}"),
        "q tidak ada": lambda _: TicketSearch(q="zzzz"),
        "q + status": lambda chance: TicketSearch(q=first_name(chance), status=BELUM_SELESAI),
        "q + unit": lambda chance: TicketSearch(q=first_name(chance), unit=unit(chance)),
        "q + sebulan": lambda chance: TicketSearch(q=first_name(chance), **between(chance, 30)),
        "status belum": lambda _: TicketSearch(status=BELUM_SELESAI),
        "status selesai": lambda _: TicketSearch(status=SELESAI),
        "jenis": lambda chance: TicketSearch(jenis=chance.choice((GANGGUAN, KELUHAN))),
        "jenis + status": lambda chance: TicketSearch(jenis=chance.choice((GANGGUAN, KELUHAN)), status=BELUM_SELESAI),
        "tipe WO": lambda chance: TicketSearch(tipe_wo=chance.choice(TIPE_WO)),
        "WO unit": lambda chance: TicketSearch(
            jenis=GANGGUAN, status=BELUM_SELESAI, with_wo=True, unit=unit(chance), oldest_first=True
        ),
        "unit": lambda chance: TicketSearch(unit=unit(chance)),
        "unit + status": lambda chance: TicketSearch(unit=unit(chance), status=BELUM_SELESAI),
        "unit + jenis": lambda chance: TicketSearch(unit=unit(chance), jenis=KELUHAN),
        "bertanda *": lambda _: TicketSearch(lapor_ulang=True),
        "* + unit": lambda chance: TicketSearch(lapor_ulang=True, unit=unit(chance)),
        "eskalasi": lambda _: TicketSearch(eskalasi=True, oldest_first=True),
        "laporan terkait": lambda chance: TicketSearch(nomor_terkait=f"G54200101{chance.randrange(99_999):05d}"),
        "sehari": lambda chance: TicketSearch(**between(chance, 1)),
        "sebulan + status": lambda chance: TicketSearch(status=BELUM_SELESAI, **between(chance, 30)),
        "sehari + unit": lambda chance: TicketSearch(unit=unit(chance), **between(chance, 1)),
        "terbaru": lambda _: TicketSearch(),
        "terlama": lambda _: TicketSearch(oldest_first=True),
        "halaman di tengah": lambda _: TicketSearch(cursor=f"{middle:x}"),
        "q, halaman di tengah": lambda chance: TicketSearch(q=first_name(chance), cursor=f"{middle:x}"),
        "status, di tengah": lambda _: TicketSearch(status=BELUM_SELESAI, cursor=f"{middle:x}"),
    }


def cpu_milliseconds_a_create(database_url: str, number: int = 100) -> float:
    """CPU time of one create here and at the server, the mean of so many by one client."""
    create_some(database_url, CLIENTS, WARM_UP)
    store = TicketStore(database_url)
    store.last_change()
    with CpuClock(database_url) as cpu:
        files = cpu.of_server()
        before = cpu.read(files)
        create_with(store, CLIENTS, number)
        used = cpu.read(files) - before
    store.close()
    return used / number


def milliseconds_of(
    store: TicketStore, cpu: CpuClock, make: Callable[[Random], TicketSearch], rounds: int
) -> tuple[float, float, float]:
    """The median and the 95th percentile of so many searches of one kind, and the 95th of their CPU time.

    All of them are made once before they are timed: caches are warm.
    """
    chance = Random(7)
    wanted = [make(chance) for _ in range(rounds)]
    for criteria in wanted:
        store.search(criteria)
    taken, worked = [], []
    files = cpu.of_server()
    for criteria in wanted:
        began, worked_before = time.perf_counter(), cpu.read(files)
        store.search(criteria)
        worked.append(cpu.read(files) - worked_before)
        taken.append((time.perf_counter() - began) * 1000)
    last = int(0.95 * (rounds - 1))
    return sorted(taken)[rounds // 2], sorted(taken)[last], sorted(worked)[last]


def measure(engine: str, database_url: str, sizes: list[int], creates: int, rounds: int) -> None:
    """Print the table of one engine; a store that holds as many tickets already is not filled again."""
    upgrade(database_url)
    table: dict[str, list[tuple[float, float, float]]] = {}
    rate = creates_a_second(database_url, creates) if creates else 0.0
    cpu_ms = cpu_milliseconds_a_create(database_url) if creates else 0.0
    for size in sizes:
        present = number_of_generated(database_url)
        if present < size:
            grow(database_url, present, size)
        store = TicketStore(database_url)
        with CpuClock(database_url) as cpu:
            for kind, make in searches(database_url, size).items():
                table.setdefault(kind, []).append(milliseconds_of(store, cpu, make, rounds))
        store.close()
    lines = [f"\n{engine}: {rate:.0f} creates/s from {CLIENTS} processes, {cpu_ms:.1f} ms of CPU each; "]
    lines[0] += f"load {os.getloadavg()[0]:.1f}"
    lines.append("search: p50 / p95 (p95 of the CPU time, the server's included), ms")
    lines.append(f"{'tickets':<22}" + "".join(f"{size:>24,}" for size in sizes))
    for kind, values in table.items():
        cells = (f"{half:.1f} / {most:.1f} ({worked:.1f})" for half, most, worked in values)
        lines.append(f"{kind:<22}" + "".join(f"{cell:>24}" for cell in cells))
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


def number_of_generated(database_url: str) -> int:
    """How many tickets :func:`grow` has put there; those that were created for the measurement have no channel."""
    engine = open_engine(database_url)
    with reading(engine) as connection:
        number: int = connection.execute(text("SELECT count(kanal) FROM tickets")).scalar_one()
    engine.dispose()
    return number


def main() -> None:
    """Read the options and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--sizes", default="10000,100000", help="tickets in the store (10000,100000)")
    parser.add_argument("--creates", type=int, default=1000, help="creates to time; 0: none (1000)")
    parser.add_argument("--rounds", type=int, default=60, help="searches of each kind (60)")
    parser.add_argument("--sqlite", help="a SQLite file to be filled and kept; left out: one in a temporary folder")
    parser.add_argument(
        "--postgresql",
        default=os.environ.get("PLN123_BENCH_POSTGRESQL"),
        help="address of an empty PostgreSQL database (PLN123_BENCH_POSTGRESQL)",
    )
    options = parser.parse_args()
    sizes = [int(size) for size in options.sizes.split(",")]
    with tempfile.TemporaryDirectory() as folder:
        file = options.sqlite or f"{folder}/bench.db"
        measure("SQLite", f"sqlite:///{file}", sizes, options.creates, options.rounds)
    if options.postgresql:
        measure("PostgreSQL", options.postgresql, sizes, options.creates, options.rounds)


if __name__ == "__main__":
    main()
