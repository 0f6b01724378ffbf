"""Accounts: who there is, with which roles and which password."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import IntegrityError

from bot import clock
from bot.database import reading, writing
from bot.people.activity import ActivityLog
from bot.people.errors import AccountError
from bot.people.passwords import check_password, hash_password
from bot.people.rights import ROLES, may
from bot.people.tables import accounts, login_sessions

NAME = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,38}[a-z0-9])")
LONGEST_DISPLAY_NAME = 100


@dataclass(frozen=True)
class Account:
    """Somebody who works with the simulator.

    Attributes:
        name: with which one logs in; lower case.
        display_name: as others see it.
        roles: of :data:`bot.people.rights.ROLES`, sorted.
        demo: made at a first start in demo mode.
    """

    id: int
    name: str
    display_name: str
    roles: tuple[str, ...]
    active: bool
    demo: bool
    created_at: datetime

    def may(self, action: str) -> bool:
        """Whether the account has the right to ``action`` (:func:`bot.people.rights.may`)."""
        return self.active and may(self.roles, action)


@dataclass(frozen=True)
class NewAccount:
    """An account to be made; see :class:`Account`."""

    name: str
    display_name: str
    roles: tuple[str, ...]
    password: str
    demo: bool = False


class Accounts:
    """The accounts in a database; every change is in the log of activity, in the same transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, new: NewAccount, *, actor: str) -> Account:
        """Make an account.

        Raises:
            AccountError: a value that does not fit, or ``sudah_ada``.
        """
        row = row_of(new)
        try:
            with writing(self._engine) as connection:
                return insert_account(connection, row, actor=actor)
        except IntegrityError:
            raise AccountError("sudah_ada", f"Akun {row['name']} sudah ada.") from None

    def get(self, name: str) -> Account:
        """The account of that name.

        Raises:
            AccountError: ``tidak_ditemukan``.
        """
        with reading(self._engine) as connection:
            return _found(connection, name)

    def list(self) -> tuple[Account, ...]:
        """All accounts by name."""
        with reading(self._engine) as connection:
            return tuple(map(account_of, connection.execute(select(accounts).order_by(accounts.c.name)).mappings()))

    def set_password(self, name: str, password: str, *, actor: str) -> Account:
        """Change the password; every login of the account ends.

        Raises:
            AccountError: ``tidak_ditemukan``, or a password that is not good enough.
        """
        check_password(password, comparable_name(name))
        kept = hash_password(password)
        with writing(self._engine) as connection:
            account = _found(connection, name)
            _change(connection, account, password_hash=kept, password_changed_at=clock.now())
            _end_logins(connection, account)
            ActivityLog.write(connection, "people.password", actor=actor, subject=account.name)
            return account

    def set_active(self, name: str, active: bool, *, actor: str) -> Account:
        """Let an account in, or shut it out at once, whether logged in or not.

        Raises:
            AccountError: ``tidak_ditemukan``.
        """
        with writing(self._engine) as connection:
            account = _found(connection, name)
            if account.active is not active:
                _change(connection, account, active=active)
                _end_logins(connection, account)
                deed = "people.enable" if active else "people.disable"
                ActivityLog.write(connection, deed, actor=actor, subject=account.name)
            return _found(connection, name)


def row_of(new: NewAccount) -> dict[str, Any]:
    """``new`` as the table keeps it, checked.

    Raises:
        AccountError: a value that does not fit.
    """
    name = comparable_name(new.name)
    if not NAME.fullmatch(name):
        raise AccountError(
            "format_salah",
            "Nama akun terdiri dari 2–40 huruf kecil, angka, titik, atau tanda hubung, tanpa spasi.",
        )
    display_name = " ".join(new.display_name.split())
    if not 0 < len(display_name) <= LONGEST_DISPLAY_NAME:
        raise AccountError("wajib_diisi", f"Nama orangnya wajib diisi, paling banyak {LONGEST_DISPLAY_NAME} huruf.")
    roles = _roles(new.roles)
    check_password(new.password, name)
    return {
        "name": name,
        "display_name": display_name,
        "roles": roles,
        "password_hash": hash_password(new.password),
        "active": True,
        "demo": new.demo,
        "created_at": clock.now(),
        "password_changed_at": clock.now(),
    }


def insert_account(connection: Connection, row: Mapping[str, Any], *, actor: str) -> Account:
    """Put a row of :func:`row_of` into the table and the log."""
    connection.execute(insert(accounts).values(**row))
    ActivityLog.write(connection, "people.add", actor=actor, subject=row["name"], details={"roles": row["roles"]})
    return _found(connection, row["name"])


def comparable_name(name: str) -> str:
    """The name of an account however it was typed."""
    return name.strip().casefold()


def account_of(row: Mapping[str, Any]) -> Account:
    """A row of ``accounts`` (columns of other tables in it are left aside)."""
    values = {name: row[name] for name in Account.__dataclass_fields__}
    return Account(**{**values, "roles": tuple(row["roles"])})


def _roles(roles: Iterable[str]) -> list[str]:
    chosen = sorted(set(roles))
    if not chosen:
        raise AccountError("wajib_diisi", f"Pilih sedikitnya satu peran: {', '.join(ROLES)}.")
    unknown = [role for role in chosen if role not in ROLES]
    if unknown:
        raise AccountError("peran_tidak_dikenal", f"Peran {unknown[0]!r} tidak dikenal. Yang ada: {', '.join(ROLES)}.")
    return chosen


def _found(connection: Connection, name: str) -> Account:
    wanted = comparable_name(name)
    row = connection.execute(select(accounts).where(accounts.c.name == wanted)).mappings().first()
    if row is None:
        raise AccountError("tidak_ditemukan", f"Akun {wanted} tidak ditemukan.")
    return account_of(row)


def _change(connection: Connection, account: Account, **values: Any) -> None:
    connection.execute(update(accounts).where(accounts.c.id == account.id).values(**values))


def _end_logins(connection: Connection, account: Account) -> None:
    connection.execute(delete(login_sessions).where(login_sessions.c.account_id == account.id))
