"""Which numbers tell a caller, and where one of them stands."""

from __future__ import annotations

import pytest

from bot.callers.who import CallerError, Who


@pytest.mark.parametrize(
    "who",
    [
        {},
        {"telepon": "  ", "idpel": " "},
        {"telepon": "0812"},
        {"idpel": "12a4567890"},
        {"idpel": "1234567"},
        # of these nothing would be left to look for, and everybody would be meant
        {"telepon": "abc"},
        {"telepon": "+"},
        {"telepon": "---"},
        {"telepon": "%%%%%%%%"},
        {"telepon": "٠٨١٢٣٤٥٦٧٨٩"},
        {"idpel": "٥١٢٣٤٥٦٧٨٩٠١"},
        # one that is right does not cover for one that is not
        {"telepon": "081234567890", "idpel": "x"},
        {"telepon": "milik Budi 081234567890"},
    ],
)
def test_who_is_nobody_in_particular_is_refused(who: dict[str, str]) -> None:
    with pytest.raises(CallerError):
        Who(**who)


@pytest.mark.parametrize("telepon", ["081234567890", "+62 812-3456-7890", " (0812) 3456.7890 ", "6281234567890"])
def test_a_telephone_number_is_known_however_it_is_written(telepon: str) -> None:
    who = Who(telepon=telepon)
    assert (who.telepon, who.numbers) == ("081234567890", ("81234567890",))


def test_a_customer_number_may_come_in_groups() -> None:
    assert Who(idpel="5123 4567-8901").idpel == "512345678901"


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("hp saya 081234567890", True),
        ("hp saya 81234567890, ya", True),
        ("+6281234567890", True),
        ("+62 812-3456-7890", True),
        ("0812 3456 7890 30 tahun", True),
        ("0812.3456.7890", True),
        ("5081234567890", False),
        ("0812345678901", False),
        ("0812345678", False),
        ("512345678901", True),
        ("5123 4567 8901", True),
        ("0512345678901", False),
    ],
)
def test_a_number_stands_there_as_a_whole_or_not_at_all(words: str, named: bool) -> None:
    assert Who("081234567890", "512345678901").is_named_in(words) is named


def test_logs_name_nobody() -> None:
    assert "234567" not in str(Who("081234567890", "512345678901"))
