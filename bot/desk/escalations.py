"""The queue of the back office: reports that were escalated to it, taken, noted, passed to the unit, closed (LU-06).

How an escalation stands is read off the report's history; nothing is kept beside it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.apkt import history as lines
from bot.apkt.errors import TicketError
from bot.apkt.model import BELUM_SELESAI, HistoryEntry, Ticket, TicketSearch
from bot.apkt.store import TicketStore
from bot.apkt.transaction import TicketTransaction
from bot.desk.follow_up import situation_of
from bot.sop.book import Book

MOST_SHOWN = 100

_OWN_DEEDS = frozenset(
    {lines.ESKALASI_DIAMBIL, lines.ESKALASI_DICATAT, lines.ESKALASI_DITERUSKAN, lines.ESKALASI_DITUTUP}
)


@dataclass(frozen=True)
class Escalation:
    """A report that waits for the back office.

    Attributes:
        since: when it was escalated (last).
        reason: the words with which it was.
        taken_by: the account that sees to it; ``None``: nobody yet.
        passed_at: when it was passed to the unit.
        deeds: what the back office did since, oldest first.
    """

    ticket: Ticket
    since: datetime
    reason: str
    taken_by: str | None
    passed_at: datetime | None
    deeds: tuple[HistoryEntry, ...]


def escalation_of(ticket: Ticket) -> Escalation | None:
    """How the report's escalation stands; ``None`` when it is not escalated (any more)."""
    if not ticket.eskalasi:
        return None
    raised = next((line for line in reversed(ticket.history) if line.action == lines.DIESKALASI), ticket.history[0])
    deeds = tuple(line for line in ticket.history if line.sequence > raised.sequence and line.action in _OWN_DEEDS)
    takers = [line.actor for line in deeds if line.action == lines.ESKALASI_DIAMBIL]
    passed = [line.at for line in deeds if line.action == lines.ESKALASI_DITERUSKAN]
    return Escalation(
        ticket, raised.at, raised.note or "", takers[-1] if takers else None, passed[-1] if passed else None, deeds
    )


class BackOffice:
    """The queue, and what is done with what stands in it.

    Every deed on what stands there raises :class:`TicketError` ``tidak_berlaku`` when the report is not escalated, or
    when somebody else sees to it; done again with the same key it changes nothing.
    """

    def __init__(self, book: Book, tickets: TicketStore) -> None:
        self._book = book
        self._tickets = tickets

    def queue(self) -> tuple[Escalation, ...]:
        """What waits, oldest report first; at most ``MOST_SHOWN``."""
        page = self._tickets.search(TicketSearch(eskalasi=True, oldest_first=True, limit=MOST_SHOWN))
        return tuple(one for one in map(escalation_of, page.tickets) if one is not None)

    def escalate(self, nomor: str, words: str, *, actor: str, key: str) -> Ticket:
        """Put an open report into the queue; the words say why.

        A report that is done is escalated only as the table has it: together with LAPOR ULANG, by which it is active
        again (LU-06).

        Raises:
            TicketError: ``tidak_ditemukan``; ``tidak_berlaku`` for a report that is done, with the table's way, or
                that is in the queue already; ``wajib_diisi`` without words.
        """

        def work(do: TicketTransaction) -> Ticket:
            ticket = do.hold(nomor)
            if not do.was_done(key):
                self._check_may_be_escalated(ticket)
            return do.escalate(nomor, words, actor=actor, idempotency_key=key)

        return self._tickets.run(work)

    def take(self, nomor: str, *, actor: str, key: str) -> Ticket:
        """See to it from now on; from a colleague it is taken over."""

        def deed(do: TicketTransaction) -> Ticket:
            return do.take_escalation(nomor, actor=actor, idempotency_key=key)

        return self._do(nomor, actor, key, deed, taken_by_other=True)

    def note(self, nomor: str, words: str, *, actor: str, key: str) -> Ticket:
        """Write down what was found out or agreed."""
        return self._do(
            nomor, actor, key, lambda do: do.note_escalation(nomor, words, actor=actor, idempotency_key=key)
        )

    def pass_on(self, nomor: str, words: str | None, *, actor: str, key: str) -> Ticket:
        """Pass it to the unit, among whose work orders the report is from now on.

        Raises:
            TicketError: ``tidak_berlaku`` also for a report that is done, which no unit works on.
        """

        def deed(do: TicketTransaction) -> Ticket:
            if do.hold(nomor).status != BELUM_SELESAI and not do.was_done(key):
                raise TicketError("tidak_berlaku", "Laporan ini sudah SELESAI; eskalasinya tinggal ditutup.", "nomor")
            return do.pass_escalation(nomor, words, actor=actor, idempotency_key=key)

        return self._do(nomor, actor, key, deed)

    def close(self, nomor: str, words: str, *, actor: str, key: str) -> Ticket:
        """Take it out of the queue; why is said."""
        if not words.strip():
            raise TicketError("wajib_diisi", "Tulis hasil eskalasinya.", "catatan")
        return self._do(
            nomor, actor, key, lambda do: do.close_escalation(nomor, words, actor=actor, idempotency_key=key)
        )

    def _check_may_be_escalated(self, ticket: Ticket) -> None:
        if ticket.eskalasi:
            raise TicketError("tidak_berlaku", "Laporan ini sudah dieskalasi.", "nomor")
        if ticket.status != BELUM_SELESAI:
            row = situation_of(self._book, ticket).new_report
            way = f" {row.id}: {self._book.rule(row.id).title}." if row else ""
            raise TicketError("tidak_berlaku", f"Laporan ini sudah SELESAI.{way}", "nomor")

    def _do(
        self,
        nomor: str,
        actor: str,
        key: str,
        deed: Callable[[TicketTransaction], Ticket],
        *,
        taken_by_other: bool = False,
    ) -> Ticket:
        def work(do: TicketTransaction) -> Ticket:
            escalation = escalation_of(do.hold(nomor))
            if not do.was_done(key):
                if escalation is None:
                    raise TicketError("tidak_berlaku", "Laporan ini tidak sedang dieskalasi.", "nomor")
                if not taken_by_other and escalation.taken_by != actor:
                    raise TicketError("tidak_berlaku", "Ambil eskalasi ini terlebih dahulu.", "nomor")
            return deed(do)

        return self._tickets.run(work)
