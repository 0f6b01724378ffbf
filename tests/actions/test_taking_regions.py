"""A kecamatan and its kota as an answer (ICO-02, IML-02)."""

from __future__ import annotations

from typing import Any

import pytest

from actions.services import Services
from actions.taking.regions import kecamatan_and_kota, kota_and_kecamatan
from bot.language.regions import resolve
from tests.actions.customers import IN_JAKARTA
from tests.actions.talking import Desk, TalkInProgress
from tests.apkt.drafts import gangguan

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
    asked(desk).caller_says("qwertz").expect(asks="wilayah_iconnet", ladder="ulang", unknown=["wilayah_iconnet"])


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


# --- a region that is corrected ------------------------------------------------------------------------

SETTLED: dict[str, Any] = {
    **COVERAGE, "wilayah_iconnet": "Cilincing Jakarta Utara", "kode_wilayah": "31.72.04",
}  # fmt: skip


@pytest.mark.parametrize("text", ["eh salah, kecamatan sukajadi", "ralat, kecamatannya Sukajadi"])
def test_a_correction_that_leaves_the_region_open_keeps_nothing_of_the_old_one(desk: Desk, text: str) -> None:
    talk = desk.asked("penjelasan_jelas", **SETTLED).caller_says(text, intent="koreksi")
    talk.expect(asks="wilayah_iconnet", ladder="wilayah", unknown=["wilayah_iconnet", "kode_wilayah"])
    assert "utter_koreksi_dicatat" not in talk.said
    talk.caller_says("yang di Kota Bandung").expect(
        known={"wilayah_iconnet": "Sukajadi Bandung", "kode_wilayah": "32.73.07"}
    )


def test_a_correction_that_settles_the_region_is_confirmed_at_once(desk: Desk) -> None:
    talk = desk.asked("penjelasan_jelas", **SETTLED).caller_says(
        "eh salah, kecamatannya Cempaka Putih Jakarta Pusat", intent="koreksi"
    )
    talk.expect(known={"wilayah_iconnet": "Cempaka Putih Jakarta Pusat"})
    assert talk.said[0] == "utter_koreksi_dicatat"


def test_after_the_report_is_sent_an_open_region_goes_into_its_remarks_as_it_was_said(
    desk: Desk, services: Services
) -> None:
    ticket = services.tickets.create(gangguan(), actor="bot", idempotency_key="uji")
    talk = desk.asked("penjelasan_jelas", **SETTLED, nomor_laporan=ticket.nomor, tiket_terkirim=True)
    talk.caller_says("eh salah, kecamatannya Sukajadi", intent="koreksi")
    updated = services.tickets.get(ticket.nomor)
    assert updated is not None
    assert "MENJADI SUKAJADI" in str(updated.keterangan).upper()
