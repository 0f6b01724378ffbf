"""What customers write into the fields, and the kind words beside those that can't be read."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from bot import clock
from bot.pln_mobile.entries import (
    LONGEST_VALUE,
    EntryProblem,
    read_email,
    read_entry,
    read_landmark,
    read_meter_number,
    read_mobile,
    read_name,
    read_since,
)

NO_NUMBER = "Tidak Ada Angka"


@pytest.mark.parametrize(
    ("code", "written", "value"),
    [
        ("08", "0402", "0402"),
        ("70", " 003 ", "003"),
        ("41", "221", "221"),
        ("41", "221 volt", "221"),
        ("44", "0,35", "0,35"),
        ("44", "0.35", "0,35"),
        ("37", "nol koma tiga lima", "0,35"),
        ("45", "-0,02", "-0,02"),
        ("46", "Null", "Null"),
        ("46", "Tidak Ada Angka", "Null"),
        ("46", "tidak muncul angka", "Null"),
        ("46", "---", "Null"),
        ("47", "kosong", "Null"),
        ("08", "Err 51", "Err 51"),
    ],
)
def test_a_value_is_kept_as_the_display_shows_it(code: str, written: str, value: str) -> None:
    assert read_entry(code, written, NO_NUMBER).value == value
    assert read_entry(code, written, NO_NUMBER).problem == ""


def test_figures_that_equal_the_code_are_a_value_in_a_field_of_their_own() -> None:
    assert read_entry("47", "47", NO_NUMBER).value == "47"


@pytest.mark.parametrize(
    ("code", "written", "words"),
    [
        ("08", "", NO_NUMBER),
        ("08", "   ", NO_NUMBER),
        ("41", "kode 41", "sesudah Enter"),
        ("41", "220 atau 221", "lebih dari satu"),
        ("41", "220an", "persis"),
        ("70", "12.500", "12500 atau 12,500"),
        ("44", ",35", "0,35"),
        ("71", "abc", "Belum terbaca"),
        ("37", "512345678901", "ID Pelanggan"),
        ("37", "1" * 10 + "," + "1" * LONGEST_VALUE, "terlalu panjang"),
        ("37", "<b>5</b>", "Belum terbaca"),
    ],
)
def test_what_can_not_be_read_is_told_kindly_and_never_guessed(code: str, written: str, words: str) -> None:
    read = read_entry(code, written, NO_NUMBER)
    assert read.value == ""
    assert words in read.problem


@pytest.mark.parametrize("code", ["08", "70", "71", "41", "44", "45", "46", "37", "47"])
@pytest.mark.parametrize("written", ["", "abc", "kira-kira 5", "5 atau 6", "12.500", "belum dicek"])
def test_no_problem_tells_what_a_code_is_for(code: str, written: str) -> None:
    from bot.qa.checks.sayings import forbidden_words
    from bot.sop.book import load_book

    problem = read_entry(code, written, NO_NUMBER).problem
    assert not [item.id for item in load_book().topics["periksa"].never if forbidden_words(item, problem)]


@pytest.mark.parametrize(
    ("written", "number"),
    [("5123 4567 8901", "512345678901"), ("14659600441", "14659600441"), ("IDPEL 512345678901", "512345678901")],
)
def test_a_number_is_an_idpel_or_a_meter_by_its_length(written: str, number: str) -> None:
    assert read_meter_number(written) == number


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("", "Mohon isi"),
        ("12345", "belum lengkap"),
        ("5123456789012345", "terlalu panjang"),
        ("081211112222", "nomor telepon"),
        ("512345678901 512345678902", "lebih dari satu"),
    ],
)
def test_a_wrong_number_says_what_is_wrong(written: str, words: str) -> None:
    with pytest.raises(EntryProblem, match=words) as problem:
        read_meter_number(written)
    assert problem.value.field == "nomor"


def test_a_name_is_taken_as_it_is_written() -> None:
    assert read_name("  Ny.  Siti   Aminah ") == "Ny. Siti Aminah"


@pytest.mark.parametrize("written", ["", "-", "B", "08121", "Budi 2", "a" * 101])
def test_what_is_no_name_is_asked_again(written: str) -> None:
    with pytest.raises(EntryProblem) as problem:
        read_name(written)
    assert problem.value.field == "nama"


def test_a_mobile_number_comes_out_in_national_form() -> None:
    assert read_mobile("+62 812-1111-2222") == "081211112222"


@pytest.mark.parametrize("written", ["", "021 7234567", "0812", "tidak ada"])
def test_without_a_mobile_number_nobody_can_be_reached(written: str) -> None:
    with pytest.raises(EntryProblem) as problem:
        read_mobile(written)
    assert problem.value.field == "hp"


@pytest.mark.parametrize(
    ("written", "address"), [("", None), ("tidak ada", None), ("Budi@Contoh.id", "budi@contoh.id")]
)
def test_an_email_may_be_left_out(written: str, address: str | None) -> None:
    assert read_email(written) == address


def test_half_an_email_is_told() -> None:
    with pytest.raises(EntryProblem) as problem:
        read_email("budi@")
    assert problem.value.field == "email"


def test_since_when_is_read_on_the_customers_own_clock() -> None:
    with clock.at(datetime(2026, 11, 22, 5, tzinfo=timezone.utc)):
        assert read_since("tadi jam 7 pagi", "WIB") == datetime(2026, 11, 22, 0, tzinfo=timezone.utc)
        assert read_since("tadi jam 7 pagi", "WIT") == datetime(2026, 11, 21, 22, tzinfo=timezone.utc)
        assert read_since("", "WIB") is None
        with pytest.raises(EntryProblem) as problem:
            read_since("entah kapan itu hijau", "WIB")
    assert problem.value.field == "sejak"


def test_a_landmark_is_in_the_customers_own_words() -> None:
    assert read_landmark(" sebelah \n musala ") == "sebelah musala"
    assert read_landmark(" ") is None
    with pytest.raises(EntryProblem):
        read_landmark("a" * 201)
