"""`pln123 db`: the database's tables."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.output import fail, kind_errors, read_settings

db = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@db.callback()
def database() -> None:
    """Basis data tiket, pelanggan, dan percakapan."""


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


@db.command("version")
def version() -> None:
    """Sebut versi tabel basis data, yang perlu diketahui sebelum `pln123 db downgrade`.

    Contoh:

        pln123 db version
    """
    from bot.migrations import current_revision

    with _kind_errors():
        typer.echo(current_revision(read_settings().database_url) or "kosong")


@db.command("downgrade")
def downgrade(
    revision: Annotated[str, typer.Argument(help="Versi yang dituju, misalnya 0008.")],
    yes: Annotated[bool, typer.Option("--yes", help="Tanpa bertanya lagi.")] = False,
) -> None:
    """Kembalikan tabel ke versi sebelumnya, untuk kembali ke aplikasi yang lama.

    Hentikan server dan buat cadangan dahulu. Yang hanya ada di tabel baru hilang.

    Contoh:

        pln123 db downgrade 0008
    """
    from bot.migrations import downgrade as migrate_back

    if not yes:
        typer.confirm(f"Yang hanya ada sesudah versi {revision} hilang. Lanjutkan?", abort=True)
    with _kind_errors():
        migrate_back(read_settings().database_url, revision)
    typer.echo(f"Basis data kembali ke versi {revision}.")


@db.command("backup")
def backup(target: Annotated[Path, typer.Argument(help="Berkas cadangan.")]) -> None:
    """Salin basis data SQLite ke satu berkas, juga selagi server berjalan.

    Contoh:

        pln123 db backup cadangan.db
    """
    from bot.database_copy import back_up

    with _kind_errors():
        back_up(read_settings().database_url, target)
    typer.echo(f"Cadangan ditulis ke {target}.")


@db.command("restore")
def restore(
    source: Annotated[Path, typer.Argument(help="Berkas dari `pln123 db backup`.")],
    yes: Annotated[bool, typer.Option("--yes", help="Tanpa bertanya lagi.")] = False,
) -> None:
    """Ganti seluruh isi basis data SQLite dengan cadangan, lalu mutakhirkan. Hentikan server dahulu.

    Contoh:

        pln123 db restore cadangan.db
    """
    from bot.database_copy import restore as put_back

    if not yes:
        typer.confirm("Seluruh isi basis data sekarang diganti. Lanjutkan?", abort=True)
    with _kind_errors():
        put_back(source, read_settings().database_url)
    typer.echo("Cadangan dipulihkan.")


@contextmanager
def _kind_errors() -> Iterator[None]:
    """As :func:`upgrade_database` ends."""
    from bot.database import StorageUnavailable, StorageUnusable

    with kind_errors(StorageUnavailable, StorageUnusable):
        yield


def upgrade_database(database_url: str) -> None:
    """Migrate; ends with status 1 and the reason if the database can't be reached or used."""
    from bot.database import StorageUnavailable, StorageUnusable, shown_address
    from bot.migrations import upgrade as migrate

    with kind_errors(StorageUnusable):
        try:
            migrate(database_url)
        except StorageUnavailable as error:
            fail(f"{error} Alamatnya menurut PLN123_DATABASE_URL: {shown_address(database_url)}")
