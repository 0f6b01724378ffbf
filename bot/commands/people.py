"""`pln123 people`: the accounts of those who work with the simulator."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.database import upgrade_database
from bot.commands.output import fail, kind_errors, read_settings, write_json, write_table

if TYPE_CHECKING:
    from bot.people.people import People

people = typer.Typer(
    help="Akun petugas, supervisor, QA, dan peserta latihan.", no_args_is_help=True, rich_markup_mode=None
)

ACTOR = "pln123"
"""Who made a change, in the log: whoever may run commands on the server."""

Name = Annotated[str, typer.Argument(help="Nama akun, misalnya hana.lestari.")]
Random = Annotated[bool, typer.Option("--random", help="Buat kata sandi acak dan tampilkan satu kali.")]


@people.command("add")
def add(
    name: Name,
    display_name: Annotated[str, typer.Option("--name", help="Nama orangnya, seperti dilihat rekan-rekannya.")],
    role: Annotated[
        list[str],
        typer.Option(help="cso, backoffice, vcc, unit, trainee, supervisor, qa, atau admin; boleh diulang."),
    ],
    random: Random = False,
) -> None:
    """Buat akun. Kata sandinya ditanyakan, atau dibaca satu baris dari masukan bila bukan dari terminal.

    Contoh:

        pln123 people add hana.lestari --name "Hana Lestari" --role cso

        pln123 people add agus --name "Agus Wibowo" --role supervisor --role qa --random
    """
    from bot.people.accounts import NewAccount

    with _opened() as opened:
        password = _password(random)
        account = opened.accounts.add(NewAccount(name, display_name, tuple(role), password), actor=ACTOR)
    typer.echo(f"Akun {account.name} dibuat ({', '.join(account.roles)}).")
    _show_if_random(random, password)


@people.command("list")
def list_accounts(as_json: Annotated[bool, typer.Option("--json", help="Jawab dengan JSON.")] = False) -> None:
    """Tampilkan semua akun.

    Contoh:

        pln123 people list

        pln123 people list --json
    """
    with _opened() as opened:
        accounts = opened.accounts.list()
    if as_json:
        write_json(accounts)
    elif not accounts:
        typer.echo("Belum ada akun. Buat dengan: pln123 people add")
    else:
        write_table(
            accounts,
            {
                "Akun": lambda account: account.name,
                "Nama": lambda account: account.display_name,
                "Peran": lambda account: account.roles,
                "Aktif": lambda account: account.active,
                "Demo": lambda account: account.demo,
            },
        )


@people.command("password")
def password(name: Name, random: Random = False) -> None:
    """Ganti kata sandi sebuah akun; semua sesi masuknya berakhir.

    Contoh:

        pln123 people password hana.lestari

        pln123 people password hana.lestari --random
    """
    with _opened() as opened:
        opened.accounts.get(name)  # before anybody thinks of a password for nobody
        chosen = _password(random)
        account = opened.accounts.set_password(name, chosen, actor=ACTOR)
    typer.echo(f"Kata sandi akun {account.name} diganti.")
    _show_if_random(random, chosen)


@people.command("disable")
def disable(name: Name, undo: Annotated[bool, typer.Option("--undo", help="Aktifkan kembali.")] = False) -> None:
    """Nonaktifkan sebuah akun: seketika keluar dan tidak dapat masuk lagi. Riwayatnya tetap ada.

    Contoh:

        pln123 people disable hana.lestari

        pln123 people disable hana.lestari --undo
    """
    with _opened() as opened:
        account = opened.accounts.set_active(name, undo, actor=ACTOR)
    typer.echo(f"Akun {account.name} {'aktif kembali' if account.active else 'nonaktif'}.")


@contextmanager
def _opened() -> Iterator[People]:
    """The accounts of the settings' database, migrated; ends with status 1 and the reason if that fails."""
    from bot.database import StorageUnavailable, StorageUnusable
    from bot.people.errors import AccountError
    from bot.people.options import PeopleOptions
    from bot.people.people import People

    database_url = read_settings().database_url
    upgrade_database(database_url)
    with kind_errors(ValueError):
        options = PeopleOptions.from_environment()
    with kind_errors(AccountError, StorageUnavailable, StorageUnusable):
        opened = People(database_url, options)
        try:
            yield opened
        finally:
            opened.close()


def _password(random: bool) -> str:
    if random:
        from bot.people.passwords import new_password

        return new_password()
    if sys.stdin.isatty():
        asked: str = typer.prompt("Kata sandi", hide_input=True, confirmation_prompt="Ulangi kata sandi")
        return asked
    line = sys.stdin.readline().rstrip("\r\n")
    if not line:
        fail("Kata sandi tidak ada di masukan. Kirim satu baris, atau pakai --random.")
    return line


def _show_if_random(random: bool, password: str) -> None:
    if random:
        typer.echo(f"Kata sandi: {password}")
        typer.echo("Catat sekarang; kata sandi ini tidak akan ditampilkan lagi.")
