"""The database of a run: who may call and which reports there are, the same again before every test."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, select

from bot import clock
from bot.apkt.copies import put_copy
from bot.apkt.given import given_to_earlier, given_to_new
from bot.apkt.handover import HandoverQueue
from bot.apkt.model import BELUM_SELESAI, SELESAI, Ticket, TicketDraft
from bot.apkt.store import TicketStore
from bot.apkt.tables import handovers, history, tickets
from bot.customers import tables as customer_tables
from bot.customers.demo import load_demo
from bot.database import open_engine, reading, writing
from bot.migrations import upgrade
from bot.qa.desk_deeds import Desk
from bot.qa.e2e_model import TicketGiven
from bot.sop.conformance.talk import TicketFields

_MAKER = "uji"


class World:
    """A database of the run's own, in ``folder``, with the invented customers.

    What a test did to the reports is undone before the next one begins: numbers, earlier reports and all else that
    a talk can meet do not depend on which tests ran before it.

    Args:
        customers_from: address of a database whose customers may call as well, as recorded talks need them.
    """

    def __init__(self, folder: Path, customers_from: str | None = None) -> None:
        self._file = folder / "replay.db"
        self._untouched = sqlite3.connect(":memory:")
        self.database_url = f"sqlite:///{self._file}"
        upgrade(self.database_url)
        self._engine = open_engine(self.database_url)
        if customers_from is not None:
            self._copy_customers(customers_from)
        load_demo(self.database_url)
        self._store = TicketStore(self.database_url)
        self._handovers = HandoverQueue(self.database_url)
        self._desk = Desk(self.database_url, self._store)
        self._traces_at_first = self._traces()
        self._before: dict[str, str] = {}
        self._lines_before: dict[str, int] = {}

    def keep(self) -> None:
        """Remember how everything is now: so it will be when a test begins."""
        with closing(sqlite3.connect(self._file)) as source:
            source.backup(self._untouched)
        self._traces_at_first = self._traces()

    def begin(self) -> None:
        """Make everything as it was kept."""
        self._before, self._lines_before = {}, {}
        if self._traces() != self._traces_at_first:
            with closing(sqlite3.connect(self._file)) as target:
                target.execute("PRAGMA synchronous=OFF")  # a run that is cut off leaves nothing that anybody needs
                self._untouched.backup(target)

    def tickets_made(self) -> tuple[Ticket, ...]:
        """The tickets of the talk that runs, oldest first, whoever made them and under whatever key."""
        with reading(self._engine) as connection:
            numbers = connection.execute(select(tickets.c.nomor).order_by(tickets.c.id)).scalars().all()
        found = (self._store.get(number) for number in numbers if number not in self._before.values())
        return tuple(ticket for ticket in found if ticket is not None)

    def do_at_desk(self, deed: str, what: Any) -> str:
        """See :meth:`bot.qa.desk_deeds.Desk.do`."""
        return self._desk.do(deed, what, next(reversed(self.tickets_made()), None))

    def report_before(self, name: str, given: TicketGiven) -> str:
        """Make a report as of some time ago by the clock; returns its number."""
        fields = dict(given.fields)
        status, note = fields.pop("status", BELUM_SELESAI), fields.pop("catatan_unit", None)
        fields["kontak"] = tuple(fields.get("kontak", ()))
        with clock.at(clock.now() - given.reported_ago):
            ticket = self._store.create(TicketDraft(**fields), actor=_MAKER, idempotency_key=f"{_MAKER}:{name}")
            if status == SELESAI and ticket.status != SELESAI:
                self._store.complete(ticket.nomor, note, actor=_MAKER, idempotency_key=f"{_MAKER}:{name}:selesai")
        self._note_before(name, ticket.nomor)
        return ticket.nomor

    def put_report(self, ticket: Ticket) -> None:
        """Put a copy of a report made elsewhere among the earlier ones, under its own number."""
        with writing(self._engine) as connection:
            put_copy(connection, ticket)
        self._note_before(ticket.nomor, ticket.nomor)

    def tickets_before(self) -> dict[str, Ticket]:
        """The reports made before the test as they are now, by name."""
        found = {name: self._store.get(number) for name, number in self._before.items()}
        return {name: ticket for name, ticket in found.items() if ticket is not None}

    def given_to_reports(self) -> dict[str, TicketFields]:
        """The fields that the test has given to reports so far, new and earlier ones, by number."""
        earlier = {ticket.nomor: ticket for ticket in self.tickets_before().values()}
        new_lines = {number: ticket.history[self._lines_before[number] :] for number, ticket in earlier.items()}
        given = {number: given_to_earlier(ticket, new_lines[number]) for number, ticket in earlier.items()}
        for ticket in self.tickets_made():
            given[ticket.nomor] = given_to_new(ticket, new_lines.get(ticket.nomor_terkait or "", ()))
        return {number: fields for number, fields in given.items() if fields}

    def _note_before(self, name: str, number: str) -> None:
        self._before[name] = number
        ticket = self._store.get(number)
        self._lines_before[number] = len(ticket.history) if ticket is not None else 0

    def handed_over(self, sender: str) -> str | None:
        """Why the talk is with a human or waits for one."""
        waiting = self._handovers.open_of(sender)
        return waiting.reason if waiting is not None else None

    def close(self) -> None:
        """Give database connections back."""
        self._desk.close()
        self._handovers.close_connections()
        self._store.close()
        self._engine.dispose()
        self._untouched.close()

    def _traces(self) -> tuple[int, ...]:
        """What grows with everything that a talk can do to reports."""
        with reading(self._engine) as connection:
            growing = (history, handovers, customer_tables.applications)
            counts = [select(func.count()).select_from(table) for table in growing]
            return tuple(connection.execute(count).scalar_one() for count in counts)

    def _copy_customers(self, database_url: str) -> None:
        source = open_engine(database_url)
        try:
            with reading(source) as connection:
                rows = [dict(row) for row in connection.execute(select(customer_tables.customers)).mappings()]
            if rows:
                with writing(self._engine) as connection:
                    connection.execute(insert(customer_tables.customers), rows)
        finally:
            source.dispose()
