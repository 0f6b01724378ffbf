"""A kecamatan and its kota as an answer (ICO-02, IML-02)."""

from __future__ import annotations

from typing import Any

import pytest

from actions.taking.regions import kecamatan_and_kota, kota_and_kecamatan
from bot.language.regions import resolve
from tests.actions.customers import IN_JAKARTA
from tests.actions.talking import Desk, TalkInProgress

CALLER: dict[str, Any] = {"nama": "Rina Wati", "sapaan": "Ibu", "topik": "iconnet"}
COVERAGE: dict[str, Any] = {**CALLER, "jenis_iconnet": "cakupan_area"}


def asked(desk: Desk, **known: Any) -> TalkInProgress:
    return desk.asked("wilayah_iconnet", **{**COVERAGE, **known})


@pytest.mark.parametrize(
    ("kecamatan", "kota", "in_text", "in_form"),
    [
        ("Cilincing", "Jakarta Utara", "Cilincing Jakarta Utara", "Jakarta Utara, Cilincing"),
        ("Bogor Tengah", "Kota Bogor", "Bogor Tengah Bogor", "Bogor, Bogor Tengah"),
    ],
)
def test_a_kota_goes_by_its_bare_name(kecamatan: str, kota: str, in_text: str, in_form: str) -> None:
    (place, *_) = resolve(kecamatan, kota)
    assert (kecamatan_and_kota(place), kota_and_kecamatan(place)) == (in_text, in_form)


def test_kecamatan_and_kota_settle_the_region(desk: Desk) -> None:
    asked(desk).caller_says("Cilincing Jakarta Utara").expect(
        asks="penjelasan_jelas",
        says=["utter_jelaskan_cakupan_iconnet"],
        known={"wilayah_iconnet": "Cilincing Jakarta Utara", "kode_wilayah": "31.72.04"},
    )


def test_a_kabupaten_keeps_its_kind_and_decides_between_namesakes(desk: Desk) -> None:
    asked(desk).caller_says("kecamatan Cibinong kabupaten Bogor").expect(
        known={"wilayah_iconnet": "Cibinong Kabupaten Bogor"}
    )


def test_namesakes_are_offered_and_the_kota_alone_then_decides(desk: Desk) -> None:
    talk = asked(desk).caller_says("sukajadi").expect(asks="wilayah_iconnet", ladder="wilayah")
    assert 1 < len(talk.slots["pilihan_wilayah"].split("; ")) <= 3
    talk.caller_says("yang di Kota Bandung").expect(known={"wilayah_iconnet": "Sukajadi Bandung"})


def test_a_kota_alone_is_too_wide_and_its_kecamatan_is_asked(desk: Desk) -> None:
    talk = asked(desk).caller_says("Jakarta Timur").expect(asks="wilayah_iconnet", ladder="kecamatan")
    talk.caller_says("Cipayung").expect(known={"wilayah_iconnet": "Cipayung Jakarta Timur"})


def test_a_kota_is_taken_when_no_kecamatan_can_be_told(desk: Desk) -> None:
    talk = asked(desk).caller_says("Jakarta Timur").caller_says("Jakarta Timur").caller_says("Jakarta Timur")
    talk.expect(asks="penjelasan_jelas", known={"wilayah_iconnet": "Jakarta Timur"})


def test_not_knowing_is_an_answer(desk: Desk) -> None:
    asked(desk).caller_says("tidak tahu", intent="tidak_tahu").expect(
        known={"wilayah_iconnet": "yang belum disebutkan"}, unknown=["kode_wilayah"]
    )


def test_what_is_no_region_is_asked_again_with_an_example(desk: Desk) -> None:
    asked(desk).caller_says("anu").expect(asks="wilayah_iconnet", ladder="ulang", unknown=["wilayah_iconnet"])


KNOWN: dict[str, Any] = {"no_telepon": IN_JAKARTA.telepon, "penelepon_dikenal": True}


def test_the_record_of_a_known_caller_is_offered_and_confirmed(desk: Desk) -> None:
    talk = desk.talk(**{**COVERAGE, **KNOWN, "percakapan_dibuka": True})
    talk.form = "form_iconnet"
    talk.go_on().expect(asks="wilayah_iconnet", ladder="tercatat")
    assert talk.slots["wilayah_tercatat"] == "Jakarta Selatan, Tebet"
    talk.caller_says("ya", intent="ya").expect(known={"wilayah_iconnet": "Tebet Jakarta Selatan"})


def test_a_record_that_is_declined_gives_way_to_the_plain_question(desk: Desk) -> None:
    talk = asked(desk, **KNOWN, wilayah_tercatat="Jakarta Selatan, Tebet").caller_says("bukan", intent="tidak")
    talk.expect(asks="wilayah_iconnet", ladder="awal", known={"wilayah_ditolak": True})


def test_beside_coverage_the_record_is_taken_without_asking(desk: Desk) -> None:
    talk = desk.talk(**{**CALLER, **KNOWN, "jenis_iconnet": "tagihan", "percakapan_dibuka": True})
    talk.form = "form_iconnet"
    talk.go_on().expect(asks="penjelasan_jelas", known={"wilayah_iconnet": "Tebet Jakarta Selatan"})


def test_the_record_of_somebody_else_is_not_used(desk: Desk) -> None:
    talk = desk.talk(**{**CALLER, **KNOWN, "nama_ditolak": True, "jenis_iconnet": "tagihan", "percakapan_dibuka": True})
    talk.form = "form_iconnet"
    talk.go_on().expect(asks="wilayah_iconnet", ladder="awal")
