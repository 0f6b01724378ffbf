from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.digits import read_digits
from voice.mouth.wording import digits_in_words, phrases_of, spelled


def said(text: str) -> str:
    return " ".join(phrase.text for phrase in phrases_of(text))


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("Tegangannya 220,5", "Tegangannya dua ratus dua puluh koma lima"),
        ("daya 1.300 VA", "daya seribu tiga ratus volt ampér"),
        ("biayanya Rp1.500.000", "biayanya satu juta lima ratus ribu rupiah"),
        ("tekan angka 08 lalu Enter", "tekan angka nol delapan lalu énter"),
        ("yang 41 itu", "yang empat satu itu"),
        ("PLN 123", "pé él én satu dua tiga"),
        ("RT 002/RW 013", "érté dua érwé tiga belas"),
        ("Jl. Melati No. 7", "jalan Melati nomor tujuh"),
        ("sisa 12 kWh", "sisa dua belas ka wé ha"),
        ("pukul 07.30 WIB", "pukul tujuh lewat tiga puluh menit waktu Indonesia barat"),
        ("29 November 2026", "dua puluh sembilan November dua ribu dua puluh enam"),
        ("nilainya 0402", "nilainya nol empat nol dua"),
        ("Terima kasih 😀", "Terima kasih"),
        ("cukup ketik: tidak ada", "cukup sebut, tidak ada"),
        ("nomor meter (11 angka) saja", "nomor meter, sebelas angka, saja"),
        ("“PERIKSA”", "periksa"),
    ],
)
def test_what_is_written_is_put_into_words(written: str, spoken: str) -> None:
    assert said(written) == spoken


def test_a_report_number_is_said_slowly_and_in_groups() -> None:
    first, second = phrases_of("Mohon dicatat: G5418070600123. Apakah sudah dicatat?")
    assert first.text == ("Mohon dicatat, gé, lima empat satu, delapan nol tujuh, nol enam nol, nol satu dua tiga.")
    assert (first.slow, second.slow) == (True, False)


def test_an_email_is_spelled() -> None:
    (phrase,) = phrases_of("budi.s_7@gmail.com")
    assert phrase.text == "bé u dé i, titik, és, garis bawah, tujuh, ét, jimél titik kom"
    assert phrase.slow


def test_each_sentence_can_be_spoken_before_the_next_is_made() -> None:
    assert [phrase.text for phrase in phrases_of("Baik, Bapak. Jl. Melati ya?\nTerima kasih!")] == [
        "Baik, Bapak.", "jalan Melati ya?", "Terima kasih!",
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["", "   ", "…", "😀", "\n\n", "?!"])
def test_what_says_nothing_is_not_spoken(text: str) -> None:
    assert phrases_of(text) == ()


@given(st.text("0123456789", min_size=5, max_size=16))
def test_long_numbers_are_heard_as_they_were_written(digits: str) -> None:
    assert read_digits(digits_in_words(digits)) == digits
    assert digits_in_words(digits) in said(f"nomor {digits}")


@given(st.text(max_size=200))
def test_no_digit_is_left_to_the_voice(text: str) -> None:
    assert not re.search(r"[0-9]", said(text))


def test_letters_have_their_names() -> None:
    assert spelled("KWh-7") == "ka wé ha tujuh"
