"""`pln123 demo`: the invented customers."""

from __future__ import annotations

from typing import Annotated, Optional

import typer

from bot.commands.database import upgrade_database
from bot.commands.output import kind_errors, read_settings, write_json, write_table

demo = typer.Typer(help="Pelanggan contoh; semuanya karangan.", no_args_is_help=True)


@demo.command("load")
def load() -> None:
    """Muat pelanggan contoh ke basis data. Aman diulang.

    Contoh:

        pln123 demo load
    """
    database_url = read_settings().database_url
    upgrade_database(database_url)
    load_customers(database_url)
    typer.echo("Pelanggan contoh siap.")


def load_customers(database_url: str) -> None:
    """Load the demo customers; ends with status 1 and the reason if the database can't be written."""
    from bot.customers.demo import load_demo
    from bot.database import StorageUnavailable, StorageUnusable

    with kind_errors(StorageUnavailable, StorageUnusable):
        load_demo(database_url)


@demo.command("customers")
def customers(
    inside: Annotated[
        Optional[bool], typer.Option("--inside/--outside", help="Hanya di dalam/di luar wilayah self-diagnosis.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="Banyaknya pelanggan paling banyak.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="Jawab dengan JSON.")] = False,
) -> None:
    """Tampilkan pelanggan contoh: dengan nomor mereka Anda dapat mencoba percakapan.

    Contoh:

        pln123 demo customers --inside --limit 5

        pln123 demo customers --json
    """
    from bot.customers.demo import demo_customers

    chosen = [
        {**vars_of(customer), "inside": customer_is_inside(customer)}
        for customer in demo_customers()
        if inside is None or customer_is_inside(customer) == inside
    ][:limit]
