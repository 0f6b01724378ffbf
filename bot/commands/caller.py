"""`pln123 caller`: what is kept of one caller."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.database import upgrade_database
from bot.commands.output import fail, kind_errors, read_settings, write_json

if TYPE_CHECKING:
    from bot.callers.keeping import CallersKeeping

caller = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Data pribadi satu penelepon (UU 27/2022).")

ACTOR = "pln123"

Telepon = Annotated[str, typer.Option(help="Nomor telepon penelepon.")]
Idpel = Annotated[str, typer.Option(help="Nomor pelanggan (IDPEL).")]


@caller.command("export")
def export(telepon: Telepon = "", idpel: Idpel = "") -> None:
    """Tulis semua yang disimpan tentang seorang penelepon sebagai JSON: laporan, percakapan, dan letak rekamannya.

    Contoh:

        pln123 caller export --telepon 081200001234 > data.json
    """
    from bot.callers.who import Who

    with _opened() as keeping:
        write_json(keeping.export(Who(telepon, idpel), actor=ACTOR))


@caller.command("delete")
def delete(
    telepon: Telepon = "",
    idpel: Idpel = "",
    include_open: Annotated[bool, typer.Option("--include-open", help="Juga laporan yang belum selesai.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Tanpa bertanya lagi.")] = False,
) -> None:
    """Hapus percakapan dan rekaman seorang penelepon, dan buat laporannya anonim. Tidak dapat dibatalkan.

    Laporan tetap ada untuk statistik dan riwayat, tanpa nama, nomor, alamat, dan keterangannya.

    Contoh:

        pln123 caller delete --telepon 081200001234 --idpel 512345678901
    """
    from bot.callers.keeping import ReportsUndone
    from bot.callers.who import Who

    with _opened() as keeping:
        who = Who(telepon, idpel)
        if not yes:
            typer.confirm(f"Hapus semua data penelepon {who}?", abort=True)
        try:
            removed = keeping.remove(who, actor=ACTOR, with_open=include_open)
        except ReportsUndone as undone:
            fail(f"{undone} Tunggu sampai selesai, atau sertakan --include-open.")
    typer.echo(
        f"{removed.talks} percakapan dan {removed.recordings} berkas rekaman dihapus, "
        f"{len(removed.reports)} laporan dibuat anonim."
    )


@contextmanager
def _opened() -> Iterator[CallersKeeping]:
    from bot.callers.keeping import CallersKeeping
    from bot.callers.who import CallerError
    from bot.database import StorageUnavailable, StorageUnusable

    settings = read_settings()
    upgrade_database(settings.database_url)
    with kind_errors(CallerError, StorageUnavailable, StorageUnusable):
        keeping = CallersKeeping(settings.database_url, settings.var_directory)
        try:
            yield keeping
        finally:
            keeping.close()
