"""Which caller is meant, by the numbers that tell them from others."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from bot.language.masking import masked
from bot.phone_numbers import national_form

SHORTEST_NUMBER = 8
_TELEPHONE = re.compile(r"[0-9 ()+.\-]*")
_BETWEEN_GROUPS = r"[ .\-]*"
_BEFORE_TELEPHONE = r"(?:62|0)?"


class CallerError(Exception):
    """It can't be done; the message says why, in Indonesian."""


@dataclass(frozen=True)
class Who:
    """The caller, by a telephone number, a customer number (IDPEL), or both.

    Attributes:
        telepon: as it is dialled within Indonesia, however it was given; empty if it was not.
        idpel: digits; empty if it was not given.

    Raises:
        CallerError: if a number can't be one, or neither tells anybody from others.
    """

    telepon: str = ""
    idpel: str = ""

    def __post_init__(self) -> None:
        if not self.telepon.strip() and not self.idpel.strip():
            raise CallerError("Sebutkan nomor telepon atau nomor pelanggan (IDPEL).")
        telepon = national_form(self.telepon) if _TELEPHONE.fullmatch(self.telepon) else "?"
        idpel = re.sub(_BETWEEN_GROUPS, "", self.idpel)
        for name, given, digits in (("Nomor telepon", self.telepon, telepon), ("IDPEL", self.idpel, idpel)):
            # a number of which nothing is left would fit everybody
            if given.strip() and not re.fullmatch(f"[0-9]{{{SHORTEST_NUMBER},}}", digits):
                raise CallerError(f"{name} harus berupa angka, paling sedikit {SHORTEST_NUMBER} angka.")
        object.__setattr__(self, "telepon", telepon)
        object.__setattr__(self, "idpel", idpel)

    @property
    def numbers(self) -> tuple[str, ...]:
        """As they stand in talks: a telephone number without what comes before it at home or from abroad."""
        return tuple(number for number in (self.telepon.removeprefix("0"), self.idpel) if number)

    def is_named_in(self, words: str) -> bool:
        """Whether one of the numbers stands there as a whole, also in groups (``0812 3456 7890``)."""
        return self._whole_number.search(words) is not None

    @cached_property
    def _whole_number(self) -> re.Pattern[str]:
        forms = []
        if self.telepon:
            forms.append(_BEFORE_TELEPHONE + _BETWEEN_GROUPS + _in_groups(self.telepon.removeprefix("0")))
        if self.idpel:
            forms.append(_in_groups(self.idpel))
        return re.compile(rf"(?<![0-9])(?:{'|'.join(forms)})(?![0-9])")

    def __str__(self) -> str:
        return masked(" ".join((self.telepon, self.idpel)).strip())


def _in_groups(digits: str) -> str:
    return _BETWEEN_GROUPS.join(digits)
