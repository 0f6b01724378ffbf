"""Logins: a random token in the browser, its hash in the database, an end after some hours or when left unused."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Connection, Engine

from bot import clock
from bot.database import reading, writing
from bot.people.accounts import Account, account_of, comparable_name
from bot.people.activity import LONGEST_ADDRESS, ActivityLog
from bot.people.attempts import Attempts
from bot.people.errors import LoginRefused
from bot.people.options import PeopleOptions
from bot.people.passwords import hash_password, is_outdated, is_password
from bot.people.tables import accounts, login_sessions

SEEN_EVERY = timedelta(minutes=1)
"""A page loads many things at once: only now and then is it written down that a login is still in use."""

WRONG = "Nama akun atau kata sandi tidak cocok. Silakan periksa lalu coba lagi."
LOCKED = "Terlalu banyak percobaan yang gagal. Silakan coba lagi {} menit lagi."
SHUT_OUT = "Akun ini sedang tidak dapat dipakai. Silakan hubungi pengelola akun."


class Logins:
    """The logins in a database."""

    def __init__(self, engine: Engine, options: PeopleOptions) -> None:
        self._engine = engine
        self._options = options
        self._attempts = Attempts(options)

    def begin(self, name: str, password: str, *, address: str, earlier: str | None = None) -> tuple[str, Account]:
        """Log in; gives the new token and the account.

        Args:
            address: network address of the browser.
            earlier: the token that the browser had before, which ends: a token never outlives a login.

        Raises:
            LoginRefused: for whatever reason; the words are made for whoever asks.
        """
        name = comparable_name(name)
        with writing(self._engine) as connection:
            wait = self._attempts.begin(connection, name, address)
        if wait:
            raise LoginRefused(LOCKED.format(-(-wait // 60)), wait)
        with reading(self._engine) as connection:
            row = connection.execute(select(accounts).where(accounts.c.name == name)).mappings().first()
        known = row is not None
        if not is_password(password, row["password_hash"] if known else None) or not known:
            self._refuse(name, known, address)
        account = account_of(row)
        with writing(self._engine) as connection:
            self._attempts.forgive(connection, name)
            if self._lets_in(account):
                if is_outdated(row["password_hash"]):
                    _keep_stronger(connection, account, password)
                return self._make(connection, account, address, earlier), account
            ActivityLog.write(connection, "login.refused", actor=account.name, address=address)
        raise LoginRefused(SHUT_OUT)

    def find(self, token: str) -> Account | None:
        """Whose login ``token`` is; ``None`` if it is none, has ended, or its account is shut out."""
        now = clock.now()
        with reading(self._engine) as connection:
            row = (
                connection.execute(
                    select(accounts, login_sessions.c.seen_at)
                    .join_from(login_sessions, accounts)
                    .where(
                        login_sessions.c.token_hash == _hash(token),
                        login_sessions.c.began_at > now - self._options.login_duration,
                        login_sessions.c.seen_at > now - self._options.login_idle,
                    )
                )
                .mappings()
                .first()
            )
        if row is None:
            return None
        account = account_of(row)
        if not self._lets_in(account):
            return None
        if now - row["seen_at"] >= SEEN_EVERY:
            with writing(self._engine) as connection:
                connection.execute(
                    update(login_sessions).where(login_sessions.c.token_hash == _hash(token)).values(seen_at=now)
                )
        return account

    def end(self, token: str, *, address: str) -> None:
        """Log out; a token that is none any more is no matter."""
        account = self.find(token)
        with writing(self._engine) as connection:
            _forget(connection, token)
            if account:
                ActivityLog.write(connection, "login.end", actor=account.name, address=address)

    def _lets_in(self, account: Account) -> bool:
        return account.active and (self._options.demo or not account.demo)

    def _refuse(self, name: str, known: bool, address: str) -> None:
        with writing(self._engine) as connection:
            locked = self._attempts.failures_of(connection, name) >= self._options.login_failures
            # a name that is none is not written down: it may be a password typed into the wrong field
            ActivityLog.write(
                connection,
                "login.locked" if locked else "login.failed",
                actor=None,
                subject=name if known else None,
                address=address,
            )
        raise LoginRefused(WRONG)

    def _make(self, connection: Connection, account: Account, address: str, earlier: str | None) -> str:
        now = clock.now()
        if earlier:
            _forget(connection, earlier)
        connection.execute(
            delete(login_sessions).where(login_sessions.c.began_at <= now - self._options.login_duration)
        )
        token = secrets.token_urlsafe(32)
        connection.execute(
            insert(login_sessions).values(
                token_hash=_hash(token),
                account_id=account.id,
                began_at=now,
                seen_at=now,
                address=address[:LONGEST_ADDRESS],
            )
        )
        ActivityLog.write(connection, "login.begin", actor=account.name, address=address)
        return token


def _keep_stronger(connection: Connection, account: Account, password: str) -> None:
    connection.execute(
        update(accounts).where(accounts.c.id == account.id).values(password_hash=hash_password(password))
    )


def _forget(connection: Connection, token: str) -> None:
    connection.execute(delete(login_sessions).where(login_sessions.c.token_hash == _hash(token)))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
