"""Settings of the SIP line."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

ANY_PORT = (0,)


@dataclass(frozen=True)
class SipOptions:
    """What an operator may set.

    Attributes:
        address: told to callers as ours (``PLN123_SIP_ADDRESS``); empty: the one that the caller can reach us at.
        ports: for sound (``PLN123_SIP_PORTS``, "10000-10099"); any by default.
        most_calls: at once; further callers hear that the line is busy (``PLN123_SIP_CALLS``).
    """

    address: str = ""
    ports: Sequence[int] = ANY_PORT
    most_calls: int = 20

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> SipOptions:
        """Read the options.

        Raises:
            ValueError: with an Indonesian message naming the variable, when a value can't be read.
        """
        most = environment.get("PLN123_SIP_CALLS") or str(cls.most_calls)
        if not most.isdigit() or not 1 <= int(most) <= 200:
            raise ValueError(f"PLN123_SIP_CALLS harus berupa angka 1–200, bukan {most!r}.")
        return cls(environment.get("PLN123_SIP_ADDRESS") or "", _ports(environment.get("PLN123_SIP_PORTS")), int(most))


def _ports(text: str | None) -> Sequence[int]:
    if not text:
        return ANY_PORT
    read = re.fullmatch(r"(\d+)-(\d+)", text.strip())
    first, last = (int(read.group(1)), int(read.group(2))) if read else (0, -1)
    if not 1024 <= first <= last <= 65535:
        raise ValueError(f"PLN123_SIP_PORTS harus berupa rentang seperti 10000-10099, bukan {text!r}.")
    return range(first, last + 1)
