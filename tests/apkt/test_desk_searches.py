"""What Monitoring Tiket and the queues look for besides: address, order, who follows whom, the last change."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from bot import clock
from bot.apkt.model import TicketDraft, TicketSearch
from bot.apkt.sought_words import present, words_of
from bot.apkt.store import TicketStore
from tests.apkt.drafts import gangguan

MORNING = datetime(2022, 3, 1, 1, 0, tzinfo=timezone.utc)


def made(store: TicketStore, *drafts: TicketDraft) -> list[str]:
    numbers = []
    for minute, draft in enumerate(drafts):
        with clock.at(MORNING + timedelta(minutes=minute)):
            numbers.append(store.create(draft, actor="bot", idempotency_key=f"{minute}").nomor)
    return numbers


def found(store: TicketStore, **criteria: object) -> list[str]:
    return [ticket.nomor for ticket in store.search(replace(TicketSearch(), **criteria)).tickets]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("words", "expected"),
    [("melati", [0]), ("mel teb", [0]), ("tebet", [0, 1]), ("budi", []), ("melati kenanga", [])],
)
def test_words_of_the_address_are_looked_for_in_the_address_alone(
    store: TicketStore, words: str, expected: list[int]
) -> None:
    numbers = made(
        store,
        gangguan(nama_pelapor="Budi", alamat="Jl. Melati No. 7, Tebet"),
        gangguan(nama_pelapor="Melati", alamat="Jl. Kenanga No. 1, Tebet"),
        gangguan(nama_pelapor="Siti", permasalahan="POHON MELATI TUMBANG"),
    )
    assert sorted(found(store, alamat=words)) == [numbers[index] for index in expected]


def test_address_name_and_other_words_must_all_hold(store: TicketStore) -> None:
    numbers = made(
        store,
        gangguan(nama_pelapor="Budi", alamat="Jl. Melati No. 7, Tebet"),
        gangguan(nama_pelapor="Siti", alamat="Jl. Melati No. 9, Tebet"),
    )
    assert found(store, alamat="melati", nama="siti", q="padam") == [numbers[1]]
    assert found(store, alamat="melati", nama="siti", q="banjir") == []


@pytest.mark.parametrize("words", [None, "tebet"])
def test_oldest_first_pages_through_all_of_them_in_order(store: TicketStore, words: str | None) -> None:
    numbers = made(store, *(gangguan(alamat="Tebet") for _ in range(5)))
    criteria = TicketSearch(oldest_first=True, limit=2, alamat=words)
    seen: list[str] = []
    while True:
        page = store.search(criteria)
        seen += [ticket.nomor for ticket in page.tickets]
        if page.next_cursor is None:
            break
        criteria = replace(criteria, cursor=page.next_cursor)
    assert seen == numbers
    assert found(store, limit=5) == numbers[::-1]


@pytest.mark.parametrize(
    "criteria",
    [
        *(
            {"q": words}
            for words in ("padam", "pa", "melati", "mel 7", "wisnu wardhana", "3a", "ibu_siti", "g54", "zz")
        ),
        *({"nama": words} for words in ("siti", "o'neil", "SITI a", "wardh")),
        *({"alamat": words} for words in ("jl", "jl. melati", "rt 001", "siti")),
        {"q": "padam", "nama": "siti", "alamat": "melati"},
    ],
    ids=str,
)
@pytest.mark.parametrize("looked_through", [1, 3, 256], ids=["index", "both", "first"])
def test_the_index_and_looking_through_the_first_tickets_find_the_same(
    store: TicketStore, monkeypatch: pytest.MonkeyPatch, criteria: dict[str, str], looked_through: int
) -> None:
    monkeypatch.setattr("bot.apkt.full_text._LOOKED_THROUGH", looked_through)
    names = ("Siti Aminah", "Wisnu-Wardhana", "O'Neil", "Ibu_Siti", None)
    addresses = ("Jl. Melati No. 7, RT 001/RW 002", "Jl.Kenanga 3A", "Komplek Elite, blok B-7", None)
    numbers = made(store, *(gangguan(nama_pelapor=name, alamat=address) for name in names for address in addresses))
    words = words_of(TicketSearch(**criteria))  # type: ignore[arg-type]
    expected = [nomor for nomor in numbers[::-1] if all(present(words, vars(store.get(nomor))))]
    assert found(store, **criteria, limit=50) == expected
    assert found(store, **criteria, limit=2) == expected[:2]
    assert found(store, **criteria, limit=2, oldest_first=True) == expected[::-1][:2]


def test_reports_that_follow_another_are_found_by_its_number(store: TicketStore) -> None:
    (first,) = made(store, gangguan())
    with clock.at(MORNING + timedelta(hours=1)):
        follower = store.create(gangguan(nomor_terkait=first), actor="bot", idempotency_key="f")
        store.create(gangguan(), actor="bot", idempotency_key="g")
    assert found(store, nomor_terkait=first) == [follower.nomor]


def test_the_last_change_moves_with_every_change_and_with_nothing_else(store: TicketStore) -> None:
    assert store.last_change() is None
    first, _ = made(store, gangguan(), gangguan())
    assert store.last_change() == MORNING + timedelta(minutes=1)
    store.get(first)
    assert store.last_change() == MORNING + timedelta(minutes=1)
    with clock.at(MORNING + timedelta(hours=1)):
        store.add_keterangan(first, "petugas menuju lokasi", actor="unit", idempotency_key="x")
    assert store.last_change() == MORNING + timedelta(hours=1)
