"""What the pages of the APKT desk work with."""

from __future__ import annotations

from functools import cached_property

from bot.apkt.saved_searches import SavedSearches
from bot.apkt.store import TicketStore
from bot.customers.registry import CustomerRegistry
from bot.customers.simulated import SimulatedCustomerRegistry
from bot.desk.escalations import BackOffice
from bot.desk.follow_up import FollowUps
from bot.desk.forms import ReportForms
from bot.desk.work_orders import WorkOrders
from bot.sop.book import Book, load_book


class DeskServices:
    """The book, the customers' records, and what is done to tickets by them.

    Args:
        tickets: not closed with the desk.
    """

    def __init__(self, database_url: str, tickets: TicketStore) -> None:
        self.tickets = tickets
        self._customers = SimulatedCustomerRegistry(database_url)
        self.searches = SavedSearches(database_url)

    @cached_property
    def book(self) -> Book:
        """The SOP book, read at first use."""
        return load_book()

    @property
    def customers(self) -> CustomerRegistry:
        """The records by IDPEL and meter number."""
        return self._customers

    @cached_property
    def forms(self) -> ReportForms:
        """GANGGUAN and KELUHAN."""
        return ReportForms(self.book, self._customers)

    @cached_property
    def follow_ups(self) -> FollowUps:
        """LAPOR ULANG and UPDATE LAPORAN."""
        return FollowUps(self.book, self.tickets)

    @cached_property
    def back_office(self) -> BackOffice:
        """The queue of escalations."""
        return BackOffice(self.book, self.tickets)

    @cached_property
    def work_orders(self) -> WorkOrders:
        """The work orders of the units."""
        return WorkOrders(self.tickets)

    def close(self) -> None:
        """Let go of the connections."""
        self.searches.close()
        self._customers.close()
