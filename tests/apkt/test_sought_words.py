"""Which words of a search are common enough to be left out of what the index is asked."""

from __future__ import annotations

import pytest

from bot.apkt.model import TicketSearch
from bot.apkt.sought_words import SoughtWord, present, telling, words_of

ROW = {
    "nomor": "G5422030100001",
    "nama_pelapor": "Siti Aminah",
    "alamat": "Jl. Melati No. 7",
    "acuan_lokasi": None,
    "permasalahan": "1 RUMAH PADAM",
    "keterangan": None,
}
COMMON, RARE, RARER = (SoughtWord("q", word) for word in ("padam", "siti", "melati"))


def test_the_words_of_every_criterion_are_taken_in_small_letters() -> None:
    assert words_of(TicketSearch(nama="SITI a", alamat="Jl. Melati", q="rt 001")) == (
        SoughtWord("nama", "siti"),
        SoughtWord("nama", "a"),
        SoughtWord("alamat", "jl"),
        SoughtWord("alamat", "melati"),
        SoughtWord("q", "rt"),
        SoughtWord("q", "001"),
    )


@pytest.mark.parametrize(
    ("criterion", "beginning", "there"),
    [
        ("nama", "ami", True),
        ("nama", "melati", False),
        ("alamat", "7", True),
        ("alamat", "siti", False),
        ("q", "g54", True),
        ("q", "adam", False),
    ],
)
def test_a_word_must_begin_a_word_of_its_fields(criterion: str, beginning: str, there: bool) -> None:
    assert present([SoughtWord(criterion, beginning)], ROW) == [there]


def test_only_words_that_few_tickets_hold_are_telling() -> None:
    rows = [(True, place == 3, False) for place in range(64)]
    assert telling((COMMON, RARE, RARER), rows, 1 / 16) == (RARE, RARER)


def test_where_all_are_common_the_rarest_one_is_telling() -> None:
    rows = [(True, place % 2 == 0, place % 3 == 0) for place in range(64)]
    assert telling((COMMON, RARE, RARER), rows, 1 / 16) == (RARER,)
