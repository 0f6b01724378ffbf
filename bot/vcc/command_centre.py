"""What an operator of the command centre does with a report whose nine values came in (VCC-01, VCC-02)."""

from __future__ import annotations

from bot.apkt.errors import TicketError
from bot.apkt.model import BELUM_SELESAI, KWH_PERIKSA, Ticket, TicketSearch
from bot.apkt.store import TicketStore
from bot.apkt.transaction import TicketTransaction
from bot.vcc.ctt import CttIssuer

_PAGE = 200


class CommandCentre:
    """The operator's queue, and the two ways out of it."""

    def __init__(self, tickets: TicketStore, issuer: CttIssuer) -> None:
        self._tickets = tickets
        self._issuer = issuer

    @property
    def is_simulated(self) -> bool:
        """Whether the issuing service is a simulated one, whose digits no meter takes."""
        return bool(getattr(self._issuer, "simulated", False))

    def queue(self, at_most: int | None = None) -> tuple[Ticket, ...]:
        """Reports that wait for a decision, oldest first (VCC-01); each holds its nine values.

        Args:
            at_most: how many are wanted; left out: all.
        """
        waiting: list[Ticket] = []
        cursor: str | None = None
        while True:
            page = self._tickets.search(
                TicketSearch(
                    tipe_wo=KWH_PERIKSA,
                    status=BELUM_SELESAI,
                    with_wo=False,
                    with_ctt=False,
                    oldest_first=True,
                    limit=min(at_most or _PAGE, _PAGE),
                    cursor=cursor,
                )
            )
            waiting += page.tickets
            cursor = page.next_cursor
            if cursor is None or (at_most is not None and len(waiting) >= at_most):
                return tuple(waiting[:at_most])

    def approve(self, nomor: str, ctt: str | None = None, *, actor: str, idempotency_key: str) -> Ticket:
        """Approve the CTT (VCC-02).

        Args:
            ctt: the 20 digits that the operator has, blanks allowed; left out: those of the issuing service.

        Raises:
            TicketError: ``tidak_ditemukan``; ``tidak_berlaku`` when the report waits for no decision;
                ``format_salah`` for anything but 20 digits.
            CttUnavailable: if the issuing service does not answer.
        """
        ticket = self._tickets.get(nomor)
        if ctt is None and ticket is not None:
            ctt = self._issuer.issue(ticket.nomor_meter or "", ticket.nomor)

        def record(do: TicketTransaction) -> Ticket:
            _check_undecided(do, nomor, idempotency_key)
            return do.record_ctt(nomor, ctt or "", actor=actor, idempotency_key=idempotency_key)

        return self._tickets.run(record)

    def send_wo(self, nomor: str, note: str | None = None, *, actor: str, idempotency_key: str) -> Ticket:
        """Send a work order to the unit, since the premises must be inspected first (VCC-02).

        Raises:
            TicketError: as :meth:`approve` does.
        """

        def send(do: TicketTransaction) -> Ticket:
            _check_undecided(do, nomor, idempotency_key)
            return do.send_wo(nomor, note, actor=actor, idempotency_key=idempotency_key)

        return self._tickets.run(send)


def waits_for_decision(ticket: Ticket) -> bool:
    """Whether the command centre has to decide on the report."""
    return (
        ticket.tipe_wo == KWH_PERIKSA
        and ticket.status == BELUM_SELESAI
        and ticket.ctt is None
        and ticket.wo_dikirim_at is None
    )


def _check_undecided(do: TicketTransaction, nomor: str, idempotency_key: str) -> None:
    """Refuse a second decision; the same one asked for again is answered as before."""
    ticket = do.get(nomor)
    if ticket is not None and not do.was_done(idempotency_key) and not waits_for_decision(ticket):
        raise TicketError("tidak_berlaku", "Laporan ini tidak sedang menunggu keputusan VCC.", "nomor")
