"""Self-reports over a database of their own, with the invented customers in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.apkt.store import TicketStore
from bot.customers.demo import demo_customers, load_demo
from bot.customers.model import Customer
from bot.customers.service_areas import ServiceAreas
from bot.customers.simulated import SimulatedCustomerRegistry
from bot.migrations import upgrade
from bot.pln_mobile.reports import SelfReports
from bot.sop.book import load_book


@dataclass(frozen=True)
class World:
    """What a report is made in.

    Attributes:
        inside, outside: customers inside and outside the self-diagnosis areas.
    """

    reports: SelfReports
    tickets: TicketStore
    inside: Customer
    outside: Customer


def customer_of(uid: str) -> Customer:
    return next(one for one in demo_customers() if one.uid == uid)


@contextmanager
def a_world(database_url: str) -> Iterator[World]:
    """Self-reports in a migrated database."""
    load_demo(database_url)
    tickets, customers = TicketStore(database_url), SimulatedCustomerRegistry(database_url)
    reports = SelfReports(load_book(), tickets, customers, ServiceAreas())
    yield World(reports, tickets, customer_of("UID Jakarta Raya"), customer_of("UID Jawa Timur"))
    customers.close()
    tickets.close()


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    url = f"sqlite:///{tmp_path / 'uji.db'}"
    upgrade(url)
    with a_world(url) as made:
        yield made


@pytest.fixture
def world_on_either(database_url: str) -> Iterator[World]:
    """The same on SQLite and on PostgreSQL."""
    with a_world(database_url) as made:
        yield made
