"""A report is found by what is told of it, and opened to nobody who is not matched to it."""

from __future__ import annotations

import pytest

from bot.apkt.matching import Claim, Sought, candidates, first_matching, matches
from bot.apkt.model import Ticket
from bot.apkt.store import TicketStore
from bot.apkt.talk_keys import key_of_talk, talk_of_key
from tests.apkt.drafts import gangguan

REPORT = Ticket(
    jenis="GANGGUAN",
    permasalahan="1 RUMAH PADAM",
    nomor="G5426112200001",
    idpel="541234567890",
    nama_pelapor="Siti Aminah",
    alamat="Jl. Gajah Mada No. 7, RT 002/RW 003, Tebet",
    no_telepon="0215000123",
    hp_pelapor="081200001234",
)


@pytest.mark.parametrize(
    "claim",
    [
        Claim(caller_id="081200001234"),
        Claim(caller_id="+62 812-0000-1234"),
        Claim(caller_id="0215000123"),
        Claim(idpel="541234567890"),
        Claim(nama="Siti Aminah", jalan="Jl. Gajah Mada"),
        Claim(nama="ibu siti", jalan="jalan gajah mada nomor 7"),
        Claim(nama="Siti Aminah Rahayu", jalan="gajahmada gajah mada"),
        Claim(nama="Sitti Aminah", jalan="jl gajah madda"),
    ],
)
def test_caller_id_or_idpel_or_name_and_street_match(claim: Claim) -> None:
    assert matches(REPORT, claim)


@pytest.mark.parametrize(
    "claim",
    [
        Claim(),
        Claim(caller_id="081200001235"),
        Claim(caller_id=""),
        Claim(idpel="541234567891"),
        Claim(nama="Siti Aminah"),
        Claim(jalan="Jl. Gajah Mada"),
        Claim(nama="Siti Aminah", jalan="Jl. Gajah"),
        Claim(nama="Budi", jalan="Jl. Gajah Mada"),
        Claim(nama="Ibu", jalan="Jl. Gajah Mada"),
        Claim(nama="Siti Aminah", jalan="7"),
    ],
)
def test_nothing_less_does(claim: Claim) -> None:
    assert not matches(REPORT, claim)


def test_a_report_that_holds_nothing_matches_nobody() -> None:
    bare = Ticket(jenis="GANGGUAN", permasalahan="1 RUMAH PADAM")
    assert first_matching([bare], Claim(caller_id="081200001234", nama="Siti", jalan="Jl. Melati")) is None


def test_open_reports_come_before_finished_ones_and_then_the_newest(store: TicketStore) -> None:
    oldest, middle, newest = (
        store.create(gangguan(no_telepon="081200001234"), actor="bot", idempotency_key=key).nomor for key in "abc"
    )
    store.complete(newest, actor="unit", idempotency_key="d")
    found = candidates(store, Sought(telepon="081200001234"))
    assert [ticket.nomor for ticket in found] == [middle, oldest, newest]


def test_all_that_was_told_must_hold(store: TicketStore) -> None:
    nomor = store.create(gangguan(idpel="541234567890"), actor="bot", idempotency_key="a").nomor
    assert candidates(store, Sought(nomor=f"{nomor}*", idpel="541234567890"))
    assert not candidates(store, Sought(nomor=nomor, idpel="541234567891"))


def test_nothing_told_finds_nothing(store: TicketStore) -> None:
    store.create(gangguan(), actor="bot", idempotency_key="a")
    assert candidates(store, Sought()) == ()


@pytest.mark.parametrize("sender", ["web-abc", "kanal:dengan:titik", ""])
def test_the_key_of_a_talk_tells_the_talk(sender: str) -> None:
    assert talk_of_key(key_of_talk(sender, 2, "periksa")) == sender


def test_a_key_of_another_kind_tells_no_talk() -> None:
    assert talk_of_key("api:1:2:3") is None
    assert talk_of_key("talk:short") is None


def test_the_store_knows_in_which_talk_a_report_was_made(store: TicketStore) -> None:
    talked = store.create(gangguan(), actor="bot", idempotency_key=key_of_talk("web-abc", 0, "periksa")).nomor
    typed = store.create(gangguan(), actor="desk", idempotency_key="desk:1").nomor
    assert (store.talk_of(talked), store.talk_of(typed), store.talk_of("G5400000000000")) == ("web-abc", None, None)
