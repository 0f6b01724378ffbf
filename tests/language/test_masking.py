"""Personal data is hidden wherever it stands; what is no personal data stays readable."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.masking import Mask, masked, masked_deeply


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("IDPEL saya 512345678901 ya", "IDPEL saya •••901 ya"),
        ("hubungi 0812-3456-7890 atau 0856 1111 2222", "hubungi •••890 atau •••222"),
        ("meter 14567890123, CTT 12345678901234567890", "meter •••123, CTT •••890"),
        ("Nomornya: 1234 5678 9012 3456 7890.", "Nomornya: •••890."),
        ("nol delapan satu dua tiga empat lima enam tujuh delapan", "•••678"),
        ("email budi.santoso@contoh.co.id, terima kasih", "email b•••@•••, terima kasih"),
        ("(021) 555 1234", "(•••234"),
        ("+6281234567890", "+•••890"),
    ],
)
def test_numbers_and_addresses_of_people_are_hidden(text: str, shown: str) -> None:
    assert masked(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Tekan 4, lalu 1, lalu Enter.",
        "kode 41 nilainya 220, kode 45 nilainya 3",
        "Nomor laporan Anda G5426112200001.",
        "dicatat 2026-11-22T08:15:00+07:00 oleh CC.54.HANA",
        "Jalan Melati No. 12 RT 03 RW 05",
        "tanggal 22 November 2026 jam 08.15",
    ],
)
def test_what_tells_nobodys_identity_stays(text: str) -> None:
    assert masked(text) == text


def test_a_report_number_beside_a_phone_number_does_not_save_it() -> None:
    assert masked("G5426112200001 dari 081234567890") == "G5426112200001 dari •••890"


@given(
    st.text(alphabet="abc .,-", max_size=20), st.integers(10**11, 10**12 - 1), st.text(alphabet="abc ,", max_size=20)
)
def test_no_idpel_comes_through_whatever_stands_around_it(before: str, idpel: int, after: str) -> None:
    assert str(idpel) not in masked(f"{before} {idpel} {after}")


def test_all_texts_of_a_result_are_masked_and_nothing_else_changes() -> None:
    result = {"idpel": "512345678901", "turns": [{"said": ["0812 3456 7890"], "number": 3}], "red": False, "at": None}
    assert masked_deeply(result) == {
        "idpel": "•••901",
        "turns": [{"said": ["•••890"], "number": 3}],
        "red": False,
        "at": None,
    }


def test_names_and_places_of_the_talk_are_hidden_word_by_word() -> None:
    mask = Mask(["Budi Santoso", "Bapak Budi"], ["Jl. Kenanga No. 5 RT 02, Cibubur", "seberang masjid Al Ikhlas"])
    told = "BUDI di Jalan kenanga, cibubur; Pak Santoso, rumahnya di seberang masjid, 081234567890"
    assert mask(told) == "B••• di Jalan •••; Pak S•••, rumahnya di seberang •••, •••890"
    assert mask("Budiman lewat jalan raya") == "Budiman lewat jalan raya"


def test_without_a_name_or_a_place_only_what_looks_personal_is_hidden() -> None:
    assert Mask([], [])("budi, budi@contoh.id") == "budi, b•••@•••"
