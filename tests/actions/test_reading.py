"""What one message says: an answer, more than was asked, a correction, a detour, or nothing readable."""

from __future__ import annotations

from typing import Any

import pytest

from tests.actions.talking import Desk

MIDST: dict[str, Any] = {"nama": "Budi Santoso", "sapaan": "Bapak", "panggilan": "Bapak Budi Santoso"}
MENYALA: dict[str, Any] = {**MIDST, "kondisi_listrik": "menyala", "sudah_disampaikan": ["PRK-04"]}
AT_THE_METER: dict[str, Any] = {**MENYALA, "siap_di_meter": True, "sudah_disampaikan": ["PRK-04", "PRK-12"]}

# --- answers ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fact", "text", "value"),
    [
        ("kondisi_listrik", "masih nyala kok", "menyala"),
        ("kondisi_listrik", "mati total", "padam"),
        ("layar_meter", "gelap", "gelap"),
        ("pernah_lapor", "blm", False),
        ("di_lokasi", "iya saya di rumah", True),
        ("bersedia_dipandu", "gak mau ah", False),
        ("kode_08", "0402", "0402"),
        ("kode_44", "0,35 A", "0,35"),
        ("kontak", "WA saja", "wa"),
        ("peran_pelapor", "saya yang ngontrak", "penyewa"),
    ],
)
def test_an_answer_is_taken(desk: Desk, fact: str, text: str, value: object) -> None:
    known = {**AT_THE_METER, "pernah_lapor": False, "kondisi_listrik": None if fact == "kondisi_listrik" else "padam"}
    known[fact] = None
    desk.asked(fact, **known).caller_says(text).expect(known={fact: value, "fakta_terakhir": fact})


def test_a_message_is_read_once_however_often_the_form_runs(desk: Desk) -> None:
    talk = desk.asked("kode_08", **AT_THE_METER).caller_says("5")
    talk.expect(asks="kode_70", known={"kode_08": "5"})
    talk.go_on().expect(asks="kode_70", known={"kode_08": "5"}, unknown=["kode_70"])


# --- more than was asked ---------------------------------------------------------------------------


def test_the_opening_sentence_is_taken_whole(desk: Desk) -> None:
    talk = desk.talk(percakapan_dibuka=True)
    talk.caller_says(
        "meteran saya PERIKSA, masih nyala, belum pernah lapor", intent="lapor_periksa", form="form_penelepon"
    )
    talk.expect(
        asks="nama",
        known={"kondisi_listrik": "menyala", "pernah_lapor": False, "pernah_tertera_periksa": True},
    )


def test_what_is_told_beside_the_answer_is_taken_too(desk: Desk) -> None:
    talk = desk.asked("pernah_lapor", **MENYALA)
    talk.caller_says("belum, IDPEL saya 541110000011")
    talk.expect(asks="alamat_sesuai", known={"pernah_lapor": False, "idpel": "541110000011"})


def test_what_is_told_instead_of_the_answer_is_taken_and_the_question_stands(desk: Desk) -> None:
    talk = desk.asked("nama").caller_says("listrik masih menyala", intent="lapor_periksa")
    talk.expect(asks="nama", ladder="awal", known={"kondisi_listrik": "menyala"}, unknown=["nama"])


def test_what_is_known_is_not_overwritten_in_passing(desk: Desk) -> None:
    talk = desk.asked("pernah_lapor", **MENYALA, tampilan_meter="periksa")
    talk.caller_says("belum pernah lapor").expect(known={"kondisi_listrik": "menyala", "pernah_lapor": False})


def test_two_things_told_beside_an_unread_answer_count_as_understood(desk: Desk) -> None:
    talk = desk.asked("nama")
    talk.caller_says("listrik masih menyala, idpel 541110000099", intent="lapor_periksa")
    talk.expect(asks="nama", ladder="awal", known={"kondisi_listrik": "menyala"})


# --- detours ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fact", "text", "intent"),
    [
        ("kode_41", "kode 41 itu buat apa?", "tanya_fungsi_kode"),
        ("kode_41", "berapa lama lagi nyalanya?", "tanya_durasi"),
        ("pernah_lapor", "kenapa harus ditanya begitu?", "tanya_alasan"),
        ("kondisi_listrik", "hah apa tadi, ulangi dong", "minta_ulang"),
        ("alamat_lengkap", "mau bicara sama orang saja", "minta_petugas"),
        ("nama", "kamu robot ya?", "tanya_bot"),
        ("acuan_lokasi", "tagihan saya kok mahal", "di_luar_topik"),
        ("identitas", "batal saja deh", "batal"),
        ("kontak", "dasar lambat sekali pelayanannya!", "marah"),
    ],
)
def test_what_answers_nothing_is_left_to_the_rules(desk: Desk, fact: str, text: str, intent: str) -> None:
    before = {**AT_THE_METER, fact: None}
    talk = desk.asked(fact, **before).caller_says(text, intent=intent)
    talk.expect_detour()
    assert talk.slots[fact] is None


