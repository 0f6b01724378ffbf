"""The reporting forms GANGGUAN and KELUHAN of APKT: from what an officer fills in to a report (PRK-17, IML-02)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from bot import clock
from bot.apkt.errors import TicketError
from bot.apkt.model import (
    GANGGUAN,
    KONTAK,
    KWH_PERIKSA,
    NO_NUMBER_SHOWN,
    SELF_DIAGNOSIS_CODES,
    UNIT_NOT_ROUTED,
    Coordinates,
    TicketDraft,
)
from bot.customers.filling import contact_remark
from bot.customers.model import Customer
from bot.customers.registry import CustomerRegistry
from bot.desk.placing import Place, place_of_customer, place_of_words, unit_code_of
from bot.desk.remarks import confirmation_remark
from bot.sop.areas import self_diagnosis_areas
from bot.sop.book import Book
from bot.units import unit_names

YES = "ya"
DIAGNOSIS_FIELD = "sd_{code}"
NO_NUMBER_FIELD = "sd_{code}_tanpa_angka"

_TEXT_FIELDS = (
    *("permasalahan", "tipe_permasalahan", "tipe_keluhan", "tipe_sub_keluhan", "tipe_wo", "keterangan"),
    *("idpel", "nomor_meter", "nama_pelapor", "no_telepon", "hp_pelapor", "email_pelapor"),
    *("alamat", "acuan_lokasi", "lokasi_kejadian", "provinsi", "kabupaten", "kecamatan", "kelurahan"),
    *("unit", "unit_pelayanan", "posko"),
)
_REQUIRED = {
    "GANGGUAN": ("tipe_permasalahan", "permasalahan", "nama_pelapor", "alamat"),
    "KELUHAN": ("permasalahan", "nama_pelapor"),
}


@dataclass(frozen=True)
class FilledForm:
    """What was typed, by field of the form; empty fields are left out."""

    jenis: str
    values: Mapping[str, str]
    kontak: tuple[str, ...] = ()

    @classmethod
    def read(cls, jenis: str, typed: Mapping[str, str], kontak: Collection[str] = ()) -> FilledForm:
        """From a submitted form."""
        values = {name: " ".join(value.split()) if name != "keterangan" else value.strip()
                  for name, value in typed.items()}  # fmt: skip
        ways = tuple(way for way in KONTAK if way in kontak)
        return cls(jenis, {name: value for name, value in values.items() if value}, ways)

    @property
    def zona(self) -> str:
        """The zone in which moments were typed."""
        chosen = self.values.get("zona", "")
        return chosen if chosen in clock.ZONES else "WIB"


class ReportForms:
    """Makes reports of filled forms."""

    def __init__(self, book: Book, customers: CustomerRegistry) -> None:
        self._book = book
        self._customers = customers

    def draft(self, form: FilledForm, *, cso_penerima: str) -> TicketDraft:
        """The report as it may be saved; what was left empty is filled in from the IDPEL's record or the region.

        Raises:
            TicketError: naming the first field that is missing or wrong.
            CustomerRegistryUnavailable: if the records can't be read.
        """
        for name in _REQUIRED[form.jenis]:
            if name not in form.values:
                raise TicketError("wajib_diisi", "wajib diisi.", name)
        text: dict[str, Any] = {name: form.values.get(name) for name in _TEXT_FIELDS}
        draft = TicketDraft(
            **{**text, "jenis": form.jenis, "permasalahan": form.values["permasalahan"].upper()},
            issue_closed=form.values.get("issue_closed") == YES,
            kontak=form.kontak,
            tanggal_padam=_moment(form, "tanggal_padam"),
            koordinat=_coordinates(form),
            cso_penerima=cso_penerima,
            kanal="desk",
        )
        draft = self._placed(draft)
        if draft.kode_unit == UNIT_NOT_ROUTED and not draft.issue_closed:
            raise TicketError("wajib_diisi", "belum dapat ditentukan dari alamat; pilih unit yang melayani.", "unit")
        draft = replace(draft, lokasi_kejadian=draft.lokasi_kejadian or draft.alamat)
        if draft.issue_closed:
            draft = replace(draft, tipe_wo=None)
        return self._with_remarks(self._with_diagnosis(draft, form), form)

    def customer_of(self, idpel: str | None, nomor_meter: str | None) -> Customer | None:
        """The record of either number.

        Raises:
            CustomerRegistryUnavailable: if the records can't be read.
        """
        found = self._customers.by_idpel(idpel) if idpel else None
        return found or (self._customers.by_meter(nomor_meter) if nomor_meter else None)

    def _placed(self, draft: TicketDraft) -> TicketDraft:
        customer = self.customer_of(draft.idpel, draft.nomor_meter)
        place: Place | None = None
        if customer is not None:
            draft = replace(draft, idpel=customer.idpel, nomor_meter=customer.nomor_meter)
            place = place_of_customer(customer)
        else:
            named = (draft.kelurahan, draft.kecamatan, draft.kabupaten, draft.provinsi)
            words = ", ".join(name for name in named if name) or draft.lokasi_kejadian or draft.alamat
            place = place_of_words(words) if words else None
        if place is not None:
            names = {one.name for one in fields(TicketDraft)}
            empty = {name for name in place.values if name in names and not getattr(draft, name)}
            if draft.unit and draft.unit != place.values.get("unit"):
                # the officer knows better who serves: then the offices below it are not those of the region
                empty -= {"unit", "unit_pelayanan", "posko"}
            filled_in: dict[str, Any] = {name: place.values[name] for name in empty}
            draft = replace(draft, **filled_in, koordinat=draft.koordinat or place.koordinat)
        return replace(draft, kode_unit=unit_code_of(draft.unit, draft.idpel), unit=_unit_name(draft))

    def _with_diagnosis(self, draft: TicketDraft, form: FilledForm) -> TicketDraft:
        """KWH PERIKSA opens the form "Respon Kode kWh Meter": nine values, all of them (PRK-08, PRK-12)."""
        if draft.tipe_wo != KWH_PERIKSA or draft.jenis != GANGGUAN:
            return draft
        today = clock.local(clock.now(), "WIB").date()
        if draft.unit not in self_diagnosis_areas(self._book, today):
            message = "KWH PERIKSA hanya untuk wilayah Self Diagnosis (PRK-08); di luar itu WO AUTODISPATCH."
            raise TicketError("tidak_berlaku", message, "tipe_wo")
        values: dict[str, str] = {}
        for code in SELF_DIAGNOSIS_CODES:
            if form.values.get(NO_NUMBER_FIELD.format(code=code)) == YES:
                values[code] = NO_NUMBER_SHOWN
            elif DIAGNOSIS_FIELD.format(code=code) in form.values:
                values[code] = form.values[DIAGNOSIS_FIELD.format(code=code)]
            else:
                message = f"kode {code} belum diisi; bila tidak muncul angka, pilih Tidak Ada Angka."
                raise TicketError("wajib_diisi", message, "self_diagnosis")
        return replace(draft, self_diagnosis=values)

    def _with_remarks(self, draft: TicketDraft, form: FilledForm) -> TicketDraft:
        """PRK-16c and PRK-17k: how the reporter is reached, and when they want to be called first."""
        remarks = [draft.keterangan]
        if draft.kontak:
            remarks.append(contact_remark(self._book.parameter("periksa", "keterangan_kontak"), draft.kontak))
        if form.values.get("konfirmasi") == YES:
            moment = _moment(form, "waktu_konfirmasi")
            if moment is None:
                raise TicketError("wajib_diisi", "isi tanggal dan jam permintaan pelanggan.", "konfirmasi")
            draft = replace(draft, konfirmasi=moment)
            remarks.append(confirmation_remark(self._book, moment, form.zona))
        return replace(draft, keterangan=". ".join(remark for remark in remarks if remark) or None)


def _unit_name(draft: TicketDraft) -> str | None:
    return draft.unit or unit_names().get(unit_code_of(None, draft.idpel))


def _moment(form: FilledForm, name: str) -> datetime | None:
    if name not in form.values:
        return None
    try:
        return datetime.fromisoformat(form.values[name]).replace(tzinfo=clock.ZONES[form.zona])
    except ValueError:
        raise TicketError("format_salah", "isi tanggal dan jam.", name) from None


def _coordinates(form: FilledForm) -> Coordinates | None:
    typed = [form.values.get(name, "").replace(",", ".") for name in ("lat", "lon")]
    if not any(typed):
        return None
    try:
        return Coordinates(float(typed[0]), float(typed[1]))
    except ValueError:
        raise TicketError("format_salah", "isi lintang dan bujur sebagai angka.", "koordinat") from None
