"""PLN Mobile's self-reports as the server holds them: over its tickets, each visitor at a bearable pace."""

from __future__ import annotations

from bot.apkt.store import TicketStore
from bot.customers.service_areas import ServiceAreas
from bot.customers.simulated import SimulatedCustomerRegistry
from bot.pln_mobile.reports import SelfReports
from bot.server.rate_limit import Paces
from bot.sop.book import load_book

LOOKUPS_AT_ONCE = 40
LOOKUPS_PER_SECOND = 0.5
"""Of customer numbers, from one network address: enough for a classroom, too few to try numbers one after the other."""


class SelfReportDesk:
    """The reports, and the paces of sessions and of network addresses.

    Args:
        sessions: paces of sessions.
        addresses: paces of network addresses.
    """

    def __init__(self, database_url: str, tickets: TicketStore, sessions: Paces, addresses: Paces) -> None:
        self._customers = SimulatedCustomerRegistry(database_url)
        self.reports = SelfReports(load_book(), tickets, self._customers, ServiceAreas())
        self._sessions = sessions
        self._addresses = addresses

    async def wait_of_session(self, sender: str) -> float:
        """Seconds until the session may ask again; 0.0 if it may now."""
        return await self._sessions.take(sender)

    async def wait_of_lookup(self, address: str) -> float:
        """Seconds until somebody at this network address may look a number up; 0.0 if now."""
        return await self._addresses.take(address)

    def close(self) -> None:
        """Give database connections back."""
        self._customers.close()