@pytest.mark.parametrize(
    ("fact", "text", "intent", "value"),
    [
        ("kode_41", "221", "tanya_durasi", "221"),
        ("kode_44", "0,3", "di_luar_topik", "0,3"),
        ("hp_pelapor", "081234567890", "marah", "081234567890"),
        ("email_pelapor", "budi@gmail.com", "di_luar_topik", "budi@gmail.com"),
    ],
)
def test_a_number_or_address_that_was_read_beats_the_intent(
    desk: Desk, fact: str, text: str, intent: str, value: str
) -> None:
    known = {**AT_THE_METER, "jenis_nomor": "pstn", "peran_pelapor": "pemilik", fact: None}
    desk.asked(fact, **known).caller_says(text, intent=intent).expect(known={fact: value})


def test_an_unsure_intent_does_not_beat_an_answer(desk: Desk) -> None:
    talk = desk.asked("pernah_lapor", **MENYALA).caller_says("belum pernah", intent="di_luar_topik", confidence=0.45)
    talk.expect(asks="identitas", known={"pernah_lapor": False})


def test_a_code_that_is_asked_about_is_not_taken_for_its_value(desk: Desk) -> None:
    talk = desk.asked("kode_41", **AT_THE_METER).caller_says("yang 41 itu untuk apa?", intent="tanya_fungsi_kode")
    talk.expect_detour()


# --- an answer beside a question -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fact", "text", "intent", "value", "met_with"),
    [
        ("pernah_lapor", "belum pernah, berapa lama ya nanti?", "tanya_durasi", False, "utter_jawab_durasi"),
        ("kode_41", "221, itu buat apa?", "tanya_fungsi_kode", "221", "utter_tolak_fungsi_kode"),
        ("di_lokasi", "iya saya di rumah, kenapa ditanya?", "tanya_alasan", True, "utter_jawab_alasan"),
        ("pernah_lapor", "belum. kamu robot?", "tanya_bot", False, "utter_jawab_bot"),
    ],
)
def test_an_answer_beside_a_question_is_taken_and_the_question_met(
    desk: Desk, fact: str, text: str, intent: str, value: object, met_with: str
) -> None:
    talk = desk.asked(fact, **{**AT_THE_METER, fact: None}).caller_says(text, intent=intent)
    talk.expect(known={fact: value})
    assert talk.said[0] == met_with


# --- corrections -----------------------------------------------------------------------------------

CODES_SO_FAR: dict[str, Any] = {
    **AT_THE_METER, "kode_08": "1", "kode_70": "2", "kode_71": "3", "kode_41": "212", "fakta_terakhir": "kode_41",
}  # fmt: skip


@pytest.mark.parametrize(
    "text", ["eh salah, yang 41 itu 221", "ralat, kode 41 221", "yang 41 tadi salah, harusnya 221"]
)
def test_a_correction_by_name_changes_the_value_and_comes_back_to_the_place(desk: Desk, text: str) -> None:
    talk = desk.asked("kode_44", **CODES_SO_FAR).caller_says(text, intent="koreksi")
    talk.expect(asks="kode_44", ladder="awal", known={"kode_41": "221"}, unknown=["kode_44"])
    assert talk.said[0] == "utter_koreksi_dicatat"


def test_eh_salah_is_about_the_answer_given_just_before(desk: Desk) -> None:
    talk = desk.asked("kode_44", **CODES_SO_FAR).caller_says("eh salah, 221", intent="koreksi")
    talk.expect(asks="kode_44", known={"kode_41": "221", "kode_71": "3"}, unknown=["kode_44"])


def test_eh_salah_is_not_about_an_answer_of_another_kind(desk: Desk) -> None:
    talk = desk.asked("kode_08", **AT_THE_METER, fakta_terakhir="siap_di_meter")
    talk.caller_says("eh salah, 221", intent="koreksi")
    assert talk.slots["siap_di_meter"] is True
    assert "utter_koreksi_dicatat" not in talk.said


