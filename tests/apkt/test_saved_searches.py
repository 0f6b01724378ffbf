"""Each officer keeps searches of their own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.apkt.errors import TicketError
from bot.apkt.saved_searches import MOST_FOR_ONE, SavedSearches


@pytest.fixture
def searches(database_url: str) -> Iterator[SavedSearches]:
    opened = SavedSearches(database_url)
    yield opened
    opened.close()


def test_kept_searches_come_back_by_name_and_only_to_their_owner(searches: SavedSearches) -> None:
    searches.keep("hana", "Terlambat", "status=BELUM+SELESAI")
    searches.keep("hana", "Bandung", "alamat=bandung")
    searches.keep("budi", "Punya Budi", "q=x")
    assert [(one.name, one.query) for one in searches.of("hana")] == [
        ("Bandung", "alamat=bandung"),
        ("Terlambat", "status=BELUM+SELESAI"),
    ]


def test_one_of_the_same_name_is_replaced(searches: SavedSearches) -> None:
    searches.keep("hana", "Bandung", "alamat=bandung")
    searches.keep("hana", " Bandung ", "alamat=cimahi")
    assert [one.query for one in searches.of("hana")] == ["alamat=cimahi"]


def test_only_the_owner_removes_one(searches: SavedSearches) -> None:
    searches.keep("hana", "Bandung", "alamat=bandung")
    (kept,) = searches.of("hana")
    searches.remove("budi", kept.id)
    assert searches.of("hana") == (kept,)
    searches.remove("hana", kept.id)
    assert searches.of("hana") == ()


@pytest.mark.parametrize(("name", "query"), [("", "q=x"), ("  ", "q=x"), ("nama", ""), ("n" * 61, "q=x")])
def test_without_a_name_or_a_search_nothing_is_kept(searches: SavedSearches, name: str, query: str) -> None:
    with pytest.raises(TicketError):
        searches.keep("hana", name, query)
    assert searches.of("hana") == ()


def test_nobody_keeps_too_many(searches: SavedSearches) -> None:
    for number in range(MOST_FOR_ONE):
        searches.keep("hana", f"saringan {number}", "q=x")
    with pytest.raises(TicketError, match="Hapus salah satu"):
        searches.keep("hana", "satu lagi", "q=x")
    searches.keep("hana", "saringan 0", "q=y")
    assert len(searches.of("hana")) == MOST_FOR_ONE
