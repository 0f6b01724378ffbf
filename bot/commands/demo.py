"""`pln123 demo`: the invented customers."""

from __future__ import annotations

import dataclasses
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from bot import clock
from bot.commands.database import upgrade_database
from bot.commands.output import kind_errors, read_settings, write_json, write_table

if TYPE_CHECKING:
    from bot.customers.model import Customer

demo = typer.Typer(help="Pelanggan contoh; semuanya karangan.", no_args_is_help=True, rich_markup_mode=None)


@demo.command("load")
def load() -> None:
    """Muat pelanggan contoh ke basis data. Aman diulang.

    Contoh:

        pln123 demo load
    """
    database_url = read_settings().database_url
    upgrade_database(database_url)
    added = load_customers(database_url)
    typer.echo(f"Pelanggan contoh siap ({added} ditambahkan).")


def load_customers(database_url: str) -> int:
    """Load the demo customers that are missing and return how many those were.

    Ends with status 1 and the reason if the database can't be written.
    """
    from bot.customers.demo import load_demo
    from bot.database import StorageUnavailable, StorageUnusable

    with kind_errors(StorageUnavailable, StorageUnusable):
        return load_demo(database_url)


@demo.command("customers")
def customers(
    inside: Annotated[
        bool | None, typer.Option("--inside/--outside", help="Hanya di dalam/luar wilayah self-diagnosis.")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Paling banyak sekian; bawaan: semua.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Jawab dengan JSON.")] = False,
) -> None:
    """Tampilkan pelanggan contoh: dengan nomor mereka Anda dapat mencoba percakapan.

    Contoh:

        pln123 demo customers --inside --limit 5

        pln123 demo customers --json
    """
    from bot.customers.demo import demo_customers

    areas = _self_diagnosis_units(clock.now().date())
    chosen = [customer for customer in demo_customers() if inside in (None, customer.unit in areas)][:limit]
    if as_json:
        write_json([_record(customer, customer.unit in areas) for customer in chosen])
        return
    write_table(
        chosen,
        {
            "IDPEL": lambda customer: customer.idpel,
            "Nomor meter": lambda customer: customer.nomor_meter,
            "Telepon": lambda customer: customer.telepon,
            "Nama": lambda customer: f"{customer.sapaan} {customer.nama}",
            "Alamat": lambda customer: customer.alamat,
            "Unit": lambda customer: customer.unit,
            "Self-diagnosis": lambda customer: customer.unit in areas,
        },
    )


def _self_diagnosis_units(today: date) -> frozenset[str]:
    """Units in whose area the self-diagnosis holds by ``today`` (PRK-08, PRK-08x)."""
    from bot.sop.book import load_book

    areas = load_book().parameter("periksa", "self_diagnosis_areas")
    return frozenset(area["uid"] for area in areas if area["from"] <= today)


def _record(customer: Customer, inside: bool) -> dict[str, object]:
    """A customer as programs read it: every field, the address in one line too, and the area (PRK-08)."""
    return {
        **dataclasses.asdict(customer),
        "alamat": customer.alamat,
        "uid": customer.unit,
        "inside_self_diagnosis_area": inside,
    }
