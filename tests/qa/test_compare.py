"""A turn held against expectations: what is met says nothing, what is not is told by its kind."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.apkt.model import Ticket
from bot.qa.compare import differences
from bot.qa.e2e_model import (
    ActionExpected,
    AuditExpected,
    Expectation,
    HandoverExpected,
    IntentExpected,
    Place,
    RuleExpected,
    SaidExpected,
    SlotExpected,
    TicketExpected,
    Turn,
)
from bot.qa.outcome import Message, ObservedTurn
from bot.qa.values import agrees, read_moment

HERE = Place(Path("uji.yml"), 7)
TICKET = Ticket(jenis="GANGGUAN", permasalahan="1 RUMAH PADAM", nomor="G5426112200001", kontak=("telepon", "sms"))
OBSERVED = ObservedTurn(
    messages=(
        Message("utter_empati", "Kami mohon maaf."),
        Message(
            "utter_ask_nama", "Dengan siapa?", ({"title": "Ya", "payload": "Ya"},), {"kind": "keypad", "code": "08"}
        ),
    ),
    actions=("form_laporan", "action_listen"),
    intent="lapor_periksa",
    slots={"nama": None, "kode_08": "0402", "di_lokasi": False},
    rule="PRK-05",
    tickets=(TICKET,),
    handover="minta petugas",
    audit={"DP-07": "met"},
)


def faults(*expectations: Expectation, observed: ObservedTurn = OBSERVED) -> list[str]:
    return [one.kind for one in differences(1, Turn(HERE, "halo", expectations=expectations), observed)]


@pytest.mark.parametrize(
    ("met", "not_met", "kind"),
    [
        (IntentExpected(HERE, "lapor_periksa"), IntentExpected(HERE, "salam"), "intent"),
        (RuleExpected(HERE, "PRK-05"), RuleExpected(HERE, "PRK-06"), "aturan SOP"),
        (ActionExpected(HERE, "form_laporan"), ActionExpected(HERE, "form_laporan", absent=True), "aksi"),
        (ActionExpected(HERE, "action_x", absent=True), ActionExpected(HERE, "action_x"), "aksi"),
        (SlotExpected(HERE, "kode_08", "0402"), SlotExpected(HERE, "kode_08", "402"), "slot"),
        (SlotExpected(HERE, "di_lokasi", False), SlotExpected(HERE, "di_lokasi", True), "slot"),
        (SlotExpected(HERE, "nama", absent=True), SlotExpected(HERE, "nama"), "slot"),
        (SlotExpected(HERE, "kode_08", "1", absent=True), SlotExpected(HERE, "kode_08", "0402", absent=True), "slot"),
        (SaidExpected(HERE, response="utter_empati"), SaidExpected(HERE, response="utter_tunggu"), "respons"),
        (SaidExpected(HERE, text="Kami mohon  maaf."), SaidExpected(HERE, text="mohon maaf"), "teks"),
        (SaidExpected(HERE, matches="siapa"), SaidExpected(HERE, matches="^siapa"), "teks"),
        (SaidExpected(HERE, text="tegangan", absent=True), SaidExpected(HERE, text="MOHON MAAF", absent=True), "teks"),
        (SaidExpected(HERE, buttons=(("Ya", None),)), SaidExpected(HERE, buttons=(("Tidak", None),)), "teks"),
        (SaidExpected(HERE, buttons=(("Ya", "Ya"),)), SaidExpected(HERE, buttons=(("Ya", None), ("B", None))), "teks"),
        (SaidExpected(HERE, custom={"code": "08"}), SaidExpected(HERE, custom={"code": "70"}), "teks"),
        (HandoverExpected(HERE, "minta petugas"), HandoverExpected(HERE, None), "penyerahan"),
        (HandoverExpected(HERE, {"matches": "petugas"}), HandoverExpected(HERE, "marah"), "penyerahan"),
        (AuditExpected(HERE, "DP-07", "met"), AuditExpected(HERE, "DP-07", "missed"), "audit"),
        (AuditExpected(HERE, "LU-02", None), AuditExpected(HERE, "LU-02", "not_applicable"), "audit"),
        (TicketExpected(HERE, {"jenis": "GANGGUAN"}, 1), TicketExpected(HERE, {"jenis": "KELUHAN"}), "tiket"),
        (TicketExpected(HERE, {}, 1), TicketExpected(HERE, {}, 2), "tiket"),
        (TicketExpected(HERE, {"kontak": ["telepon", "sms"]}), TicketExpected(HERE, {"kontak": ["sms"]}), "tiket"),
        (TicketExpected(HERE, {"idpel": None}), TicketExpected(HERE, None), "tiket"),
    ],
)
def test_what_is_met_is_silent_and_what_is_not_is_told(met: Expectation, not_met: Expectation, kind: str) -> None:
    assert faults(met) == []
    assert faults(not_met) == [kind]


def test_response_and_pattern_must_be_of_one_message() -> None:
    assert faults(SaidExpected(HERE, response="utter_empati", matches="siapa")) == ["teks"]
    assert faults(SaidExpected(HERE, response="utter_tunggu", matches="siapa")) == ["respons"]


def test_messages_come_in_the_order_that_is_written() -> None:
    first = SaidExpected(HERE, response="utter_empati", in_order=True)
    then = SaidExpected(HERE, response="utter_ask_nama", in_order=True)
    assert faults(first, then) == []
    assert faults(then, first) == ["respons"]


def test_no_ticket_is_red_when_one_is_expected_and_green_when_none_is() -> None:
    nothing = ObservedTurn((), (), None, {}, None)
    assert faults(TicketExpected(HERE, None), observed=nothing) == []
    assert faults(TicketExpected(HERE, {"jenis": "GANGGUAN"}), observed=nothing) == ["tiket"]


@pytest.mark.parametrize(
    ("expected", "actual", "same"),
    [
        (None, None, True),
        (None, "x", False),
        ("1", None, False),
        ("2", 2, True),
        ("true", True, False),
        ({"matches": "^08"}, "0812", True),
        ({"matches": "^08"}, None, False),
        ({"present": True}, {"lat": 1}, True),
        ({"present": False}, (), True),
        ({"08": "0402"}, {"08": "0402", "70": "2"}, True),
        ({"08": "402"}, {"08": "0402"}, False),
        ("2026-11-22T18:00", read_moment("2026-11-22T11:00+00:00"), True),
        ("2026-11-22T18:00", read_moment("2026-11-22T18:00+00:00"), False),
        ("-6.2", -6.2, True),
    ],
)
def test_values_are_compared_as_a_test_writes_them(expected: Any, actual: Any, same: bool) -> None:
    assert agrees(expected, actual) is same
