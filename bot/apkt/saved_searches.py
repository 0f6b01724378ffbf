"""Searches in Monitoring Tiket that an officer keeps under a name."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete, insert, select

from bot.apkt import tables
from bot.apkt.errors import TicketError
from bot.apkt.validation import clean_text
from bot.database import open_engine, reading, writing

LONGEST_NAME = 60
LONGEST_QUERY = 1000
MOST_FOR_ONE = 30

_column = tables.saved_searches.c


@dataclass(frozen=True)
class SavedSearch:
    """One of them.

    Attributes:
        query: as it stands in the page's address, without ``?``.
    """

    id: int
    name: str
    query: str


class SavedSearches:
    """Each account has its own; nobody sees those of another.

    Every method raises the errors of :func:`bot.database.speaking_errors` besides its own.
    """

    def __init__(self, database_url: str) -> None:
        self._engine = open_engine(database_url)

    def close(self) -> None:
        """Close the connections that wait for use."""
        self._engine.dispose()

    def of(self, account: str) -> tuple[SavedSearch, ...]:
        """Those of the account, by name."""
        wanted = (
            select(_column.id, _column.name, _column.query).where(_column.account == account).order_by(_column.name)
        )
        with reading(self._engine) as connection:
            return tuple(SavedSearch(*row) for row in connection.execute(wanted))

    def keep(self, account: str, name: str, query: str) -> None:
        """Keep a search; one of the same name is replaced.

        Raises:
            TicketError: for a name that is missing, a text that is too long, or too many.
        """
        name = clean_text("nama_saringan", name, LONGEST_NAME, required=True) or ""
        query = clean_text("saringan", query, LONGEST_QUERY, required=True) or ""
        with writing(self._engine) as connection:
            connection.execute(delete(tables.saved_searches).where(_column.account == account, _column.name == name))
            kept = connection.execute(select(_column.id).where(_column.account == account)).all()
            if len(kept) >= MOST_FOR_ONE:
                message = f"Paling banyak {MOST_FOR_ONE} saringan. Hapus salah satu terlebih dahulu."
                raise TicketError("terlalu_banyak", message, "nama_saringan")
            connection.execute(insert(tables.saved_searches).values(account=account, name=name, query=query))

    def remove(self, account: str, search_id: int) -> None:
        """Forget one; of another's nothing happens."""
        with writing(self._engine) as connection:
            connection.execute(delete(tables.saved_searches).where(_column.account == account, _column.id == search_id))
