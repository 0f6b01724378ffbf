"""Customer records in the project's own database. They stand in for PLN's CRM, which this project has not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from sqlalchemy import func, insert, select

from bot.customers.model import Customer
from bot.customers.registry import CustomerRegistryUnavailable
from bot.customers.tables import customers
from bot.database import StorageUnavailable, StorageUnusable, open_engine, reading, writing
from bot.phone_numbers import national_form

_LONGEST_NUMBER = 40


class SimulatedCustomerRegistry:
    """A :class:`bot.customers.registry.CustomerRegistry` over the table ``customers``."""

    simulated = True
    """Pages that show records say so, that nobody takes them for PLN's."""

    def __init__(self, database_url: str) -> None:
        self._engine = open_engine(database_url)

    def close(self) -> None:
        """Close the connections that wait for use."""
        self._engine.dispose()

    def by_phone(self, phone: str) -> Customer | None:
        """The one customer with that number; nobody if several have it (CRM-01)."""
        number = national_form(phone[:_LONGEST_NUMBER])
        found = self._find(customers.c.telepon == number) if number else []
        return found[0] if len(found) == 1 else None

    def by_idpel(self, idpel: str) -> Customer | None:
        """The record of an IDPEL (PRK-06)."""
        return next(iter(self._find(customers.c.idpel == idpel[:_LONGEST_NUMBER])), None)

    def by_meter(self, nomor_meter: str) -> Customer | None:
        """The record of a meter number (PRK-06)."""
        return next(iter(self._find(customers.c.nomor_meter == nomor_meter[:_LONGEST_NUMBER])), None)

    def add_missing(self, records: Iterable[Customer]) -> int:
        """Add those whose IDPEL is not there yet, in one transaction.

        Returns:
            How many were added.
        """
        with writing(self._engine) as connection:
            if connection.dialect.name == "postgresql":
                # two starts at once: the second waits, then finds nothing missing
                connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended("customers", 0))))
            known = set(connection.execute(select(customers.c.idpel)).scalars())
            missing = [asdict(record) for record in records if record.idpel not in known]
            if missing:
                connection.execute(insert(customers), missing)
        return len(missing)

    def _find(self, condition: Any) -> list[Customer]:
        try:
            with reading(self._engine) as connection:
                rows = connection.execute(select(customers).where(condition).limit(2)).mappings().all()
        except (StorageUnavailable, StorageUnusable) as error:
            raise CustomerRegistryUnavailable from error
        return [Customer(**row) for row in rows]
