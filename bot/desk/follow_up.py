"""What may be done about a report whose reporter is here again: the table of ``lapor_ulang.yml`` decides (LU, UL).

The two icons of APKT are not ruled here. Each is held against the rows that the table leads to for this report at
this moment: it is allowed when such a row carries it out, and otherwise the rule that stands against it is the reason.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Protocol

from bot import clock
from bot.apkt.errors import TicketError
from bot.apkt.model import GANGGUAN, SELESAI, Page, Ticket, TicketDraft, TicketSearch
from bot.apkt.operations import (
    LAPOR_ULANG,
    UPDATE_LAPORAN,
    FollowUp,
    carried_out_before,
    carry_out,
    draft_like,
    latest_of_matter,
)
from bot.apkt.store import TicketStore
from bot.apkt.transaction import TicketTransaction
from bot.desk.promise import is_past_promise
from bot.desk.remarks import changes_in_words
from bot.sop.book import Book, Outcome, Rule
from bot.sop.flow import outcome_of

TOPIC = "lapor_ulang"
LAPORAN_BARU = "laporan_baru"
"""A new, related report where the table wants only that (LU-07)."""

_STAGE = "tindak_lanjut"
_WHEN_FOUND = {"hasil_cari": "ditemukan"}
_PLN_SIDE, _CUSTOMER_SIDE = SIDES = ("pln", "pelanggan")
# what a related report added to the problem of the one before: who took it, and its number
_ADDED_BY_RELATED_REPORT = re.compile(r"\. CC\.\d{2}\.[^.]*\. NOMOR LAPORAN TERKAIT [GK]: .*$")


class _Reports(Protocol):
    def search(self, criteria: TicketSearch) -> Page:
        """Tickets that meet every criterion."""


@dataclass(frozen=True)
class Icon:
    """LAPOR ULANG or UPDATE LAPORAN, for one report at one moment.

    Attributes:
        operation: :data:`LAPOR_ULANG` or :data:`UPDATE_LAPORAN`.
        row: the row of the table that allows it; ``None`` when it is not allowed.
        only_urgent: it is allowed only for a matter that can't wait (LU-04).
        reason: the book's rule that allows it or stands against it, with its id.
    """

    operation: str
    row: Outcome | None
    only_urgent: bool
    reason: str

    @property
    def allowed(self) -> bool:
        """Whether it may be pressed."""
        return self.row is not None


@dataclass(frozen=True)
class Situation:
    """What the table says of a report at this moment.

    Attributes:
        lapor_ulang, update_laporan: the icons.
        new_report: the row by which a new, related report must be made (LU-06, LU-07), if one must.
        unit_note: the rules that the unit's note about the report gives occasion to (LU-06a, LU-06b).
        goes_on_in: the later report in which the matter goes on; nothing is done to this one then (LU-09).
    """

    lapor_ulang: Icon
    update_laporan: Icon
    new_report: Outcome | None
    unit_note: tuple[Rule, ...]
    goes_on_in: Ticket | None = None

    def icon(self, operation: str) -> Icon:
        """The icon for the operation."""
        return self.lapor_ulang if operation == LAPOR_ULANG else self.update_laporan


@dataclass(frozen=True)
class Told:
    """What the officer fills in.

    Attributes:
        remark: the customer's words, for keterangan.
        changes: new values of the report's fields.
        problem: permasalahan of the new report, without what the table adds; empty: that of the earlier one.
        urgent: it can't wait (LU-04).
    """

    remark: str = ""
    changes: Mapping[str, Any] = field(default_factory=dict)
    problem: str = ""
    urgent: bool = False


def facts_of_report(book: Book, ticket: Ticket, zona: str) -> dict[str, Any]:
    """What the table looks at in a report: kind, status, age, the unit's note, and the revision's day.

    Args:
        zona: ``WIB``, ``WITA`` or ``WIT``, of the premises: the revision holds from a day on (LU-10).
    """
    today = clock.local(clock.now(), zona).date()
    is_done = ticket.jenis == GANGGUAN and ticket.status == SELESAI
    return {
        "nomor_lama": ticket.nomor,
        "jenis_laporan": ticket.jenis,
        "status_laporan": ticket.status,
        "lewat_tmp": is_past_promise(book, ticket),
        "sejak_revisi": today >= book.parameter(TOPIC, "escalated_from"),
        "catatan_unit": meaning_of_note(book, ticket.catatan_unit) if is_done else None,
    }


def meaning_of_note(book: Book, note: str | None) -> str | None:
    """What the unit's note says about the customer's data (LU-06a, LU-06b), ``None`` if nothing."""
    for kind in book.parameter(TOPIC, "unit_notes"):
        if re.search(kind["pattern"], note or "", re.IGNORECASE):
            return str(kind["value"])
    return None


def problem_of(ticket: Ticket) -> str:
    """Permasalahan without what the table added when the report was made for an earlier one."""
    return _ADDED_BY_RELATED_REPORT.sub("", ticket.permasalahan)


def words_for_row(earlier: Ticket, remark: str, cso_penerima: str, problem: str = "") -> dict[str, str]:
    """What the texts of a row may speak of, by name."""
    return {
        "catatan": remark,
        "permasalahan_lama": problem or problem_of(earlier),
        "nomor_lama": earlier.nomor,
        "cso_penerima": cso_penerima,
    }


def fill_template(template: str, words: Mapping[str, str]) -> str:
    """The template with everything but the new number, which is not known before the report is made."""
    return template.format_map({**words, "nomor_baru": "{nomor_baru}"})


def situation_of(book: Book, ticket: Ticket, zona: str = "WIB", goes_on_in: Ticket | None = None) -> Situation:
    """What the table allows for the report now, whoever's matter it is and however urgent."""
    facts = facts_of_report(book, ticket, zona)
    rules = book.topics[TOPIC].rules.values()
    notes = tuple(rule for rule in rules if rule.when.get("catatan_unit") and rule.applies(facts))
    row = _row(book, {**facts, "sisi_masalah": _PLN_SIDE, "mendesak": False})
    blocked = _later_report(book, goes_on_in)
    return Situation(
        lapor_ulang=blocked[0] if blocked else _icon(book, facts, LAPOR_ULANG, SIDES[:1]),
        update_laporan=blocked[1] if blocked else _icon(book, facts, UPDATE_LAPORAN, SIDES[::-1]),
        new_report=row if row is not None and row.makes_report and not blocked else None,
        unit_note=notes,
        goes_on_in=goes_on_in,
    )


