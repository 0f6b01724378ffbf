"""Number words against num2words."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from num2words import num2words

from bot.language.numbers import in_words, number_from_words


@given(st.integers(0, 10**12))
def test_every_whole_number_comes_back_from_its_words(number):
    assert number_from_words(num2words(number, lang="id")) == number


@given(st.decimals(-(10**6), 10**6, places=2, allow_nan=False, allow_infinity=False))
def test_every_decimal_comes_back_from_its_words(number):
    assert number_from_words(in_words(number)) == number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("dua ratus dua puluh koma lima", "220.5"),
        ("nol koma tiga lima", "0.35"),
        ("seribu lima ratus", "1500"),
        ("setengah", "0.5"),
        ("satu setengah", "1.5"),
        ("1.250,75", "1250.75"),
        ("12 ribu", "12000"),
        ("dua dua nol", None),
        ("sepuluh lima", None),
        ("budi", None),
    ],
)
def test_numbers_as_people_say_them(text, value):
    assert number_from_words(text) == (None if value is None else Decimal(value))
