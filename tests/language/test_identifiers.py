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
    "text",
    ["512345678901 atau 512345678902", "51234567890 1 atau 2", "lima satu dua tiga empat lima enam tujuh delapan "
     "sembilan nol satu atau dua", "kayaknya 512345678901", "512345678901 kalo ga salah", "512345678901 bener ga ya?",
     "512345678901?", "512345678901 bukan 512345678902", "mungkin 512345678901, buram soalnya", "bukan 512345678901",
     "salapan salapan satu dua tiga empat lima enam tujuh delapan sembilan nol satu dua", "51234567890X",
     "5123456789 1/2 1"],
)  # fmt: skip
def test_an_uncertain_number_is_asked_again(text):
    assert read_customer_identifier(text).status not in ("read", "refused", "absent")


@pytest.mark.parametrize(
    "text",
    ["512345678901", "idpel saya 512345678901, kapan nyala?", "ini kak 512345678901 ya",
     "lima satu dua tiga empat lima enam tujuh delapan sembilan nol satu", "512345678901 eh maaf 512345678901",
     "bukan nomor meter tapi idpel 512345678901", "nomor yang paling atas 512345678901"],
)  # fmt: skip
def test_a_sure_number_is_read_whatever_stands_around_it(text):
    assert read_customer_identifier(text).value == "512345678901"


@pytest.mark.parametrize("text", ["G5418070600123 atau K5418070600123", "kayaknya G5418070600123", "G5418070600123?"])
def test_an_uncertain_report_number_is_asked_again(text):
    assert read_report_number(text).status == "uncertain"


@pytest.mark.parametrize("text", ["G5418070600123", "g 54 180706 00123", "nomor laporan saya G 5418 0706 00123"])
def test_a_report_number_keeps_its_letter(text):
    assert read_report_number(text).value == "G5418070600123"


def test_a_report_number_without_letter_offers_both_kinds():
    assert read_report_number("5418070600123").candidates == ("G5418070600123", "K5418070600123")


@given(st.text("0123456789", min_size=4, max_size=20).filter(lambda digits: len(digits) not in (11, 12)))
def test_no_other_length_is_ever_read(digits):
    assert read_customer_identifier(digits).status != "read"


def test_a_report_number_may_be_spelt_out_with_its_letter() -> None:
    spelt = "nomornya k lima empat dua enam satu satu dua lapan nol nol nol tiga satu"
    assert read_report_number(spelt).value == "K5426112800031"
