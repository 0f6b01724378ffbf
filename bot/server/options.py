"""What an operator may set about the web application alone, and the bounds it keeps."""

from __future__ import annotations

import math
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

MAXIMUM_BODY_BYTES = 1_048_576
"""Of a request body or a WebSocket frame. Roomy enough for a 100 KB message to be answered, not cut off."""

_MOST_DAYS = 36_500

LOOPBACK_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True)
class WebOptions:
    """Settings of the web application.

    Attributes:
        allowed_origins: sites that may show the chat in a frame (``PLN123_ALLOWED_ORIGINS``, separated by
            blanks or commas), each as scheme and host, such as ``https://www.contoh.id``.
        messages_at_once: how many messages one session may send in a burst (``PLN123_RATE_BURST``).
        messages_per_second: how fast that allowance grows back (``PLN123_RATE_PER_SECOND``).
        officer_gone_minutes: how long the browser of an officer may be gone before the talks that the officer has
            go back to the queue (``PLN123_OFFICER_GONE_MINUTES``).
        turns_at_once: how many turns a process works on at a time, others wait in their order
            (``PLN123_TURNS_AT_ONCE``).
        tell_wait_seconds: callers are told of a wait that is expected to be as long as this
            (``PLN123_TELL_WAIT_SECONDS``).
        rest_wait_seconds: a request of the REST channel that would wait longer is refused with 503 and ``Retry-After``
            (``PLN123_REST_WAIT_SECONDS``).
        keep_talks_days: talks in which nothing was said for so many days are deleted; 0: none is
            (``PLN123_KEEP_TALKS_DAYS``).
    """

    allowed_origins: tuple[str, ...] = ()
    messages_at_once: int = 20
    messages_per_second: float = 2.0
    officer_gone_minutes: float = 5.0
    keep_talks_days: int = 0
    turns_at_once: int = 16
    tell_wait_seconds: float = 3.0
    rest_wait_seconds: float = 10.0

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> WebOptions:
        """Read the options.

        Raises:
            ValueError: with an Indonesian message naming the variable, when a value can't be read.
        """
        written = re.split(r"[\s,]+", environment.get("PLN123_ALLOWED_ORIGINS", "").strip())
        return cls(
            allowed_origins=tuple(_origin(text) for text in written if text),
            messages_at_once=int(_positive(environment, "PLN123_RATE_BURST", cls.messages_at_once)),
            messages_per_second=_positive(environment, "PLN123_RATE_PER_SECOND", cls.messages_per_second),
            officer_gone_minutes=_positive(environment, "PLN123_OFFICER_GONE_MINUTES", cls.officer_gone_minutes),
            keep_talks_days=_days(environment, "PLN123_KEEP_TALKS_DAYS", cls.keep_talks_days),
            turns_at_once=math.ceil(_positive(environment, "PLN123_TURNS_AT_ONCE", cls.turns_at_once)),
            tell_wait_seconds=_positive(environment, "PLN123_TELL_WAIT_SECONDS", cls.tell_wait_seconds),
            rest_wait_seconds=_positive(environment, "PLN123_REST_WAIT_SECONDS", cls.rest_wait_seconds),
        )


def _origin(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not re.fullmatch(r"[\w.*:\[\]-]+", parts.netloc):
        raise ValueError(f"PLN123_ALLOWED_ORIGINS harus berisi alamat seperti https://www.contoh.id, bukan {text!r}.")
    return f"{parts.scheme}://{parts.netloc}"


def _positive(environment: Mapping[str, str], name: str, default: float) -> float:
    text = environment.get(name) or str(default)
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 1e-3 <= value <= 1e6:
        raise ValueError(f"{name} harus berupa angka lebih dari nol, bukan {text!r}.")
    return value


def _days(environment: Mapping[str, str], name: str, default: int) -> int:
    text = environment.get(name) or str(default)
    if not text.isascii() or not text.isdigit() or int(text) > _MOST_DAYS:
        raise ValueError(f"{name} harus berupa banyaknya hari (0: tidak dihapus), bukan {text!r}.")
    return int(text)
