"""Personal data in text, hidden from those who need the talk and not the person: long numbers (IDPEL, meter, phone,
CTT), typed or dictated, and e-mail addresses. Report numbers and moments stay as they are.
"""

from __future__ import annotations

import re
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


def masked_deeply(value: Any) -> Any:
    """``value``, as JSON holds it, with every text in it masked; names of fields stay."""
    if isinstance(value, str):
        return masked(value)
    if isinstance(value, dict):
        return {name: masked_deeply(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [masked_deeply(item) for item in value]
    return value


def _masked_part(text: str) -> str:
    text = _EMAIL.sub(lambda address: f"{address[0][0]}•••@•••", text)
    for run in reversed(digit_runs(text)):
        if len(run.value) >= SHORTEST_NUMBER:
            text = f"{text[: run.start]}•••{run.value[-_SHOWN_DIGITS:]}{text[run.end :]}"
    return text
