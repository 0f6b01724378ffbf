"""Accounts to try the simulator with, one a role, made once on a database without any account."""

from __future__ import annotations

import os
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from bot.database import open_engine, writing
from bot.people.accounts import NewAccount, insert_account, row_of
from bot.people.passwords import new_password
from bot.people.rights import ROLES
from bot.people.tables import accounts

PASSWORD_FILE = "akun-demo.txt"
ACTOR = "mode demo"

_PEOPLE = {
    "cso": "Hana Lestari",
    "backoffice": "Rudi Hartono",
    "vcc": "Dewi Anggraini",
    "unit": "Yusuf Maulana",
    "trainee": "Sinta Maharani",
    "supervisor": "Agus Wibowo",
    "qa": "Ratna Permata",
    "admin": "Bayu Pratama",
}
_LOCK = 123_000_002  # any number that nothing else locks in PostgreSQL


def demo_password_file(var_directory: Path) -> Path:
    """Where the passwords of the demo accounts stand."""
    return var_directory / PASSWORD_FILE


def add_demo_accounts(database_url: str, var_directory: Path) -> tuple[str, ...]:
    """Make one account for each role, if the (migrated) database has no account at all.

    Their random passwords are written to :func:`demo_password_file`, which only its owner may read.

    Returns:
        The names of the accounts made; none when there were accounts already.
    """
    engine = open_engine(database_url)
    try:
        with writing(engine) as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
            if connection.execute(select(func.count()).select_from(accounts)).scalar_one():
                return ()
            return _add(connection, demo_password_file(var_directory))
    finally:
        engine.dispose()


def _add(connection: Connection, file: Path) -> tuple[str, ...]:
    new = [NewAccount(role, _PEOPLE[role], (role,), new_password(), demo=True) for role in ROLES]
    for account in new:
        insert_account(connection, row_of(account), actor=ACTOR)
    # written before the commit: passwords of accounts that came to nothing are worthless, the other way round
    # nobody could log in
    _write_for_owner(file, _lines(new))
    return tuple(account.name for account in new)


def _lines(new: list[NewAccount]) -> str:
    heading = "Akun demo PLN 123 Simulator. Hanya untuk mencoba: jangan dipakai di luar komputer ini.\n\n"
    return heading + "".join(
        f"{account.name:<12} {account.password}   {account.display_name}, {ROLES[account.roles[0]]}\n"
        for account in new
    )


def _write_for_owner(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.unlink(missing_ok=True)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
        opened.write(text)
