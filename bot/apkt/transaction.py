"""What can be done to tickets inside one database transaction: all of it happens, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.engine import Connection

from bot import clock
from bot.apkt import history as lines
from bot.apkt import model, numbering, saving, tables
from bot.apkt.errors import TicketError
from bot.apkt.model import Change, HistoryEntry, Page, Ticket, TicketDraft, TicketSearch
from bot.apkt.reading import find_tickets, load_ticket, plain_number
from bot.apkt.rows import row_of, row_of_line, state_of
from bot.apkt.talk_keys import talk_of_key
from bot.apkt.validation import (
    NOTE_LIMIT,
    TEXT_LIMITS,
    clean_changes,
    clean_draft,
    clean_text,
    clean_values,
)

ACTOR_LIMIT = 100
KEY_LIMIT = 200

# built once: putting a statement together costs more than running it
_INSERT_LINE = insert(tables.history)
_INSERT_OPERATION = insert(tables.operations)
_LOCK_TICKET = (
    select(tables.tickets.c.id, tables.tickets.c.version)
    .where(tables.tickets.c.nomor == bindparam("nomor"))
    .with_for_update()
)
_SELECT_OPERATION = select(tables.operations.c.operation, tables.operations.c.nomor).where(
    tables.operations.c.idempotency_key == bindparam("key")
)
_SELECT_KEY = select(tables.operations.c.idempotency_key).where(
    tables.operations.c.nomor == bindparam("nomor"), tables.operations.c.operation == bindparam("operation")
)
_LOCK_KEY = select(func.pg_advisory_xact_lock(func.hashtextextended(bindparam("key"), 0)))


@dataclass(frozen=True)
class PreparedReport:
    """A report of which all is worked out that needs no database; only its number and moment are missing.

    Whoever saves reports waits for whoever is saving one: what can be done before, is not done in between.
    """

    ticket: Ticket
    row: Mapping[str, Any]
    told: tuple[Change, ...]
    actor: str
    idempotency_key: str


def prepare_report(draft: TicketDraft, *, actor: str, idempotency_key: str) -> PreparedReport:
    """Clean the report and put it into the forms in which it is saved.

    Raises:
        TicketError: as :func:`bot.apkt.validation.clean_draft` does, and for an actor or key that is missing
            or too long.
    """
    draft = clean_draft(draft)
    actor, key = _clean_signature(actor, idempotency_key)
    status = model.SELESAI if draft.issue_closed else model.BELUM_SELESAI
    # a moment only to have one: the saved one is that of the number
    ticket = Ticket(**vars(draft), status=status, created_at=clock.now())
    state = state_of(ticket)
    return PreparedReport(ticket, row_of(state), lines.changes_between(lines.BLANK, state), actor, key)


class TicketTransaction:
    """Operations on tickets, each done at most once for its idempotency key, each writing one history line.

    An operation that is repeated with its key changes nothing and returns the ticket as it is now. *When* an
    operation is allowed is the SOP's, not decided here. All raise :class:`TicketError`: ``tidak_ditemukan``
    for an unknown number, ``kunci_dipakai`` for a key that another operation or ticket has used.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def create(self, draft: TicketDraft, *, actor: str, idempotency_key: str) -> Ticket:
        """Save a report and give it its number; with ``issue_closed`` it is SELESAI at once."""
        return self.save(prepare_report(draft, actor=actor, idempotency_key=idempotency_key))

    def save(self, report: PreparedReport) -> Ticket:
        """The second half of :meth:`create`."""
        now, key = clock.now(), report.idempotency_key
        nomor = saving.number_for(self._connection, key, report.ticket.jenis, report.ticket.kode_unit, now)
        if nomor is None:
            return self._load(self._done_before(key, lines.DIBUAT) or "")
        ticket_id = numbering.position(nomor, now)
        given_now: dict[str, Any] = {"nomor": nomor, "created_at": now}
        row = {**report.row, **given_now, "id": ticket_id, "version": 1, "updated_at": now}
        told = tuple(
            replace(change, after=lines.to_plain(given_now[change.field])) if change.field in given_now else change
            for change in report.told
        )
        line = HistoryEntry(1, now, report.actor, lines.DIBUAT, told)
        operation = _operation(key, lines.DIBUAT, nomor)
        saving.write_report(self._connection, row, row_of_line(ticket_id, line), operation)
        return replace(report.ticket, **given_now, updated_at=now, history=(line,))

    def get(self, nomor: str) -> Ticket | None:
        """The ticket as this transaction sees it."""
        return load_ticket(self._connection, nomor)

    def hold(self, nomor: str) -> Ticket:
        """The ticket as it is now; until the end of the transaction nobody else changes it."""
        self._connection.execute(_LOCK_TICKET, {"nomor": plain_number(nomor)})
        return self._load(nomor)

    def hold_matter(self, name: str) -> None:
        """Until the end of the transaction nobody else holds the matter of that name.

        What is read after it includes what the last holder saved, so that a check and the deed that depends on it
        are one. A SQLite transaction that writes is alone anyway.
        """
        if self._connection.dialect.name == "postgresql":
            self._connection.execute(_LOCK_KEY, {"key": f"matter {name}"})

    def search(self, criteria: TicketSearch) -> Page:
        """Tickets that meet every criterion, newest first, as this transaction sees them."""
        return find_tickets(self._connection, criteria)

    def was_done(self, idempotency_key: str) -> bool:
        """Whether the key was used before."""
        return self._connection.execute(_SELECT_OPERATION, {"key": idempotency_key}).first() is not None

    def update(
        self,
        nomor: str,
        changes: Mapping[str, Any],
        *,
        actor: str,
        idempotency_key: str,
        note: str | None = None,
    ) -> Ticket:
        """UPDATE LAPORAN: set the given fields to the given values (UL-01)."""
        cleaned = clean_changes(changes)
        return self._change(nomor, lines.DIPERBARUI, lambda _: cleaned, actor, idempotency_key, note)

    def add_keterangan(self, nomor: str, keterangan: str, *, actor: str, idempotency_key: str) -> Ticket:
        """UPDATE LAPORAN that only adds a line to the remarks (LU-03)."""
        addition = _clean_addition(keterangan)
        return self._change(
            nomor, lines.DIPERBARUI, lambda ticket: _with_remark(ticket, addition), actor, idempotency_key
        )

    def mark_lapor_ulang(self, nomor: str, keterangan: str, *, actor: str, idempotency_key: str) -> Ticket:
        """LAPOR ULANG: the ``*``, the remark on a line of its own, active again (LU-02, LU-06)."""
        addition = _clean_addition(keterangan)

        def reopened(ticket: Ticket) -> dict[str, Any]:
            return {
                "lapor_ulang": True,
                "status": model.BELUM_SELESAI,
                "issue_closed": False,
                **_with_remark(ticket, addition),
            }

        return self._change(nomor, lines.DILAPOR_ULANG, reopened, actor, idempotency_key)

    def complete(self, nomor: str, catatan_unit: str | None = None, *, actor: str, idempotency_key: str) -> Ticket:
        """SELESAI, with what the unit wrote about it (LU-06a, LU-06b)."""
        changes: dict[str, Any] = {"status": model.SELESAI}
        if catatan_unit is not None:
            changes |= clean_values({"catatan_unit": catatan_unit})
        return self._change(nomor, lines.DISELESAIKAN, lambda _: changes, actor, idempotency_key)

    def escalate(self, nomor: str, note: str, *, actor: str, idempotency_key: str) -> Ticket:
        """Hand to the back office on duty (LU-06); the note says why."""
        return self._change(nomor, lines.DIESKALASI, lambda _: {"eskalasi": True}, actor, idempotency_key, note)

    def take_escalation(self, nomor: str, *, actor: str, idempotency_key: str) -> Ticket:
        """Somebody of the back office sees to it from now on (LU-06)."""
        return self._change(nomor, lines.ESKALASI_DIAMBIL, lambda _: {}, actor, idempotency_key)

    def note_escalation(self, nomor: str, note: str, *, actor: str, idempotency_key: str) -> Ticket:
        """What the back office found out or agreed with the unit."""
        return self._change(nomor, lines.ESKALASI_DICATAT, lambda _: {}, actor, idempotency_key, note)

    def pass_escalation(self, nomor: str, note: str | None, *, actor: str, idempotency_key: str) -> Ticket:
        """On to the unit: whoever it was with, it is among the unit's work orders from now on (LU-06)."""
        return self._change(
            nomor, lines.ESKALASI_DITERUSKAN, lambda _: {"wo_dikirim_at": clock.now()}, actor, idempotency_key, note
        )

    def close_escalation(self, nomor: str, note: str, *, actor: str, idempotency_key: str) -> Ticket:
        """The back office is done with it; the report itself goes its own way."""
        return self._change(nomor, lines.ESKALASI_DITUTUP, lambda _: {"eskalasi": False}, actor, idempotency_key, note)

    def record_ctt(self, nomor: str, ctt: str, *, actor: str, idempotency_key: str) -> Ticket:
        """The clear tamper token that the command centre approved, blanks between groups allowed (VCC-02)."""
        digits = "".join((clean_text("ctt", ctt, 50, required=True) or "").split())
        changes = clean_values({"ctt": digits})
        return self._change(nomor, lines.CTT_DICATAT, lambda _: changes, actor, idempotency_key)

    def send_wo(self, nomor: str, note: str | None = None, *, actor: str, idempotency_key: str) -> Ticket:
        """A work order to the unit, since the premises must be inspected first (VCC-02)."""
        return self._change(
            nomor, lines.WO_DIKIRIM, lambda _: {"wo_dikirim_at": clock.now()}, actor, idempotency_key, note
        )

    def return_to_vcc(self, nomor: str, note: str, *, actor: str, idempotency_key: str) -> Ticket:
        """The CTT did not help: it is taken off the report, which waits for the command centre again (VCC-03)."""
        return self._change(nomor, lines.CTT_GAGAL, lambda _: {"ctt": None}, actor, idempotency_key, note)

    def talk_of(self, nomor: str) -> str | None:
        """The talk in which the report was made; ``None`` if it was made otherwise."""
        key = self._connection.execute(
            _SELECT_KEY, {"nomor": plain_number(nomor), "operation": lines.DIBUAT}
        ).scalar_one_or_none()
        return talk_of_key(key) if key else None

    def _change(
        self,
        nomor: str,
        operation: str,
        decide: Callable[[Ticket], Mapping[str, Any]],
        actor: str,
        key: str,
        note: str | None = None,
    ) -> Ticket:
        actor, key = _clean_signature(actor, key)
        note = clean_text("note", note, NOTE_LIMIT)
        nomor = plain_number(nomor)
        done_on = self._done_before(key, operation)
        if done_on:
            if done_on != nomor:
                raise _key_taken()
            return self._load(nomor)
        locked = self._connection.execute(_LOCK_TICKET, {"nomor": nomor}).first()
        if locked is None:
            raise TicketError("tidak_ditemukan", f"Laporan {nomor[:20]} tidak ditemukan.", "nomor")
        ticket = self._load(nomor)
        values = decide(ticket)
        told = lines.changes_between(state_of(ticket), values)
        line = HistoryEntry(locked.version + 1, clock.now(), actor, operation, told, note)
        self._connection.execute(
            update(tables.tickets).where(tables.tickets.c.id == locked.id),
            {"version": line.sequence, "updated_at": line.at, **row_of(values)},
        )
        self._connection.execute(_INSERT_LINE, row_of_line(locked.id, line))
        self._connection.execute(_INSERT_OPERATION, _operation(key, operation, nomor))
        return replace(ticket, **values, updated_at=line.at, history=(*ticket.history, line))

    def _load(self, nomor: str) -> Ticket:
        ticket = load_ticket(self._connection, nomor)
        if ticket is None:
            raise TicketError("tidak_ditemukan", f"Laporan {nomor[:20]} tidak ditemukan.", "nomor")
        return ticket

    def _done_before(self, key: str, operation: str) -> str | None:
        """The number on which the key was used; waits for another process that is using it just now."""
        if self._connection.dialect.name == "postgresql":
            self._connection.execute(_LOCK_KEY, {"key": key})
        done = self._connection.execute(_SELECT_OPERATION, {"key": key}).first()
        if done is None:
            return None
        if done.operation != operation:
            raise _key_taken()
        nomor: str = done.nomor
        return nomor


def _operation(key: str, operation: str, nomor: str) -> dict[str, Any]:
    return {"idempotency_key": key, "operation": operation, "nomor": nomor, "done_at": clock.now()}


def _clean_signature(actor: str, key: str) -> tuple[str, str]:
    return (
        clean_text("actor", actor, ACTOR_LIMIT, required=True) or "",
        clean_text("idempotency_key", key, KEY_LIMIT, required=True) or "",
    )


def _clean_addition(keterangan: str) -> str:
    return clean_text("keterangan", keterangan, NOTE_LIMIT, required=True) or ""


def _with_remark(ticket: Ticket, addition: str) -> dict[str, Any]:
    remarks = f"{ticket.keterangan}\n{addition}" if ticket.keterangan else addition
    return {"keterangan": clean_text("keterangan", remarks, TEXT_LIMITS["keterangan"])}


def _key_taken() -> TicketError:
    message = "Kunci permintaan ini sudah dipakai untuk hal lain."
    return TicketError("kunci_dipakai", message, "idempotency_key")
