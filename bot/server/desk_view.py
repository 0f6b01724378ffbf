"""Tickets as officers see them: every field by its name in APKT, the history in words, the clock of the promise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot import clock
from bot.apkt import history as lines
from bot.apkt.describe import grouped_ctt
from bot.apkt.history import from_plain
from bot.apkt.model import NO_NUMBER_SHOWN, Coordinates, HistoryEntry, Ticket
from bot.desk.promise import due_at
from bot.server.access import Person
from bot.server.rendering import indonesian_moment
from bot.sop.book import Book

HIDDEN = "•••"
PERSONAL_FIELDS = frozenset(
    {"nama_pelapor", "no_telepon", "hp_pelapor", "email_pelapor", "idpel", "nomor_meter", "alamat", "acuan_lokasi"}
    | {"lokasi_kejadian", "koordinat", "keterangan"}
)

LABELS: Mapping[str, str] = {
    "nomor": "Nomor laporan",
    "jenis": "Jenis",
    "status": "Status",
    "issue_closed": "Issue closed",
    "lapor_ulang": "Lapor ulang (*)",
    "tipe_permasalahan": "Tipe permasalahan",
    "tipe_keluhan": "Tipe keluhan",
    "tipe_sub_keluhan": "Tipe sub keluhan",
    "tipe_wo": "Tipe WO",
    "permasalahan": "Permasalahan",
    "keterangan": "Keterangan",
    "tanggal_padam": "Tanggal padam",
    "konfirmasi": "Konfirmasi",
    "nomor_terkait": "Nomor laporan terkait",
    "eskalasi": "Eskalasi",
    "catatan_unit": "Catatan unit",
    "ctt": "CTT",
    "wo_dikirim_at": "WO dikirim",
    "idpel": "ID Pelanggan",
    "nomor_meter": "Nomor meter",
    "nama_pelapor": "Nama pelapor",
    "no_telepon": "No. telepon",
    "hp_pelapor": "HP pelapor",
    "email_pelapor": "Email pelapor",
    "kontak": "Kontak",
    "alamat": "Alamat",
    "acuan_lokasi": "Acuan lokasi",
    "lokasi_kejadian": "Lokasi kejadian",
    "kelurahan": "Kelurahan",
    "kecamatan": "Kecamatan",
    "kabupaten": "Kabupaten/kota",
    "provinsi": "Provinsi",
    "koordinat": "Koordinat",
    "unit": "Unit (distribusi)",
    "unit_pelayanan": "Unit pelayanan",
    "posko": "Posko",
    "kode_unit": "Kode unit",
    "self_diagnosis": "Self diagnosis",
    "cso_penerima": "CSO penerima",
    "kanal": "Kanal",
    "created_at": "Dilaporkan",
    "updated_at": "Terakhir diperbarui",
}
"""Field of a ticket → what it is called on the pages."""

GROUPS: Mapping[str, tuple[str, ...]] = {
    "Laporan": (
        *("jenis", "status", "issue_closed", "lapor_ulang", "tipe_permasalahan", "tipe_keluhan", "tipe_sub_keluhan"),
        *("tipe_wo", "permasalahan", "keterangan", "tanggal_padam", "konfirmasi", "nomor_terkait"),
    ),
    "Pelapor": (
        *("idpel", "nomor_meter", "nama_pelapor", "no_telepon", "hp_pelapor", "email_pelapor", "kontak"),
        *("cso_penerima", "kanal"),
    ),
    "Lokasi": (
        *("alamat", "acuan_lokasi", "lokasi_kejadian", "kelurahan", "kecamatan", "kabupaten", "provinsi", "koordinat"),
        *("unit", "unit_pelayanan", "posko", "kode_unit"),
    ),
    "Penanganan": ("eskalasi", "wo_dikirim_at", "ctt", "catatan_unit", "created_at", "updated_at"),
}

_DEEDS: Mapping[str, str] = {
    lines.DIBUAT: "Laporan dibuat",
    lines.DIPERBARUI: "Update laporan",
    lines.DILAPOR_ULANG: "Lapor ulang",
    lines.DISELESAIKAN: "Selesai",
    lines.DIESKALASI: "Eskalasi ke back office",
    lines.ESKALASI_DIAMBIL: "Eskalasi diambil back office",
    lines.ESKALASI_DICATAT: "Catatan back office",
    lines.ESKALASI_DITERUSKAN: "Eskalasi diteruskan ke unit",
    lines.ESKALASI_DITUTUP: "Eskalasi ditutup",
    lines.CTT_DICATAT: "CTT disetujui",
    lines.CTT_GAGAL: "CTT tidak berhasil",
    lines.WO_DIKIRIM: "WO dikirim ke unit",
    lines.DATA_DIHAPUS: "Data pribadi dihapus",
}
_CHANNELS = {"telepon": "telepon", "wa": "WA", "sms": "SMS"}
_EMPTY = "–"


@dataclass(frozen=True)
class ShownField:
    """One field of a ticket.

    Attributes:
        text: as Indonesians write it; ``moment`` is set besides where it is a date and time.
    """

    name: str
    label: str
    text: str
    moment: datetime | None = None


@dataclass(frozen=True)
class ShownChange:
    """A field that went from one value to another."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class ShownLine:
    """A line of the history."""

    at: datetime
    actor: str
    deed: str
    note: str
    changes: tuple[ShownChange, ...]
    is_first: bool


