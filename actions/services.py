"""What actions reach outside the talk: the book, the tickets, customer records, applications, the hand-over queue."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from bot.apkt.handover import HandoverQueue
from bot.apkt.store import TicketStore
from bot.customers.applications import Applications
from bot.customers.registry import CustomerRegistry
from bot.customers.service_areas import ServiceAreas
from bot.customers.simulated import SimulatedCustomerRegistry
from bot.customers.simulated_applications import SimulatedApplications
from bot.settings import Settings
from bot.sop.book import Book, load_book


@dataclass(frozen=True)
class Services:
    """Everything an action may call."""

    settings: Settings
    book: Book
    tickets: TicketStore
    customers: CustomerRegistry
    applications: Applications
    service_areas: ServiceAreas
    handover: HandoverQueue

    def close(self) -> None:
        """Give database connections back."""
        self.tickets.close()
        self.handover.close_connections()


def open_services(settings: Settings) -> Services:
    """Connect to everything that ``settings`` name."""
    registry = SimulatedCustomerRegistry(settings.database_url)
    return Services(
        settings=settings,
        book=load_book(),
        tickets=TicketStore(settings.database_url),
        customers=registry,
        applications=SimulatedApplications(settings.database_url),
        service_areas=ServiceAreas(),
        handover=HandoverQueue(settings.database_url),
    )


class _Current:
    """The services in use; an engine sets its own, ``rasa run actions`` gets those of the environment."""

    chosen: Services | None = None


@lru_cache(maxsize=1)
def _from_environment() -> Services:
    return open_services(Settings.from_environment())


def use(services: Services | None) -> None:
    """Let all actions of this process work with ``services``; ``None`` goes back to the environment's."""
    _Current.chosen = services


def services() -> Services:
    """The services that actions work with now."""
    return _Current.chosen or _from_environment()
