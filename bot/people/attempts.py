"""How many wrong passwords an account and a network address may have behind them."""

from __future__ import annotations

import hashlib
import ipaddress
from datetime import datetime, timedelta
from math import ceil

from sqlalchemy import delete, func, insert, select
from sqlalchemy.engine import Connection

from bot import clock
from bot.people.options import PeopleOptions
from bot.people.tables import login_failures

_LOCK = 2  # second key of PostgreSQL's advisory locks, apart from those of the hand-over queue


class Attempts:
    """Failed logins. A try counts as failed before its password is looked at, and is taken back if it was right:
    a thousand tries at the same moment are no more than the allowed few.
    """

    def __init__(self, options: PeopleOptions) -> None:
        self._options = options

    def begin(self, connection: Connection, name: str, address: str) -> int:
        """Count a try; 0 if its password may be looked at, else the seconds until one may (nothing is counted)."""
        now = clock.now()
        since = now - self._options.login_lock
        name_hash, network = _hash(name), network_of(address)
        _one_at_a_time(connection, name_hash, network)
        connection.execute(delete(login_failures).where(login_failures.c.at <= since))
        limits = (
            (login_failures.c.name_hash == name_hash, self._options.login_failures),
            (login_failures.c.network == network, self._options.login_failures_network),
        )
        for same, most in limits:
            moments = connection.execute(
                select(login_failures.c.at).where(same).order_by(login_failures.c.at.desc()).limit(most)
            )
            found = [moment for (moment,) in moments]
            if len(found) >= most:
                return _seconds_until(found[-1] + self._options.login_lock, now)
        connection.execute(insert(login_failures).values(name_hash=name_hash, network=network, at=now))
        return 0

    def failures_of(self, connection: Connection, name: str) -> int:
        """Tries for the account that count now."""
        count: int = connection.execute(
            select(func.count()).select_from(login_failures).where(login_failures.c.name_hash == _hash(name))
        ).scalar_one()
        return count

    def forgive(self, connection: Connection, name: str) -> None:
        """The right password was given: earlier wrong ones for the account no longer count."""
        connection.execute(delete(login_failures).where(login_failures.c.name_hash == _hash(name)))


def network_of(address: str) -> str:
    """What counts as one place: an IPv4 address, or the /64 that one IPv6 customer is given."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address[:64]
    return str(ipaddress.ip_network((parsed, 64), strict=False)) if parsed.version == 6 else str(parsed)


def _hash(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


def _seconds_until(moment: datetime, now: datetime) -> int:
    return max(1, ceil((moment - now) / timedelta(seconds=1)))


def _one_at_a_time(connection: Connection, *keys: str) -> None:
    if connection.dialect.name == "postgresql":
        for key in keys:
            connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(key, _LOCK))))
