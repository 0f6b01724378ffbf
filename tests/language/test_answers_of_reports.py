"""Answers to what is asked about an earlier report, and what long complaints volunteer of one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.answers import (
    IDENTITY,
    NONE_GIVEN,
    PHONE,
    REPORT_NUMBER,
    is_application_number,
    read_answer,
    volunteered,
)

DIGITS = st.text("0123456789", min_size=13, max_size=13)


@pytest.mark.parametrize(
    ("said", "side"),
    [
        ("alamatnya ada yang keliru", "pelanggan"),
        ("mau nambahin patokan", "pelanggan"),
        ("emailnya belum ada di situ", "pelanggan"),
        ("nomor hp saya ganti", "pelanggan"),
        ("soal data", "pelanggan"),
        ("soal petugas", "pln"),
        ("petugase durung teka", "pln"),
        ("penanganannya lama", "pln"),
    ],
)
def test_the_side_of_the_matter_is_told_by_a_fault_of_the_data_or_of_the_work(said: str, side: str) -> None:
    assert read_answer("sisi_masalah", said).value == side


def test_a_lost_report_number_tells_no_side() -> None:
    assert "sisi_masalah" not in volunteered("nomor laporannya hilang")
    assert read_answer("sisi_masalah", "nomor laporannya salah").value is None


def test_a_datum_beside_other_talk_tells_no_side() -> None:
    assert read_answer("sisi_masalah", "nomor laporannya saya catat di kertas").value is None


@pytest.mark.parametrize(
    ("said", "datum"),
    [
        ("dekat masjid Al Ikhlas", "acuan_lokasi"),
        ("blok nya salah", "alamat"),
        ("kontaknya", "telepon"),
        ("gmail nya", "email"),
        ("jam kunjungannya", "lainnya"),
    ],
)
def test_a_landmark_or_a_part_tells_which_datum_is_changed(said: str, datum: str) -> None:
    assert read_answer("data_diubah", said).value == datum


@pytest.mark.parametrize(("said", "more"), [("emailnya juga", True), ("nomor hp juga salah", True), ("itu aja", False)])
def test_another_datum_named_is_more_to_change(said: str, more: bool) -> None:
    assert read_answer("ubah_lagi", said).value is more


@pytest.mark.parametrize("said", ["tidak tahu", "sudah lengkap semua kok", "tidak ada yang kurang"])
def test_nothing_lacking_is_no_free_text(said: str) -> None:
    answer = read_answer("data_kurang", said)
    assert (answer.status, answer.value) == ("refused", NONE_GIVEN)


@pytest.mark.parametrize("said", ["pikir pikir dulu", "nanti dulu", "tanya suami dulu", "nanti saja saya kabari"])
def test_putting_off_is_no_refusal_to_pay(said: str) -> None:
    assert read_answer("bersedia_membayar", said).value is None


@pytest.mark.parametrize("said", ["pripun", "naon", "sopo", "kumaha", "ngapain"])
def test_a_question_word_is_no_name(said: str) -> None:
    assert read_answer("nama", said).status == "absent"


def test_a_slip_in_the_host_of_an_address_is_asked_about() -> None:
    answer = read_answer("email_pelapor", "sari@gmail.co")
    assert answer.status == "unclear"
    assert "sari@gmail.com" in answer.candidates


@pytest.mark.parametrize("said", ["+62 812 3456 7890", "6281234567890"])
def test_a_phone_number_with_its_country_is_no_report_number(said: str) -> None:
    answer = read_answer("rujukan_laporan", said)
    assert (answer.value, answer.reason) == ("081234567890", PHONE)


def test_a_report_number_without_its_letter_is_still_asked_about() -> None:
    assert read_answer("rujukan_laporan", "5426112200001").reason == "kind_missing"
    assert read_answer("rujukan_laporan", "G5426112200001").reason == REPORT_NUMBER


@pytest.mark.parametrize("said", ["512300456781 an Budi", "5123 0045 6781 an. Ratna", "512300456781 atas nama Joko"])
def test_a_name_behind_an_idpel_does_not_make_it_a_guess(said: str) -> None:
    assert read_answer("identitas", said).value == "512300456781"
    assert read_answer("rujukan_laporan", said).reason == IDENTITY


@given(st.sampled_from(["PB", "PD", "PS", "G", "K"]), DIGITS, st.data())
def test_a_number_is_read_however_it_is_spaced(letters: str, digits: str, data: st.DataObject) -> None:
    gaps = data.draw(st.lists(st.sampled_from(["", " ", ".", "-"]), min_size=13, max_size=13))
    said = letters + "".join(gap + digit for gap, digit in zip(gaps, digits, strict=True))
    assert read_answer("acuan_progres", said).value == letters + digits
    assert is_application_number(letters + digits) == (len(letters) == 2)


@pytest.mark.parametrize(
    "said",
    [
        "kecewa, laporan saya ditutup sepihak padahal belum dikerjakan",
        "sudah ngadu berkali kali ga digubris",
        "lapor berkali-kali tapi tetap aja mati lampu, PLN kerja gak sih?",
        "aplikasi percuma, udah lapor lewat aplikasi dari tadi malam tidak ada respon",
        "kok laporan saya belum ditangani?",
    ],
)
def test_a_long_complaint_tells_that_it_was_reported(said: str) -> None:
    assert volunteered(said).get("pernah_lapor") is True


@pytest.mark.parametrize(
    "said",
    [
        "kalau lapor dua kali boleh ga",
        "apa laporan saya sudah ditutup?",
        "aplikasi bagus, lapor gangguan cepat ditangani",
        "tetangga saya sudah lapor",
        "mau lapor padam dari kemarin",
    ],
)
def test_talk_about_reporting_tells_of_no_report(said: str) -> None:
    assert "pernah_lapor" not in volunteered(said)


def test_people_may_be_called_like_dont_know() -> None:
    answer = read_answer("rujukan_laporan", "nih kak Embuh Samosir, Jl. Kutilang No. 103")
    assert (answer.status, answer.reason) == ("read", "nama_alamat")
    assert read_answer("rujukan_laporan", "embuh kak").status == "refused"


@pytest.mark.parametrize(
    ("said", "side"),
    [
        ("Ya, laporan yang itu. Nomor handphone saya 0812-0002-3580.", None),
        ("laporan itu, nomor hp saya di sana salah, yang benar 081200023580", "pelanggan"),
    ],
)
def test_a_number_given_beside_is_nothing_to_change(said: str, side: str | None) -> None:
    assert volunteered(said).get("sisi_masalah") == side