@dataclass(frozen=True)
class PromiseClock:
    """What is left of the promised time.

    Attributes:
        due: when it ends.
        words: ``sisa 2 jam 10 menit`` or ``terlambat 5 menit``.
    """

    due: datetime
    late: bool
    words: str


def groups_of(ticket: Ticket, person: Person) -> dict[str, list[ShownField]]:
    """Every field that holds something, by group."""
    return {
        title: [
            field for field in (_shown(name, getattr(ticket, name), person) for name in names) if field.text != _EMPTY
        ]
        for title, names in GROUPS.items()
    }


def history_of(ticket: Ticket, person: Person) -> list[ShownLine]:
    """The history, newest line first."""
    return [_line(entry, person) for entry in reversed(ticket.history)]


def promise_clock(book: Book, ticket: Ticket) -> PromiseClock | None:
    """The clock of the promised time; ``None`` where nothing is promised."""
    due = due_at(book, ticket)
    if due is None:
        return None
    left = int((due - clock.now()).total_seconds())
    late = left <= 0
    return PromiseClock(due, late, f"{'terlambat' if late else 'sisa'} {_duration(abs(left))}")


def deed_in_words(action: str) -> str:
    """What a line of the history tells, in words."""
    return _DEEDS.get(action, action)


def shown_value(name: str, value: Any, person: Person) -> str:
    """A field's value as Indonesians write it, hidden from those who may not see it."""
    return _shown(name, value, person).text


def _shown(name: str, value: Any, person: Person) -> ShownField:
    label = LABELS.get(name, name)
    if value in (None, "", (), []):
        return ShownField(name, label, _EMPTY)
    if name in PERSONAL_FIELDS and not person.may("personal_data.view"):
        return ShownField(name, label, HIDDEN)
    if name == "ctt":
        # a CTT opens a meter: whoever does not decide on it need not know it
        return ShownField(name, label, grouped_ctt(str(value)) if person.may("vcc.approve") else "sudah diterbitkan")
    if isinstance(value, datetime):
        return ShownField(name, label, indonesian_moment(value), value)
    return ShownField(name, label, _written(name, value))


def _written(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, Coordinates):
        return f"{value.lat:.5f}, {value.lon:.5f}"
    if name == "kontak":
        return ", ".join(_CHANNELS[way] for way in value)
    if isinstance(value, Mapping):
        return ", ".join(f"{code} = {'Null' if read == NO_NUMBER_SHOWN else read}" for code, read in value.items())
    return str(value)


def _line(entry: HistoryEntry, person: Person) -> ShownLine:
    changes = tuple(
        ShownChange(
            LABELS.get(change.field, change.field),
            shown_value(change.field, from_plain(change.field, change.before), person),
            shown_value(change.field, from_plain(change.field, change.after), person),
        )
        for change in entry.changes
    )
    is_first = entry.action == lines.DIBUAT
    told = tuple(one for one in changes if not (is_first and one.after in (_EMPTY, "tidak")))
    return ShownLine(entry.at, entry.actor, deed_in_words(entry.action), entry.note or "", told, is_first)


def _duration(seconds: int) -> str:
    days, rest = divmod(seconds // 60, 24 * 60)
    hours, minutes = divmod(rest, 60)
    if days:
        return f"{days} hari {hours} jam"
    return f"{hours} jam {minutes} menit" if hours else f"{minutes} menit"
