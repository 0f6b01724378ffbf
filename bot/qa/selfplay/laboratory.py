"""The assistant over a database of the run's own, emptied after every talk: no talk can find another's report."""

from __future__ import annotations

import dataclasses
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from sqlalchemy import delete, func, select, text
from sqlalchemy.engine import Connection

from bot import clock
from bot.apkt import tables
from bot.apkt.model import Ticket
from bot.apkt.store import TicketStore
from bot.customers import tables as customer_tables
from bot.customers.applications import Application
from bot.customers.demo import load_demo
from bot.customers.simulated_applications import SimulatedApplications
from bot.database import open_engine, reading, writing
from bot.migrations import upgrade
from bot.roleplay.sheet import EarlierReport
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.engine.engine import Engine

_WRITTEN_BY_TALKS = (
    tables.operations, tables.history, tables.handover_log, tables.handovers, tables.number_counters, tables.tickets,
    customer_tables.applications,
)  # fmt: skip
_MAKER = "selfplay"


class Assistant(Protocol):
    """What self-play needs of the engine."""

    async def handle(self, sender: str, text: str, metadata: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Answer one message."""

    async def events_of(self, sender: str, since: int = 0) -> list[dict[str, Any]]:
        """A talk's events without the first ``since``."""


class Laboratory:
    """An assistant and what its talks leave behind.

    Attributes:
        assistant: who answers.
    """

    def __init__(self, assistant: Assistant, database_url: str) -> None:
        self.assistant = assistant
        self._database = open_engine(database_url)
        self._tickets = TicketStore(database_url)
        self._applications = SimulatedApplications(database_url)
        self._before: set[str] = set()

    def tickets(self) -> tuple[Ticket, ...]:
        """Every ticket of the talk, oldest first."""
        with reading(self._database) as connection:
            numbers = list(connection.execute(select(tables.tickets.c.nomor).order_by(tables.tickets.c.id)).scalars())
        made = (self._tickets.get(number) for number in numbers if number not in self._before)
        return tuple(ticket for ticket in made if ticket is not None)

    def ticket(self, number: str) -> Ticket | None:
        """A ticket by its number."""
        return self._tickets.get(number)

    def applications(self) -> tuple[Application, ...]:
        """Every application of the talk."""
        with reading(self._database) as connection:
            numbers = list(connection.execute(select(customer_tables.applications.c.nomor)).scalars())
        made = (self._applications.by_number(number) for number in numbers)
        return tuple(application for application in made if application is not None)

    def report_before(self, report: EarlierReport) -> None:
        """Make a report as of some time ago by the clock.

        Raises:
            ValueError: if it did not get the number under which the customer knows it.
        """
        with clock.at(clock.now() - report.ago):
            made = self._tickets.create(report.draft, actor=_MAKER, idempotency_key=report.number)
            if report.done:
                key = f"{report.number}:selesai"
                self._tickets.complete(made.nomor, report.unit_note, actor=_MAKER, idempotency_key=key)
        if made.nomor != report.number:
            raise ValueError(f"the earlier report got {made.nomor}, not {report.number}")
        self._before.add(made.nomor)

    def handed_over(self, sender: str) -> bool:
        """Whether the talk waits for a human."""
        waiting = select(func.count()).where(tables.handovers.c.sender == sender)
        with reading(self._database) as connection:
            return bool(connection.execute(waiting).scalar_one())

    def clear(self) -> None:
        """Forget every ticket, every application and every talk in the queue."""
        self._before.clear()
        with writing(self._database) as connection:
            _allow_forgetting(connection)
            for table in _WRITTEN_BY_TALKS:
                connection.execute(delete(table))

    def close(self) -> None:
        """Give database connections back."""
        self._tickets.close()
        self._applications.close()
        self._database.dispose()


def _allow_forgetting(connection: Connection) -> None:
    """Drop what keeps a ticket's history from being emptied; only ever in a database that is thrown away."""
    guards = text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%no_delete'")
    for name in connection.execute(guards).scalars().all():
        connection.execute(text(f"DROP TRIGGER {name}"))


@asynccontextmanager
async def open_laboratory(settings: Settings) -> AsyncIterator[Laboratory]:
    """Load the assistant over a fresh temporary database with the invented customers.

    Raises:
        EngineNotReady: if there is no usable model.
    """
    from bot.engine.engine import Engine  # brings Rasa along

    with tempfile.TemporaryDirectory(prefix="pln123-selfplay-") as folder:
        database_url = f"sqlite:///{Path(folder) / 'selfplay.db'}"
        upgrade(database_url)
        load_demo(database_url)
        own = dataclasses.replace(settings, var_directory=Path(folder), database_url=database_url)
        engine: Engine = await Engine.load(own)
        laboratory = Laboratory(engine, database_url)
        try:
            yield laboratory
        finally:
            laboratory.close()
            await engine.close()
