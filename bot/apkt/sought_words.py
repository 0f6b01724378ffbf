"""The words of a search, and whether they stand in a ticket: each must begin some word of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.apkt.errors import TicketError
from bot.apkt.model import TicketSearch
from bot.apkt.validation import clean_text

EVERYWHERE = ("nomor", "nama_pelapor", "alamat", "acuan_lokasi", "permasalahan", "keterangan")
"""The fields in which ``q`` looks."""

FIELDS: Mapping[str, tuple[str, ...]] = {"nama": ("nama_pelapor",), "alamat": ("alamat",), "q": EVERYWHERE}
"""Criterion → the fields in which its words must stand."""

_MOST_WORDS = 8
_WORDS_LIMIT = 100
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class SoughtWord:
    """The beginning of a word, and the criterion that asks for it."""

    criterion: str
    beginning: str


def words_of(criteria: TicketSearch) -> tuple[SoughtWord, ...]:
    """The words of a search, in small letters.

    Raises:
        TicketError: for a criterion that is too long, or holds no word of two letters.
    """
    sought: list[SoughtWord] = []
    for criterion in FIELDS:
        text = clean_text(criterion, getattr(criteria, criterion), _WORDS_LIMIT)
        if text is None:
            continue
        words = _WORD.findall(text.lower())[:_MOST_WORDS]
        if not words or max(map(len, words)) < 2:
            raise TicketError("format_salah", "Tuliskan sedikitnya dua huruf untuk mencari.", criterion)
        sought += [SoughtWord(criterion, word) for word in words]
    return tuple(sought)


def present(sought: Sequence[SoughtWord], row: Mapping[str, Any]) -> list[bool]:
    """Of each word whether it stands in a ticket's row; the same answer that the indexes give."""
    words = {
        criterion: _WORD.findall(" ".join(row[name] or "" for name in FIELDS[criterion]).lower())
        for criterion in {one.criterion for one in sought}
    }
    return [any(word.startswith(one.beginning) for word in words[one.criterion]) for one in sought]


def telling(sought: Sequence[SoughtWord], rows: Sequence[Sequence[bool]], share: float) -> tuple[SoughtWord, ...]:
    """The words that no more than this share of the rows holds; where all are more common, the rarest one.

    Args:
        rows: of each row, what :func:`present` says.
    """
    counts = [sum(column) for column in zip(*rows, strict=True)]
    found = tuple(one for one, count in zip(sought, counts, strict=True) if count <= share * len(rows))
    return found or (sought[counts.index(min(counts))],)
