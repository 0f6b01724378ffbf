"""What is said in one talk of self-play, and what became of it. All of it can be sent between processes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.roleplay.sheet import EarlierReport

ASKED = "ditanya"
VOLUNTEERED = "disampaikan sendiri"
MISTAKEN = "keliru"
SLIPPED = "salah ucap"
CORRECTED = "diperbaiki"

WRONG_TICKET = "tiket salah"
NO_TICKET = "tanpa tiket"
EXTRA_TICKET = "tiket berlebih"
WRONG_EARLIER = "laporan lama salah"
WRONG_APPLICATION = "permohonan salah"
NOT_TOLD = "tidak disampaikan"
LEAKED = "membocorkan laporan"
NOT_HANDED_OVER = "tidak diteruskan"
DEAD_END = "jalan buntu"
FORBIDDEN = "ucapan terlarang"
EMPTY_ANSWER = "jawaban kosong"
BROKE = "gangguan"
CUSTOMER_FAULT = "pelanggan tidak jujur"

THE_MATTER = "keperluan"
"""Subject of a dead end in which no fact is asked for."""


@dataclass(frozen=True)
class Noise:
    """Something that makes a talk harder.

    Attributes:
        kind: a name of :mod:`bot.qa.selfplay.noise`.
        at: of the talk's questions, from 0, at which it comes, or at the first one after it where it can.
        detail: which one of its kind.
    """

    kind: str
    at: int
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.kind} ({self.detail})" if self.detail else self.kind


@dataclass(frozen=True)
class Told:
    """A fact that a message tells, and how it came to be told."""

    fact: str
    value: Any
    how: str


@dataclass(frozen=True)
class Said:
    """One message of the customer.

    Attributes:
        plain: it answers the question that was asked, in full and with nothing beside it.
        settles: a plain answer after which the book goes on; without it the book itself asks again.
        angry: it is an outburst.
        noise: kind of the noise in it, empty if there is none.
    """

    text: str
    told: tuple[Told, ...] = ()
    plain: bool = False
    settles: bool = False
    angry: bool = False
    noise: str = ""


@dataclass(frozen=True)
class Exchange:
    """One turn.

    Attributes:
        asked: the fact that was asked for before the customer spoke.
        answers: the assistant's texts.
        asks: the fact that the assistant asks for now.
    """

    said: Said
    asked: str | None
    answers: tuple[str, ...]
    asks: str | None


@dataclass(frozen=True)
class Failure:
    """Something that must not happen.

    Attributes:
        kind: what, in one of this module's words.
        subject: what about: a ticket field, a fact, a rule.
        detail: in a sentence.
        expected: of a ticket, in the form of an e2e test.
    """

    kind: str
    subject: str
    detail: str
    expected: Any = field(default=None, compare=False)

    @property
    def name(self) -> str:
        """Kind and subject."""
        return f"{self.kind}: {self.subject}" if self.subject else self.kind


@dataclass(frozen=True)
class TalkResult:
    """One talk and what became of it.

    Attributes:
        number: of the talk in its run, from 0.
        noises: those that were planned.
        metadata: sent with every message.
        moment: the clock, ISO 8601.
        expected: the ticket that had to come out, in the form of an e2e test; ``None``: no ticket.
        earlier: the report that was there before the talk, ``None`` if there was none.
        expected_of_earlier: what had to become of it, in the same form.
    """

    number: int
    topic: str
    row: str
    idpel: str
    moment: str
    metadata: Mapping[str, Any]
    noises: tuple[Noise, ...]
    exchanges: tuple[Exchange, ...]
    failures: tuple[Failure, ...]
    expected: Mapping[str, Any] | None
    earlier: EarlierReport | None = None
    expected_of_earlier: Mapping[str, Any] = field(default_factory=dict)

    @property
    def turns(self) -> int:
        """Messages of the customer."""
        return len(self.exchanges)

    @property
    def asked_again(self) -> tuple[tuple[str, str], ...]:
        """Fact and message of every answer that should have settled the question, after which it came again."""
        return tuple(
            (one.asked, one.said.text)
            for one in self.exchanges
            if one.said.settles and one.asked and one.asks == one.asked
        )
