"""`pln123 apkt`: tickets in the store."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.output import fail, kind_errors, read_settings, write_fields, write_json, write_table

if TYPE_CHECKING:
    from bot.apkt.store import TicketStore

apkt = typer.Typer(help="Tiket APKT.", no_args_is_help=True, rich_markup_mode=None)

AsJson = Annotated[bool, typer.Option("--json", help="Jawab dengan JSON.")]


def _store() -> TicketStore:
    from bot.apkt.store import TicketStore

    return TicketStore(read_settings().database_url)


@apkt.command("list")
def list_tickets(
    q: Annotated[str | None, typer.Option("-q", help="Kata di nomor, nama, alamat, masalah.")] = None,
    telepon: Annotated[str | None, typer.Option(help="Nomor telepon pelapor.")] = None,
    idpel: Annotated[str | None, typer.Option(help="IDPEL, 12 angka.")] = None,
    status: Annotated[str | None, typer.Option(help="BELUM SELESAI atau SELESAI.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=200, help="Banyaknya tiket paling banyak.")] = 20,
    as_json: AsJson = False,
) -> None:
    """Tampilkan tiket, yang terbaru dahulu.

    Contoh:

        pln123 apkt list

        pln123 apkt list --telepon 081234567890 --json
    """
    from bot.apkt.errors import TicketError
    from bot.apkt.model import TicketSearch
    from bot.database import StorageUnavailable, StorageUnusable

    criteria = TicketSearch(q=q, telepon=telepon, idpel=idpel, status=status, limit=limit)
    with kind_errors(TicketError, StorageUnavailable, StorageUnusable):
        page = _store().search(criteria)
    if as_json:
        write_json(page)
        return
    if not page.tickets:
        typer.echo("Tidak ada tiket.")
        return
    write_table(
        page.tickets,
        {
            "Nomor": lambda ticket: ticket.nomor_tampil,
            "Status": lambda ticket: ticket.status,
            "Permasalahan": lambda ticket: ticket.permasalahan,
            "Pelapor": lambda ticket: ticket.nama_pelapor,
            "Dibuat (UTC)": lambda ticket: f"{ticket.created_at:%Y-%m-%d %H:%M}",
        },
    )


@apkt.command("show")
def show(
    nomor: Annotated[str, typer.Argument(help="Nomor tiket, dengan atau tanpa tanda bintang.")],
    as_json: AsJson = False,
) -> None:
    """Tampilkan satu tiket beserta riwayatnya.

    Contoh:

        pln123 apkt show G5426112200001
    """
    from bot.apkt.errors import TicketError
    from bot.database import StorageUnavailable, StorageUnusable

    with kind_errors(TicketError, StorageUnavailable, StorageUnusable):
        ticket = _store().get(nomor.rstrip("*"))
    if ticket is None:
        fail(f"Tiket {nomor} tidak ditemukan.")
    if as_json:
        write_json(ticket)
        return
    shown = [field.name for field in dataclasses.fields(ticket) if field.repr and field.name != "history"]
    write_fields([(name, getattr(ticket, name)) for name in shown])
    for entry in ticket.history:
        typer.echo(f"{entry.sequence:>3}. {entry.at:%Y-%m-%d %H:%M} UTC  {entry.actor}: {entry.action}")
