"""A talk as people read it."""

from __future__ import annotations

from typing import Any

from bot.engine.noted import noting
from bot.engine.transcript import answers_by_message, rest_message, said_unasked, transcript_of

AT = 1_646_184_600.0  # 2 March 2022, 01.30 UTC


def user(text: str, message_id: str = "m") -> dict[str, Any]:
    return {"event": "user", "text": text, "message_id": message_id, "timestamp": AT}


def bot(text: str | None, **data: Any) -> dict[str, Any]:
    return {"event": "bot", "text": text, "data": data, "timestamp": AT}


def test_who_said_what_and_when() -> None:
    events = [user("halo"), {"event": "slot", "name": "nama", "value": "x"}, bot("Selamat pagi")]
    assert transcript_of(events) == [
        {"speaker": "pelanggan", "text": "halo", "at": "2022-03-02T01:30:00+00:00"},
        {"speaker": "bot", "text": "Selamat pagi", "at": "2022-03-02T01:30:00+00:00"},
    ]


def test_what_the_program_said_in_the_callers_name_is_left_out_but_not_the_answer() -> None:
    turns = transcript_of([user("/salam"), bot("PLN 123, selamat pagi")])
    assert [(turn["speaker"], turn["text"]) for turn in turns] == [("bot", "PLN 123, selamat pagi")]


def test_buttons_and_payloads_are_kept_and_empty_ones_are_not() -> None:
    buttons = [{"title": "Ya", "payload": "Ya"}]
    keypad = {"kind": "keypad", "code": "41"}
    first, second, third = transcript_of([bot("a", buttons=buttons), bot(None, custom=keypad), bot("b", buttons=None)])
    assert first["buttons"] == buttons
    assert second["custom"] == keypad
    assert second["text"] == ""
    assert "buttons" not in third


def test_answers_are_found_by_the_message_that_they_answer() -> None:
    events = [bot("pembuka"), user("halo", "m-1"), bot("satu"), bot("dua"), user("ya", "m-2"), bot("tiga")]
    answers = answers_by_message(events, "orang")
    assert {number: [part["text"] for part in parts] for number, parts in answers.items()} == {
        "m-1": ["satu", "dua"],
        "m-2": ["tiga"],
    }


def test_a_message_as_the_rest_channel_sends_it() -> None:
    assert rest_message(bot("a", buttons=[], image=None, custom={"kind": "end"}), "orang") == {
        "recipient_id": "orang",
        "text": "a",
        "custom": {"kind": "end"},
    }


def noted(text: str, *args: str, **more: str) -> dict[str, Any]:
    return {"event": "bot", "text": text, "timestamp": 0.0, "metadata": noting(*args, **more)}


def test_an_officers_words_are_the_officers_and_no_answer_to_a_message() -> None:
    events = [
        {"event": "user", "text": "halo", "message_id": "m-1", "timestamp": 0.0},
        bot("ya?"),
        noted("halo bu", "pelanggan", "Hana", "m-2"),
        noted("Selamat siang.", "cso", "Hana"),
    ]
    assert [turn["speaker"] for turn in transcript_of(events)] == ["pelanggan", "bot", "pelanggan", "cso"]
    answers = answers_by_message(events, "orang")
    assert [answer["text"] for answer in answers["m-1"]] == ["ya?"]
    assert answers["m-2"] == [{"recipient_id": "orang", "custom": {"kind": "with_officer", "officer": "Hana"}}]
    assert [one["text"] for one in said_unasked(events, "orang")] == ["Selamat siang."]
    later = [*events, {"event": "user", "text": "siang", "message_id": "m-3", "timestamp": 0.0}]
    assert said_unasked(later, "orang") == []
    assert [one["text"] for one in said_unasked(later, "orang", "m-3")] == ["Selamat siang."]
