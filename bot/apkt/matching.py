"""Finding the report that a caller speaks of, and whether the caller may hear of it (LU-01, PRG-01).

Nothing here says anything to anybody, and nothing depends on a topic: what is told of a report leads to candidates,
and who tells it is held against each of them. What may be said to whom is decided by who calls these functions; to a
caller who was not matched, not even that there is such a report.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from rapidfuzz import fuzz

from bot.apkt.model import BELUM_SELESAI, Ticket, TicketSearch
from bot.apkt.store import TicketStore
from bot.phone_numbers import national_form

_ALIKE = 85
"""From this likeness on (0–100) two words are one word with a slip of the finger."""

_SHORTEST_TELLING_WORD = 3
_MOST_CANDIDATES = 20
_WORD = re.compile(r"[^\W\d_]+")
_NO_PART_OF_A_NAME = frozenset({"bapak", "ibu", "pak", "bu", "bpk", "saudara", "nama", "saya"})
_NO_PART_OF_A_STREET = frozenset(
    {"jl", "jln", "jalan", "gg", "gang", "no", "nomor", "rt", "rw", "di", "nya", "saya", "rumah", "blok"}
)


class Reported(Protocol):
    """What a report or an application holds of the person who made it."""

    @property
    def no_telepon(self) -> str | None:
        """The caller-id number."""

    @property
    def hp_pelapor(self) -> str | None:
        """The mobile number on which the person is reached."""

    @property
    def idpel(self) -> str | None:
        """12 digits."""

    @property
    def nama_pelapor(self) -> str | None:
        """Who made it."""

    @property
    def alamat(self) -> str | None:
        """The address, street first."""


ReportedKind = TypeVar("ReportedKind", bound=Reported)


@dataclass(frozen=True)
class Sought:
    """What was told of a report; whatever is given must hold.

    Attributes:
        nomor: the report's number, with or without ``*``.
        idpel: 12 digits; of a meter number, look the IDPEL up first.
        telepon: any number under which it may have been made.
    """

    nomor: str | None = None
    idpel: str | None = None
    telepon: str | None = None


@dataclass(frozen=True)
class Claim:
    """Who the caller is or says to be.

    Attributes:
        caller_id: the number that the channel gave: nobody can simply claim it.
        idpel: an IDPEL that the caller told, not one that the program looked up.
        nama, jalan: as told; they count only together.
    """

    caller_id: str | None = None
    idpel: str | None = None
    nama: str | None = None
    jalan: str | None = None


def candidates(store: TicketStore, sought: Sought) -> tuple[Ticket, ...]:
    """Reports of which everything holds that was told, those that are still open first, then the newest."""
    if not (sought.nomor or sought.idpel or sought.telepon):
        return ()
    page = store.search(
        TicketSearch(nomor=sought.nomor, idpel=sought.idpel, telepon=sought.telepon, limit=_MOST_CANDIDATES)
    )
    return tuple(sorted(page.tickets, key=lambda ticket: ticket.status != BELUM_SELESAI))


def matches(report: Reported, claim: Claim) -> bool:
    """Whether the caller is matched to the report: by caller-id, by IDPEL, or by name and street together."""
    if claim.caller_id and national_form(claim.caller_id) in (report.no_telepon, report.hp_pelapor):
        return True
    if claim.idpel and claim.idpel == report.idpel:
        return True
    return _same_name(claim.nama, report.nama_pelapor) and _same_street(claim.jalan, report.alamat)


def first_matching(reports: Iterable[ReportedKind], claim: Claim) -> ReportedKind | None:
    """The first of the reports to which the caller is matched."""
    return next((report for report in reports if matches(report, claim)), None)


def _same_name(told: str | None, recorded: str | None) -> bool:
    """Whether the words of the shorter name all stand in the other one: "Siti" and "Siti Aminah" agree."""
    names = sorted((_words(told, _NO_PART_OF_A_NAME), _words(recorded, _NO_PART_OF_A_NAME)), key=len)
    return bool(names[0]) and all(_is_among(word, names[1]) for word in names[0])


def _same_street(told: str | None, recorded: str | None) -> bool:
    """Whether what was told holds every word of the recorded street, which ends at the first comma or number."""
    street = _words(re.split(r",|\d", recorded or "")[0], _NO_PART_OF_A_STREET)
    return bool(street) and all(_is_among(word, _words(told, _NO_PART_OF_A_STREET)) for word in street)


def _words(text: str | None, without: frozenset[str]) -> list[str]:
    words = (word.casefold() for word in _WORD.findall(text or ""))
    return [word for word in words if len(word) >= _SHORTEST_TELLING_WORD and word not in without]


def _is_among(word: str, words: list[str]) -> bool:
    return any(fuzz.ratio(word, other) >= _ALIKE for other in words)
