"""`pln123 db`: the database's tables."""

from __future__ import annotations

import typer

from bot.commands.output import fail, kind_errors, read_settings

db = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@db.callback()
def database() -> None:
    """Basis data tiket, pelanggan, dan percakapan."""
    # with a callback Typer keeps `db upgrade` as two words although `upgrade` is the only command


@db.command("upgrade")
def upgrade() -> None:
    """Buat atau perbarui tabel basis data (PLN123_DATABASE_URL).

    Aman diulang: yang sudah mutakhir tidak diubah.

    Contoh:

        pln123 db upgrade

        PLN123_DATABASE_URL=postgresql://localhost/pln123 pln123 db upgrade
    """
    upgrade_database(read_settings().database_url)
    typer.echo("Basis data mutakhir.")


def upgrade_database(database_url: str) -> None:
    """Migrate; ends with status 1 and the reason if the database can't be reached or used."""
    from bot.database import StorageUnavailable, StorageUnusable, shown_address
    from bot.migrations import upgrade as migrate

    with kind_errors(StorageUnusable):
        try:
            migrate(database_url)
        except StorageUnavailable as error:
            fail(f"{error} Alamatnya menurut PLN123_DATABASE_URL: {shown_address(database_url)}")
