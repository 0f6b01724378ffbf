"""Answers of the repeated and the changed report (LU-01, LU-08, UL-01)."""

from __future__ import annotations

from typing import Any

import pytest

from actions.services import Services
from tests.actions.customers import IN_JAKARTA, WITHOUT_PLACE_AND_POSKO
from tests.actions.talking import Desk
from tests.apkt.drafts import gangguan

CALLER: dict[str, Any] = {"nama": "Budi Santoso", "sapaan": "Bapak", "topik": "lapor_ulang"}


@pytest.fixture
def number(services: Services) -> str:
    """An open report at Jl. Melati, made from another phone."""
    draft = gangguan(
        idpel=IN_JAKARTA.idpel, nama_pelapor="Budi Santoso", alamat=IN_JAKARTA.alamat, no_telepon="081200000077"
    )
    return services.tickets.create(draft, actor="bot", idempotency_key="lama").nomor


def test_a_report_number_is_not_enough_and_the_right_idpel_is(desk: Desk, number: str) -> None:
    talk = desk.asked("rujukan_laporan", **CALLER).caller_says(number)
    talk.expect(asks="bukti_pelapor", unknown=["nomor_lama"])
    talk.caller_says(IN_JAKARTA.idpel).expect(asks=None, known={"nomor_lama": number, "hasil_cari": "ditemukan"})


def test_the_wrong_idpel_counts_as_not_found(desk: Desk, number: str) -> None:
    talk = desk.asked("rujukan_laporan", **CALLER).caller_says(number)
    talk.caller_says(WITHOUT_PLACE_AND_POSKO.idpel)
    talk.expect(asks="rujukan_laporan", ladder="tidak_ditemukan", unknown=["nomor_lama"])


def test_after_two_searches_the_talk_goes_on_as_a_first_report(desk: Desk) -> None:
    talk = desk.asked("rujukan_laporan", **CALLER)
    talk.caller_says("tidak ada nomornya", intent="tidak").expect(asks="rujukan_laporan")
    talk.caller_says("tidak ada", intent="tidak").expect(asks=None, known={"hasil_cari": "tidak_ditemukan"})


@pytest.mark.parametrize("said", ["belum datang", "itu lho e-mail saya belum ada"])
def test_what_is_told_of_the_report_does_not_deny_it(desk: Desk, number: str, said: str) -> None:
    talk = desk.asked("laporan_benar", **CALLER, nomor_lama=number, laporan_dari_nomor=True)
    talk.caller_says(said, intent="tidak").expect(asks="laporan_benar", unknown=["laporan_benar"])


@pytest.mark.parametrize("said", ["bukan", "eh bukan yang itu", "bukan, yang belum datang itu laporan lain"])
def test_a_denied_report_is_looked_for_again(desk: Desk, number: str, said: str) -> None:
    talk = desk.asked("laporan_benar", **CALLER, nomor_lama=number, laporan_dari_nomor=True)
    talk.caller_says(said, intent="tidak").expect(asks="rujukan_laporan", unknown=["nomor_lama"])


def test_what_is_said_of_the_officers_is_the_remark_too(desk: Desk, number: str) -> None:
    talk = desk.asked("sisi_masalah", **CALLER, nomor_lama=number, laporan_benar=True)
    talk.caller_says("petugasnya belum datang dari pagi tadi")
    talk.expect(asks=None, known={"sisi_masalah": "pln", "keterangan_ulang": "petugasnya belum datang dari pagi tadi"})


def test_new_data_named_with_their_value_are_asked_no_more(desk: Desk, number: str) -> None:
    talk = desk.asked("sisi_masalah", **CALLER, nomor_lama=number, laporan_benar=True)
    talk.caller_says("mau ganti nomor hp jadi 081311112222")
    talk.expect(asks="ubah_lagi", known={"perubahan_data": {"hp_pelapor": "081311112222"}})


def test_another_piece_of_data_is_named_at_once(desk: Desk, number: str) -> None:
    known = {"sisi_masalah": "pelanggan", "data_diubah": "telepon", "isi_perubahan": "081311112222"}
    talk = desk.asked("ubah_lagi", **CALLER, **known, nomor_lama=number, laporan_benar=True)
    talk.caller_says("patokannya juga").expect(asks="isi_perubahan", known={"data_diubah": "acuan_lokasi"})


@pytest.mark.parametrize(("said", "value"), [("terserah", None), ("ya", True), ("bukan", False)])
def test_whether_it_is_the_report_meant_must_be_said(desk: Desk, number: str, said: str, value: bool | None) -> None:
    talk = desk.asked("laporan_benar", **CALLER, nomor_lama=number, laporan_dari_nomor=True)
    talk.caller_says(said).expect(known={"laporan_benar": value})
