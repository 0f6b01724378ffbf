"""A transcript shows what was told to the wrong person, and lets pass what was told to the right one."""

from __future__ import annotations

from typing import Any

import pytest

from bot.qa.audit.transcript import talk_of
from bot.roleplay.practice.privacy import CTT_TO_THE_WRONG_PERSON, DATA_TO_THE_WRONG_PERSON, disclosures
from bot.sop.book import load_book

BOOK = load_book()
STATUS = "Laporannya sudah masuk sejak kemarin dan petugas sudah ke rumah itu."
CTT = "CTT-nya 4821 3390 1277 6654 0981."
WHOLE = "Rumahnya di Jalan Melati nomor 12 RT 3 RW 5, atas nama Ibu Sukarni, betul?"


def kinds_in(topic: str, facts: dict[str, Any], *turns: tuple[str, str]) -> set[str]:
    content = {"topik": topic, "fakta": facts, "turns": [{"speaker": who, "text": text} for who, text in turns]}
    return {error.kind for error in disclosures(talk_of(BOOK, content, name="uji"))}


@pytest.mark.parametrize(("told", "kind"), [(STATUS, DATA_TO_THE_WRONG_PERSON), (CTT, CTT_TO_THE_WRONG_PERSON)])
def test_who_is_not_matched_is_told_nothing_of_a_report(told: str, kind: str) -> None:
    asked = ("pelanggan", "Saya mau tanya laporan tetangga saya.")
    assert kinds_in("progres", {"hasil_progres": "tidak_cocok"}, asked, ("cso", told)) == {kind}


@pytest.mark.parametrize("told", [STATUS, CTT])
def test_who_is_matched_may_be_told(told: str) -> None:
    asked = ("pelanggan", "Saya mau tanya laporan saya.")
    assert kinds_in("progres", {"progres_cocok": True, "hasil_progres": "cocok"}, asked, ("cso", told)) == set()


def test_to_decline_is_no_disclosure() -> None:
    declined = ("cso", "Mohon maaf, kami tidak dapat menyampaikan apa pun tentang laporan itu.")
    assert kinds_in("progres", {"hasil_progres": "tidak_cocok"}, declined) == set()


def test_the_record_is_not_read_out_before_the_address_is_confirmed() -> None:
    number = [("cso", "Boleh ID pelanggannya?"), ("pelanggan", "512345678901")]
    assert kinds_in("periksa", {"alamat_tercatat": True}, *number, ("cso", WHOLE)) == {DATA_TO_THE_WRONG_PERSON}
    street = ("cso", "Lokasinya di Jalan Melati ya, Bu?")
    assert kinds_in("periksa", {"alamat_tercatat": True}, *number, street) == set()


def test_after_the_address_is_confirmed_the_rest_may_be_repeated() -> None:
    turns = [
        ("cso", "Boleh ID pelanggannya?"),
        ("pelanggan", "512345678901"),
        ("cso", "Lokasinya di Jalan Melati ya, Bu?"),
        ("pelanggan", "iya betul"),
        ("cso", WHOLE),
    ]
    assert kinds_in("periksa", {"alamat_tercatat": True}, *turns) == set()
