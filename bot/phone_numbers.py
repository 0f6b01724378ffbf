"""One written form for phone numbers, so that a number is found however it was typed.

Reading numbers out of talk is :mod:`bot.language`'s; here only the form in which records keep them.
"""

from __future__ import annotations

import re


def national_form(number: str) -> str:
    """``+62 812-1111-2222``, ``62812…`` and ``0812…`` all become ``081211112222``.

    Anything that is not a digit is dropped; a number without any digit becomes an empty text.
    """
    digits = re.sub(r"[^0-9]", "", number)
    if digits.startswith("62"):
        return "0" + digits[2:]
    return digits
