"""Digit strings as callers dictate them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from num2words import num2words

from bot.language.digits import digit_runs, read_digits


@given(st.text("0123456789", min_size=1, max_size=16))
def test_digits_said_one_by_one_keep_every_zero(digits):
    assert read_digits(" ".join(num2words(int(digit), lang="id") for digit in digits)) == digits


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("nol delapan satu dua", "0812"),
        ("dobel lima tripel nol", "55000"),
        ("lima eh enam", "6"),
        ("54 321 000", "54321000"),
        ("siji loro telu", "123"),
        ("satu salapan dua", None),
        ("5321A0", None),
    ],
)
def test_digits_are_joined_unless_one_of_them_can_not_be_told(text, digits):
    assert read_digits(text) == digits


def test_not_this_but_that_leaves_two_strings():
    assert [run.value for run in digit_runs("5123 bukan 6789")] == ["5123", "6789"]
