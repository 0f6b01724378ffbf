"""Phone numbers against phonenumbers."""

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.phones import read_phone


@pytest.mark.parametrize(
    "text",
    [
        "081234567890",
        "+62 812-3456-7890",
        "62 81234567890",
        "81234567890",
        "+62 0812 3456 7890",
        "nol delapan satu dua tiga empat lima enam tujuh delapan sembilan nol",
    ],
)
def test_every_way_of_giving_a_mobile_number_has_one_form(text):
    phone = read_phone(text)
    assert (phone.number, phone.kind) == ("081234567890", "mobile")


def test_a_fixed_line_is_known_as_one():
    assert read_phone("021-7234567").kind == "pstn"


@pytest.mark.parametrize(
    ("text", "status", "problem"),
    [
        ("0812345", "invalid", "too_short"),
        ("08123456789012345", "invalid", "too_long"),
        ("+6591234567", "invalid", "foreign"),
        ("nomor ini aja", "same_number", ""),
        ("ga ada", "refused", ""),
        ("081234567890 atau 085712345678", "several", ""),
    ],
)
def test_what_is_no_number_says_why(text, status, problem):
    phone = read_phone(text)
    assert (phone.status, phone.problem) == (status, problem)


@given(st.from_regex(r"08[1-9][0-9]{7,10}", fullmatch=True))
def test_what_is_read_as_valid_is_valid_for_phonenumbers(digits):
    phone = read_phone(digits)
    assert (phone.status == "read") == phonenumbers.is_valid_number(phonenumbers.parse(digits, "ID"))
