"""Applications for electricity (AP2T): a new connection, more power, a temporary connection (AP2T-01)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

NEW_CONNECTION = "PB"
MORE_POWER = "PD"
TEMPORARY = "PS"
KINDS = (NEW_CONNECTION, MORE_POWER, TEMPORARY)

RECEIVED = "DITERIMA"


class ApplicationsUnavailable(Exception):
    """Applications can't be taken or read now; ``message`` says so in Indonesian."""

    def __init__(self, message: str = "Layanan permohonan sedang tidak dapat dihubungi.") -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True)
class ApplicationDraft:
    """The form before it has a number.

    Attributes:
        jenis: one of ``KINDS``.
        daya: power asked for, in VA.
        nama_pelapor, no_telepon, hp_pelapor, email_pelapor: the applicant, as on a report (DP-01).
        idpel: 12 digits, for more power; ``alamat``: where to connect, for the other two.
        mulai, sampai: first and last day of a temporary connection.
        kode_unit: two digits.
    """

    jenis: str
    daya: int
    nama_pelapor: str | None = None
    alamat: str | None = None
    idpel: str | None = None
    no_telepon: str | None = None
    hp_pelapor: str | None = None
    email_pelapor: str | None = None
    mulai: date | None = None
    sampai: date | None = None
    kode_unit: str = "99"


@dataclass(frozen=True)
class Application(ApplicationDraft):
    """An application that was taken.

    Attributes:
        nomor: the kind, the unit code, YYMMDD and a five-digit serial: ``PB5426112200001``.
    """

    nomor: str = ""
    status: str = RECEIVED
    created_at: datetime = datetime.min


class Applications(Protocol):
    """The door to AP2T. Every method raises :class:`ApplicationsUnavailable`."""

    def apply(self, draft: ApplicationDraft, *, idempotency_key: str) -> Application:
        """Take an application and give it a number; the same key always gets the same application."""

    def by_number(self, nomor: str) -> Application | None:
        """The application of that number."""
