"""Answers of every talk: who is calling (PRK-02, CRM-01)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.actions.talking import Desk

KNOWN: dict[str, Any] = {
    "nama_tercatat": "Budi Santoso", "sapaan_tercatat": "Bapak", "panggilan": "Bapak Budi Santoso", "tangga": "dikenal",
}  # fmt: skip


def test_a_name_is_taken_and_the_title_asked(desk: Desk) -> None:
    talk = desk.asked("nama").caller_says("siti aminah")
    talk.expect(asks="sapaan", known={"nama": "Siti Aminah"})
    talk.caller_says("Ibu").expect(asks=None, known={"sapaan": "Ibu", "panggilan": "Ibu Siti Aminah"})


def test_a_name_with_its_title_leaves_nothing_to_ask(desk: Desk) -> None:
    talk = desk.asked("nama").caller_says("dengan pak Joko")
    talk.expect(asks=None, known={"nama": "Joko", "sapaan": "Bapak", "panggilan": "Bapak Joko"})


@pytest.mark.parametrize("said", ["iya", "ya betul", "benar"])
def test_a_known_caller_confirms_the_name_on_record(desk: Desk, said: str) -> None:
    talk = desk.asked("nama", **KNOWN).caller_says(said, intent="ya")
    talk.expect(asks=None, known={"nama": "Budi Santoso", "sapaan": "Bapak", "panggilan": "Bapak Budi Santoso"})


def test_the_first_name_alone_confirms_the_name_on_record(desk: Desk) -> None:
    talk = desk.asked("nama", **KNOWN).caller_says("iya bener gw budi", intent="ya")
    talk.expect(asks=None, known={"nama": "Budi Santoso", "sapaan": "Bapak"})


def test_a_title_that_is_not_said_when_asked_again_holds_nobody_up(desk: Desk) -> None:
    talk = desk.asked("sapaan", nama="Budi").caller_says("kan sudah saya bilang", intent="nlu_fallback")
    talk.expect(asks="sapaan", unknown=["sapaan"])
    talk.caller_says("terserah", intent="nlu_fallback")
    talk.expect(asks=None, known={"sapaan": "Bapak/Ibu", "panggilan": "Bapak/Ibu Budi"})


@pytest.mark.parametrize("said", ["engga makasih", "tidak, terima kasih"])
def test_thanks_that_decline_more_help_are_a_no(desk: Desk, said: str) -> None:
    desk.asked("bantuan_lain").caller_says(said, intent="nlu_fallback").expect(known={"bantuan_lain": False})


def test_who_is_somebody_else_is_asked_and_no_more_called_by_that_name(desk: Desk) -> None:
    talk = desk.asked("nama", **KNOWN).caller_says("bukan", intent="tidak")
    talk.expect(asks="nama", ladder="awal", known={"panggilan": "Bapak/Ibu", "nama_ditolak": True}, unknown=["nama"])
    talk.caller_says("saya Siti, istrinya").expect(known={"nama": "Siti"})


def test_who_is_somebody_else_may_say_so_at_once(desk: Desk) -> None:
    talk = desk.asked("nama", **KNOWN).caller_says("bukan, saya Rina", intent="tidak")
    talk.expect(asks="sapaan", known={"nama": "Rina"})


@pytest.mark.parametrize("said", ["iya", "padam", "belum", "12345"])
def test_what_is_no_name_is_never_taken_for_one(desk: Desk, said: str) -> None:
    desk.asked("nama").caller_says(said, intent="nlu_fallback").expect(asks="nama", unknown=["nama"])
