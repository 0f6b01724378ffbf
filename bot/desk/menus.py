"""The menus of the reporting forms: what the book's outcome tables put into a field is what may be chosen there."""

from __future__ import annotations

from bot.apkt.model import JENIS
from bot.sop.book import Book, Outcome


def choices_of(book: Book, field: str, jenis: str) -> tuple[str, ...]:
    """Every value that a row for ``jenis`` puts into the field, in the book's order."""
    values = (str((row.ticket or {}).get(field) or "") for row in _rows_making(book, jenis))
    return tuple(dict.fromkeys(value for value in values if value))


def wordings_of(book: Book, jenis: str) -> tuple[str, ...]:
    """Every text for ``permasalahan``; a gap in it is shown as ``…`` for the officer to fill."""
    texts = (_with_gaps(text) for row in _rows_making(book, jenis) for _, text in row.permasalahan)
    return tuple(dict.fromkeys(text for text in texts if not text.startswith("…")))


def _rows_making(book: Book, jenis: str) -> list[Outcome]:
    assert jenis in JENIS
    rows = (row for topic in book.topics.values() for row in topic.outcomes if row.makes_report)
    return [row for row in rows if (row.ticket or {})["jenis"] == jenis]


def _with_gaps(text: str) -> str:
    return text.format_map(_Gaps())


class _Gaps(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return "…"
