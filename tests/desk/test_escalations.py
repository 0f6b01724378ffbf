"""The back office: what was escalated is taken, noted, passed to the unit and closed, by whoever has it."""

from __future__ import annotations

import pytest

from bot.apkt.errors import TicketError
from bot.apkt.history import replay
from bot.apkt.model import TicketDraft
from bot.apkt.store import TicketStore
from bot.desk.escalations import BackOffice, escalation_of
from bot.desk.work_orders import WorkOrders
from bot.sop.book import load_book
from tests.apkt.drafts import gangguan, keluhan


@pytest.fixture
def back_office(store: TicketStore) -> BackOffice:
    return BackOffice(load_book(), store)


@pytest.fixture
def nomor(store: TicketStore) -> str:
    made = store.create(gangguan(tipe_wo=None), actor="bot", idempotency_key="a")
    store.escalate(made.nomor, "NO LAPOR BARU G5422030100009", actor="hana", idempotency_key="b")
    return made.nomor


def test_what_was_escalated_waits_until_somebody_takes_it(back_office: BackOffice, nomor: str) -> None:
    (waiting,) = back_office.queue()
    assert (waiting.ticket.nomor, waiting.reason, waiting.taken_by) == (nomor, "NO LAPOR BARU G5422030100009", None)
    back_office.take(nomor, actor="bo", key="c")
    (taken,) = back_office.queue()
    assert taken.taken_by == "bo"


def test_passed_on_it_is_among_the_units_work_orders_and_stays_in_the_queue(
    store: TicketStore, back_office: BackOffice, nomor: str
) -> None:
    orders = WorkOrders(store)
    assert orders.waiting().tickets == ()
    back_office.take(nomor, actor="bo", key="c")
    back_office.note(nomor, "sudah menelepon posko", actor="bo", key="d")
    back_office.pass_on(nomor, None, actor="bo", key="e")
    assert [ticket.nomor for ticket in orders.waiting().tickets] == [nomor]
    (waiting,) = back_office.queue()
    assert waiting.passed_at is not None
    assert [line.note for line in waiting.deeds] == [None, "sudah menelepon posko", None]


def test_closed_it_leaves_the_queue_and_every_deed_stays_in_the_history(back_office: BackOffice, nomor: str) -> None:
    back_office.take(nomor, actor="bo", key="c")
    closed = back_office.close(nomor, "unit sudah menormalkan", actor="bo", key="d")
    assert back_office.queue() == ()
    assert [line.action for line in closed.history] == ["dibuat", "eskalasi", "eskalasi diambil", "eskalasi ditutup"]
    assert replay(closed.history)["eskalasi"] is False
    assert escalation_of(closed) is None


@pytest.mark.parametrize("deed", ["note", "pass_on", "close"])
def test_only_who_has_taken_it_may_do_more(back_office: BackOffice, nomor: str, deed: str) -> None:
    for _ in range(2):
        with pytest.raises(TicketError, match="Ambil eskalasi ini") as refusal:
            getattr(back_office, deed)(nomor, "kata", actor="bo", key=f"c-{deed}")
        assert refusal.value.code == "tidak_berlaku"
        back_office.take(nomor, actor="lain", key="d")
    back_office.take(nomor, actor="bo", key="e")
    getattr(back_office, deed)(nomor, "kata", actor="bo", key="f")


def test_a_report_that_is_not_escalated_can_not_be_taken(store: TicketStore, back_office: BackOffice) -> None:
    made = store.create(gangguan(), actor="bot", idempotency_key="a")
    with pytest.raises(TicketError, match="tidak sedang dieskalasi"):
        back_office.take(made.nomor, actor="bo", key="b")


def test_the_same_deed_sent_twice_is_done_once(back_office: BackOffice, nomor: str) -> None:
    back_office.take(nomor, actor="bo", key="c")
    first = back_office.close(nomor, "selesai", actor="bo", key="d")
    assert back_office.close(nomor, "selesai", actor="bo", key="d") == first


def test_closing_says_why(back_office: BackOffice, nomor: str) -> None:
    back_office.take(nomor, actor="bo", key="c")
    with pytest.raises(TicketError) as refusal:
        back_office.close(nomor, " ", actor="bo", key="d")
    assert refusal.value.field == "catatan"


def test_escalated_anew_it_waits_for_somebody_again(store: TicketStore, back_office: BackOffice, nomor: str) -> None:
    back_office.take(nomor, actor="bo", key="c")
    back_office.close(nomor, "selesai", actor="bo", key="d")
    store.escalate(nomor, "padam lagi", actor="hana", idempotency_key="e")
    (waiting,) = back_office.queue()
    assert (waiting.taken_by, waiting.reason, waiting.deeds) == (None, "padam lagi", ())


def test_an_open_report_is_escalated_once(store: TicketStore, back_office: BackOffice) -> None:
    made = store.create(gangguan(), actor="bot", idempotency_key="a")
    for _ in range(2):
        assert back_office.escalate(made.nomor, "mohon segera", actor="hana", key="b").eskalasi
    with pytest.raises(TicketError, match="sudah dieskalasi"):
        back_office.escalate(made.nomor, "mohon segera", actor="hana", key="c")
    (waiting,) = back_office.queue()
    assert (waiting.ticket.nomor, waiting.reason) == (made.nomor, "mohon segera")


@pytest.mark.parametrize(("draft", "rule"), [(gangguan(), "LU-06"), (keluhan(), "LU-07")], ids=["G", "K"])
def test_a_report_that_is_done_is_not_escalated_by_itself_and_its_rule_is_told(
    store: TicketStore, back_office: BackOffice, draft: TicketDraft, rule: str
) -> None:
    made = store.create(draft, actor="bot", idempotency_key="a")
    done = store.complete(made.nomor, "SUDAH NORMAL", actor="posko", idempotency_key="b")
    with pytest.raises(TicketError, match=rule) as refusal:
        back_office.escalate(made.nomor, "mohon segera", actor="hana", key="c")
    assert refusal.value.code == "tidak_berlaku"
    assert store.get(made.nomor) == done


def test_what_the_unit_has_done_meanwhile_is_not_passed_to_it_but_can_be_closed(
    store: TicketStore, back_office: BackOffice, nomor: str
) -> None:
    back_office.take(nomor, actor="bo", key="c")
    store.complete(nomor, "SUDAH NORMAL", actor="posko", idempotency_key="d")
    with pytest.raises(TicketError, match="sudah SELESAI") as refusal:
        back_office.pass_on(nomor, None, actor="bo", key="e")
    assert refusal.value.code == "tidak_berlaku"
    assert back_office.close(nomor, "sudah normal", actor="bo", key="f").eskalasi is False
