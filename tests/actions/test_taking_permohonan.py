"""Answers of applications (AP2T-01)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.actions.customers import IN_JAKARTA
from tests.actions.talking import Desk

CALLER: dict[str, Any] = {"nama": "Rina Wati", "sapaan": "Ibu", "topik": "permohonan"}
MORE_POWER: dict[str, Any] = {**CALLER, "jenis_permohonan": "pd"}
TEMPORARY: dict[str, Any] = {
    **CALLER, "jenis_permohonan": "ps", "alamat_permohonan": "Jl. Melati 5, Tebet", "daya_permohonan": "2200",
}  # fmt: skip


def test_a_power_that_exists_is_taken(desk: Desk) -> None:
    talk = desk.asked("daya_permohonan", **MORE_POWER, idpel_permohonan=IN_JAKARTA.idpel)
    talk.caller_says("2200 watt").expect(asks=None, known={"daya_permohonan": "2200"})


def test_a_power_in_between_brings_its_neighbours(desk: Desk) -> None:
    talk = desk.asked("daya_permohonan", **MORE_POWER, idpel_permohonan=IN_JAKARTA.idpel)
    talk.caller_says("3000").expect(asks="daya_permohonan", ladder="pilihan")
    assert talk.slots["pilihan_daya"] == "2.200 VA atau 3.500 VA"


def test_a_known_connection_goes_on_to_the_power(desk: Desk) -> None:
    talk = desk.asked("idpel_permohonan", **MORE_POWER).caller_says(IN_JAKARTA.nomor_meter)
    talk.expect(asks="daya_permohonan", known={"idpel_permohonan": IN_JAKARTA.idpel})


def test_a_number_that_is_nowhere_is_asked_twice_more_and_then_done_without(desk: Desk) -> None:
    talk = desk.asked("idpel_permohonan", **MORE_POWER)
    for _ in range(2):
        talk.caller_says("549999999999").expect(asks="idpel_permohonan", ladder="tidak_ditemukan")
    talk.caller_says("549999999999").expect(asks=None, known={"hasil_permohonan": "tanpa_idpel"})


@pytest.mark.parametrize("fact", ["mulai_sementara", "sampai_sementara"])
def test_a_day_that_is_none_is_asked_again(desk: Desk, fact: str) -> None:
    known = {**TEMPORARY, "mulai_sementara": "2090-01-05"} if fact == "sampai_sementara" else TEMPORARY
    desk.asked(fact, **known).caller_says("kapan-kapan saja").expect(asks=fact)


def test_an_address_that_is_corrected_to_an_open_region_is_asked_anew(desk: Desk) -> None:
    known = {**TEMPORARY, "kode_wilayah": "31.74.01", "fakta_terakhir": "daya_permohonan"}
    talk = desk.asked("mulai_sementara", **known)
    talk.caller_says("eh salah, alamatnya Jl. Melati 5 Sukajadi", intent="koreksi")
    talk.expect(asks="alamat_permohonan", ladder="wilayah", unknown=["alamat_permohonan", "kode_wilayah"])
