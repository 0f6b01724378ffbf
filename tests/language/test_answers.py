"""The entry point of the actions, corrections and what an opening sentence volunteers."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.answers import read_answer, volunteered
from bot.language.corrections import read_correction
from bot.language.normalise import plain, words


@pytest.mark.parametrize(
    ("slot", "text", "status", "value"),
    [
        ("di_lokasi", "saya lagi di kantor", "read", False),
        ("kode_41", "hasilnya 220,5 volt", "read", "220,5"),
        ("hp_pelapor", "nomor ini aja", "read", "081234567890"),
        ("hp_pelapor", "021 7234567", "unclear", None),
        ("identitas", "lupa", "refused", "tidak_ada"),
        ("email_pelapor", "ga punya", "refused", "tidak_ada"),
        ("waktu_konfirmasi", "kemarin", "unclear", None),
        ("acuan_lokasi", "dekat masjid", "read", "dekat masjid"),
        ("siap_di_meter", "udah di depan meteran", "read", True),
        ("kontak", "", "absent", None),
        ("waktu_konfirmasi", "besok sore", "unclear", None),
        ("waktu_konfirmasi", "29 februari jam 9 pagi", "unclear", None),
    ],
)
def test_each_kind_of_slot_is_read_by_its_own_reader(slot, text, status, value):
    answer = read_answer(slot, text, caller_phone="081234567890")
    assert (answer.status, answer.value) == (status, value)


def test_an_unknown_slot_is_an_error():
    with pytest.raises(KeyError):
        read_answer("warna", "merah")


def test_an_opening_sentence_says_much_at_once():
    text = "PERIKSA, masih nyala, IDPEL saya 512345678901, saya di rumah, udah lapor tadi pagi"
    assert volunteered(text) == {
        "tampilan_meter": "periksa",
        "kondisi_listrik": "menyala",
        "identitas": "512345678901",
        "di_lokasi": True,
        "pernah_lapor": True,
    }


@pytest.mark.parametrize(
    "text", ["tolong periksa meteran saya", "kenapa listrik sering mati ya", "kapan nyala?", "nama saya Budi"]
)
def test_what_is_hedged_or_asked_volunteers_nothing(text):
    assert volunteered(text) == {}


@pytest.mark.parametrize(
    ("text", "about", "said"),
    [
        ("eh salah, yang 41 itu 221", "kode_41", "221"),
        ("bukan 220 tapi 221", None, "221"),
        ("maksud saya masih nyala", None, "masih menyala"),
        ("nama saya tadi salah, Budi bukan Rudi", "nama", "Budi"),
        ("ralat idpelnya 512345678901", "identitas", "512345678901"),
        ("yang kode 44 tadi 0,35 bukan 0,53", "kode_44", "0,35"),
    ],
)
def test_a_correction_names_its_thing_and_what_is_right(text, about, said):
    correction = read_correction(text)
    assert (correction.about, correction.said) == (about, said)


@pytest.mark.parametrize("text", ["iya", "nyala", "saya bukan pemilik", "eh tunggu"])
def test_an_ordinary_answer_is_no_correction(text):
    assert read_correction(text) is None


@given(st.from_regex(r"[0-9A-Z]*[0-9][0-9A-Z.,]*[0-9]", fullmatch=True))
def test_codes_pass_through_letter_for_letter(code):
    assert plain(code) == code


def test_a_text_of_100_kilobytes_is_answered_at_once():
    begin = time.perf_counter()
    read_answer("di_lokasi", "a1 " * 35_000)
    assert time.perf_counter() - begin < 0.5


def test_words_keep_their_places():
    text = "gk bs, 0402"
    assert [text[word.start : word.end] for word in words(text)] == ["gk", "bs", ",", "0402"]
