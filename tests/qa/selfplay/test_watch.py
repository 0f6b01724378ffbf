"""The watch sees a customer who says more than they may, and an assistant who says what it must not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.qa.selfplay.talk import ASKED, CORRECTED, CUSTOMER_FAULT, FORBIDDEN, VOLUNTEERED, Said, Told
from bot.qa.selfplay.watch import Watch
from bot.roleplay.sheet import Sheet
from tests.qa.selfplay.conftest import BOOK, sheet_of


@pytest.fixture
def sheet() -> Sheet:
    known = sheet_of("O3")
    facts = {**known.facts, "email_pelapor": "rina@example.id", "acuan_lokasi": "pos ronda"}
    return replace(known, facts=facts, hidden=frozenset({"email_pelapor"}), spare={})


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (Said("dekat istana", (Told("acuan_lokasi", "istana", ASKED),)), "mengarang"),
        (Said("belum pernah", (Told("pernah_lapor", False, ASKED),)), "sebelum ditanya"),
        (Said("email rina@example.id", (Told("email_pelapor", "rina@example.id", VOLUNTEERED),)), "rahasia"),
        (Said("ralat, pos ronda", (Told("acuan_lokasi", "pos ronda", CORRECTED),)), "belum dikatakan"),
        (Said("pos ronda, email rina@example.id", (Told("acuan_lokasi", "pos ronda", ASKED),)), "sebelum waktunya"),
    ],
)
def test_a_customer_who_says_too_much_is_caught(sheet: Sheet, said: Said, words: str) -> None:
    faults = list(Watch(BOOK, sheet).faults_of_customer(said, "acuan_lokasi"))
    assert [fault.kind for fault in faults] == [CUSTOMER_FAULT]
    assert words in faults[0].detail


def test_an_honest_answer_is_no_fault(sheet: Sheet) -> None:
    said = Said("dekat pos ronda", (Told("acuan_lokasi", "pos ronda", ASKED),))
    assert list(Watch(BOOK, sheet).faults_of_customer(said, "acuan_lokasi")) == []


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Angka itu menunjukkan tegangan.", "PRK-12!"),
        ("Listriknya pasti menyala sebelum jam 7.", "PRK-23"),
        ("Kegunaan masing-masing angka tidak dapat kami sampaikan.", ""),
        ("Perkiraan waktu penanganannya ± 3 (tiga) jam sejak laporan kami terima.", ""),
    ],
)
def test_what_the_book_forbids_is_heard(sheet: Sheet, text: str, rule: str) -> None:
    faults = list(Watch(BOOK, sheet).faults_of_answers([{"text": text}]))
    assert [(fault.kind, fault.subject) for fault in faults] == ([(FORBIDDEN, rule)] if rule else [])


def test_a_village_with_a_forbidden_name_is_no_forbidden_word(sheet: Sheet) -> None:
    living_there = replace(sheet, customer=replace(sheet.customer, kelurahan="Daya"))
    told = f"Alamat yang tercatat: {living_there.customer.alamat}. Sudah lengkap?"
    assert list(Watch(BOOK, living_there).faults_of_answers([{"text": told}])) == []
