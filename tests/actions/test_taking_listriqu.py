"""Answers of faults in the caller's own installation (IML-01 … IML-03)."""

from __future__ import annotations

from typing import Any

import pytest

from actions.taking.listriqu import LONGEST_OWN_WORDS, own_words
from tests.actions.talking import Desk

CALLER: dict[str, Any] = {"nama": "Rina Wati", "sapaan": "Ibu", "topik": "listriqu"}
FAULT: dict[str, Any] = {
    **CALLER, "gangguan_iml": "MCB sering turun", "sebab_iml": "beban lebih",
    "wilayah_instalasi": "Tebet Jakarta Selatan",
    "sudah_disampaikan": ["PRK-04", "IML-01-jelaskan"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("karena biaya mahal kak", "biaya mahal"),
        ("soalnya ada tukang\n  sendiri", "ada tukang sendiri"),
        ("mahal, hubungi saya di 0812 3456 7890", "mahal, hubungi"),
        ("IDPEL 541110000011 sudah rajin bayar", "sudah rajin bayar"),
        ("nik saya 3174012345678901, mahal", "mahal"),
        ("meter 14000000011 baru diganti tahun 2020", "baru diganti tahun 2020"),
        ("sudah habis 300000 kemarin", "sudah habis 300000 kemarin"),
    ],
)
def test_own_words_stand_on_one_line_without_numbers_that_tell_who_it_is(said: str, written: str) -> None:
    assert own_words(said) == written


def test_own_words_are_cut_at_what_the_form_holds() -> None:
    assert len(own_words("mahal sekali " * 100)) <= LONGEST_OWN_WORDS


@pytest.mark.parametrize("said", ["tidak bersedia", "ogah ah", "gak mau bayar"])
def test_a_bare_refusal_is_asked_for_its_reason(desk: Desk, said: str) -> None:
    talk = desk.asked("bersedia_membayar", **FAULT).caller_says(said, intent="tidak")
    talk.expect(asks="alasan_tidak_membayar", known={"bersedia_membayar": False})


@pytest.mark.parametrize(
    ("said", "reason"),
    [("tidak, biaya mahal", "biaya mahal"), ("gak mau karena ada tukang langganan", "ada tukang langganan")],
)
def test_a_refusal_may_tell_its_reason_at_once(desk: Desk, said: str, reason: str) -> None:
    talk = desk.asked("bersedia_membayar", **FAULT).caller_says(said, intent="tidak")
    talk.expect(asks=None, known={"alasan_tidak_membayar": reason, "hasil_listriqu": "tidak_bersedia"})


def test_the_willing_are_asked_for_no_reason(desk: Desk) -> None:
    talk = desk.asked("bersedia_membayar", **FAULT).caller_says("ya, saya bersedia", intent="ya")
    talk.expect(asks=None, known={"hasil_listriqu": "bersedia"}, unknown=["alasan_tidak_membayar"])


def test_asking_for_the_price_decides_nothing(desk: Desk) -> None:
    talk = desk.asked("bersedia_membayar", **FAULT).caller_says("berapa biayanya?", intent="di_luar_topik")
    talk.expect(asks="bersedia_membayar", unknown=["bersedia_membayar"])


def test_a_reason_told_in_anger_is_a_reason_and_the_anger_is_noted(desk: Desk) -> None:
    talk = desk.asked("alasan_tidak_membayar", **FAULT, bersedia_membayar=False)
    talk.caller_says("masa bayar lagi, kecewa saya", intent="marah").expect(
        asks=None, known={"marah": True, "alasan_tidak_membayar": "masa bayar lagi, kecewa saya"}
    )


@pytest.mark.parametrize(
    ("fact", "said", "instead"),
    [
        ("sebab_iml", "tidak tahu", "sebab belum diketahui"),
        ("alasan_tidak_membayar", "rahasia", "alasan tidak disebutkan"),
        ("alasan_tidak_membayar", "081234567890", "alasan tidak disebutkan"),
    ],
)
def test_nothing_to_say_has_its_own_words_on_the_report(desk: Desk, fact: str, said: str, instead: str) -> None:
    known = {**FAULT, "bersedia_membayar": False, fact: None}
    desk.asked(fact, **known).caller_says(said, intent="tidak_tahu").expect(known={fact: instead})
