"""The door to the customer records: the same for the simulated ones and for a real CRM."""

from __future__ import annotations

from typing import Protocol

from bot.customers.model import Customer


class CustomerRegistryUnavailable(Exception):
    """The records can't be read now; ``message`` says so in Indonesian."""

    def __init__(self, message: str = "Data pelanggan sedang tidak dapat dibuka.") -> None:
        super().__init__(message)
        self.message = message


class CustomerRegistry(Protocol):
    """Look-ups of one customer. Every method raises :class:`CustomerRegistryUnavailable`."""

    def by_phone(self, phone: str) -> Customer | None:
        """The customer whose CRM number this is, in any way of writing (CRM-01).

        ``None`` also when the number belongs to several: nobody is greeted with another one's name.
        """

    def by_idpel(self, idpel: str) -> Customer | None:
        """The record of a 12-digit IDPEL (PRK-06)."""

    def by_meter(self, nomor_meter: str) -> Customer | None:
        """The record of an 11-digit meter number (PRK-06)."""
