"""Recorded talks become tests: what was said is said again, what came of it is expected."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest

from bot.engine.noted import noting
from bot.qa.e2e_model import (
    ActionExpected,
    IntentExpected,
    Place,
    RuleExpected,
    SaidExpected,
    SlotExpected,
    TicketExpected,
    TurnPlace,
)
from bot.qa.lined_yaml import FormatError
from bot.qa.recorded import talk_of_events
from bot.qa.suite import SuiteError, load_suite
from bot.qa.vocabulary import Vocabulary

TRANSCRIPT = """\
turns:
- {speaker: bot, text: "PLN 123, selamat pagi.", at: "2026-11-22T08:15:00+07:00"}
- speaker: pelanggan
  text: meteran saya PERIKSA
  at: "2026-11-22T08:15:20+07:00"
- {speaker: cso, text: "Dengan siapa kami berbicara?"}
- {speaker: bot, text: Baik.}
telepon: "081200000001"
apkt: {nomor: G5426112200001, jenis: GANGGUAN}
"""
PLACE = TurnPlace(Path("talk-1"), 1)
MADE = "G5426112200007"


def test_a_transcript_is_told_from_tests_by_what_it_holds(tmp_path: Path, vocabulary: Vocabulary) -> None:
    file = tmp_path / "siang.yml"
    file.write_text(TRANSCRIPT, encoding="utf-8")
    (case,) = load_suite([file], vocabulary)
    assert (case.name, case.recorded, case.report_numbers) == ("percakapan siang", True, ("G5426112200001",))
    opening, turn = case.turns
    assert (opening.text, turn.text) == (None, "meteran saya PERIKSA")
    assert turn.moment == datetime(2026, 11, 22, 1, 15, 20, tzinfo=timezone.utc)
    assert turn.metadata == {"telepon": "081200000001"}
    assert turn.place == Place(file, 3)


def test_words_of_a_person_are_shown_and_not_compared(tmp_path: Path, vocabulary: Vocabulary) -> None:
    file = tmp_path / "siang.yml"
    file.write_text(TRANSCRIPT, encoding="utf-8")
    turn = load_suite([file], vocabulary)[0].turns[1]
    assert turn.heard == ("Dengan siapa kami berbicara?", "Baik.")
    assert turn.expectations == (
        SaidExpected(Place(file, 7), text="Baik.", in_order=True),
        TicketExpected(Place(file, 9), {"jenis": "GANGGUAN"}),
    )


def test_json_is_read_with_every_character(tmp_path: Path, vocabulary: Vocabulary) -> None:
    file = tmp_path / "siang.json"
    file.write_text(json.dumps({"turns": [{"speaker": "pelanggan", "text": "mati 😡"}]}), encoding="utf-8")
    (case,) = load_suite([tmp_path], vocabulary)
    assert case.turns[0].text == "mati 😡"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("turns: []", "pelanggan"),
        ("turns: [{speaker: bot, text: x}]", "pelanggan"),
        ("turns: [{speaker: petugas, text: x}]", "speaker"),
        ("turns: [{speaker: pelanggan}]", "'text'"),
        ("turns: [{speaker: pelanggan, text: x, kapan: y}]", "'kapan'"),
        ("turns: [{speaker: pelanggan, text: x, at: kemarin}]", "'kemarin'"),
        ("turns: [{speaker: pelanggan, text: x}]\naptk: {}", "'aptk'"),
        ("turns: [{speaker: pelanggan, text: x}]\napkt: {}", "'apkt'"),
        ("turns: [{speaker: pelanggan, text: x}]\napkt: {jenisnya: KELUHAN}", "jenisnya"),
    ],
)
def test_a_transcript_that_is_wrong_is_red_with_its_place(
    tmp_path: Path, vocabulary: Vocabulary, content: str, told: str
) -> None:
    file = tmp_path / "salah.yml"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(SuiteError, match=told) as red:
        load_suite([file], vocabulary)
    assert str(file) in str(red.value)


def user(text: str, intent: str, seconds: int, **metadata: Any) -> dict[str, Any]:
    return {
        "event": "user",
        "text": text,
        "timestamp": float(seconds),
        "parse_data": {"intent": {"name": intent}},
        "metadata": metadata,
    }


def slot(name: str, value: Any) -> dict[str, Any]:
    return {"event": "slot", "name": name, "value": value}


def test_a_stored_talk_expects_all_that_its_events_tell(vocabulary: Vocabulary) -> None:
    events = [
        {"event": "action", "name": "action_session_start"},
        user("/salam", "salam", 100),
        {"event": "bot", "text": "PLN 123, selamat pagi.", "metadata": {}},
        user("padam, PERIKSA", "lapor_periksa", 160, telepon="0812", model_id="x"),
        slot("kondisi_listrik", "padam"),
        slot("pesan_terbaca", "7f3a"),
        {"event": "action", "name": "form_kondisi"},
        {"event": "bot", "text": "Mohon maaf.", "metadata": {"utter_action": "utter_empati"}},
        {"event": "bot", "text": None, "data": {"custom": {"kind": "ticket", "nomor": MADE}}, "metadata": {}},
        slot("nomor_laporan", MADE),
        slot("langkah_sop", "PRK-17"),
        {"event": "action", "name": "action_listen"},
    ]
    case = talk_of_events("talk-1", events, vocabulary, {MADE: {"jenis": "GANGGUAN"}})
    opening, turn = case.turns
    assert opening.text is None
    assert turn.moment == datetime.fromtimestamp(160, timezone.utc)
    assert turn.metadata == {"telepon": "0812"}
    place = TurnPlace(Path("talk-1"), 2)
    assert turn.expectations == (
        IntentExpected(place, "lapor_periksa"),
        ActionExpected(place, "form_kondisi"),
        SlotExpected(place, "kondisi_listrik", "padam"),
        SlotExpected(place, "nomor_laporan", MADE),
        SaidExpected(place, response="utter_empati", text="Mohon maaf.", in_order=True),
        SaidExpected(place, custom={"kind": "ticket"}, in_order=True),
        RuleExpected(place, "PRK-17"),
        TicketExpected(place, {"jenis": "GANGGUAN"}, 1),
    )
    assert str(place) == "percakapan talk-1, giliran 2"
    assert case.report_numbers == (MADE,)


def test_a_message_that_was_heard_twice_is_one_turn(vocabulary: Vocabulary) -> None:
    events = [user("padam", "beri_keterangan", 1), user("padam", "lapor_periksa", 2, didengar_ulang=True)]
    (turn,) = talk_of_events("talk-1", events, vocabulary, {}).turns
    assert turn.expectations[0] == IntentExpected(PLACE, "lapor_periksa")


def test_a_slot_that_is_emptied_is_expected_empty_and_one_that_stays_is_not_mentioned(vocabulary: Vocabulary) -> None:
    events = [
        user("padam", "beri_keterangan", 1),
        slot("nama", "Budi"),
        user("bukan", "tidak", 2),
        slot("nama", None),
        slot("sapaan", None),
    ]
    _, turn = talk_of_events("talk-1", events, vocabulary, {}).turns
    slots = [one for one in turn.expectations if isinstance(one, SlotExpected)]
    assert slots == [SlotExpected(TurnPlace(Path("talk-1"), 2), "nama", absent=True)]


def test_a_talk_in_which_nobody_called_is_red(vocabulary: Vocabulary) -> None:
    with pytest.raises(FormatError, match="talk-1"):
        talk_of_events("talk-1", [user("/salam", "salam", 1)], vocabulary, {})


def test_an_officers_words_are_shown_as_the_officers_and_not_expected_of_the_bot(vocabulary: Vocabulary) -> None:
    spoken = {"event": "bot", "text": "Selamat siang.", "timestamp": 2.0, "metadata": noting("cso", "Hana")}
    (turn,) = talk_of_events("talk-1", [user("minta petugas", "minta_petugas", 1), spoken], vocabulary, {}).turns
    assert turn.heard == ("cso: Selamat siang.",)
    assert not any(isinstance(one, SaidExpected) for one in turn.expectations)
