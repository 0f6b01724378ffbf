"""Personal data in text, hidden from those who need the talk and not the person: long numbers (IDPEL, meter, phone,
CTT), typed or dictated, and e-mail addresses. Report numbers and moments stay as they are. Names and addresses can't
be told from other words by their looks: whoever knows them of a talk hides them with :class:`Mask`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from bot.language.digits import digit_runs

SHORTEST_NUMBER = 8
"""Digits; a shorter number is a reading of the meter, a date or a house number, and tells nobody's identity."""

_SHOWN_DIGITS = 3
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*")
_ANNOUNCES_A_NUMBER = re.compile(
    r"[\s(,]*\b(?:(?:nomor|nomer|no|nmr|id)\b\W*)?"
    r"(?:(?:hp|handphone|wa|whatsapp|telepon|telp|tlp|idpel|pelanggan|pel|meter(?:an)?|ktp|nik|rekening)(?:nya|ku)?\b\W*)?"
    r"(?:(?:saya|aku|kami|ini|adalah|di|ke)\b\W*)*$",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")
_SHORTEST_WORD = 3
_TITLES = frozenset({"bapak", "ibu", "pak", "bpk", "saudara", "saudari", "kak", "mas", "mbak", "bang", "nama", "saya"})
_IN_ANY_ADDRESS = frozenset(
    {"jln", "jalan", "gang", "nomor", "blok", "rumah", "desa", "dusun", "kelurahan", "kecamatan", "kabupaten", "kota"}
    | {"provinsi", "perumahan", "kampung", "komplek", "depan", "belakang", "samping", "sebelah", "seberang", "dekat"}
    | {"dari", "arah", "lewat", "masuk", "pagar", "warna", "yang", "dan", "ada", "dengan", "sama", "saya", "tidak"}
    | {"disebutkan", "belum", "sudah", "lengkap", "utara", "selatan", "timur", "barat", "tengah", "raya", "baru"}
    | {"alamat", "alamatnya", "nama", "pelapor"}
)
_HIDDEN_PLACES = re.compile(r"(?<!\w)•••(?:[\s.,/-]+•••(?!\w))+")
_NO_PERSONAL_DATA = re.compile(
    r"(?<!\w)[GK]\d{13}(?!\d)"
    r"|(?<![\w-])\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?(?![\w-])"
)


def masked(text: str) -> str:
    """``text`` with personal data hidden: ``081234567890`` becomes ``•••890``, ``budi@contoh.id`` ``b•••@•••``."""
    parts: list[str] = []
    end = 0
    for kept in _NO_PERSONAL_DATA.finditer(text):
        parts += [_masked_part(text[end : kept.start()]), kept[0]]
        end = kept.end()
    return "".join([*parts, _masked_part(text[end:])])


def without_personal_data(text: str) -> str:
    """``text`` with long numbers and e-mail addresses left out, and with them the words that announce them."""
    text = _EMAIL.sub(" ", text)
    for run in reversed(digit_runs(text)):
        if len(run.value) >= SHORTEST_NUMBER:
            before = _ANNOUNCES_A_NUMBER.sub("", text[: run.start])
            text = f"{before} {text[run.end :]}"
    return re.sub(r"\s+([,.;])", r"\1", " ".join(text.split())).strip(" ,;:-")


def masked_deeply(value: Any, hide: Callable[[str], str] = masked) -> Any:
    """``value``, as JSON holds it, with every text in it masked; names of fields stay.

    Args:
        hide: what masks a text.
    """
    if isinstance(value, str):
        return hide(value)
    if isinstance(value, dict):
        return {name: masked_deeply(item, hide) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [masked_deeply(item, hide) for item in value]
    return value


class Mask:
    """Hides, besides what :func:`masked` hides, the names and the places of one talk, word by word.

    Args:
        names: of people, as they were told: of each word the first letter stays.
        places: addresses and what leads to them: words that stand in any address (jalan, rumah) stay.
    """

    def __init__(self, names: Iterable[str], places: Iterable[str]) -> None:
        self._names = _telling_words(names, _TITLES)
        self._places = _telling_words(places, _IN_ANY_ADDRESS) - self._names

    def __call__(self, text: str) -> str:
        """``text`` with all of it hidden."""
        hidden = _WORD.sub(self._hidden, masked(text))
        return _HIDDEN_PLACES.sub("•••", hidden)

    def _hidden(self, word: re.Match[str]) -> str:
        folded = word.group().casefold()
        if folded in self._names:
            return f"{word.group()[0]}•••"
        return "•••" if folded in self._places else word.group()


def _telling_words(texts: Iterable[str], others: frozenset[str]) -> frozenset[str]:
    found = {word.casefold() for text in texts for word in _WORD.findall(text)}
    return frozenset(word for word in found - others if len(word) >= _SHORTEST_WORD and "_" not in word)


def _masked_part(text: str) -> str:
    text = _EMAIL.sub(lambda address: f"{address[0][0]}•••@•••", text)
    for run in reversed(digit_runs(text)):
        if len(run.value) >= SHORTEST_NUMBER:
            text = f"{text[: run.start]}•••{run.value[-_SHOWN_DIGITS:]}{text[run.end :]}"
    return text
