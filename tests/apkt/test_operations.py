"""What a row of the table does about an earlier report: all of it, once, or nothing (LU-02 … LU-09)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from bot import clock
from bot.apkt.errors import TicketError
from bot.apkt.history import replay
from bot.apkt.model import BELUM_SELESAI, SELESAI, Ticket, TicketSearch
from bot.apkt.operations import FollowUp, carried_out_before, carry_out, draft_like, latest_of_matter
from bot.apkt.rows import state_of
from bot.apkt.store import TicketStore
from tests.apkt.drafts import gangguan, keluhan

NOON = datetime(2018, 7, 6, 5, 0, tzinfo=timezone.utc)
REMARK = "PETUGAS BELUM DATANG, NO LAPOR BARU {nomor_baru}"


def followed_up(store: TicketStore, earlier: Ticket, follow_up: FollowUp, key: str = "talk:1") -> Ticket:
    return store.run(lambda do: carry_out(do, do.hold(earlier.nomor), follow_up, actor="CC.54.HANA", key=key))


def found(store: TicketStore, nomor: str) -> Ticket:
    ticket = store.get(nomor)
    assert ticket is not None
    return ticket


@pytest.fixture
def done(store: TicketStore) -> Ticket:
    """A disturbance that the unit has finished."""
    with clock.at(NOON - timedelta(days=1)):
        made = store.create(gangguan(keterangan="AWAL"), actor="bot", idempotency_key="awal")
        return store.complete(made.nomor, "sulit dihubungi", actor="unit", idempotency_key="selesai")


def again(earlier: Ticket) -> FollowUp:
    draft = replace(gangguan(), nomor_terkait=earlier.nomor)
    return FollowUp({"lapor_ulang": REMARK, "eskalasi": "KE UNIT, {nomor_baru}"}, draft=draft)


def test_a_done_report_comes_back_with_a_new_one_that_names_it(store: TicketStore, done: Ticket) -> None:
    with clock.at(NOON):
        new = followed_up(store, done, again(done))
    old = found(store, done.nomor)
    assert new == found(store, new.nomor)
    assert (new.nomor_terkait, new.status, new.lapor_ulang, new.eskalasi) == (done.nomor, BELUM_SELESAI, False, False)
    assert (old.status, old.lapor_ulang, old.eskalasi) == (BELUM_SELESAI, True, True)
    assert old.keterangan == f"AWAL\nPETUGAS BELUM DATANG, NO LAPOR BARU {new.nomor}"
    assert [line.action for line in old.history] == ["dibuat", "selesai", "lapor ulang", "eskalasi"]
    assert old.history[-1].note == f"KE UNIT, {new.nomor}"
    assert replay(old.history) == {**state_of(old), "updated_at": old.updated_at}


def test_a_follow_up_that_is_retried_happens_once(store: TicketStore, done: Ticket) -> None:
    with clock.at(NOON):
        first = followed_up(store, done, again(done))
        assert followed_up(store, done, again(done)).nomor == first.nomor
    assert len(store.search(TicketSearch()).tickets) == 2
    assert len(found(store, done.nomor).history) == 4
    assert store.run(lambda do: carried_out_before(do, "talk:1"))
    assert not store.run(lambda do: carried_out_before(do, "talk:2"))


def test_a_follow_up_that_fails_leaves_no_new_report(store: TicketStore, done: Ticket) -> None:
    with pytest.raises(TicketError):
        followed_up(store, done, FollowUp({"lapor_ulang": "x" * 2000}, draft=gangguan()))
    (only,) = store.search(TicketSearch()).tickets
    assert only == done


def test_an_update_changes_fields_and_adds_the_remark(store: TicketStore) -> None:
    with clock.at(NOON):
        made = store.create(keluhan(keterangan="AWAL"), actor="bot", idempotency_key="1")
        told = followed_up(store, made, FollowUp({"update_laporan": "PAGAR HIJAU"}, {"hp_pelapor": "081200000009"}))
    assert (told.nomor, told.hp_pelapor, told.keterangan) == (made.nomor, "081200000009", "AWAL\nPAGAR HIJAU")
    assert told.lapor_ulang is False


def test_an_update_without_words_leaves_the_remarks(store: TicketStore) -> None:
    made = store.create(gangguan(keterangan="AWAL"), actor="bot", idempotency_key="1")
    told = followed_up(store, made, FollowUp({"update_laporan": ""}, {"alamat": "Jl. Kenanga No. 5"}))
    assert (told.alamat, told.keterangan) == ("Jl. Kenanga No. 5", "AWAL")


def test_a_matter_goes_on_in_the_newest_report_made_for_it(store: TicketStore) -> None:
    first = store.create(keluhan(issue_closed=True), actor="bot", idempotency_key="1")
    text = f"TEGANGAN TURUN. CC.54.HANA. NOMOR LAPORAN TERKAIT K: {first.nomor}"
    draft = replace(keluhan(), permasalahan=text, nomor_terkait=first.nomor)
    second = store.create(draft, actor="bot", idempotency_key="2")
    assert latest_of_matter(store, first).nomor == second.nomor
    assert latest_of_matter(store, second).nomor == second.nomor


def test_a_report_that_only_mentions_the_number_is_another_matter(store: TicketStore) -> None:
    first = store.create(keluhan(issue_closed=True), actor="bot", idempotency_key="1")
    store.create(replace(keluhan(), permasalahan=f"LIHAT {first.nomor}"), actor="bot", idempotency_key="2")
    assert latest_of_matter(store, first).nomor == first.nomor


def test_an_open_report_is_where_its_matter_goes_on(store: TicketStore, done: Ticket) -> None:
    with clock.at(NOON):
        followed_up(store, done, again(done))
    reopened = found(store, done.nomor)
    assert reopened.status != SELESAI
    assert latest_of_matter(store, reopened).nomor == done.nomor


def test_two_callers_about_one_done_complaint_make_one_new_report(store: TicketStore) -> None:
    first = store.create(keluhan(issue_closed=True), actor="bot", idempotency_key="1")

    def call(number: int) -> None:
        def work(do):  # type: ignore[no-untyped-def]
            latest = latest_of_matter(do, do.hold(first.nomor))
            if latest.nomor == first.nomor:
                text = f"TEGANGAN TURUN. NOMOR LAPORAN TERKAIT K: {first.nomor}"
                draft = replace(keluhan(), permasalahan=text, nomor_terkait=first.nomor)
                carry_out(do, latest, FollowUp({}, draft=draft), actor="bot", key=f"call:{number}")
            else:
                carry_out(do, latest, FollowUp({"lapor_ulang": "LAGI"}), actor="bot", key=f"call:{number}")

        store.run(work)

    with ThreadPoolExecutor(4) as callers:
        list(callers.map(call, range(4)))
    tickets = store.search(TicketSearch()).tickets
    assert len(tickets) == 2
    assert found(store, tickets[0].nomor).keterangan == "LAGI\nLAGI\nLAGI"


def test_a_new_report_takes_the_form_of_the_earlier_one(done: Ticket) -> None:
    assert draft_like(done)["keterangan"] == "AWAL"
    assert "nomor" not in draft_like(done)
