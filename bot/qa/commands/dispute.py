"""`pln123 qa dispute`: objections to an audit's verdicts, and what is ruled on them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.output import kind_errors, read_settings, write_json, write_table

if TYPE_CHECKING:
    from bot.qa.audit.disputes import Dispute, Disputes

dispute = typer.Typer(
    help="Sanggahan atas hasil audit: siapa, kapan, mengapa, dan putusannya.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

_Who = Annotated[str, typer.Option("--oleh", help="Nama orangnya.")]
_Why = Annotated[str, typer.Option("--alasan", help="Alasannya.")]
_Json = Annotated[bool, typer.Option("--json", help="Tulis sebagai JSON.")]


@dispute.command("add")
def add(
    talk: Annotated[str, typer.Argument(help="Pengenal percakapan, seperti pada hasil audit.")],
    rule: Annotated[str, typer.Argument(help="Aturan yang disanggah, misalnya PRK-09.")],
    who: _Who,
    why: _Why,
    matter: Annotated[int, typer.Option("--perkara", min=1, help="Permasalahan ke berapa dalam percakapan.")] = 1,
    json: _Json = False,
) -> None:
    """Ajukan sanggahan.

    Contoh:

        pln123 qa dispute add chat-42 PRK-09 --oleh Hana --alasan "Sudah ditanyakan pada giliran 13"
    """
    from bot.qa.audit.disputes import DisputeError
    from bot.sop.book import load_book

    with _opened() as disputes:
        if rule not in load_book().rules:
            raise DisputeError(f"Aturan {rule!r} tidak ada di buku SOP.")
        _show(disputes.add(talk, rule, who=who, why=why, matter=matter), json)


@dispute.command("rule")
def rule(
    number: Annotated[int, typer.Argument(help="Nomor sanggahan.")],
    status: Annotated[str, typer.Argument(help="Putusan: met, missed, out_of_order, not_applicable, atau extra.")],
    who: _Who,
    why: _Why,
    json: _Json = False,
) -> None:
    """Putuskan sanggahan; putusan terakhir yang berlaku, yang sebelumnya tetap tersimpan.

    Contoh:

        pln123 qa dispute rule 7 met --oleh Rini --alasan "Benar, kalimatnya ada"
    """
    with _opened() as disputes:
        _show(disputes.rule(number, status, who=who, why=why), json)


@dispute.command("list")
def show_all(
    talk: Annotated[str | None, typer.Argument(help="Hanya tentang percakapan ini.")] = None, json: _Json = False
) -> None:
    """Lihat semua sanggahan, yang terlama lebih dahulu.

    Contoh:

        pln123 qa dispute list --json
    """
    with _opened() as disputes:
        found = disputes.all(talk)
    if json:
        write_json(found)
    elif found:
        _table(found)
    else:
        typer.echo("Belum ada sanggahan.")


@contextmanager
def _opened() -> Iterator[Disputes]:
    from bot.database import StorageUnavailable, StorageUnusable
    from bot.qa.audit.disputes import DisputeError, Disputes

    with kind_errors(DisputeError, StorageUnavailable, StorageUnusable):
        disputes = Disputes(read_settings().database_url)
        try:
            yield disputes
        finally:
            disputes.close()


def _show(one: Dispute, as_json: bool) -> None:
    if as_json:
        write_json(one)
    else:
        _table([one])


def _table(found: list[Dispute]) -> None:
    write_table(
        found,
        {
            "Nomor": lambda one: one.number,
            "Percakapan": lambda one: one.talk,
            "Aturan": lambda one: one.rule,
            "Oleh": lambda one: one.who,
            "Tanggal": lambda one: one.at.date().isoformat(),
            "Alasan": lambda one: one.why,
            "Putusan": lambda one: f"{one.ruling.status} ({one.ruling.who}: {one.ruling.why})" if one.ruling else "",
        },
    )
