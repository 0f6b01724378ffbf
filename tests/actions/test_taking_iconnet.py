"""Answers of ICONNET questions (ICO-01, ICO-02)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.actions.talking import Desk

CALLER: dict[str, Any] = {"nama": "Rina Wati", "sapaan": "Ibu", "topik": "iconnet"}
EXPLAINED = {
    "cakupan_area": "ICO-01-cakupan",
    "pendaftaran": "ICO-01-pendaftaran",
    "tagihan": "ICO-01-tagihan",
    "aktivasi": "ICO-01-aktivasi",
    "gangguan": "ICO-01-gangguan",
}


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("tagihannya", "tagihan"),
        ("mau daftar", "pendaftaran"),
        ("sudah masuk daerah saya atau belum?", "cakupan_area"),
        ("kok lemot ya", "gangguan"),
        ("belum diaktifkan", "aktivasi"),
    ],
)
def test_what_is_asked_may_be_told_by_asking(desk: Desk, said: str, kind: str) -> None:
    talk = desk.asked("jenis_iconnet", **CALLER).caller_says(said, intent="di_luar_topik")
    talk.expect(asks="wilayah_iconnet", known={"jenis_iconnet": kind})


@pytest.mark.parametrize("kind", EXPLAINED)
def test_what_is_not_clear_is_explained_again_in_the_words_for_it(desk: Desk, kind: str) -> None:
    told = {**CALLER, "jenis_iconnet": kind, "wilayah_iconnet": "Tebet Jakarta Selatan"}
    talk = desk.asked("penjelasan_jelas", **told, sudah_disampaikan=[EXPLAINED[kind]])
    talk.caller_says("belum jelas", intent="tidak")
    talk.expect(asks="penjelasan_jelas", says=[f"utter_jelaskan_{kind.removesuffix('_area')}_iconnet"])


def test_what_never_becomes_clear_goes_to_a_human(desk: Desk) -> None:
    told = {**CALLER, "jenis_iconnet": "tagihan", "wilayah_iconnet": "Tebet Jakarta Selatan"}
    talk = desk.asked("penjelasan_jelas", **told)
    for _ in range(3):
        talk.caller_says("belum jelas", intent="tidak")
    talk.expect(asks=None, known={"hasil_iconnet": "belum_jelas"})


def test_the_first_answer_may_name_the_area_as_well(desk: Desk) -> None:
    talk = desk.asked("jenis_iconnet", **CALLER).caller_says("sudah masuk ke Cilincing Jakarta Utara belum")
    talk.expect(asks="penjelasan_jelas", known={"wilayah_iconnet": "Cilincing Jakarta Utara"})
