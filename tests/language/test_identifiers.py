"""IDPEL, meter and report numbers, right and wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.identifiers import read_customer_identifier, read_report_number


@pytest.mark.parametrize(
    ("text", "status", "value", "difference"),
    [
        ("idpel saya 5123 4567 8901", "read", "512345678901", 0),
        ("5123-4567-8901", "read", "512345678901", 0),
        ("54 321 000 1234", "read", "543210001234", 0),
        ("nomor meter 01234567890", "read", "01234567890", 0),
        ("512345678901 eh 512345678902", "read", "512345678902", 0),
        ("5123456789", "too_short", "", -2),
        ("IDPEL 51234567890", "too_short", "", -1),
        ("51234567890123", "too_long", "", 2),
        ("5321A0123456", "has_letters", "", 0),
        ("081234567890", "looks_like_phone", "", 0),
        ("ga ada", "refused", "", 0),
        ("Budi", "absent", "", 0),
    ],
)
def test_a_customer_identifier_is_read_or_says_what_is_wrong(text, status, value, difference):
    found = read_customer_identifier(text)
    assert (found.status, found.value, found.difference) == (status, value, difference)


@pytest.mark.parametrize(
    "text", ["G5418070600123", "g 54 180706 00123", "nomor laporan saya G 5418 0706 00123"]
)
def test_a_report_number_keeps_its_letter(text):
    assert read_report_number(text).value == "G5418070600123"


def test_a_report_number_without_letter_offers_both_kinds():
    assert read_report_number("5418070600123").candidates == ("G5418070600123", "K5418070600123")


@given(st.text("0123456789", min_size=4, max_size=20).filter(lambda digits: len(digits) not in (11, 12)))
def test_no_other_length_is_ever_read(digits):
    assert read_customer_identifier(digits).status != "read"
