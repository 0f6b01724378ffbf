"""What callers say that the meter shows (PRK-12)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.display_values import read_display_value

READINGS = [
    ("0402", "08", "0402"),
    ("000", "70", "000"),
    ("0,35 A", "44", "0,35"),
    ("220 volt", "41", "220"),
    ("12.5 kwh", "37", "12,5"),
    ("nol koma tiga lima ampere", "44", "0,35"),
    ("dua ratus dua puluh koma lima", "41", "220,5"),
    ("tidak muncul angka", "41", "Null"),
    ("kosong", "41", "Null"),
    ("blank", "41", "Null"),
    ("strip strip", "41", "Null"),
    ("ga keluar apa2", "41", "Null"),
    ("----", "41", "Null"),
    ("kosong empat kosong dua", "08", "0402"),
    ("41 hasilnya 221", "41", "221"),
    ("yang 08: 0402", "08", "0402"),
    ("udah pencet 41 enter keluarnya 220,5", "41", "220,5"),
    ("-3", "45", "-3"),
    ("nol", "70", "0"),
    ("Err 51", "41", "Err 51"),
    ("E1", "41", "E1"),
    ("A12", "08", None),
    ("220 atau 221", "41", None),
    ("221 eh 220", "41", "220"),
    ("bukan 220 tapi 221", "41", "221"),
    ("1.250,75", "37", "1250,75"),
    ("nol empat nol dua", "08", "0402"),
    ("0.35A", "44", "0,35"),
    ("220V", "41", "220"),
    ("41", "41", "41"),
    ("enter 41", "41", "41"),
    ("tekan 41", "41", None),
    ("sebentar", "41", None),
    ("muncul angka 3", "70", "3"),
    ("angkanya 220.5 volt", "41", "220,5"),
    ("12 koma 5", "37", "12,5"),
    ("dua dua nol", "41", "220"),
    ("triple nol", "70", "000"),
    ("minus nol koma satu", "45", "-0,1"),
    ("nol koma nol", "44", "0,0"),
    ("dua kali", "70", "2"),
    ("budi", "41", None),
    ("ga ada angkanya", "41", "Null"),
    ("0", "70", "0"),
    ("dua puluh tiga", "37", "23"),
    ("0402 ya", "08", "0402"),
    ("70 hasilnya 70", "70", "70"),
    ("2 2 0", "41", "220"),
    ("angka 5", "71", "5"),
    ("hasilnya 41", "41", "41"),
    ("nol koma kosong lima", "44", "0,05"),
    ("kode 41 tidak muncul apa apa", "41", "Null"),
    ("12.500", "37", "12,500"),
]


@pytest.mark.parametrize(("text", "code", "value"), READINGS)
def test_a_reading_is_kept_as_the_display_shows_it(text, code, value):
    assert (read_display_value(text, code).value or None) == value


def test_the_unit_is_split_off():
    shown = read_display_value("0,35 A", "44")
    assert (shown.value, shown.unit) == ("0,35", "A")


def test_two_values_are_offered_not_chosen():
    shown = read_display_value("220 atau 221", "41")
    assert (shown.status, shown.problem, shown.candidates) == ("unclear", "two_values", ("220", "221"))


@given(st.from_regex(r"[0-9]{1,8}", fullmatch=True))
def test_figures_come_back_letter_for_letter(figures):
    assert read_display_value(figures).value == figures


@given(st.text(alphabet="bcfghjkqvwxyz ", max_size=40))
def test_letters_that_spell_no_number_never_give_one(text):
    assert not any(letter.isdigit() for letter in read_display_value(text, "41").value)
