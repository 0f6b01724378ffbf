"""The door to accounts, logins and the log of activity of one database."""

from __future__ import annotations

from bot.database import open_engine
from bot.people.accounts import Accounts
from bot.people.activity import ActivityLog
from bot.people.logins import Logins
from bot.people.options import PeopleOptions


class People:
    """Accounts, logins and the log, over one set of connections. Safe to share between threads.

    Every method below raises the errors of :func:`bot.database.speaking_errors` besides its own.

    Raises:
        StorageUnusable: if the address can't be read.
    """

    def __init__(self, database_url: str, options: PeopleOptions) -> None:
        self._engine = open_engine(database_url)
        self.options = options
        self.accounts = Accounts(self._engine)
        self.logins = Logins(self._engine, options)
        self.activity = ActivityLog(self._engine)

    def close(self) -> None:
        """Close the connections that wait for use."""
        self._engine.dispose()
