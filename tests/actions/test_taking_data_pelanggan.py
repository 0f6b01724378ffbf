"""Answers about how the reporter is reached (DP-01 … DP-07, PRK-16)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.actions.talking import Desk

COMPLETING: dict[str, Any] = {
    "nama": "Budi Santoso", "kondisi_listrik": "menyala", "alamat_lengkap": "Jl. Melati 7", "acuan_lokasi": "masjid",
    "jenis_nomor": "pstn", "no_telepon": "0215000123", "sudah_disampaikan": ["PRK-04"],
}  # fmt: skip
REACHED: dict[str, Any] = {
    **COMPLETING, "hp_pelapor": "081200000011", "kontak": "wa", "peran_pelapor": "pemilik",
}  # fmt: skip


@pytest.mark.parametrize("said", ["081234567890", "+62 812-3456-7890", "nol delapan satu dua 3456 7890"])
def test_a_mobile_number_is_taken_in_national_form(desk: Desk, said: str) -> None:
    desk.asked("hp_pelapor", **COMPLETING).caller_says(said).expect(asks="kontak", known={"hp_pelapor": "081234567890"})


@pytest.mark.parametrize("said", ["021 7234567", "nomor ini saja"])
def test_a_fixed_line_takes_no_messages_and_is_asked_again(desk: Desk, said: str) -> None:
    talk = desk.asked("hp_pelapor", **COMPLETING).caller_says(said)
    talk.expect(asks="hp_pelapor", ladder="ulang", unknown=["hp_pelapor"])


@pytest.mark.parametrize("said", ["tidak ada", "gak punya hp"])
def test_without_a_mobile_number_neither_wa_nor_sms_is_asked(desk: Desk, said: str) -> None:
    talk = desk.asked("hp_pelapor", **COMPLETING).caller_says(said, intent="tidak")
    talk.expect(asks="peran_pelapor", known={"hp_pelapor": "tidak_ada"})


def test_an_email_is_taken_and_thanked_for(desk: Desk) -> None:
    talk = desk.asked("email_pelapor", **REACHED).caller_says("budi.santoso@gmail.com")
    talk.expect(asks=None, says=["utter_terima_kasih_data"], known={"email_pelapor": "budi.santoso@gmail.com"})


@pytest.mark.parametrize(
    ("said", "intent"), [("tidak punya", "tidak"), ("gak mau ngasih", "tidak"), ("ga ada", "tidak")]
)
def test_no_email_is_an_answer_and_nothing_is_pressed(desk: Desk, said: str, intent: str) -> None:
    talk = desk.asked("email_pelapor", **REACHED).caller_says(said, intent=intent)
    talk.expect(asks=None, known={"email_pelapor": "tidak_ada"})


def test_half_an_email_is_asked_again(desk: Desk) -> None:
    talk = desk.asked("email_pelapor", **REACHED).caller_says("budi@")
    talk.expect(asks="email_pelapor", ladder="ulang", unknown=["email_pelapor"])
