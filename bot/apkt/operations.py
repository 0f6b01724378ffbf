"""Carrying out, in one transaction, what a row of an outcome table does about an earlier report (LU, UL)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Protocol

from bot.apkt.model import SELESAI, Page, Ticket, TicketDraft, TicketSearch
from bot.apkt.transaction import TicketTransaction

LAPOR_ULANG, UPDATE_LAPORAN, ESKALASI = OPERATIONS = ("lapor_ulang", "update_laporan", "eskalasi")
"""The operations by their names in the book."""

_NEW_REPORT = "laporan_baru"
_MOST_FOLLOWERS = 20


class _Searching(Protocol):
    def search(self, criteria: TicketSearch) -> Page:
        """Tickets that meet every criterion."""


@dataclass(frozen=True)
class FollowUp:
    """What is done about an earlier report.

    Attributes:
        operations: words by operation, in order; ``{nomor_baru}`` stands for the number of the new report.
        changes: new values by field, for the update.
        draft: a new report that goes with it.
    """

    operations: Mapping[str, str]
    changes: Mapping[str, Any] = field(default_factory=dict)
    draft: TicketDraft | None = None


def carried_out_before(do: TicketTransaction, key: str) -> bool:
    """Whether something was done under the key already."""
    return any(do.was_done(f"{key}/{step}") for step in (*OPERATIONS, _NEW_REPORT))


def carry_out(do: TicketTransaction, earlier: Ticket, follow_up: FollowUp, *, actor: str, key: str) -> Ticket:
    """Do all of it, each step at most once for ``key``.

    Returns:
        The report that the reporter is told: the new one, else the earlier one.

    Raises:
        TicketError: as the operations do; then nothing is done.
    """
    told = earlier
    new_number = ""
    if follow_up.draft is not None:
        told = do.create(follow_up.draft, actor=actor, idempotency_key=f"{key}/{_NEW_REPORT}")
        new_number = told.nomor
    for operation, template in follow_up.operations.items():
        words = template.replace("{nomor_baru}", new_number).strip()
        signed: dict[str, str] = {"actor": actor, "idempotency_key": f"{key}/{operation}"}
        if operation == LAPOR_ULANG:
            changed = do.mark_lapor_ulang(earlier.nomor, words, **signed)
        elif operation == ESKALASI:
            changed = do.escalate(earlier.nomor, words, **signed)
        else:
            changed = do.update(earlier.nomor, _with_remark(earlier, follow_up.changes, words), **signed)
        told = told if new_number else changed
    return told


def latest_of_matter(reports: _Searching, ticket: Ticket) -> Ticket:
    """The report in which a matter goes on: of one that is done, the newest that was made for it (LU-09)."""
    while ticket.status == SELESAI:
        found = reports.search(TicketSearch(q=ticket.nomor, limit=_MOST_FOLLOWERS)).tickets
        following = next((one for one in found if one.nomor_terkait == ticket.nomor), None)
        if following is None:
            break
        ticket = following
    return ticket


def draft_like(ticket: Ticket) -> dict[str, Any]:
    """The fields of the reporting form as an earlier report holds them."""
    return {one.name: getattr(ticket, one.name) for one in fields(TicketDraft)}


def _with_remark(ticket: Ticket, changes: Mapping[str, Any], words: str) -> dict[str, Any]:
    if not words:
        return dict(changes)
    remarks = f"{ticket.keterangan}\n{words}" if ticket.keterangan else words
    return {**changes, "keterangan": remarks}
