"""Nothing enters a ticket unchecked: texts are cleaned and bounded, choices and numbers have their form."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from bot.apkt import model
from bot.apkt.errors import TicketError
from bot.apkt.model import Coordinates, TicketDraft
from bot.phone_numbers import national_form

TEXT_LIMITS: dict[str, int] = {
    "permasalahan": 500,
    "keterangan": 10_000,
    "tipe_permasalahan": 100,
    "tipe_keluhan": 100,
    "tipe_sub_keluhan": 100,
    "nama_pelapor": 100,
    "alamat": 500,
    "acuan_lokasi": 500,
    "provinsi": 100,
    "kabupaten": 100,
    "kecamatan": 100,
    "kelurahan": 100,
    "email_pelapor": 254,
    "lokasi_kejadian": 500,
    "unit": 100,
    "unit_pelayanan": 100,
    "posko": 100,
    "cso_penerima": 100,
    "kanal": 30,
    "catatan_unit": 500,
}
"""The longest text of each free field, in characters."""

NOTE_LIMIT = 1000
"""The longest text that one operation may add to the history or to keterangan."""

_SHAPES: dict[str, tuple[str, str]] = {
    "kode_unit": (r"[0-9]{2}", "Kode unit terdiri dari 2 angka."),
    "idpel": (r"[0-9]{12}", "ID Pelanggan terdiri dari 12 angka."),
    "nomor_meter": (r"[0-9]{11}", "Nomor meter terdiri dari 11 angka."),
    "nomor": (r"[GK][0-9]{13}", "Nomor laporan terdiri dari huruf G atau K dan 13 angka."),
    "nomor_terkait": (r"[GK][0-9]{13}", "Nomor laporan terkait terdiri dari huruf G atau K dan 13 angka."),
    "ctt": (r"[0-9]{20}", "CTT terdiri dari 20 angka."),
}
_CHOICES: dict[str, Collection[str]] = {
    "jenis": model.JENIS,
    "status": model.STATUS,
    "tipe_wo": model.TIPE_WO,
}
_PHONE_DIGITS = range(3, 17)
_DIAGNOSIS_VALUE_LIMIT = 20


def clean_draft(draft: TicketDraft) -> TicketDraft:
    """The draft as it may be saved: texts trimmed, phones in national form.

    Raises:
        TicketError: naming the first field that is missing, too long or malformed.
    """
    given = {field.name: getattr(draft, field.name) for field in fields(TicketDraft)}
    cleaned = replace(draft, **clean_values(given))
    if not cleaned.jenis or not cleaned.permasalahan or not cleaned.kode_unit:
        missing = next(name for name in ("jenis", "permasalahan", "kode_unit") if not getattr(cleaned, name))
        raise TicketError("wajib_diisi", f"Kolom {missing} wajib diisi.", missing)
    _check_self_diagnosis_is_whole(cleaned)
    return cleaned


def clean_changes(changes: Mapping[str, Any]) -> dict[str, Any]:
    """Changed fields of a report (UL-01) as they may be saved.

    Raises:
        TicketError: also for a field that a report doesn't have or that can't be changed by hand.
    """
    changeable = {field.name for field in fields(TicketDraft)} - {"jenis", "kode_unit", "issue_closed"}
    for name in changes:
        if name not in changeable:
            raise TicketError("tidak_dikenal", f"Kolom {str(name)[:50]} tidak dapat diubah.", str(name)[:50])
    cleaned = clean_values(changes)
    if "permasalahan" in cleaned and not cleaned["permasalahan"]:
        raise TicketError("wajib_diisi", "Kolom permasalahan wajib diisi.", "permasalahan")
    return cleaned


def clean_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """Each value cleaned by the rule of its field; see :func:`clean_draft`."""
    return {name: _clean_value(name, value) for name, value in values.items()}


def clean_text(name: str, value: Any, limit: int, *, required: bool = False) -> str | None:
    """Trimmed text without control characters, ``None`` when nothing is left of it.

    Raises:
        TicketError: ``terlalu_panjang``, ``format_salah`` or ``wajib_diisi``.
    """
    if value is not None and not isinstance(value, str):
        raise TicketError("format_salah", f"Kolom {name} harus berupa teks.", name)
    # unreadable characters are dropped, not refused: PostgreSQL can't keep NUL, UTF-8 no lone surrogate
    text = "".join(
        character
        for character in unicodedata.normalize("NFC", (value or "")[: limit * 4])
        if character == "\n" or unicodedata.category(character) not in ("Cc", "Cs")
    ).strip()
    if len(text) > limit or len(value or "") > limit * 4:
        raise TicketError("terlalu_panjang", f"Kolom {name} paling panjang {limit} huruf.", name)
    if required and not text:
        raise TicketError("wajib_diisi", f"Kolom {name} wajib diisi.", name)
    return text or None


def _clean_value(name: str, value: Any) -> Any:
    if name in _SHAPES:
        return _clean_shaped(name, value)
    if name in _CHOICES:
        return _clean_choice(name, value)
    if name in ("no_telepon", "hp_pelapor"):
        return _clean_phone(name, value)
    if name in ("issue_closed", "eskalasi", "lapor_ulang"):
        return _of_type(name, value, bool, "ya atau tidak")
    if name in ("tanggal_padam", "konfirmasi"):
        return _clean_moment(name, value)
    if name == "kontak":
        return _clean_contact_ways(value)
    if name == "koordinat":
        return _clean_coordinates(value)
    if name == "self_diagnosis":
        return _clean_self_diagnosis(value)
    if name == "email_pelapor":
        return _clean_email(value)
    return clean_text(name, value, TEXT_LIMITS[name])


def _clean_shaped(name: str, value: Any) -> str | None:
    pattern, message = _SHAPES[name]
    text = clean_text(name, value, 50)
    if text is not None and not re.fullmatch(pattern, text, re.ASCII):
        raise TicketError("format_salah", message, name)
    return text


def _clean_choice(name: str, value: Any) -> str | None:
    if value in (None, ""):
        return None
    if not isinstance(value, str) or value not in _CHOICES[name]:
        choices = ", ".join(_CHOICES[name])
        raise TicketError("tidak_dikenal", f"Kolom {name} hanya dapat berisi: {choices}.", name)
    return value


def _clean_phone(name: str, value: Any) -> str | None:
    text = clean_text(name, value, 40)
    if text is None:
        return None
    number = national_form(text)
    if len(number) not in _PHONE_DIGITS:
        raise TicketError("format_salah", "Nomor telepon terdiri dari 3 sampai 16 angka.", name)
    return number


def _clean_email(value: Any) -> str | None:
    text = clean_text("email_pelapor", value, TEXT_LIMITS["email_pelapor"])
    if text is not None and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", text):
        raise TicketError("format_salah", "Alamat email belum lengkap.", "email_pelapor")
    return text


def _clean_moment(name: str, value: Any) -> datetime | None:
    if value is None:
        return None
    moment: datetime = _of_type(name, value, datetime, "tanggal dan jam")
    if moment.tzinfo is None:
        raise TicketError("format_salah", f"Kolom {name} harus menyebut zona waktu.", name)
    return moment


def _clean_contact_ways(value: Any) -> tuple[str, ...]:
    if not isinstance(value, (tuple, list, set, frozenset)) or not set(value) <= set(model.KONTAK):
        raise TicketError("tidak_dikenal", "Kontak hanya dapat berisi telepon, wa, atau sms.", "kontak")
    return tuple(way for way in model.KONTAK if way in value)


def _clean_coordinates(value: Any) -> Coordinates | None:
    if value is None:
        return None
    if not isinstance(value, Coordinates) or not (-90 <= value.lat <= 90 and -180 <= value.lon <= 180):
        raise TicketError("format_salah", "Koordinat berisi lintang -90…90 dan bujur -180…180.", "koordinat")
    return Coordinates(float(value.lat), float(value.lon))


def _clean_self_diagnosis(value: Any) -> dict[str, str] | None:
    if value is None:
        return None
    if not isinstance(value, Mapping) or not set(value) <= set(model.SELF_DIAGNOSIS_CODES):
        codes = ", ".join(model.SELF_DIAGNOSIS_CODES)
        raise TicketError("tidak_dikenal", f"Self diagnosis hanya berisi kode {codes}.", "self_diagnosis")
    return {
        code: clean_text("self_diagnosis", value[code], _DIAGNOSIS_VALUE_LIMIT, required=True) or ""
        for code in model.SELF_DIAGNOSIS_CODES
        if code in value
    }


def _check_self_diagnosis_is_whole(draft: TicketDraft) -> None:
    """KWH PERIKSA opens the self-diagnosis form: without its nine values it can't be saved (O10)."""
    values = draft.self_diagnosis or {}
    if draft.tipe_wo == model.KWH_PERIKSA and set(values) != set(model.SELF_DIAGNOSIS_CODES):
        raise TicketError(
            "wajib_diisi", "Tipe WO KWH PERIKSA memerlukan sembilan nilai self diagnosis.", "self_diagnosis"
        )


def _of_type(name: str, value: Any, expected: type, words: str) -> Any:
    if not isinstance(value, expected):
        raise TicketError("format_salah", f"Kolom {name} harus berupa {words}.", name)
    return value
