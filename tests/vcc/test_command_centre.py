"""The command centre decides once on each report with a self-diagnosis."""

from __future__ import annotations

import pytest

from bot.apkt.errors import TicketError
from bot.apkt.history import replay
from bot.apkt.store import TicketStore
from bot.vcc.command_centre import CommandCentre
from bot.vcc.ctt import CTT_DIGITS, SimulatedCttIssuer
from tests.apkt.drafts import FULL_GANGGUAN, NINE_VALUES, gangguan

CTT = "12345678901234567890"


@pytest.fixture
def centre(store: TicketStore) -> CommandCentre:
    return CommandCentre(store, SimulatedCttIssuer())


def made(store: TicketStore, key: str = "a") -> str:
    return store.create(FULL_GANGGUAN, actor="bot", idempotency_key=key).nomor


def test_the_queue_holds_undecided_reports_oldest_first_with_their_nine_values(
    store: TicketStore, centre: CommandCentre
) -> None:
    first, second, decided = (made(store, key) for key in "abc")
    store.create(gangguan(), actor="bot", idempotency_key="d")
    centre.send_wo(decided, actor="vcc", idempotency_key="e")
    waiting = centre.queue()
    assert [ticket.nomor for ticket in waiting] == [first, second]
    assert waiting[0].self_diagnosis == NINE_VALUES


def test_an_approved_ctt_stands_on_the_report_and_takes_it_out_of_the_queue(
    store: TicketStore, centre: CommandCentre
) -> None:
    nomor = made(store)
    assert centre.approve(nomor, "1234 5678 9012 3456 7890", actor="vcc", idempotency_key="b").ctt == CTT
    assert centre.queue() == ()


def test_without_digits_the_issuing_service_gives_twenty(store: TicketStore, centre: CommandCentre) -> None:
    ctt = centre.approve(made(store), actor="vcc", idempotency_key="b").ctt
    assert ctt is not None
    assert (len(ctt), ctt.isdigit()) == (CTT_DIGITS, True)


def test_the_simulated_service_says_that_it_is_simulated_and_repeats_itself() -> None:
    issuer = SimulatedCttIssuer()
    assert issuer.simulated
    assert issuer.issue("14123456789", "G1") == issuer.issue("14123456789", "G1") != issuer.issue("14123456789", "G2")


def test_the_same_approval_twice_is_one(store: TicketStore, centre: CommandCentre) -> None:
    nomor = made(store)
    first = centre.approve(nomor, CTT, actor="vcc", idempotency_key="b")
    assert centre.approve(nomor, CTT, actor="vcc", idempotency_key="b") == first


@pytest.mark.parametrize("second", ["approve", "send_wo"])
def test_a_second_decision_is_refused(store: TicketStore, centre: CommandCentre, second: str) -> None:
    nomor = made(store)
    centre.approve(nomor, CTT, actor="vcc", idempotency_key="b")
    with pytest.raises(TicketError) as refused:
        getattr(centre, second)(nomor, actor="vcc", idempotency_key="c")
    assert refused.value.code == "tidak_berlaku"


def test_a_report_without_self_diagnosis_gets_no_ctt(store: TicketStore, centre: CommandCentre) -> None:
    nomor = store.create(gangguan(), actor="bot", idempotency_key="a").nomor
    with pytest.raises(TicketError) as refused:
        centre.approve(nomor, actor="vcc", idempotency_key="b")
    assert refused.value.code == "tidak_berlaku"


@pytest.mark.parametrize("ctt", ["1234", "1234567890123456789X", ""])
def test_anything_but_twenty_digits_is_refused(store: TicketStore, centre: CommandCentre, ctt: str) -> None:
    nomor = made(store)
    with pytest.raises(TicketError):
        centre.approve(nomor, ctt, actor="vcc", idempotency_key="b")
    assert [ticket.nomor for ticket in centre.queue()] == [nomor]


def test_an_unknown_report_is_not_found(centre: CommandCentre) -> None:
    with pytest.raises(TicketError) as refused:
        centre.approve("G5400000000000", CTT, actor="vcc", idempotency_key="b")
    assert refused.value.code == "tidak_ditemukan"


def test_a_ctt_that_did_not_help_brings_the_report_back_with_a_whole_history(
    store: TicketStore, centre: CommandCentre
) -> None:
    nomor = made(store)
    centre.approve(nomor, CTT, actor="vcc", idempotency_key="b")
    returned = store.return_to_vcc(nomor, "meter belum normal", actor="bot", idempotency_key="c")
    assert [ticket.nomor for ticket in centre.queue()] == [nomor]
    assert replay(returned.history)["ctt"] is None
    assert centre.approve(nomor, CTT[::-1], actor="vcc", idempotency_key="d").ctt == CTT[::-1]


def test_no_ctt_shows_when_a_report_is_printed(store: TicketStore, centre: CommandCentre) -> None:
    assert CTT not in repr(centre.approve(made(store), CTT, actor="vcc", idempotency_key="b"))
