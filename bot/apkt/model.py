"""The APKT ticket, its fields named as the SOP catalogue names them ("APKT ticket fields").

Texts are plain ``str``, moments are aware ``datetime`` in UTC, an empty field is ``None``. Everything here is
frozen: a ticket is changed only through :class:`bot.apkt.store.TicketStore`, which writes the history.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

GANGGUAN = "GANGGUAN"
KELUHAN = "KELUHAN"
JENIS = (GANGGUAN, KELUHAN)

BELUM_SELESAI = "BELUM SELESAI"
SELESAI = "SELESAI"
STATUS = (BELUM_SELESAI, SELESAI)

WO_AUTODISPATCH = "WO AUTODISPATCH"
KWH_PERIKSA = "KWH PERIKSA"
TIPE_WO = (WO_AUTODISPATCH, KWH_PERIKSA)

TETANGGA_TIDAK_TURUT_PADAM = "Tetangga Tidak Turut Padam"

TELEPON = "telepon"
WA = "wa"
SMS = "sms"
KONTAK = (TELEPON, WA, SMS)

SELF_DIAGNOSIS_CODES = ("08", "70", "71", "41", "44", "45", "46", "37", "47")
"""The nine codes in the order of PRK-12a … PRK-12i."""

NO_NUMBER_SHOWN = "Null"
"""What a self-diagnosis field holds when the meter shows no number ("Tidak Ada Angka", PRK-12)."""

UNIT_NOT_ROUTED = "99"
"""Unit code of a report whose unit is not known (yet)."""


@dataclass(frozen=True)
class Coordinates:
    """A place on the map, in degrees (WGS 84)."""

    lat: float
    lon: float


@dataclass(frozen=True)
class TicketDraft:
    """What the reporting form of APKT holds before it is saved (PRK-17, IML-02).

    Attributes:
        jenis: one of ``JENIS``.
        permasalahan: the problem, as the outcome table words it.
        kode_unit: the unit's two digits, which become part of the number.
        issue_closed: saved as done at once ("Closed di CC PLN 123"): the ticket starts as SELESAI.
        tipe_wo: one of ``TIPE_WO``, or nothing when nobody is sent.
        idpel, nomor_meter: 12 and 11 digits, as text.
        no_telepon: the caller-id number; ``hp_pelapor`` the mobile number on which the reporter is reached.
        kontak: by what the reporter can be reached, any of ``KONTAK`` (PRK-16).
        tanggal_padam: since when the power is out.
        konfirmasi: the moment at which the reporter wants to be called first (17k); nothing means NO.
        self_diagnosis: the nine values by code, each the text as read, or ``Null`` (PRK-12).
        cso_penerima: who took the report, as ``CC.54.HANA``.
        nomor_terkait: the older report that this one follows (LU-06, LU-07).
        kanal: where the report came in: ``chat``, ``telepon``, ``desk``, ``pln_mobile`` …
    """

    jenis: str
    permasalahan: str
    kode_unit: str = UNIT_NOT_ROUTED
    issue_closed: bool = False
    tipe_wo: str | None = None
    tipe_permasalahan: str | None = None
    tipe_keluhan: str | None = None
    tipe_sub_keluhan: str | None = None
    keterangan: str | None = None
    idpel: str | None = None
    nomor_meter: str | None = None
    nama_pelapor: str | None = None
    alamat: str | None = None
    acuan_lokasi: str | None = None
    provinsi: str | None = None
    kabupaten: str | None = None
    kecamatan: str | None = None
    kelurahan: str | None = None
    no_telepon: str | None = None
    hp_pelapor: str | None = None
    email_pelapor: str | None = None
    kontak: tuple[str, ...] = ()
    tanggal_padam: datetime | None = None
    lokasi_kejadian: str | None = None
    koordinat: Coordinates | None = None
    unit: str | None = None
    unit_pelayanan: str | None = None
    posko: str | None = None
    konfirmasi: datetime | None = None
    self_diagnosis: Mapping[str, str] | None = None
    cso_penerima: str | None = None
    nomor_terkait: str | None = None
    eskalasi: bool = False
    kanal: str | None = None


@dataclass(frozen=True)
class Change:
    """One field of a ticket went from one value to another (values as JSON would hold them)."""

    field: str
    before: object
    after: object


@dataclass(frozen=True)
class HistoryEntry:
    """One line of a ticket's history, which only grows.

    Attributes:
        sequence: 1 for the first line of the ticket, without gaps.
        at: when.
        actor: who: a CSO, ``bot``, a unit.
        action: what: one of the names in :mod:`bot.apkt.history`.
        changes: from what to what; kept out of ``repr`` and so out of logs.
        note: words that were given with it.
    """

    sequence: int
    at: datetime
    actor: str
    action: str
    changes: tuple[Change, ...] = field(repr=False)
    note: str | None = None


@dataclass(frozen=True)
class Ticket(TicketDraft):
    """A saved ticket.

    Attributes:
        nomor: ``G`` or ``K``, unit code, YYMMDD, five-digit serial, without the ``*``.
        lapor_ulang: the ``*`` behind the number.
        catatan_unit: what the unit wrote when it finished (LU-06a, LU-06b).
        ctt: clear tamper token, 20 digits (VCC-02); kept out of ``repr`` and so out of logs.
        wo_dikirim_at: when the command centre sent a work order to the unit (VCC-02).
    """

    nomor: str = ""
    status: str = BELUM_SELESAI
    lapor_ulang: bool = False
    catatan_unit: str | None = None
    ctt: str | None = field(default=None, repr=False)
    wo_dikirim_at: datetime | None = None
    created_at: datetime = datetime.min
    updated_at: datetime = datetime.min
    history: tuple[HistoryEntry, ...] = ()

    @property
    def nomor_tampil(self) -> str:
        """The number as APKT shows it: with ``*`` once it was reported again (LU-02)."""
        return f"{self.nomor}*" if self.lapor_ulang else self.nomor


@dataclass(frozen=True)
class TicketSearch:
    """What to look for in Monitoring Tiket (LU-01); criteria that are given must all hold.

    Attributes:
        nomor: the whole number, with or without ``*``.
        telepon: caller-id or mobile number, in any usual way of writing.
        nama, alamat: beginnings of words of the reporter's name, of the address, in any order.
        q: beginnings of words anywhere in number, name, address, landmark, problem, remarks.
        nomor_terkait: the number of an older report; finds those that follow it.
        with_wo: whether somebody is sent: by the reporting form, the command centre or the back office.
        with_ctt: whether a CTT was approved.
        created_from, created_before: aware moments; the first included, the second not.
        oldest_first: instead of newest first.
        limit: tickets a page, 1–200.
        cursor: ``Page.next_cursor`` of the page before.
    """

    nomor: str | None = None
    telepon: str | None = None
    idpel: str | None = None
    nama: str | None = None
    alamat: str | None = None
    status: str | None = None
    jenis: str | None = None
    tipe_wo: str | None = None
    unit: str | None = None
    lapor_ulang: bool | None = None
    eskalasi: bool | None = None
    nomor_terkait: str | None = None
    with_wo: bool | None = None
    with_ctt: bool | None = None
    q: str | None = None
    created_from: datetime | None = None
    created_before: datetime | None = None
    oldest_first: bool = False
    limit: int = 50
    cursor: str | None = None


@dataclass(frozen=True)
class Page:
    """Tickets found, in the order asked for, and where the next page begins (``None``: there is none)."""

    tickets: tuple[Ticket, ...]
    next_cursor: str | None
