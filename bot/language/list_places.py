"""Which thing of a list that was offered: "yang pertama", "nomor 2", "yang terakhir", "semuanya"."""

from __future__ import annotations

import re

from bot.language.doubt import plain_words

ALL = "semua"
LAST = "terakhir"

_PLACES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (place, re.compile(rf"\b(?:{words})(?:nya)?\b"))
    for place, words in (
        (ALL, "semua|keduanya|dua duanya|ketiganya|tiga tiganya|kedua duanya|masing masing"),
        ("1", "pertama|kesatu|yang satu|nomor satu|paling atas|atas|terbaru|paling baru|yang baru"),
        ("2", "kedua|yang dua|nomor dua|tengah"),
        ("3", "ketiga|yang tiga|nomor tiga"),
        (LAST, "terakhir|paling bawah|bawah|terlama|paling lama|yang lama"),
    )
)
_FIGURE = re.compile(
    r"^\W*(?:(?:yang|nomor|no|nmr|ke|pilih|opsi)\W*)*(?P<place>[1-9])\W*(?:(?:saja|aja|ya|kak|pak|bu|mbak|mas|dong)\W*)*$"
)


def read_place_in_list(text: str) -> str | None:
    """``ALL``, ``LAST`` or the place counted from 1 as a figure; None when none, or more than one, is named."""
    figure = _FIGURE.match(text.lower())
    if figure is not None:
        return figure["place"]
    said = plain_words(text)
    named = [place for place, pattern in _PLACES if pattern.search(said)]
    return named[0] if len(named) == 1 else None