def test_a_correction_that_names_nothing_is_left_to_the_rule_that_asks_what(desk: Desk) -> None:
    desk.asked("kode_44", **CODES_SO_FAR).caller_says("tadi ada yang salah", intent="koreksi").expect_detour()


def test_a_correction_with_the_same_value_changes_nothing(desk: Desk) -> None:
    talk = desk.asked("kode_44", **CODES_SO_FAR).caller_says("eh salah, yang 41 itu 212", intent="koreksi")
    assert "utter_koreksi_dicatat" not in talk.said
    assert talk.slots["kode_41"] == "212"


def test_a_corrected_name_is_used_from_then_on(desk: Desk) -> None:
    talk = desk.asked("kondisi_listrik", **MIDST).caller_says("eh salah, nama saya Bambang", intent="koreksi")
    talk.expect(known={"nama": "Bambang", "panggilan": "Bapak Bambang"})


# --- anger beside an answer --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fact", "text", "value"),
    [
        ("kondisi_listrik", "padam dari kemarin, kalian ini gimana sih!!", "padam"),
        ("pernah_lapor", "belum! pelayanan kok payah begini", False),
    ],
)
@pytest.mark.parametrize("intent", ["marah", "beri_keterangan"])
def test_anger_beside_an_answer_is_noted_and_the_answer_taken(
    desk: Desk, fact: str, text: str, value: object, intent: str
) -> None:
    talk = desk.asked(fact, **{**MENYALA, fact: None}).caller_says(text, intent=intent, confidence=0.95)
    talk.expect(known={fact: value, "marah": True})
    assert talk.said.count("utter_tanggapi_marah") == 1


def test_an_insult_answers_no_yes_or_no_question(desk: Desk) -> None:
    talk = desk.asked("pernah_lapor", **{**MENYALA, "pernah_lapor": None})
    talk.caller_says("tidak becus kalian ini", intent="marah").expect_detour()


def test_anger_in_words_that_answer_nothing_is_no_misunderstanding(desk: Desk) -> None:
    talk = desk.asked("kondisi_listrik", **MIDST).caller_says("kalian ini gimana sih", intent="nlu_fallback")
    talk.expect(asks="kondisi_listrik", ladder="awal", known={"marah": True})
    talk.caller_says("kalian ini gimana sih", intent="nlu_fallback").expect(asks="kondisi_listrik", ladder="ulang")


# --- what an angry caller is not asked ---------------------------------------------------------------


@pytest.mark.parametrize("fact", ["peran_pelapor", "email_pelapor"])
def test_anger_that_settles_the_question_is_met_by_the_form_itself(desk: Desk, fact: str) -> None:
    known = {**AT_THE_METER, "peran_pelapor": "pemilik", "email_pelapor": None, fact: None}
    talk = desk.asked(fact, **known).caller_says("dasar lambat sekali pelayanannya!", intent="marah")
    assert not talk.is_detour
    assert "utter_tanggapi_marah" in talk.said
    assert talk.slots["marah"] is True
    assert talk.slots["requested_slot"] not in ("peran_pelapor", "email_pelapor")


def test_a_vague_word_is_not_taken_for_leaving_once_that_was_denied(desk: Desk) -> None:
    talk = desk.asked("pernah_lapor", **{**AT_THE_METER, "pernah_lapor": None, "pembatalan_ditolak": True})
    talk.caller_says("sudah itu aja kak", intent="pamit")
    assert not talk.is_detour
    talk = desk.asked("pernah_lapor", **{**AT_THE_METER, "pernah_lapor": None, "pembatalan_ditolak": True})
    talk.caller_says("batalkan saja", intent="batal").expect_detour()


@pytest.mark.parametrize("intent", ["tanya_bot", "di_luar_topik"])
@pytest.mark.parametrize("text", ["ini Sari Wastuti", "Ikhsan Pranowo kak", "ini Cinta Wahyuni"])
def test_a_message_that_is_nothing_but_a_name_is_one(desk: Desk, text: str, intent: str) -> None:
    talk = desk.asked("nama").caller_says(text, intent=intent, confidence=0.85)
    assert not talk.is_detour
    assert talk.slots["nama"] in text


def test_after_the_hand_over_going_on_is_no_answer_to_the_question(desk: Desk) -> None:
    talk = desk.asked("pernah_lapor", **{**AT_THE_METER, "pernah_lapor": None, "boleh_menunggu": True})
    talk.caller_says("iya lanjut aja kak", intent="ya").expect(asks="pernah_lapor", unknown=["pernah_lapor"])
    talk.caller_says("iya sudah pernah", intent="ya").expect(known={"pernah_lapor": True})
