"""The door to the service that issues clear tamper tokens (CTT), and a simulated one.

A CTT opens a meter: it is shown to its customer only, and never written to a log.
"""

from __future__ import annotations

import hashlib
from typing import Protocol

CTT_DIGITS = 20


class CttUnavailable(Exception):
    """No CTT can be issued now; ``message`` says so in Indonesian."""

    def __init__(self, message: str = "Layanan penerbitan CTT sedang tidak dapat dihubungi.") -> None:
        super().__init__(message)
        self.message = message


class CttIssuer(Protocol):
    """Issues the token for one meter."""

    def issue(self, nomor_meter: str, nomor_laporan: str) -> str:
        """20 digits; the same report always gets the same ones.

        Raises:
            CttUnavailable: if the service does not answer.
        """


class SimulatedCttIssuer:
    """Invented digits, made from the report's number: no meter takes them. PLN's own service is not ours to call."""

    simulated = True

    def issue(self, nomor_meter: str, nomor_laporan: str) -> str:
        """Digits that look like a CTT, the same ones at each call."""
        digest = hashlib.sha256(f"simulasi CTT {nomor_meter} {nomor_laporan}".encode()).hexdigest()
        return str(int(digest, 16))[-CTT_DIGITS:]
