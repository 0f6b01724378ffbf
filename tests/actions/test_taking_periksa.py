"""Answers of the PERIKSA talk, and what each brings with it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from actions.periksa import DeclineCodeMeaning, ExplainWhereIdentityIs
from actions.umum import MakeTicket
from bot import clock
from bot.apkt.validation import TEXT_LIMITS
from bot.clock import ZONES
from tests.actions.customers import IN_BANJARMASIN, IN_JAKARTA
from tests.actions.talking import Desk

CALLER: dict[str, Any] = {"nama": "Budi Santoso", "sapaan": "Bapak", "panggilan": "Bapak Budi Santoso"}
REPORTING: dict[str, Any] = {
    **CALLER, "kondisi_listrik": "menyala", "pernah_lapor": False, "sudah_disampaikan": ["PRK-04"],
}  # fmt: skip
IN_FORCE = datetime(2022, 3, 2, 9, 0, tzinfo=ZONES["WIB"])

# --- the identity (PRK-06) -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "said", ["541110000011", "5411 1000 0011", "5411-1000-0011", "14000000011", "nomor meternya 1400 0000 011"]
)
def test_an_idpel_of_12_or_a_meter_number_of_11_digits_finds_the_record(desk: Desk, said: str) -> None:
    with clock.at(IN_FORCE):
        talk = desk.asked("identitas", **REPORTING).caller_says(said)
    talk.expect(
        asks="alamat_sesuai",
        known={
            "idpel": IN_JAKARTA.idpel,
            "nomor_meter": IN_JAKARTA.nomor_meter,
            "zona": "WIB",
            "wilayah_self_diagnosis": True,
        },
    )


def test_only_street_and_area_of_the_record_are_said(desk: Desk) -> None:
    talk = desk.asked("identitas", **REPORTING).caller_says(IN_JAKARTA.idpel)
    talk.expect(known={"wilayah_tersamar": "Jl. Melati, Tebet"})
    for kept_back in ("No. 7", "002", "003", "Budi"):
        assert kept_back not in talk.slots["wilayah_tersamar"]


def test_an_unknown_number_is_asked_again_and_remembered(desk: Desk) -> None:
    talk = desk.asked("identitas", **REPORTING).caller_says("541239999999")
    talk.expect(
        asks="identitas", ladder="tidak_ditemukan", known={"identitas_tak_ditemukan": "541239999999"}, unknown=["idpel"]
    )


@pytest.mark.parametrize("said", ["54111000001", "5411100000111", "12345"])
def test_a_number_of_the_wrong_length_is_never_guessed(desk: Desk, said: str) -> None:
    talk = desk.asked("identitas", **REPORTING).caller_says(said)
    talk.expect(asks="identitas", unknown=["idpel", "identitas"])
    assert talk.slots["tangga"] in ("tidak_lengkap", "tidak_ditemukan")


def test_after_two_failed_numbers_the_third_goes_on_without(desk: Desk) -> None:
    talk = desk.asked("identitas", **REPORTING)
    for _ in range(2):
        talk.caller_says("541239999999").expect(asks="identitas")
    talk.caller_says("541239999999")
    talk.expect(asks=None, known={"identitas": "tidak_ada", "hasil_laporan": "tanpa_identitas"})


@pytest.mark.parametrize("said", ["tidak ada", "gak tau", "lupa saya"])
def test_where_to_find_the_number_is_explained_once_then_it_goes_on_without(desk: Desk, said: str) -> None:
    talk = desk.asked("identitas", **REPORTING).caller_says(said, intent="tidak_tahu")
    talk.expect(asks="identitas", says=["utter_cara_cari_identitas"], unknown=["identitas"])
    talk.caller_says(said, intent="tidak_tahu")
    talk.expect(asks=None, says=[], known={"identitas": "tidak_ada", "hasil_laporan": "tanpa_identitas"})


@pytest.mark.parametrize(("power", "row"), [("menyala", "O7"), ("padam", "O2")])
def test_without_a_number_the_power_decides_the_row(desk: Desk, power: str, row: str) -> None:
    talk = desk.asked("identitas", **{**REPORTING, "kondisi_listrik": power}, letak_identitas_dijelaskan=True)
    talk.caller_says("tidak ada", intent="tidak_tahu")
    talk.act(MakeTicket()).expect(known={"hasil": row})


def test_who_looks_for_the_number_is_told_where_and_given_time(desk: Desk) -> None:
    talk = desk.asked("identitas", **REPORTING).caller_says("di mana ya lihatnya?", intent="cari_identitas")
    talk.expect(asks="identitas", says=["utter_cara_cari_identitas"])
    talk.caller_says("sebentar saya lihat dulu", intent="minta_tunggu")
    talk.expect(asks="identitas", says=["utter_tunggu"], unknown=["identitas"])
    talk.caller_says(IN_JAKARTA.idpel).expect(asks="alamat_sesuai")


def test_asked_for_outside_the_question_the_place_is_explained_too(desk: Desk) -> None:
    talk = desk.asked("kondisi_listrik", **CALLER)
    talk.caller_asks_for(ExplainWhereIdentityIs(), "idpel itu di mana?", "cari_identitas")
    talk.expect(says=["utter_cara_cari_identitas"], known={"letak_identitas_dijelaskan": True})


def test_a_number_of_another_house_is_asked_again(desk: Desk) -> None:
    known = {**REPORTING, "identitas": IN_JAKARTA.idpel, "idpel": IN_JAKARTA.idpel, "alamat_tercatat": True}
    talk = desk.asked("identitas_benar", **known, alamat_sesuai=False)
    talk.caller_says("bukan, salah nomor", intent="tidak")
    talk.expect(asks="identitas", unknown=["idpel", "alamat_sesuai", "alamat_tercatat", "wilayah_self_diagnosis"])


def test_the_right_number_with_another_address_asks_why(desk: Desk) -> None:
    known = {**REPORTING, "identitas": IN_JAKARTA.idpel, "idpel": IN_JAKARTA.idpel, "alamat_tercatat": True}
    talk = desk.asked("identitas_benar", **known, alamat_sesuai=False, wilayah_self_diagnosis=True)
    talk.caller_says("iya nomornya benar", intent="ya").expect(asks="alasan_beda_alamat")
    talk.caller_says("karena pemekaran wilayah").expect(
        asks=None, known={"alasan_beda_alamat": "karena pemekaran wilayah", "hasil_laporan": "dalam_wilayah"}
    )


# --- the areas and their dates (PRK-08, PRK-08x) ---------------------------------------------------


@pytest.mark.parametrize(
    ("day", "inside"),
    [
        (datetime(2021, 12, 21, 23, 59, tzinfo=ZONES["WIB"]), False),
        (datetime(2021, 12, 22, 0, 0, tzinfo=ZONES["WIB"]), True),
        (datetime(2022, 3, 2, 9, 0, tzinfo=ZONES["WIB"]), True),
    ],
)
def test_jakarta_is_in_from_22_december_2021_by_its_own_clock(desk: Desk, day: datetime, inside: bool) -> None:
    with clock.at(day):
        talk = desk.asked("identitas", **REPORTING).caller_says(IN_JAKARTA.idpel)
    talk.expect(known={"wilayah_self_diagnosis": inside})


def test_outside_the_areas_is_outside(desk: Desk) -> None:
    with clock.at(IN_FORCE):
        talk = desk.asked("identitas", **REPORTING).caller_says(IN_BANJARMASIN.idpel)
    talk.expect(known={"wilayah_self_diagnosis": False, "zona": "WITA"})
    talk.caller_says("iya betul", intent="ya").expect(asks=None, known={"hasil_laporan": "luar_wilayah"})


# --- at the meter (PRK-11, PRK-12) -----------------------------------------------------------------


def test_walking_to_the_meter_takes_its_time_and_counts_for_nothing(desk: Desk) -> None:
    talk = desk.asked("siap_di_meter", **REPORTING)
    for text, intent in (("bentar ya", "minta_tunggu"), ("belum, masih jalan", "tidak"), ("tunggu", "minta_tunggu")):
        talk.caller_says(text, intent=intent).expect(asks="siap_di_meter", ladder="tunggu", unknown=["siap_di_meter"])
        assert not talk.slots["percobaan"]
    talk.caller_says("sudah di depan meter", intent="siap").expect(asks="kode_08")


@pytest.mark.parametrize("said", ["tidak muncul angka", "kosong", "ga ada angkanya", "blank"])
def test_no_number_on_the_display_is_null(desk: Desk, said: str) -> None:
    talk = desk.asked("kode_08", **REPORTING, siap_di_meter=True).caller_says(said, intent="tidak")
    talk.expect(asks="kode_70", known={"kode_08": "Null"})


@pytest.mark.parametrize(
    "said",
    [
        "abc",
        "kayaknya sekitar 5 atau 6 gitu",
        "<script>alert(1)</script>",
        "{nama} {0}",
    ],
)
def test_letters_and_guesses_are_asked_again(desk: Desk, said: str) -> None:
    talk = desk.asked("kode_41", **REPORTING, siap_di_meter=True, kode_08="1", kode_70="1", kode_71="1")
    talk.caller_says(said).expect(asks="kode_41", unknown=["kode_41"])


def test_leading_zeros_stay(desk: Desk) -> None:
    talk = desk.asked("kode_08", **REPORTING, siap_di_meter=True).caller_says("0402")
    talk.expect(known={"kode_08": "0402"})


@pytest.mark.parametrize("code", ["08", "70", "71", "41", "44", "45", "46", "37", "47"])
def test_what_a_code_is_for_is_declined_in_the_same_words_for_each(desk: Desk, code: str) -> None:
    talk = desk.asked(f"kode_{code}", **REPORTING, siap_di_meter=True)
    talk.caller_asks_for(DeclineCodeMeaning(), f"{code} itu buat apa", "tanya_fungsi_kode")
    talk.expect(asks=f"kode_{code}", says=["utter_tolak_fungsi_kode"], unknown=[f"kode_{code}"])


# --- the address (PRK-13) --------------------------------------------------------------------------

COMPLETING: dict[str, Any] = {**REPORTING, "identitas": IN_JAKARTA.idpel, "idpel": IN_JAKARTA.idpel}


def test_the_record_is_repeated_before_it_is_completed(desk: Desk) -> None:
    talk = desk.talk(percakapan_dibuka=True, **COMPLETING, alamat_di_catatan=IN_JAKARTA.alamat)
    talk.form = "form_kelengkapan"
    talk.go_on().expect(asks="alamat_lengkap", ladder="tercatat")


@pytest.mark.parametrize("said", ["sudah lengkap", "ya betul", "udah pas kak"])
def test_a_confirmed_record_is_the_address(desk: Desk, said: str) -> None:
    talk = desk.asked("alamat_lengkap", **COMPLETING, alamat_di_catatan=IN_JAKARTA.alamat)
    talk.caller_says(said, intent="ya").expect(asks="acuan_lokasi", known={"alamat_lengkap": IN_JAKARTA.alamat})


def test_what_is_added_to_the_record_stands_beside_it(desk: Desk) -> None:
    talk = desk.asked("alamat_lengkap", **COMPLETING, alamat_di_catatan=IN_JAKARTA.alamat)
    talk.caller_says("sekarang RT 005 RW 006")
    talk.expect(asks="acuan_lokasi", known={"alamat_lengkap": f"{IN_JAKARTA.alamat} (sekarang RT 005 RW 006)"})


def test_more_is_added_to_the_record_than_a_report_takes(desk: Desk) -> None:
    talk = desk.asked("alamat_lengkap", **COMPLETING, alamat_di_catatan=IN_JAKARTA.alamat)
    talk.caller_says("sekarang RT 005 RW 006 " + "masuk gang yang sempit sekali " * 40).expect(asks="acuan_lokasi")
    assert talk.slots["alamat_lengkap"].startswith(f"{IN_JAKARTA.alamat} (sekarang RT 005 RW 006 masuk gang")
    assert len(talk.slots["alamat_lengkap"]) <= TEXT_LIMITS["alamat"]


def test_an_address_told_again_and_again_never_grows_longer_than_a_report_takes(desk: Desk) -> None:
    """Once a caller on a bad line told it four times, and the report was refused for ever."""
    heard = (
        "jalan melagi nomor lima puluh tujuh rt empat belas rw {} kelurahan makassar kecamatan makassar kota "
        "administrasi jakarta timur"
    )
    talk = desk.asked("alamat_lengkap", **REPORTING)
    for number in ("sebelas", "sebelat", "sebelas ya", "sebelat ya", "sebelas betul"):
        if talk.slots["alamat_lengkap"] is None:
            talk.caller_says(heard.format(number))
            said_last = number
    talk.expect(asks="acuan_lokasi")
    assert len(talk.slots["alamat_lengkap"]) <= TEXT_LIMITS["alamat"]
    assert talk.slots["alamat_lengkap"].endswith(heard.format(said_last))


def test_an_address_whose_region_is_clear_is_taken(desk: Desk) -> None:
    said = "Jl. Kenanga No. 5 RT 02 RW 04, Cibubur, Ciracas, Jakarta Timur"
    talk = desk.asked("alamat_lengkap", **REPORTING).caller_says(said)
    talk.expect(asks="acuan_lokasi", known={"alamat_lengkap": said})


def test_an_ambiguous_region_offers_at_most_three_and_one_is_chosen(desk: Desk) -> None:
    talk = desk.asked("alamat_lengkap", **REPORTING).caller_says("Jl. Mawar No. 3, Sukamaju")
    talk.expect(asks="alamat_lengkap", ladder="wilayah", unknown=["alamat_lengkap"])
    offered = talk.slots["pilihan_wilayah"].split("; ")
    assert 1 < len(offered) <= 3
    assert len(set(offered)) == len(offered)
    talk.caller_says(offered[1])
    talk.expect(asks="acuan_lokasi")
    assert "Jl. Mawar No. 3" in talk.slots["alamat_lengkap"]
    assert offered[1].split(", ")[-1] in talk.slots["alamat_lengkap"]


@pytest.mark.parametrize("said", ["tidak ada patokan", "ga tau"])
def test_without_a_landmark_it_goes_on(desk: Desk, said: str) -> None:
    talk = desk.asked("acuan_lokasi", **COMPLETING, alamat_lengkap=IN_JAKARTA.alamat, jenis_nomor="pstn")
    talk.caller_says(said, intent="tidak").expect(asks="hp_pelapor", known={"acuan_lokasi": "tidak_disebutkan"})


# --- moments (17h, 17k) ----------------------------------------------------------------------------


def test_since_when_is_read_on_the_callers_clock(desk: Desk) -> None:
    known = {**COMPLETING, "kondisi_listrik": "padam", "zona": "WITA", "alamat_lengkap": "x", "acuan_lokasi": "y"}
    with clock.at(datetime(2022, 3, 2, 10, 0, tzinfo=ZONES["WITA"])):
        talk = desk.asked("tanggal_padam", **known, jenis_nomor="pstn").caller_says("tadi pagi jam 7")
    talk.expect(asks="hp_pelapor")
    assert datetime.fromisoformat(talk.slots["tanggal_padam"]) == datetime(2022, 3, 2, 7, 0, tzinfo=ZONES["WITA"])


def test_a_confirmation_can_not_lie_in_the_past(desk: Desk) -> None:
    known = {**COMPLETING, "hasil_kesediaan": "tidak_ada_orang", "minta_konfirmasi": True, "alamat_lengkap": "x"}
    known |= {"acuan_lokasi": "y", "jenis_nomor": "seluler", "nomor_dapat_dihubungi": True, "kontak": "wa"}
    with clock.at(datetime(2022, 3, 2, 10, 0, tzinfo=ZONES["WIB"])):
        talk = desk.asked("waktu_konfirmasi", **known, peran_pelapor="bukan").caller_says("kemarin jam 5 sore")
        talk.expect(asks="waktu_konfirmasi", unknown=["waktu_konfirmasi"])
        talk.caller_says("besok jam 8 pagi").expect(asks=None)
    assert datetime.fromisoformat(talk.slots["waktu_konfirmasi"]) == datetime(2022, 3, 3, 8, 0, tzinfo=ZONES["WIB"])


# --- closing questions (PRK-19, PRK-20, PRK-22) ----------------------------------------------------

SENT: dict[str, Any] = {
    **REPORTING,
    "hasil_kondisi": "menyala",
    "tiket_terkirim": True,
    "nomor_laporan": "G5422030200001",
}


def test_unclear_information_is_said_again_at_most_twice(desk: Desk) -> None:
    talk = desk.asked("informasi_jelas", **{**SENT, "sudah_disampaikan": ["PRK-18"]})
    for _ in range(2):
        talk.caller_says("belum jelas", intent="tidak").expect(asks="informasi_jelas", says=["utter_garansi_layanan"])
    talk.caller_says("belum", intent="tidak").expect(asks="nomor_dicatat")


def test_who_cannot_note_the_number_hears_the_guarantee_again(desk: Desk) -> None:
    talk = desk.asked("nomor_dicatat", **{**SENT, "informasi_jelas": True, "sudah_disampaikan": ["PRK-18"]})
    talk.caller_says("tidak bisa mencatat", intent="tidak")
    talk.expect(asks="paham_ctt", says=["utter_garansi_ulang", "utter_edukasi_pln_mobile"])


@pytest.mark.parametrize(("said", "intent"), [("makasih", "terima_kasih"), ("oke", "ya"), ("sudah dicatat", "siap")])
def test_thanks_for_the_number_is_a_yes(desk: Desk, said: str, intent: str) -> None:
    talk = desk.asked("nomor_dicatat", **{**SENT, "informasi_jelas": True, "sudah_disampaikan": ["PRK-18"]})
    talk.caller_says(said, intent=intent).expect(asks="paham_ctt", known={"nomor_dicatat": True})
