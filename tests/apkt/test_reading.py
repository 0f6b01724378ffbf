"""Reports are found by what the caller knows of them, the newest first, page by page."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from bot import clock
from bot.apkt.errors import TicketError
from bot.apkt.model import TicketDraft, TicketSearch
from bot.apkt.store import TicketStore
from tests.apkt.drafts import gangguan, keluhan

START = datetime(2022, 3, 1, 1, 0, tzinfo=timezone.utc)


def save(store: TicketStore, *drafts: TicketDraft) -> list[str]:
    """Save them a minute apart; their numbers in the order given."""
    numbers = []
    with clock.at(START):
        for position, draft in enumerate(drafts):
            numbers.append(store.create(draft, actor="bot", idempotency_key=f"simpan {position}").nomor)
            clock.advance(timedelta(minutes=1))
    return numbers


def found(store: TicketStore, **criteria: Any) -> list[str]:
    return [ticket.nomor for ticket in store.search(TicketSearch(**criteria)).tickets]


@pytest.mark.parametrize(
    "criteria",
    [
        {"telepon": "+62 812-0000-0001"},
        {"telepon": "0215000009"},
        {"idpel": "541234567890"},
        {"nama": "santo budi"},
        {"nama": "BUD"},
        {"q": "masjid"},
        {"q": "melati santoso"},
        {"q": "wisnu-wardhana"},
        {"unit": "UID Jakarta Raya"},
        {"tipe_wo": "WO AUTODISPATCH", "jenis": "GANGGUAN", "status": "BELUM SELESAI"},
        {"created_from": START, "created_before": START + timedelta(seconds=1)},
    ],
)
def test_each_criterion_finds_its_report_and_no_other(store: TicketStore, criteria: dict[str, Any]) -> None:
    wanted, *_ = save(
        store,
        gangguan(
            nama_pelapor="Budi Santoso",
            alamat="Jl. Wisnu-Wardhana 3, Melati",
            acuan_lokasi="dekat masjid",
            idpel="541234567890",
            hp_pelapor="081200000001",
            no_telepon="(021) 5000009",
            unit="UID Jakarta Raya",
        ),
        keluhan(
            nama_pelapor="Sri Utami",
            alamat="Jl. Kenanga",
            idpel="561234567890",
            hp_pelapor="081200000002",
            unit="UID Banten",
        ),
    )
    assert found(store, **criteria) == [wanted]


def test_a_phone_is_sought_as_caller_id_and_as_mobile_number_newest_first(store: TicketStore) -> None:
    numbers = save(
        store,
        gangguan(no_telepon="081200000001"),
        gangguan(hp_pelapor="081200000001"),
        gangguan(no_telepon="081200000002"),
        gangguan(no_telepon="081200000001", hp_pelapor="081200000001"),
    )
    assert found(store, telepon="081200000001") == [numbers[3], numbers[1], numbers[0]]
    assert found(store, telepon="081200000001", limit=1) == [numbers[3]]


def test_criteria_must_all_hold(store: TicketStore) -> None:
    save(store, gangguan(nama_pelapor="Budi"), keluhan(nama_pelapor="Sri"))
    assert found(store, nama="Budi", jenis="KELUHAN") == []


def test_a_name_is_not_sought_in_the_address(store: TicketStore) -> None:
    save(store, gangguan(nama_pelapor="Sri", alamat="Jl. Budi"))
    assert found(store, nama="Budi") == []
    assert len(found(store, q="Budi")) == 1


def test_changed_words_are_found_and_the_old_ones_no_longer(store: TicketStore) -> None:
    (nomor,) = save(store, gangguan(alamat="Jl. Melati"))
    store.update(nomor, {"alamat": "Jl. Kenanga"}, actor="bot", idempotency_key="ubah")
    assert (found(store, q="kenanga"), found(store, q="melati")) == ([nomor], [])


def test_marks_and_status_are_criteria_too(store: TicketStore) -> None:
    first, second, third = save(store, gangguan(), gangguan(), gangguan())
    store.mark_lapor_ulang(first, "BELUM DATANG", actor="bot", idempotency_key="a")
    store.escalate(second, "belum datang", actor="bot", idempotency_key="b")
    store.complete(third, actor="bot", idempotency_key="c")
    assert found(store, lapor_ulang=True) == [first]
    assert found(store, eskalasi=True) == [second]
    assert found(store, status="SELESAI") == [third]


@pytest.mark.parametrize("criteria", [{}, {"q": "padam"}, {"status": "BELUM SELESAI"}])
def test_pages_hold_every_report_once_newest_first(store: TicketStore, criteria: dict[str, Any]) -> None:
    numbers = save(store, *(gangguan() for _ in range(7)))
    seen: list[str] = []
    cursor = None
    while True:
        page = store.search(TicketSearch(**criteria, limit=3, cursor=cursor))
        seen += [ticket.nomor for ticket in page.tickets]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert seen == numbers[::-1]


def test_reports_of_one_second_are_paged_without_loss(store: TicketStore) -> None:
    with clock.at(START):
        numbers = [
            store.create(draft, actor="bot", idempotency_key=str(key)).nomor
            for key, draft in enumerate([gangguan(), keluhan(), gangguan(kode_unit="56"), gangguan()])
        ]
    first = store.search(TicketSearch(limit=2))
    second = store.search(TicketSearch(limit=2, cursor=first.next_cursor))
    assert sorted(t.nomor for t in (*first.tickets, *second.tickets)) == sorted(numbers)


def test_a_time_range_is_exact_below_the_second(store: TicketStore) -> None:
    with clock.at(START):
        numbers = []
        for key in range(4):
            numbers.append(store.create(gangguan(), actor="bot", idempotency_key=str(key)).nomor)
            clock.advance(timedelta(milliseconds=300))
    first, last = START + timedelta(seconds=0.3), START + timedelta(seconds=0.9)
    assert found(store, created_from=first, created_before=last) == [numbers[2], numbers[1]]


def test_a_found_report_shows_its_history(store: TicketStore) -> None:
    (nomor,) = save(store, gangguan())
    store.complete(nomor, actor="unit", idempotency_key="a")
    (ticket,) = store.search(TicketSearch(nomor=f"{nomor}*")).tickets
    assert [line.action for line in ticket.history] == ["dibuat", "selesai"]
    assert ticket == store.get(nomor)


@pytest.mark.parametrize(
    ("criteria", "field"),
    [
        ({"limit": 0}, "limit"),
        ({"limit": 201}, "limit"),
        ({"cursor": "bukan penanda"}, "cursor"),
        ({"cursor": "-1"}, "cursor"),
        ({"cursor": "f" * 20}, "cursor"),
        ({"status": "ENTAH"}, "status"),
        ({"idpel": "123"}, "idpel"),
        ({"q": "a"}, "q"),
        ({"nama": "?!"}, "nama"),
        ({"q": "x" * 101}, "q"),
    ],
)
def test_a_malformed_criterion_is_refused_by_name(store: TicketStore, criteria: dict[str, Any], field: str) -> None:
    with pytest.raises(TicketError) as refusal:
        store.search(TicketSearch(**criteria))
    assert refusal.value.field == field


@pytest.mark.parametrize("words", ["budi OR sri", "budi* NEAR", "aa' | bb & !", "nama_pelapor:budi", "ab\x00cd"])
def test_signs_of_the_query_languages_are_only_signs(store: TicketStore, words: str) -> None:
    save(store, gangguan(nama_pelapor="Sri Utami"))
    assert found(store, q=words) == []
