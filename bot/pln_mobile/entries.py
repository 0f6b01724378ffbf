"""What a customer writes into the fields of the self-report, read by the language of the talks.

A field is read as the answer to its question would be; what can't be read comes back with kind words to stand beside
the field.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from bot.language.answers import LONGEST_ANSWER, Answer, read_answer
from bot.language.display_values import read_display_value

LONGEST_NAME = 100
LONGEST_WORDS = 200
LONGEST_VALUE = 20
"""Characters that a field of the self-diagnosis holds."""

_EXAMPLE = "misalnya 220 atau 0,35"
_EMPTY = "Tulis angka yang tampil di layar, atau pilih “{no_number}” bila layar tidak menampilkan angka."
_NOT_READ = f"Belum terbaca. Mohon tulis angkanya saja, {_EXAMPLE}."
_PROBLEM_OF_VALUE = {
    "two_values": "Ada lebih dari satu angka di sini. Mohon tulis satu saja, yang sekarang tampil di layar.",
    "letters": f"Ada huruf yang belum kami kenali. Mohon tulis angkanya saja, {_EXAMPLE}.",
    "only_the_code": "Ini kode yang ditekan. Mohon tulis angka yang muncul sesudah Enter ditekan.",
    "not_looked_yet": "Silakan dilihat dahulu; isian lain tetap tersimpan.",
    "not_exact": "Mohon tulis angka yang persis seperti di layar, bukan perkiraan.",
    "no_whole_part": "Angka di depan koma belum tertulis. Mohon tulis lengkap, misalnya {first}.",
    "thousands_or_decimal": "Titik di sini dapat berarti ribuan atau koma. Mohon tulis {second} atau {first}.",
    "looks_like_identifier": "Ini terlalu panjang untuk angka di layar, seperti ID Pelanggan atau nomor meter.",
    "not_readable": "Bila angkanya tidak terbaca, tekan kodenya sekali lagi lalu Enter, kemudian tulis yang tampil.",
}
_PROBLEM_OF_METER = {
    "too_short": "Nomornya belum lengkap: ID Pelanggan 12 angka, nomor meter 11 angka.",
    "too_long": "Nomornya terlalu panjang: ID Pelanggan 12 angka, nomor meter 11 angka.",
    "looks_like_phone": "Ini sepertinya nomor telepon. Mohon isi ID Pelanggan (12 angka) atau nomor meter (11 angka).",
    "several": "Ada lebih dari satu nomor di sini. Mohon tulis satu saja.",
}
_ASK_METER = "Mohon isi ID Pelanggan (12 angka) atau nomor meter (11 angka)."
_PROBLEM_OF_MOBILE = {
    "pstn": "Ini nomor telepon rumah. Mohon isi nomor HP.",
    "too_short": "Nomor HP ini kurang angkanya.",
    "too_long": "Nomor HP ini kelebihan angka.",
    "foreign": "Mohon isi nomor HP Indonesia.",
}
_ASK_MOBILE = "Mohon isi nomor HP, misalnya 0812 1111 2222."
_BARE_DIGITS = re.compile(r"\d+")


class EntryProblem(Exception):
    """A field that can't be taken as it is.

    Attributes:
        field: its name.
        message: kind Indonesian words that say how to put it right.
    """

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.message = message


@dataclass(frozen=True)
class ReadEntry:
    """One of the nine entries: the value as the ticket holds it, or what is wrong with it."""

    value: str = ""
    problem: str = ""


def read_entry(code: str, text: str, no_number: str) -> ReadEntry:
    """The value of ``code``; leading zeros stay, the decimal mark becomes a comma, no number becomes ``Null`` (PRK-12).

    Args:
        no_number: the label of the choice "Tidak Ada Angka".
    """
    written = text[:LONGEST_ANSWER].strip()
    if not written:
        return ReadEntry(problem=_EMPTY.format(no_number=no_number))
    shown = read_display_value(written, code)
    # in a talk a caller repeats the code before its value; in a field of its own, figures are the value
    value = written if shown.problem == "only_the_code" and _BARE_DIGITS.fullmatch(written) else shown.value
    if value and len(value) > LONGEST_VALUE:
        return ReadEntry(problem=_PROBLEM_OF_VALUE["looks_like_identifier"])
    if value:
        return ReadEntry(value)
    first, second = (*shown.candidates, "", "")[:2]
    return ReadEntry(problem=_PROBLEM_OF_VALUE.get(shown.problem, _NOT_READ).format(first=first, second=second))


def read_meter_number(text: str) -> str:
    """The IDPEL or meter number.

    Raises:
        EntryProblem: on field ``nomor``.
    """
    answer = read_answer("identitas", text)
    if answer.status == "read":
        return cast(str, answer.value)
    raise EntryProblem("nomor", _PROBLEM_OF_METER.get(answer.reason, _ASK_METER))


def read_name(text: str) -> str:
    """The reporter's name as it is written in the account.

    Raises:
        EntryProblem: on field ``nama``.
    """
    name = " ".join(text.split())
    if len(name) > LONGEST_NAME:
        raise EntryProblem("nama", f"Nama paling panjang {LONGEST_NAME} huruf.")
    if sum(letter.isalpha() for letter in name) < 2 or any(letter.isdigit() for letter in name):
        raise EntryProblem("nama", "Mohon isi nama pelapor.")
    return name


def read_mobile(text: str) -> str:
    """The mobile number in national form.

    Raises:
        EntryProblem: on field ``hp``.
    """
    answer = read_answer("hp_pelapor", text)
    if answer.status == "read":
        return cast(str, answer.value)
    raise EntryProblem("hp", _PROBLEM_OF_MOBILE.get(answer.reason, _ASK_MOBILE))


def read_email(text: str) -> str | None:
    """The e-mail address, which may be left out (DP-07).

    Raises:
        EntryProblem: on field ``email``.
    """
    answer = _optional("email_pelapor", text)
    if answer is None or answer.status == "refused":
        return None
    if answer.status == "read":
        return cast(str, answer.value)
    raise EntryProblem("email", "Alamat e-mail ini belum lengkap. Contoh: nama@contoh.id. Boleh juga dikosongkan.")


def read_landmark(text: str) -> str | None:
    """The customer's own words about where it is."""
    words = " ".join(text.split())
    if len(words) > LONGEST_WORDS:
        raise EntryProblem("acuan", f"Acuan lokasi paling panjang {LONGEST_WORDS} huruf.")
    return words or None


def read_since(text: str, zone: str) -> datetime | None:
    """Since when the power is out (PRK-17h), which need not be known.

    Raises:
        EntryProblem: on field ``sejak``.
    """
    answer = _optional("tanggal_padam", text, zone)
    if answer is None or answer.status == "refused":
        return None
    if answer.status == "read":
        return cast(datetime, answer.value.start)
    raise EntryProblem("sejak", "Waktunya belum terbaca. Contoh: tadi jam 7 pagi. Boleh juga dikosongkan.")


def _optional(slot: str, text: str, zone: str = "WIB") -> Answer | None:
    return read_answer(slot, text, zone=zone) if text.strip() else None
