"""Forms: the ladder of one question, the way back after a correction, and passing through what is known."""

from __future__ import annotations

from typing import Any

import pytest

from actions.choices import choices_of
from actions.services import Services
from actions.umum import MakeTicket
from bot.apkt.model import SELF_DIAGNOSIS_CODES
from tests.actions.talking import DOMAIN, Desk, TalkInProgress
from tests.apkt.drafts import gangguan

NOISE = "asdf qwer zxcv"
CALLER: dict[str, Any] = {"nama": "Budi Santoso", "sapaan": "Bapak", "panggilan": "Bapak Budi Santoso"}
GUIDED: dict[str, Any] = {
    **CALLER,
    "kondisi_listrik": "menyala",
    "hasil_kondisi": "menyala",
    "pernah_lapor": False,
    "identitas": "541110000011",
    "idpel": "541110000011",
    "alamat_tercatat": True,
    "alamat_sesuai": True,
    "wilayah_self_diagnosis": True,
    "hasil_laporan": "dalam_wilayah",
    "di_lokasi": True,
    "bersedia_dipandu": True,
    "hasil_kesediaan": "dipandu",
    "siap_di_meter": True,
    "sudah_disampaikan": ["PRK-04", "PRK-12"],
}


def nonsense(talk: TalkInProgress) -> TalkInProgress:
    """The caller writes what nobody understands."""
    return talk.caller_says(NOISE, intent="nlu_fallback", confidence=0.3)


# --- the ladder (HND-02) ---------------------------------------------------------------------------


@pytest.mark.parametrize("fact", ["kondisi_listrik", "pernah_lapor", "di_lokasi", "kode_41", "siap_di_meter"])
def test_first_other_words_then_a_human_and_never_a_dead_end(desk: Desk, fact: str) -> None:
    talk = desk.asked(fact, **{**GUIDED, fact: None, **({"kode_08": "1", "kode_70": "1", "kode_71": "1"})})
    nonsense(talk).expect(asks=fact, ladder="ulang", known={"percobaan": 1})
    assert "utter_tawarkan_petugas" not in talk.said
    nonsense(talk).expect(asks=fact, ladder="ulang", known={"percobaan": 2})
    assert "utter_tawarkan_petugas" not in talk.said
    nonsense(talk).expect(asks=fact)
    assert "utter_tawarkan_petugas" in talk.said
    for _ in range(2):
        nonsense(talk).expect(says=["utter_belum_terjawab"])
        assert talk.goes_on_with == "action_serahkan_ke_petugas"


@pytest.mark.parametrize(("fact", "has_choices"), [("kondisi_listrik", True), ("kode_41", False)])
def test_the_second_misunderstanding_is_met_with_the_choices_that_there_are(
    desk: Desk, fact: str, has_choices: bool
) -> None:
    talk = desk.asked(fact, **{**GUIDED, fact: None, **({"kode_08": "1", "kode_70": "1", "kode_71": "1"})})
    assert "utter_pilihan_jawaban" not in nonsense(talk).said
    assert ("utter_pilihan_jawaban" in nonsense(talk).said) is has_choices


def test_choices_are_said_as_the_buttons_name_them() -> None:
    assert choices_of(DOMAIN, "kondisi_listrik", {"tangga": "ulang"}) == "Padam; atau Masih menyala"


def test_which_wording_comes_next_decides_on_the_choices() -> None:
    assert choices_of(DOMAIN, "nama", {"tangga": "dikenal"}) == "Ya; atau Bukan"
    assert choices_of(DOMAIN, "nama", {"tangga": "ulang"}) == ""


def test_an_answer_brings_the_ladder_down_for_the_next_question(desk: Desk) -> None:
    talk = desk.asked("kondisi_listrik", **CALLER)
    nonsense(talk)
    nonsense(talk)
    talk.caller_says("padam").expect(asks="layar_meter", ladder="awal", known={"percobaan": 0})
    nonsense(talk).expect(asks="layar_meter", known={"percobaan": 1})


@pytest.mark.parametrize(
    ("fact", "goes_on_with"),
    [
        ("hp_pelapor", "tidak_ada"),
        ("kontak", "tidak_keduanya"),
        ("peran_pelapor", "bukan"),
        ("email_pelapor", "tidak_ada"),
        ("tanggal_padam", "tidak_tahu"),
    ],
)
def test_what_may_be_missing_is_given_up_instead_of_pressed(desk: Desk, fact: str, goes_on_with: str) -> None:
    known = {**GUIDED, "alamat_lengkap": "Jl. Melati 7", "acuan_lokasi": "masjid"}
    if fact == "tanggal_padam":
        known["kondisi_listrik"] = "padam"
    reached = {"jenis_nomor": "pstn", "hp_pelapor": "081200000011", "kontak": "wa", "peran_pelapor": "pemilik"}
    talk = desk.asked(fact, **{**known, **reached, fact: None})
    nonsense(nonsense(nonsense(talk)))
    talk.expect(known={fact: goes_on_with})
    assert talk.slots["requested_slot"] != fact


def test_a_code_that_was_not_understood_is_asked_again_in_its_own_words(desk: Desk) -> None:
    talk = desk.asked("kode_08", **GUIDED).caller_says("lima", intent="beri_keterangan")
    talk.expect(asks="kode_70", says=["utter_minta_kode"])
    nonsense(talk).expect(asks="kode_70", says=["utter_minta_kode_ulang"])


# --- the codes and their keypad --------------------------------------------------------------------


