"""The unit's work orders: what somebody is sent for, and how it is settled (LU-06a, LU-06b)."""

from __future__ import annotations

from bot.apkt.errors import TicketError
from bot.apkt.model import BELUM_SELESAI, GANGGUAN, Page, Ticket, TicketSearch
from bot.apkt.store import TicketStore
from bot.apkt.transaction import TicketTransaction
from bot.sop.book import Book

PAGE_SIZE = 20


def telling_notes(book: Book) -> tuple[str, ...]:
    """Notes that change how a customer who calls again is served: those that the book knows by their words."""
    return tuple(str(kind["text"]) for kind in book.parameter("lapor_ulang", "unit_notes"))


class WorkOrders:
    """Open reports that somebody is sent for, and their end."""

    def __init__(self, tickets: TicketStore) -> None:
        self._tickets = tickets

    def waiting(self, unit: str | None = None, cursor: str | None = None) -> Page:
        """Those of a unit, or of all, oldest first: by the form, by the command centre or by the back office."""
        return self._tickets.search(
            TicketSearch(
                jenis=GANGGUAN,
                status=BELUM_SELESAI,
                with_wo=True,
                unit=unit,
                oldest_first=True,
                limit=PAGE_SIZE,
                cursor=cursor,
            )
        )

    def settle(self, nomor: str, note: str, *, actor: str, key: str) -> Ticket:
        """SELESAI, with the unit's note about it.

        Raises:
            TicketError: ``tidak_ditemukan``; ``wajib_diisi`` without a note; ``tidak_berlaku`` for a report that is
                done already, by whomever.
        """
        if not note.strip():
            raise TicketError("wajib_diisi", "Tulis catatan penyelesaian.", "catatan_unit")

        def work(do: TicketTransaction) -> Ticket:
            ticket = do.hold(nomor)
            if ticket.status != BELUM_SELESAI and not do.was_done(key):
                raise TicketError("tidak_berlaku", "Laporan ini sudah SELESAI.", "nomor")
            return do.complete(nomor, " ".join(note.split()).upper(), actor=actor, idempotency_key=key)

        return self._tickets.run(work)
