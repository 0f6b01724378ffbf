"""The unit: what somebody is sent for waits, and is settled once with a note."""

from __future__ import annotations

import pytest

from bot.apkt.errors import TicketError
from bot.apkt.model import SELESAI
from bot.apkt.store import TicketStore
from bot.desk.follow_up import meaning_of_note
from bot.desk.work_orders import WorkOrders, telling_notes
from bot.sop.book import load_book
from tests.apkt.drafts import FULL_GANGGUAN, gangguan, keluhan


def test_reports_wait_for_their_unit_oldest_first_when_somebody_is_sent(store: TicketStore) -> None:
    orders = WorkOrders(store)
    drafts = [
        gangguan(unit="UID Jakarta Raya"),
        gangguan(unit="UID Jawa Barat"),
        gangguan(unit="UID Jakarta Raya", tipe_wo=None),
        gangguan(unit="UID Jakarta Raya", issue_closed=True),
        keluhan(unit="UID Jakarta Raya"),
        FULL_GANGGUAN,
        gangguan(unit="UID Jakarta Raya"),
    ]
    made = [store.create(draft, actor="bot", idempotency_key=str(key)).nomor for key, draft in enumerate(drafts)]
    assert [one.nomor for one in orders.waiting("UID Jakarta Raya").tickets] == [made[0], made[6]]
    assert [one.nomor for one in orders.waiting().tickets] == [made[0], made[1], made[6]]
    store.send_wo(made[5], actor="vcc", idempotency_key="wo")
    assert [one.nomor for one in orders.waiting("UID Jakarta Raya").tickets] == [made[0], made[5], made[6]]


def test_settled_it_is_done_with_the_units_note_in_capitals(store: TicketStore) -> None:
    made = store.create(gangguan(), actor="bot", idempotency_key="a")
    done = WorkOrders(store).settle(made.nomor, "pelanggan  sulit dihubungi", actor="posko", key="b")
    assert (done.status, done.catatan_unit) == (SELESAI, "PELANGGAN SULIT DIHUBUNGI")
    assert WorkOrders(store).waiting().tickets == ()


def test_what_is_done_is_not_settled_again_but_the_same_form_sent_twice_is_answered(store: TicketStore) -> None:
    orders = WorkOrders(store)
    made = store.create(gangguan(), actor="bot", idempotency_key="a")
    done = orders.settle(made.nomor, "sudah normal", actor="posko", key="b")
    assert orders.settle(made.nomor, "sudah normal", actor="posko", key="b") == done
    with pytest.raises(TicketError, match="sudah SELESAI"):
        orders.settle(made.nomor, "lain", actor="posko", key="c")


def test_a_note_is_needed(store: TicketStore) -> None:
    made = store.create(gangguan(), actor="bot", idempotency_key="a")
    with pytest.raises(TicketError) as refusal:
        WorkOrders(store).settle(made.nomor, "  ", actor="posko", key="b")
    assert refusal.value.field == "catatan_unit"


def test_each_note_of_the_menu_is_understood_when_the_customer_calls_again() -> None:
    book = load_book()
    meanings = [meaning_of_note(book, note) for note in telling_notes(book)]
    assert meanings == ["sulit_dihubungi", "telepon_tidak_tersambung", "data_tidak_lengkap"]
