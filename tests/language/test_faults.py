"""Faults inside a building as callers name them."""

from __future__ import annotations

import pytest

from bot.language.answers import read_answer, read_opening
from bot.language.faults import cause_and_room


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("kamar saya padam, korslet di ruang dapur", "korslet di ruang dapur"),
        ("ada kabel putus di kamar mandi", "kabel putus di kamar mandi"),
        ("korslet di rumah", ""),
        ("dapur saya padam", ""),
    ],
)
def test_a_cause_is_told_with_its_room_or_not_at_all(said: str, told: str) -> None:
    assert cause_and_room(said) == told


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ("cuma kamar yang padam", "padam sebagian bangunan"),
        ("kenapa ya mcb turun terus?", "MCB sering turun"),
        ("korslet di rumah", "korsleting"),
        ("stop kontak rusak", "stop kontak atau sakelar rusak"),
        ("padam sebagian gara-gara korslet", "padam sebagian bangunan"),
        ("satu rumah padam semua", "padam seluruh bangunan"),
        ("rumah saya konslet, padam semua", "padam seluruh bangunan"),
        ("mcb turun terus, satu rumah padam", None),
    ],
)
def test_a_fault_outweighs_its_cause(said: str, fault: str | None) -> None:
    assert read_answer("gangguan_iml", said).value == fault


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("mau tanya iconnet di Ciputat sudah ada belum", "cakupan_area"),
        ("mau pasang iconnet, daerah saya sudah tercover?", "cakupan_area"),
        ("tagihan iconnet saya berapa ya?", "tagihan"),
        ("ICONNET saya juga mati", "gangguan"),
        ("iconnet", None),
    ],
)
def test_an_opening_question_tells_what_is_wanted(said: str, kind: str | None) -> None:
    assert read_opening("jenis_iconnet", said).value == kind


def test_an_opening_names_a_place_by_kecamatan_or_wider_only() -> None:
    assert read_opening("wilayah_iconnet", "iconnet di Ciputat sudah ada belum?").status == "read"
    assert read_opening("wilayah_instalasi", "kelebihan beban di ruang dapur").status == "absent"
