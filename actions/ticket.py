"""The APKT form as a talk fills it (PRK-17a … 17l)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from actions.taking.regions import kota_and_kecamatan
from actions.talk import Talk, told
from bot.apkt.model import SMS, TELEPON, WA, Ticket, TicketDraft
from bot.apkt.operations import draft_like
from bot.customers.filling import contact_remark, with_area, with_record
from bot.customers.model import Customer
from bot.desk.remarks import confirmation_remark
from bot.language.regions import region as region_of
from bot.language.regions import resolve
from bot.sop.book import Outcome

_CHANNEL_OF_CHOICE = {"wa": (WA,), "sms": (SMS,), "keduanya": (WA, SMS), "tidak_keduanya": ()}


def draft_of(talk: Talk, outcome: Outcome) -> TicketDraft:
    """The form as it is saved: the outcome table's row, the record of the IDPEL, the caller's own words."""
    facts = talk.facts
    row: dict[str, Any] = dict(outcome.ticket or {})
    draft = TicketDraft(
        jenis=row["jenis"],
        permasalahan=outcome.permasalahan_for(facts).format_map(_capitals(facts)),
        issue_closed=bool(row.get("issue_closed")),
        tipe_wo=row.get("tipe_wo"),
        tipe_permasalahan=row.get("tipe_permasalahan"),
        tipe_keluhan=row.get("tipe_keluhan"),
        tipe_sub_keluhan=row.get("tipe_sub_keluhan"),
        nama_pelapor=facts["nama"],
        no_telepon=facts["no_telepon"],
        hp_pelapor=reachable_mobile(talk),
        email_pelapor=told(talk, "email_pelapor"),
        kontak=contact_channels(talk),
        acuan_lokasi=told(talk, "acuan_lokasi"),
        tanggal_padam=_moment(facts["tanggal_padam"]),
        konfirmasi=_confirmation(talk),
        self_diagnosis=_self_diagnosis(talk) if row.get("self_diagnosis") else None,
        cso_penerima=receiving_officer(talk),
        kanal=str(talk.metadata.get("kanal") or "chat"),
        keterangan=_remarks(talk),
    )
    return _placed(talk, draft)


def receiving_officer(talk: Talk) -> str:
    """Who takes the report, as APKT names them: ``CC.54.HANA``."""
    settings = talk.services.settings
    return f"CC.{settings.unit_code}.{settings.agent_name.upper()}"


def related_draft(talk: Talk, outcome: Outcome, earlier: Ticket, words: Mapping[str, str]) -> TicketDraft:
    """A new report for an earlier one that is done (LU-06, LU-07): its form again, with what is known better now.

    Args:
        words: what the row's text speaks of, by name.
    """
    row: dict[str, Any] = dict(outcome.ticket or {})
    mobile = told(talk, "nomor_hp_lain") or reachable_mobile(talk) or earlier.hp_pelapor
    better = {
        "jenis": row["jenis"],
        "permasalahan": outcome.permasalahan_for(talk.facts).format_map(words),
        "issue_closed": False,
        "tipe_wo": row.get("tipe_wo"),
        "nama_pelapor": talk.facts["nama"] or earlier.nama_pelapor,
        "no_telepon": talk.facts["no_telepon"] or earlier.no_telepon,
        "hp_pelapor": mobile,
        "email_pelapor": told(talk, "email_pelapor") or earlier.email_pelapor,
        "kontak": contact_channels(talk) or earlier.kontak,
        "cso_penerima": receiving_officer(talk),
        "nomor_terkait": earlier.nomor,
        "eskalasi": False,
        "konfirmasi": None,
        "kanal": str(talk.metadata.get("kanal") or "chat"),
        "keterangan": words.get("catatan") or None,
    }
    return TicketDraft(**{**draft_like(earlier), **better})


def _capitals(facts: Mapping[str, Any]) -> dict[str, str]:
    """Facts as APKT texts name them, in capitals and on one line: ``PADAM SEBAGIAN BANGUNAN``."""
    return {name: " ".join(value.split()).upper() for name, value in facts.items() if isinstance(value, str)}


def contact_channels(talk: Talk) -> tuple[str, ...]:
    """By what the reporter can be reached (PRK-16): the phone unless it is said not to be, WA and SMS as answered."""
    facts = talk.facts
    by_phone = not facts["tanpa_telepon"] and bool(facts["nomor_dapat_dihubungi"] or told(talk, "hp_pelapor"))
    return (*((TELEPON,) if by_phone else ()), *_CHANNEL_OF_CHOICE.get(facts["kontak"] or "", ()))


def reachable_mobile(talk: Talk) -> str | None:
    """DP-04: the number in use if it can be reached, else the other one."""
    if talk.facts["nomor_dapat_dihubungi"]:
        return talk.facts["no_telepon"]
    return told(talk, "hp_pelapor")


def _remarks(talk: Talk) -> str | None:
    facts, book = talk.facts, talk.services.book
    remarks: list[str] = []
    channels = contact_channels(talk)
    if channels:
        remarks.append(contact_remark(book.parameter("periksa", "keterangan_kontak"), channels))
    moment = _confirmation(talk)
    if moment is not None:
        remarks.append(confirmation_remark(book, moment, talk.zone()))
    reason = told(talk, "alasan_beda_alamat")
    if reason:
        remarks.append(f"ALAMAT BERBEDA DARI DATA IDPEL: {reason.upper()}")
    if facts["identitas_tak_ditemukan"] and not facts["idpel"]:
        remarks.append(f"NOMOR YANG DISEBUTKAN TIDAK DITEMUKAN: {facts['identitas_tak_ditemukan']}")
    return ". ".join(remarks) or None


def _placed(talk: Talk, draft: TicketDraft) -> TicketDraft:
    """Address, coordinates, unit and posko: from the record where there is one, else from the address told."""
    customer = _customer(talk)
    address = talk.facts["alamat_lengkap"]
    place = region_of(talk.facts["kode_wilayah"]) if talk.facts["kode_wilayah"] else None
    if customer is not None:
        kecamatan = customer.kecamatan
        code = next((region.code for region in resolve(kecamatan, customer.kabupaten)), "")
        draft = with_record(draft, customer)
    elif place is not None:
        code, kecamatan = place.code, place.kecamatan or place.name
        draft = replace(
            draft,
            provinsi=place.provinsi,
            kabupaten=place.kabupaten,
            kecamatan=place.kecamatan,
            kelurahan=place.kelurahan,
        )
    else:
        code, kecamatan = "", ""
    area = talk.services.service_areas.of_region(code, kecamatan) if code else None
    if area is not None:
        draft = with_area(draft, area)
    written = address or (customer.alamat if customer else None)
    town = kota_and_kecamatan(place).upper() if place else None
    return replace(draft, alamat=written, lokasi_kejadian=written or town)


def _customer(talk: Talk) -> Customer | None:
    return talk.services.customers.by_idpel(talk.facts["idpel"]) if talk.facts["idpel"] else None


def _self_diagnosis(talk: Talk) -> dict[str, str]:
    return {code: talk.facts[f"kode_{code}"] for code in talk.services.book.parameter("periksa", "codes")}


def _confirmation(talk: Talk) -> datetime | None:
    """17k: when the reporter wants to be called first, unless that was taken back."""
    return _moment(talk.facts["waktu_konfirmasi"]) if talk.facts["minta_konfirmasi"] else None


def _moment(value: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(value) if value else None
    except ValueError:
        return None  # "tidak_tahu": the caller does not know since when
