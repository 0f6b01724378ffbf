"""Self-reports: the meter that is chosen, the report that is sent, and how it stands afterwards (MOB-01)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot import clock
from bot.apkt import history
from bot.apkt.errors import TicketError
from bot.apkt.model import (
    BELUM_SELESAI,
    GANGGUAN,
    KWH_PERIKSA,
    SELESAI,
    SMS,
    TELEPON,
    WA,
    Ticket,
    TicketDraft,
    TicketSearch,
)
from bot.apkt.store import TicketStore
from bot.apkt.talk_keys import key_of_talk
from bot.apkt.transaction import TicketTransaction
from bot.customers.filling import contact_remark, with_area, with_record
from bot.customers.model import Customer
from bot.customers.registry import CustomerRegistry
from bot.customers.service_areas import ServiceAreas
from bot.language.regions import resolve
from bot.pln_mobile.course import TOPIC, WORDS, Course, conditions_asked, course_of
from bot.pln_mobile.entries import (
    EntryProblem,
    ReadEntry,
    read_email,
    read_entry,
    read_landmark,
    read_meter_number,
    read_mobile,
    read_name,
    read_since,
)
from bot.sop.areas import self_diagnosis_areas
from bot.sop.book import Book

ACTOR = CHANNEL = "pln_mobile"

WAITING, TOKEN, OFFICER, DONE = "menunggu", "ctt", "petugas", "selesai"
"""What a customer sees of a report: the command centre decides, a CTT is there, an officer comes, it is done."""

_IDPEL_DIGITS = 12
_NOT_FOUND = "Nomor ini tidak ada di data pelanggan. Mohon diperiksa lagi, angka demi angka."
_UNDECIDED = "Mohon lengkapi dahulu keterangan kondisi listriknya."
_NOTHING_TO_REPORT = "Listriknya sudah menyala kembali, jadi tidak ada laporan yang dikirim."
_ALREADY_REPORTED = (
    "Gangguan di meter ini sudah dilaporkan dan masih ditangani, jadi laporan kedua tidak dibuat. "
    "Perkembangannya dapat ditanyakan di percakapan PLN 123."
)


@dataclass(frozen=True)
class Reporter:
    """Who reports, as written into the fields."""

    nama: str = ""
    hp: str = ""
    wa: bool = False
    sms: bool = False
    email: str = ""
    acuan: str = ""
    sejak: str = ""


@dataclass(frozen=True)
class SelfReport:
    """A report as it was filled in; everything is text as written.

    Attributes:
        nomor: IDPEL or meter number.
        kondisi: answers to the questions that :class:`Course` names, by fact.
        entries: what was written for each code.
    """

    nomor: str
    kondisi: Mapping[str, Any] = field(default_factory=dict)
    entries: Mapping[str, str] = field(default_factory=dict)
    reporter: Reporter = field(default_factory=Reporter)


@dataclass(frozen=True)
class NextForCustomer:
    """What the customer does next.

    Attributes:
        customer: the record of the meter; of it only street and area may be shown (PRK-07).
        in_area: whether self-diagnosis holds there.
        course: question or row.
    """

    customer: Customer
    in_area: bool
    course: Course


class SelfReports:
    """The self-report over the same book, records and tickets as the talks."""

    def __init__(self, book: Book, tickets: TicketStore, customers: CustomerRegistry, areas: ServiceAreas) -> None:
        self._book = book
        self._tickets = tickets
        self._customers = customers
        self._areas = areas

    @property
    def words(self) -> Mapping[str, Any]:
        """PLN Mobile's own words, from the book."""
        words: Mapping[str, Any] = self._book.parameter(TOPIC, WORDS)
        return words

    @property
    def codes(self) -> tuple[str, ...]:
        """The nine codes in their order."""
        return tuple(self._book.parameter(TOPIC, "codes"))

    @property
    def conditions(self) -> tuple[str, ...]:
        """Facts about power and meter that the customer is asked for; what using the application tells is not asked."""
        return conditions_asked(self._book)

    @property
    def promised_hours(self) -> int:
        """PRK-23: the promised handling time."""
        hours: int = self._book.parameter(TOPIC, "promised_hours")
        return hours

    def areas_today(self) -> tuple[str, ...]:
        """Main units with self-diagnosis (step 3)."""
        return self_diagnosis_areas(self._book, clock.local(clock.now(), "WIB").date())

    def next_for(self, report: SelfReport) -> NextForCustomer:
        """What is to be asked or done next (steps 4 and 5).

        Raises:
            EntryProblem: if the number can't be read, or no meter has it.
        """
        number = read_meter_number(report.nomor)
        customer = (
            self._customers.by_idpel(number) if len(number) == _IDPEL_DIGITS else self._customers.by_meter(number)
        )
        if customer is None:
            raise EntryProblem("nomor", _NOT_FOUND)
        in_area = customer.uid in self.areas_today()
        told = {
            **self._known_conditions(report.kondisi),
            **self.words["told_by_using_it"],
            "pernah_lapor": False,
            "identitas": number,
            "wilayah_self_diagnosis": in_area,
        }
        return NextForCustomer(customer, in_area, course_of(self._book, told))

    def read_entries(self, entries: Mapping[str, str]) -> dict[str, ReadEntry]:
        """Each entry of a known code, read."""
        return {code: self._read_entry(code, entries[code]) for code in self.codes if code in entries}

    def submit(self, report: SelfReport, *, sender: str, number: int) -> Ticket:
        """Send the report (steps 6 and 7): the row of the outcome table becomes a ticket.

        Args:
            sender: whose session it is.
            number: of this report in the session; the same one makes one ticket, however often it is sent.

        Raises:
            EntryProblem: for the first field that is not in order.
            TicketError: ``sudah_dilaporkan``, ``tanpa_laporan``.
        """
        known = self.next_for(report)
        if known.course.question is not None or known.course.outcome is None:
            raise EntryProblem(f"kondisi.{known.course.question}", _UNDECIDED)
        if not known.course.outcome.makes_report:
            raise TicketError("tanpa_laporan", _NOTHING_TO_REPORT)
        draft = self._draft(report, known)
        key = key_of_talk(sender, number, TOPIC)

        def save(do: TicketTransaction) -> Ticket:
            # two sessions that report the meter at one instant: the second looks only when the first has saved
            do.hold_matter(f"{ACTOR}:{known.customer.idpel}")
            if not do.was_done(key) and self._has_open_report(do, known.customer):
                raise TicketError("sudah_dilaporkan", _ALREADY_REPORTED)
            return do.create(draft, actor=ACTOR, idempotency_key=key)

        return self._tickets.run(save)

    def of_sender(self, nomor: str, sender: str) -> Ticket | None:
        """The report of that number if it was made in the session, else ``None``."""
        ticket = self._tickets.get(nomor)
        return ticket if ticket is not None and self._tickets.talk_of(ticket.nomor) == sender else None

    def confirm(self, nomor: str, normal: bool) -> Ticket:
        """VCC-03: the meter is well and the report done, or the command centre looks at it again.

        The same answer about the same CTT is taken once.

        Raises:
            TicketError: ``tidak_berlaku`` when no CTT waits to be confirmed.
        """

        def answer(do: TicketTransaction) -> Ticket:
            ticket = do.hold(nomor)
            tokens = sum(line.action == history.CTT_DICATAT for line in ticket.history)
            key = f"{ACTOR}:{ticket.nomor}:{tokens}:{'normal' if normal else 'belum'}"
            if not do.was_done(key) and (ticket.ctt is None or ticket.status == SELESAI):
                raise TicketError("tidak_berlaku", "Laporan ini tidak sedang menunggu konfirmasi CTT.", "nomor")
            if normal:
                return do.complete(ticket.nomor, actor=ACTOR, idempotency_key=key)
            note = "CTT dimasukkan, meter belum normal"
            return do.return_to_vcc(ticket.nomor, note, actor=ACTOR, idempotency_key=key)

        return self._tickets.run(answer)

    def _read_entry(self, code: str, text: str) -> ReadEntry:
        return read_entry(code, text, self.words["no_number"])

    def _known_conditions(self, told: Mapping[str, Any]) -> dict[str, Any]:
        """Answers to the questions that the application asks; anything else is not the customer's to set."""
        facts = self._book.topics[TOPIC].facts
        known = {name: told[name] for name in self.conditions if told.get(name) is not None}
        for name, value in known.items():
            fits = isinstance(value, bool) if facts[name].kind == "yes_no" else value in facts[name].values
            if not fits:
                raise EntryProblem(f"kondisi.{name}", "Pilihan ini tidak dikenal.")
        return known

    def _draft(self, report: SelfReport, known: NextForCustomer) -> TicketDraft:
        outcome, facts, customer = known.course.outcome, known.course.facts, known.customer
        assert outcome is not None
        assert outcome.ticket is not None
        row = outcome.ticket
        reporter = report.reporter
        channels = (TELEPON, *((WA,) if reporter.wa else ()), *((SMS,) if reporter.sms else ()))
        name, mobile = read_name(reporter.nama), read_mobile(reporter.hp)
        draft = TicketDraft(
            jenis=row["jenis"],
            permasalahan=outcome.permasalahan_for(facts),
            issue_closed=bool(row.get("issue_closed")),
            tipe_wo=row.get("tipe_wo"),
            tipe_permasalahan=row.get("tipe_permasalahan"),
            nama_pelapor=name,
            no_telepon=mobile,
            hp_pelapor=mobile,
            email_pelapor=read_email(reporter.email),
            kontak=channels,
            acuan_lokasi=read_landmark(reporter.acuan),
            tanggal_padam=self._since(reporter, known),
            self_diagnosis=self._values(report.entries) if known.course.needs_codes else None,
            keterangan=contact_remark(self._book.parameter(TOPIC, "keterangan_kontak"), channels),
            alamat=customer.alamat,
            lokasi_kejadian=customer.alamat,
            kanal=CHANNEL,
        )
        draft = with_record(draft, customer)
        code = next((region.code for region in resolve(customer.kecamatan, customer.kabupaten)), "")
        area = self._areas.of_region(code, customer.kecamatan) if code else None
        return with_area(draft, area) if area is not None else draft

    def _since(self, reporter: Reporter, known: NextForCustomer) -> datetime | None:
        out = known.course.facts.get("kondisi_listrik") == "padam"
        return read_since(reporter.sejak, known.customer.zona) if out else None

    def _values(self, entries: Mapping[str, str]) -> dict[str, str]:
        values: dict[str, str] = {}
        for code in self.codes:
            read = self._read_entry(code, entries.get(code, ""))
            if read.problem:
                raise EntryProblem(f"isian.{code}", read.problem)
            values[code] = read.value
        return values

    def _has_open_report(self, do: TicketTransaction, customer: Customer) -> bool:
        # a report that followed another one has the same text with more behind it
        texts = tuple(text for row in self._book.topics[TOPIC].outcomes for _, text in row.permasalahan)
        search = TicketSearch(idpel=customer.idpel, jenis=GANGGUAN, status=BELUM_SELESAI)
        return any(ticket.permasalahan.startswith(texts) for ticket in do.search(search).tickets)


def standing_of(ticket: Ticket) -> str:
    """What the customer sees of a report: ``WAITING``, ``TOKEN``, ``OFFICER`` or ``DONE``."""
    if ticket.status == SELESAI:
        return DONE
    if ticket.ctt is not None:
        return TOKEN
    if ticket.wo_dikirim_at is not None or ticket.tipe_wo != KWH_PERIKSA:
        return OFFICER
    return WAITING
