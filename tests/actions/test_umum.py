"""What belongs to every talk: the opening by the clock, cancelling, the hand-over, more help, the end."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from actions.services import Services
from actions.umum import (
    AnswerAnger,
    ChangeTopic,
    CloseTalk,
    FinishCancelling,
    HandOver,
    MoreHelp,
    NotUnderstood,
    OpenTalk,
    SayGoodbye,
    Wait,
)
from bot import clock
from bot.clock import ZONES
from tests.actions.customers import IN_AMBON, IN_BANJARMASIN, IN_JAKARTA
from tests.actions.talking import Desk

CALLER: dict[str, Any] = {
    "percakapan_dibuka": True, "nama": "Budi Santoso", "sapaan": "Bapak", "panggilan": "Bapak Budi Santoso",
}  # fmt: skip
PHONE_IN = {"WIB": IN_JAKARTA.telepon, "WITA": IN_BANJARMASIN.telepon, "WIT": IN_AMBON.telepon}

# --- the opening (PRK-01, CRM-01) ------------------------------------------------------------------


@pytest.mark.parametrize("zone", ["WIB", "WITA", "WIT"])
@pytest.mark.parametrize(
    ("hour", "minute", "time_of_day"),
    [
        (3, 59, "malam"), (4, 0, "pagi"), (10, 59, "pagi"), (11, 0, "siang"),
        (14, 59, "siang"), (15, 0, "sore"), (17, 59, "sore"), (18, 0, "malam"), (0, 0, "malam"),
    ],
)  # fmt: skip
def test_the_time_of_day_is_that_of_the_callers_clock(
    desk: Desk, zone: str, hour: int, minute: int, time_of_day: str
) -> None:
    with clock.at(datetime(2022, 3, 2, hour, minute, tzinfo=ZONES[zone])):
        talk = desk.talk(phone=str(PHONE_IN[zone])).caller_asks_for(OpenTalk(), "halo", "salam")
    talk.expect(known={"waktu_hari": time_of_day, "zona": zone})


def test_an_unknown_caller_is_greeted_by_western_time(desk: Desk) -> None:
    with clock.at(datetime(2022, 3, 2, 10, 59, tzinfo=ZONES["WIB"])):
        talk = desk.talk(phone="081299999999").caller_asks_for(OpenTalk(), "halo", "salam")
    talk.expect(says=["utter_salam_pembuka"], known={"waktu_hari": "pagi", "penelepon_dikenal": None})


def test_who_already_says_what_it_is_about_is_not_asked_what_is_needed(desk: Desk) -> None:
    talk = desk.talk().caller_asks_for(OpenTalk(), "meteran saya periksa", "lapor_periksa")
    talk.expect(says=["utter_salam_pembuka_singkat"])


def test_a_known_caller_is_found_by_the_number_however_it_is_written(desk: Desk) -> None:
    for phone in ("081200000011", "+62 812-0000-0011", "62812 0000 0011"):
        talk = desk.talk(phone=phone).caller_asks_for(OpenTalk(), "halo", "salam")
        talk.expect(
            known={
                "penelepon_dikenal": True,
                "nama_tercatat": "Budi Santoso",
                "panggilan": "Bapak Budi Santoso",
                "no_telepon": "081200000011",
                "jenis_nomor": "seluler",
            },
            unknown=["nama"],
        )


@pytest.mark.parametrize(
    ("phone", "kind"),
    [("0215000123", "pstn"), ("081299999999", "seluler"), ("", "tidak_ada"), ("rahasia", "tidak_ada")],
)
def test_the_kind_of_the_callers_number_is_noted(desk: Desk, phone: str, kind: str) -> None:
    desk.talk(phone=phone).caller_asks_for(OpenTalk(), "halo", "salam").expect(known={"jenis_nomor": kind})


def test_a_second_greeting_does_not_open_again(desk: Desk) -> None:
    talk = desk.talk().caller_asks_for(OpenTalk(), "halo", "salam")
    talk.caller_asks_for(OpenTalk(), "halo?", "salam").expect(says=["utter_tanya_keperluan"])


def test_a_greeting_in_the_middle_of_a_form_leaves_the_question_alone(desk: Desk) -> None:
    talk = desk.asked("kondisi_listrik", **CALLER).caller_asks_for(OpenTalk(), "halo", "salam")
    talk.expect(asks="kondisi_listrik", says=[])


def test_whatever_comes_first_the_talk_is_opened(desk: Desk) -> None:
    talk = desk.talk().caller_asks_for(NotUnderstood(), "xyz", "nlu_fallback")
    talk.expect(says=["utter_salam_pembuka_singkat", "utter_tidak_paham"], known={"percakapan_dibuka": True})


def test_outside_a_form_too_the_third_misunderstanding_offers_a_human(desk: Desk) -> None:
    talk = desk.talk(**CALLER)
    said = [talk.caller_asks_for(NotUnderstood(), "xyz", "nlu_fallback").said for _ in range(3)]
    assert said == [["utter_tidak_paham"], ["utter_tidak_paham"], ["utter_tawarkan_petugas"]]


# --- cancelling ------------------------------------------------------------------------------------


def test_cancelling_is_made_sure_of(desk: Desk) -> None:
    talk = desk.talk(**CALLER, formulir_tertunda="form_kondisi")
    talk.caller_says("batal saja", intent="batal", form="form_batal").expect(asks="konfirmasi_batal")


@pytest.mark.parametrize("yes", ["ya", "iya batalkan saja", "betul"])
def test_a_yes_drops_the_matter_but_not_the_caller(desk: Desk, yes: str) -> None:
    talk = desk.asked("konfirmasi_batal", **CALLER, kondisi_listrik="padam", formulir_tertunda="form_kondisi")
    talk.caller_says(yes, intent="ya").expect(asks=None, known={"konfirmasi_batal": True})
    talk.form = None
    talk.act(FinishCancelling()).expect(
        says=["utter_dibatalkan"],
        known={"nama": "Budi Santoso", "panggilan": "Bapak Budi Santoso", "urutan_perkara": 1},
        unknown=["kondisi_listrik", "formulir_tertunda", "konfirmasi_batal"],
    )
    assert talk.goes_on_with is None


def test_a_no_goes_back_to_the_place(desk: Desk) -> None:
    talk = desk.asked("konfirmasi_batal", **CALLER, kondisi_listrik="padam", formulir_tertunda="form_kondisi")
    talk.caller_says("tidak, lanjutkan", intent="tidak").expect(asks=None, known={"konfirmasi_batal": False})
    talk.form = None
    talk.act(FinishCancelling()).expect(says=["utter_lanjut"], known={"kondisi_listrik": "padam"})
    assert talk.form == "form_kondisi"
    talk.go_on().expect(asks="layar_meter", known={"pembatalan_ditolak": True})


def test_an_unreadable_answer_is_asked_again(desk: Desk) -> None:
    talk = desk.asked("konfirmasi_batal", **CALLER, formulir_tertunda="form_kondisi")
    talk.caller_says("hmm xyz", intent="nlu_fallback").expect(asks="konfirmasi_batal", ladder="ulang")


def test_a_report_that_was_sent_is_not_cancelled(desk: Desk) -> None:
    talk = desk.talk(**CALLER, konfirmasi_batal=True, nomor_laporan="G5422030200001", formulir_tertunda="form_penutup")
    talk.act(FinishCancelling()).expect(
        says=["utter_sudah_terkirim_tidak_batal"], known={"nomor_laporan": "G5422030200001"}
    )
    assert talk.form == "form_penutup"


def test_leaving_in_the_middle_of_a_report_is_made_sure_of(desk: Desk) -> None:
    talk = desk.asked("kondisi_listrik", **CALLER).caller_asks_for(SayGoodbye(), "dadah", "pamit")
    assert talk.goes_on_with == "form_batal"


def test_leaving_after_the_report_closes_the_talk(desk: Desk) -> None:
    talk = desk.asked("nomor_dicatat", **CALLER, nomor_laporan="G5422030200001")
    talk.caller_asks_for(SayGoodbye(), "dadah", "pamit")
    assert talk.goes_on_with == "action_tutup_percakapan"


# --- a human (HND-01) ------------------------------------------------------------------------------


def test_the_talk_with_all_its_data_waits_for_an_officer_once(desk: Desk, services: Services) -> None:
    talk = desk.asked("kode_41", **CALLER, kondisi_listrik="padam", identitas="541110000011")
    talk.caller_asks_for(HandOver(), "mau bicara orang", "minta_petugas").expect(
        says=["utter_diserahkan_ke_petugas", "utter_boleh_dilanjutkan"]
    )
    assert talk.goes_on_with == "action_listen"
    talk.caller_asks_for(HandOver(), "mana petugasnya", "minta_petugas").expect(
        says=["utter_sudah_di_antrean", "utter_boleh_dilanjutkan"]
    )
    (waiting,) = services.handover.list_open()
    assert waiting.sender == talk.sender
    assert waiting.reason == "penelepon meminta petugas"
    assert waiting.data["kondisi_listrik"] == "padam"
    assert waiting.data["identitas"] == "541110000011"
    assert waiting.data["nama"] == "Budi Santoso"


def test_two_callers_wait_each_for_themselves(desk: Desk, services: Services) -> None:
    for sender in ("satu", "dua"):
        desk.talk(**CALLER, sender=sender).caller_asks_for(HandOver(), "petugas", "minta_petugas")
    assert [waiting.sender for waiting in services.handover.list_open()] == ["satu", "dua"]


def test_a_report_made_before_goes_on_in_its_own_topic_with_all_that_is_known(desk: Desk) -> None:
    talk = desk.talk(**CALLER, kondisi_listrik="padam", pernah_lapor=True, hasil_laporan="pernah_lapor")
    talk.caller_asks_for(ChangeTopic(), "sudah, tadi pagi", "ya")
    talk.expect(known={"topik": "lapor_ulang", "kondisi_listrik": "padam", "hasil_laporan": None})


def test_a_report_that_is_not_found_goes_on_as_a_first_one(desk: Desk) -> None:
    talk = desk.talk(**CALLER, hasil_cari="tidak_ditemukan", topik="lapor_ulang", pernah_lapor=True)
    talk.caller_asks_for(ChangeTopic(), "tidak ada", "tidak")
    talk.expect(
        says=["utter_laporan_tidak_ditemukan"], known={"topik": "periksa", "pernah_lapor": False, "hasil_cari": None}
    )


def test_the_hand_over_carries_the_callers_number(desk: Desk, services: Services) -> None:
    talk = desk.talk(phone="081200000011").caller_asks_for(HandOver(), "petugas saja", "minta_petugas")
    assert talk.slots["no_telepon"] == "081200000011"
    assert services.handover.list_open()[0].data["no_telepon"] == "081200000011"


@pytest.mark.parametrize(
    ("topic", "slot", "value", "reason"),
    [
        ("iconnet", "hasil_iconnet", "belum_jelas", "penjelasan mengenai ICONNET belum jelas bagi penelepon"),
        ("listriqu", "hasil_listriqu", "bersedia", "pelanggan bersedia membayar layanan ListriQu"),
    ],
)
def test_officers_read_why_a_topic_sent_the_talk_to_them(
    desk: Desk, services: Services, topic: str, slot: str, value: str, reason: str
) -> None:
    talk = desk.talk(**CALLER, topik=topic, **{slot: value})
    talk.caller_asks_for(HandOver(), "belum jelas", "tidak")
    assert services.handover.list_open()[0].reason == reason


# --- anger, more help, the end ---------------------------------------------------------------------


def test_anger_is_met_and_remembered(desk: Desk) -> None:
    talk = desk.asked("alamat_lengkap", **CALLER).caller_asks_for(AnswerAnger(), "lambat!", "marah")
    talk.expect(asks="alamat_lengkap", says=["utter_tanggapi_marah"], known={"marah": True})


def test_more_help_keeps_who_calls_and_forgets_the_matter(desk: Desk) -> None:
    talk = desk.talk(
        **CALLER, kondisi_listrik="padam", nomor_laporan="G5422030200001", bantuan_lain=True, hp_pelapor="081200000011"
    )
    talk.act(MoreHelp()).expect(
        says=["utter_silakan_bantuan_lain"],
        known={"nama": "Budi Santoso", "hp_pelapor": "081200000011", "urutan_perkara": 1},
        unknown=["kondisi_listrik", "nomor_laporan", "bantuan_lain"],
    )


def test_the_end_is_said_by_the_clock_and_marked(desk: Desk) -> None:
    with clock.at(datetime(2022, 3, 2, 16, 0, tzinfo=ZONES["WITA"])):
        talk = desk.talk(**CALLER, zona="WITA").act(CloseTalk())
    talk.expect(says=["utter_salam_penutup"], known={"waktu_hari": "sore", "percakapan_selesai": True})
    assert talk.payloads == [{"kind": "end"}]


def test_after_the_end_another_matter_begins(desk: Desk) -> None:
    talk = desk.talk(**CALLER, percakapan_selesai=True, kondisi_listrik="padam", nomor_laporan="G5422030200001")
    talk.caller_asks_for(OpenTalk(), "meteran periksa lagi", "lapor_periksa")
    talk.expect(known={"nama": "Budi Santoso"}, unknown=["kondisi_listrik", "nomor_laporan", "percakapan_selesai"])


@pytest.mark.parametrize(
    ("text", "intent", "more"),
    [
        ("tidak ada, cukup", "tidak", False),
        ("sudah itu saja", "tidak", False),
        ("makasih ya", "terima_kasih", False),
        ("dadah", "pamit", False),
        ("ada lagi", "ya", True),
        ("meteran tetangga juga periksa", "lapor_periksa", True),
    ],
)
def test_thanks_and_goodbye_are_a_no_and_a_new_matter_is_a_yes(desk: Desk, text: str, intent: str, more: bool) -> None:
    talk = desk.asked("bantuan_lain", **CALLER, hasil_kondisi="listrik_pulih")
    talk.caller_says(text, intent=intent).expect(known={"bantuan_lain": more})


def test_danger_told_within_a_detour_is_kept(desk: Desk) -> None:
    talk = desk.asked("kode_41", **CALLER).caller_asks_for(Wait(), "tunggu, ada percikan api", "minta_tunggu")
    assert talk.slots["mendesak"] is True
    assert "utter_utamakan_keselamatan" in talk.said
