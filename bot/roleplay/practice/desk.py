"""APKT for practice: the real store, forms and rules over a database of the attempt's own, never the real one.

Each attempt has one file, copied from a migrated one that holds the invented customers: no trainee finds another's
reports, and the same call always gets the same number.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from bot import clock
from bot.apkt.given import given_to_earlier, given_to_new
from bot.apkt.model import HistoryEntry, Page, Ticket, TicketSearch
from bot.apkt.store import TicketStore
from bot.customers.applications import Application, ApplicationDraft
from bot.customers.demo import load_demo
from bot.customers.model import Customer
from bot.customers.simulated import SimulatedCustomerRegistry
from bot.customers.simulated_applications import SimulatedApplications
from bot.desk.follow_up import FollowUps, Situation, Told
from bot.desk.forms import FilledForm, ReportForms
from bot.migrations import upgrade
from bot.roleplay.sheet import EarlierReport
from bot.sop.book import Book

_TEMPLATE = "template.db"
_MAKER = "latihan"
CONTACT_CENTRE = "54"


class PracticeDesks:
    """Makes the databases of attempts.

    Args:
        folder: where they are kept; it holds nothing else.
    """

    def __init__(self, book: Book, folder: Path) -> None:
        self._book = book
        self._folder = folder
        self._template_is_ready = False

    def open(self, name: str) -> PracticeDesk:
        """The desk of an attempt, made at the first call.

        Args:
            name: letters, digits and hyphens.
        """
        path = self._path(name)
        if not path.exists():
            waiting = path.with_suffix(f".{os.getpid()}.new")
            shutil.copyfile(self._template(), waiting)
            waiting.replace(path)
        return PracticeDesk(self._book, f"sqlite:///{path}")

    def discard(self, name: str) -> None:
        """Forget an attempt's database; nothing happens when there is none."""
        for suffix in (".db", ".db-wal", ".db-shm"):
            (self._folder / f"{name}{suffix}").unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        if not name.replace("-", "").isalnum():
            raise ValueError(f"no name for a practice database: {name!r}")
        return self._folder / f"{name}.db"

    def _template(self) -> Path:
        path = self._folder / _TEMPLATE
        if self._template_is_ready and path.exists():
            return path
        self._folder.mkdir(parents=True, exist_ok=True)
        url = f"sqlite:///{path}"
        upgrade(url)
        load_demo(url)
        # the copy must hold everything: nothing may wait in the write-ahead log
        _empty_log(url)
        self._template_is_ready = True
        return path


def _empty_log(url: str) -> None:
    from bot.database import open_engine

    engine = open_engine(url)
    with engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()


class PracticeDesk:
    """APKT, AP2T and the customer records of one attempt.

    Attributes:
        tickets: the real store over the attempt's database.
        customers: the records, as the desk looks them up.
    """

    def __init__(self, book: Book, database_url: str) -> None:
        self.tickets = TicketStore(database_url)
        self.customers = SimulatedCustomerRegistry(database_url)
        self._applications = SimulatedApplications(database_url)
        self._forms = ReportForms(book, self.customers)
        self._follow_ups = FollowUps(book, self.tickets)

    def close(self) -> None:
        """Give database connections back."""
        self.tickets.close()
        self.customers.close()
        self._applications.close()

    def report_before(self, report: EarlierReport, moment: datetime) -> None:
        """Make a report as of some time before the call.

        Raises:
            ValueError: if it did not get the number under which the customer knows it.
        """
        with clock.at(moment - report.ago):
            made = self.tickets.create(report.draft, actor=_MAKER, idempotency_key=report.number)
            if report.done:
                key = f"{report.number}:selesai"
                self.tickets.complete(made.nomor, report.unit_note, actor=_MAKER, idempotency_key=key)
        if made.nomor != report.number:
            raise ValueError(f"the earlier report got {made.nomor}, not {report.number}")

    def customer_of(self, idpel: str | None, nomor_meter: str | None) -> Customer | None:
        """The record of either number."""
        return self._forms.customer_of(idpel, nomor_meter)

    def search(self, criteria: TicketSearch) -> Page:
        """Monitoring Tiket (LU-01)."""
        return self.tickets.search(criteria)

    def situation(self, nomor: str, zona: str) -> Situation | None:
        """What the table allows for a report now; ``None`` if there is no such report."""
        ticket = self.tickets.get(nomor)
        return self._follow_ups.situation(ticket, zona) if ticket else None

    def save(
        self, jenis: str, values: Mapping[str, str], kontak: Sequence[str], *, cso: str, key: str
    ) -> tuple[Ticket, dict[str, Any]]:
        """Save the reporting form.

        Returns:
            The report, and the fields with which it was saved.

        Raises:
            TicketError: naming the first field that is missing or wrong.
        """
        draft = self._forms.draft(FilledForm.read(jenis, values, kontak), cso_penerima=_signature(cso))
        ticket = self.tickets.create(draft, actor=cso, idempotency_key=key)
        return ticket, {**given_to_new(ticket, ()), "nomor": ticket.nomor}

    def press(
        self, nomor: str, operation: str, told: Told, *, cso: str, key: str, zona: str
    ) -> tuple[Ticket, dict[str, Any]]:
        """Press LAPOR ULANG or UPDATE LAPORAN; see :meth:`bot.desk.follow_up.FollowUps.press`.

        Returns:
            The report that the reporter is told, and the fields that were given to it.

        Raises:
            TicketError: if the table does not allow it, or something is missing.
        """
        lines_before = len(_history(self.tickets.get(nomor)))
        ticket = self._follow_ups.press(
            nomor, operation, told, cso_penerima=_signature(cso), actor=cso, key=key, zona=zona
        )
        earlier = self.tickets.get(nomor)
        new_lines = _history(earlier)[lines_before:]
        same = ticket.nomor == nomor.rstrip("*")
        given = given_to_earlier(ticket, new_lines) if same else given_to_new(ticket, new_lines)
        return ticket, {**given, "nomor": ticket.nomor}

    def apply(self, draft: ApplicationDraft, *, key: str) -> Application:
        """Take an application in AP2T (AP2T-01)."""
        return self._applications.apply(draft, idempotency_key=key)


def _signature(cso: str) -> str:
    name = "".join(letter for letter in cso.split()[0] if letter.isalnum()) if cso.split() else "LATIHAN"
    return f"CC.{CONTACT_CENTRE}.{name.upper()}"


def _history(ticket: Ticket | None) -> tuple[HistoryEntry, ...]:
    return ticket.history if ticket else ()