def later_report(reports: _Reports, ticket: Ticket) -> Ticket | None:
    """The report in which the matter of one that is done goes on (LU-09)."""
    latest = latest_of_matter(reports, ticket)
    return None if latest.nomor == ticket.nomor else latest


class FollowUps:
    """Tells what the table allows, and carries it out. ``zona`` is that of the premises of a report."""

    def __init__(self, book: Book, tickets: TicketStore) -> None:
        self._book = book
        self._tickets = tickets

    def situation(self, ticket: Ticket, zona: str = "WIB") -> Situation:
        """See :func:`situation_of`."""
        return situation_of(self._book, ticket, zona, later_report(self._tickets, ticket))

    def press(
        self, nomor: str, operation: str, told: Told, *, cso_penerima: str, actor: str, key: str, zona: str = "WIB"
    ) -> Ticket:
        """Press an icon (or make the related report where the table wants only that): one transaction.

        Returns:
            The report that the reporter is told: the new one if one was made, else the one that was worked on.

        Raises:
            TicketError: ``tidak_berlaku`` with the book's reason when the table does not allow it now;
                ``wajib_diisi`` without the customer's words; as the operations do. Nothing is done then.
        """

        def work(do: TicketTransaction) -> Ticket:
            earlier = do.hold(nomor)
            if carried_out_before(do, key):
                return _told_before(do, earlier)
            row = self._allowed_row(do, earlier, operation, told, zona)
            words = words_for_row(earlier, _remark(row, told), cso_penerima, _in_capitals(told.problem))
            draft = _related_draft(row, earlier, told, words) if row.makes_report else None
            templates = {name: fill_template(template, words) for name, template in row.operations.items()}
            return carry_out(do, earlier, FollowUp(templates, told.changes, draft), actor=actor, key=key)

        return self._tickets.run(work)

    def _allowed_row(self, do: TicketTransaction, earlier: Ticket, operation: str, told: Told, zona: str) -> Outcome:
        situation = situation_of(self._book, earlier, zona, later_report(do, earlier))
        icon = situation.lapor_ulang if operation == LAPORAN_BARU else situation.icon(operation)
        row = situation.new_report if operation == LAPORAN_BARU else icon.row
        if row is None or (icon.only_urgent and not told.urgent):
            raise TicketError("tidak_berlaku", f"Belum dapat dilakukan. {icon.reason}.", "mendesak")
        if not told.remark.strip() and not (told.changes and operation == UPDATE_LAPORAN):
            what = "data yang berubah atau keterangan" if operation == UPDATE_LAPORAN else "keterangan lapor ulang"
            raise TicketError("wajib_diisi", f"Isi {what} sesuai informasi pelanggan.", "keterangan")
        return row