def test_every_code_comes_with_the_keys_to_press(desk: Desk) -> None:
    talk = desk.asked("siap_di_meter", **{**GUIDED, "siap_di_meter": None, "sudah_disampaikan": []})
    talk.caller_says("sudah di depan meter", intent="siap")
    talk.expect(asks="kode_08", says=["utter_pengantar_kode", "utter_minta_kode_pertama"])
    assert talk.payloads == [{"kind": "keypad", "code": "08", "keys": ["0", "8", "ENTER"]}]
    talk.caller_says("1").expect(asks="kode_70", says=["utter_minta_kode"])
    assert talk.payloads == [{"kind": "keypad", "code": "70", "keys": ["7", "0", "ENTER"]}]


def test_all_nine_codes_one_at_a_time_and_null_where_no_number_shows(desk: Desk) -> None:
    talk = desk.asked("kode_08", **GUIDED)
    asked = []
    for shown in ("1", "0402", "tidak muncul angka", "221", "0,35", "0.3", "0", "12,5"):
        asked.append(talk.slots["requested_slot"])
        talk.caller_says(shown)
    asked.append(talk.slots["requested_slot"])
    assert asked == [f"kode_{code}" for code in ("08", "70", "71", "41", "44", "45", "46", "37", "47")]
    talk.caller_says("77").expect(
        asks=None,
        known={"kode_08": "1", "kode_70": "0402", "kode_71": "Null", "kode_41": "221", "kode_47": "77"},
    )


# --- going back after a correction -----------------------------------------------------------------


def test_a_corrected_fact_of_an_earlier_stage_leads_back_to_it(desk: Desk) -> None:
    talk = desk.asked("kode_08", **GUIDED).caller_says("eh salah, listriknya padam", intent="koreksi")
    assert talk.said[0] == "utter_koreksi_dicatat"
    assert talk.goes_on_with == "form_kondisi"
    assert talk.form is None
    assert talk.slots["kondisi_listrik"] == "padam"


def test_the_ways_taken_are_forgotten_but_not_what_was_told(desk: Desk) -> None:
    talk = desk.asked("kode_41", **GUIDED, kode_08="1", kode_70="2", kode_71="3")
    talk.caller_says("eh salah, listriknya padam", intent="koreksi")
    assert [talk.slots[way] for way in ("hasil_kondisi", "hasil_laporan", "hasil_kesediaan")] == [None] * 3
    assert [talk.slots[f"kode_{code}"] for code in ("08", "70", "71")] == ["1", "2", "3"]
    assert talk.slots["identitas"] == "541110000011"


def test_stages_whose_facts_are_known_pass_without_a_word(desk: Desk) -> None:
    talk = desk.talk(**{**GUIDED, "percakapan_dibuka": True, "hasil_laporan": None, "hasil_kesediaan": None})
    for form, way, result in (
        ("form_laporan", "hasil_laporan", "dalam_wilayah"),
        ("form_kesediaan", "hasil_kesediaan", "dipandu"),
    ):
        talk.form = form
        talk.go_on().expect(asks=None, says=[], known={way: result})


def test_a_correction_within_the_stage_stays_there(desk: Desk) -> None:
    talk = desk.asked("pernah_tertera_periksa", **CALLER, kondisi_listrik="padam", layar_meter="gelap")
    talk.caller_says("eh salah, layarnya masih terbaca", intent="koreksi")
    talk.expect(asks="tampilan_meter", known={"layar_meter": "terbaca"})
    assert talk.goes_on_with is None


def test_another_identity_overturns_what_its_record_gave(desk: Desk) -> None:
    told = {
        **GUIDED,
        "alamat_di_catatan": "Jl. Melati No. 7",
        "alamat_lengkap": "Jl. Melati No. 7",
        "alasan_beda_alamat": "pemekaran",
    }
    talk = desk.asked("acuan_lokasi", **told)
    talk.caller_says("eh salah, idpel saya 541110000022", intent="koreksi")
    assert talk.goes_on_with == "form_laporan"
    assert talk.slots["idpel"] == "541110000022"
    assert [talk.slots[fact] for fact in ("alamat_sesuai", "alamat_lengkap", "alasan_beda_alamat")] == [None] * 3


def test_once_the_report_is_sent_a_correction_becomes_a_remark_on_it(desk: Desk, services: Services) -> None:
    ticket = services.tickets.create(gangguan(), actor="bot", idempotency_key="uji")
    sent = {**GUIDED, "alamat_lengkap": "Jl. Melati No. 7", "nomor_laporan": ticket.nomor, "tiket_terkirim": True}
    talk = desk.asked("nomor_dicatat", **{**sent, "informasi_jelas": True})
    talk.caller_says("eh salah, listriknya padam", intent="koreksi")
    assert talk.goes_on_with is None
    talk.expect(asks="nomor_dicatat")
    assert talk.said[:2] == ["utter_koreksi_dicatat", "utter_koreksi_terlambat"]
    updated = services.tickets.get(ticket.nomor)
    assert updated is not None
    assert updated.keterangan == "DIPERBAIKI PELAPOR: KONDISI LISTRIK MENJADI PADAM"


def test_who_finds_the_number_after_a_closed_report_gets_a_report_of_its_own(desk: Desk, services: Services) -> None:
    closed = {**CALLER, "kondisi_listrik": "menyala", "identitas": "tidak_ada", "hasil_laporan": "tanpa_identitas"}
    talk = desk.asked("bantuan_lain", **closed, hasil_kondisi="menyala", pernah_lapor=False)
    first = talk.act(MakeTicket()).slots["nomor_laporan"]
    talk.caller_says("eh salah, idpel saya 541110000011", intent="koreksi")
    assert talk.goes_on_with == "form_laporan"
    talk.slots.update({**GUIDED, **{f"kode_{code}": "1" for code in SELF_DIAGNOSIS_CODES}})
    second = talk.act(MakeTicket()).slots["nomor_laporan"]
    assert second != first
    made = services.tickets.get(second)
    assert made is not None
    assert made.tipe_wo == "KWH PERIKSA"
