"""The store of tickets: every operation in one transaction, done once however often it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.exc import DBAPIError

from bot.apkt import tables
from bot.apkt.model import BELUM_SELESAI, Page, Ticket, TicketDraft, TicketSearch
from bot.apkt.reading import find_tickets, load_ticket, plain_number
from bot.apkt.transaction import TicketTransaction, prepare_report
from bot.database import StorageUnavailable, open_engine, reading, writing

Result = TypeVar("Result")

_ATTEMPTS = 4
# asked in every turn of a talk that waits for it: built once
_DECIDED = select(tables.tickets.c.id).where(
    tables.tickets.c.nomor == bindparam("nomor"),
    or_(tables.tickets.c.ctt.is_not(None), tables.tickets.c.wo_dikirim_at.is_not(None)),
)
_LOST_TO_ANOTHER = ("40001", "40P01")  # PostgreSQL: serialisation failure, deadlock


class TicketStore:
    """Tickets in the database of the given address, which must have been migrated.

    Safe to share between threads, and to open in many processes. Besides :class:`TicketError`, every method
    raises :class:`bot.database.StorageUnavailable` when the database can't be reached (nothing was saved, or
    the same call with the same key finds what was), and :class:`bot.database.StorageUnusable` when it is
    damaged or not migrated.
    """

    def __init__(self, database_url: str) -> None:
        self._engine = open_engine(database_url)

    def close(self) -> None:
        """Close the connections that wait for use."""
        self._engine.dispose()

    def run(self, work: Callable[[TicketTransaction], Result]) -> Result:
        """Do several operations as one: all or nothing (LU-06 changes two reports).

        ``work`` may be called again from its beginning when another transaction got in its way.
        """
        for _ in range(_ATTEMPTS):
            try:
                with writing(self._engine) as connection:
                    return work(TicketTransaction(connection))
            except StorageUnavailable as error:
                if not _lost_to_another(error):
                    raise
        raise StorageUnavailable

    def create(self, draft: TicketDraft, *, actor: str, idempotency_key: str) -> Ticket:
        """See :meth:`TicketTransaction.create`."""
        report = prepare_report(draft, actor=actor, idempotency_key=idempotency_key)
        return self.run(lambda do: do.save(report))

    def get(self, nomor: str) -> Ticket | None:
        """The ticket of that number (with or without ``*``) and its history."""
        with reading(self._engine) as connection:
            return load_ticket(connection, nomor)

    def is_decided(self, nomor: str) -> bool:
        """Whether the command centre has given the ticket of that number a CTT or sent it to the unit."""
        with reading(self._engine) as connection:
            return connection.execute(_DECIDED, {"nomor": plain_number(nomor)}).first() is not None

    def search(self, criteria: TicketSearch) -> Page:
        """Tickets that meet every criterion, in the order asked for."""
        with reading(self._engine) as connection:
            return find_tickets(connection, criteria)

    def last_change(self) -> datetime | None:
        """When any ticket was made or changed last: as long as it stays the same, so do all search results."""
        with reading(self._engine) as connection:
            return connection.execute(select(func.max(tables.tickets.c.updated_at))).scalar_one()

    def open_reports(self) -> dict[tuple[str, str | None], int]:
        """How many reports are not done, by ``jenis`` and ``tipe_wo``."""
        kind = tables.tickets.c.jenis, tables.tickets.c.tipe_wo
        counted = select(*kind, func.count()).where(tables.tickets.c.status == BELUM_SELESAI).group_by(*kind)
        with reading(self._engine) as connection:
            return {(jenis, tipe_wo): count for jenis, tipe_wo, count in connection.execute(counted)}

    def open_since(self, jenis: str, moment: datetime) -> int:
        """How many reports of a kind that were made at ``moment`` or before are not done."""
        columns = tables.tickets.c
        counted = (
            select(func.count())
            .select_from(tables.tickets)
            .where(columns.status == BELUM_SELESAI, columns.jenis == jenis, columns.created_at <= moment)
        )
        with reading(self._engine) as connection:
            return int(connection.execute(counted).scalar_one())

    def update(
        self,
        nomor: str,
        changes: Mapping[str, Any],
        *,
        actor: str,
        idempotency_key: str,
        note: str | None = None,
    ) -> Ticket:
        """See :meth:`TicketTransaction.update`."""
        return self.run(lambda do: do.update(nomor, changes, actor=actor, idempotency_key=idempotency_key, note=note))

    def add_keterangan(self, nomor: str, keterangan: str, *, actor: str, idempotency_key: str) -> Ticket:
        """See :meth:`TicketTransaction.add_keterangan`."""
        return self.run(lambda do: do.add_keterangan(nomor, keterangan, actor=actor, idempotency_key=idempotency_key))

    def mark_lapor_ulang(self, nomor: str, keterangan: str, *, actor: str, idempotency_key: str) -> Ticket:
        """See :meth:`TicketTransaction.mark_lapor_ulang`."""
        return self.run(lambda do: do.mark_lapor_ulang(nomor, keterangan, actor=actor, idempotency_key=idempotency_key))

    def complete(self, nomor: str, catatan_unit: str | None = None, *, actor: str, idempotency_key: str) -> Ticket:
        """See :meth:`TicketTransaction.complete`."""
        return self.run(lambda do: do.complete(nomor, catatan_unit, actor=actor, idempotency_key=idempotency_key))

    def escalate(self, nomor: str, note: str, *, actor: str, idempotency_key: str) -> Ticket:
        """See :meth:`TicketTransaction.escalate`."""
        return self.run(lambda do: do.escalate(nomor, note, actor=actor, idempotency_key=idempotency_key))

    def record_ctt(self, nomor: str, ctt: str, *, actor: str, idempotency_key: str) -> Ticket:
        """See :meth:`TicketTransaction.record_ctt`."""
        return self.run(lambda do: do.record_ctt(nomor, ctt, actor=actor, idempotency_key=idempotency_key))

    def send_wo(self, nomor: str, note: str | None = None, *, actor: str, idempotency_key: str) -> Ticket:
        """See :meth:`TicketTransaction.send_wo`."""
        return self.run(lambda do: do.send_wo(nomor, note, actor=actor, idempotency_key=idempotency_key))

    def return_to_vcc(self, nomor: str, note: str, *, actor: str, idempotency_key: str) -> Ticket:
        """See :meth:`TicketTransaction.return_to_vcc`."""
        return self.run(lambda do: do.return_to_vcc(nomor, note, actor=actor, idempotency_key=idempotency_key))

    def talk_of(self, nomor: str) -> str | None:
        """See :meth:`TicketTransaction.talk_of`."""
        with reading(self._engine) as connection:
            return TicketTransaction(connection).talk_of(nomor)


def _lost_to_another(error: StorageUnavailable) -> bool:
    cause = error.__cause__
    return isinstance(cause, DBAPIError) and getattr(cause.orig, "pgcode", None) in _LOST_TO_ANOTHER