def _row(book: Book, facts: Mapping[str, Any]) -> Outcome | None:
    topic = book.topics[TOPIC]
    stage = next(stage for stage in topic.stages if stage.name == _STAGE)
    found = {**facts, **_WHEN_FOUND}
    return outcome_of(topic, {**found, stage.outcome_slot: stage.outcome(found)})


def _icon(book: Book, facts: Mapping[str, Any], operation: str, sides: tuple[str, ...]) -> Icon:
    """The first way in which a row carries the operation out; else the rule that the first side leads to."""
    against = ""
    for urgent in (False, True):
        for side in sides:
            told = {**facts, "sisi_masalah": side, "mendesak": urgent}
            row = _row(book, told)
            reason = _reason(book, row, told)
            against = against or reason
            if row is not None and operation in row.operations:
                return Icon(operation, row, urgent, against if urgent else reason)
    return Icon(operation, None, False, against)


def _reason(book: Book, row: Outcome | None, facts: Mapping[str, Any]) -> str:
    """The rule that is kept by carrying out the row: the first that speaks of such a report."""
    topic = book.topics[TOPIC]
    carried_out_by = topic.parameters["carried_out_by"]
    known = {**facts, "hasil": row.id if row else None}
    for rule in topic.rules.values():
        if rule.when and carried_out_by in rule.fulfilled_by and rule.applies(known):
            return f"{rule.id}: {rule.title}"
    return f"{row.id}: {book.rule(row.id).title}" if row else ""


def _later_report(book: Book, later: Ticket | None) -> tuple[Icon, Icon] | None:
    if later is None:
        return None
    rule = book.rule("LU-09")
    reason = f"{rule.id}: {rule.title}; perkara ini berlanjut pada {later.nomor_tampil}"
    return Icon(LAPOR_ULANG, None, False, reason), Icon(UPDATE_LAPORAN, None, False, reason)


def _related_draft(row: Outcome, earlier: Ticket, told: Told, words: Mapping[str, str]) -> TicketDraft:
    """A new report for an earlier one that is done (LU-06, LU-07): its form again, with what is known better now."""
    names = {one.name for one in fields(TicketDraft)}
    of_row = {name: value for name, value in (row.ticket or {}).items() if name in names}
    return TicketDraft(
        **{
            **draft_like(earlier),
            "issue_closed": False,
            "tipe_wo": None,
            **of_row,
            **told.changes,
            "permasalahan": row.permasalahan_for({}).format_map(words),
            "keterangan": words["catatan"] or None,
            "konfirmasi": None,
            "eskalasi": False,
            "cso_penerima": words["cso_penerima"],
            "nomor_terkait": earlier.nomor,
            "kanal": "desk",
        }
    )


def _told_before(do: TicketTransaction, earlier: Ticket) -> Ticket:
    made = do.search(TicketSearch(nomor_terkait=earlier.nomor, limit=1)).tickets
    return made[0] if made else earlier


def _remark(row: Outcome, told: Told) -> str:
    """The customer's words; with a new report also what it holds that the earlier one did not (UL-02)."""
    lines = [told.remark, *(changes_in_words(told.changes) if row.makes_report else ())]
    return "\n".join(_in_capitals(line) for line in lines if line)


def _in_capitals(words: str) -> str:
    return " ".join(words.split()).upper()
