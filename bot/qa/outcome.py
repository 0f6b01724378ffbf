"""What a run found: for each test what was said, and where it differs from what was expected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.apkt.model import Ticket
from bot.qa.e2e_model import Case, Place

INTENT = "intent"
SLOT = "slot"
ACTION = "aksi"
RESPONSE = "respons"
TEXT = "teks"
TICKET = "tiket"
RULE = "aturan SOP"


@dataclass(frozen=True)
class Message:
    """One message of the bot, with the response that it came from where that is known."""

    response: str | None
    text: str | None
    buttons: tuple[Mapping[str, Any], ...] = ()
    custom: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class ObservedTurn:
    """All that came of one message of the caller.

    Attributes:
        slots: what every slot holds after the turn.
        tickets: those made since the test began, oldest first; empty when no expectation asks for them.
    """

    messages: tuple[Message, ...]
    actions: tuple[str, ...]
    intent: str | None
    slots: Mapping[str, Any]
    rule: str | None
    tickets: tuple[Ticket, ...] = ()


@dataclass(frozen=True)
class Difference:
    """One expectation that was not met.

    Attributes:
        kind: ``intent``, ``slot``, ``aksi``, ``respons``, ``teks``, ``tiket`` or ``aturan SOP``.
        turn: of the caller's messages, from 1.
        said: the caller's message.
    """

    kind: str
    place: Place
    turn: int
    said: str
    expected: str
    actual: str

    def __str__(self) -> str:
        return f"{self.place}: {self.kind}: diharapkan {self.expected}, ternyata {self.actual}"


@dataclass(frozen=True)
class SpokenTurn:
    """One turn for reading: the caller's message and the bot's."""

    said: str
    answers: tuple[str, ...]


@dataclass(frozen=True)
class CaseResult:
    """What became of one test.

    Attributes:
        talk: what was said, a turn each; the last one may be missing in a test that broke.
        observed: what came of each turn of ``talk``, in the same order.
        broke: what broke the run of the test itself, empty if it ran to its end.
    """

    case: Case
    differences: tuple[Difference, ...]
    talk: tuple[SpokenTurn, ...]
    seconds: float
    broke: str = ""
    observed: tuple[ObservedTurn, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether everything was as expected."""
        return not self.differences and not self.broke


@dataclass(frozen=True)
class RunResult:
    """All tests of a run, in the order in which they ran."""

    results: tuple[CaseResult, ...]
    seconds: float

    @property
    def failed(self) -> tuple[CaseResult, ...]:
        """Tests that are red."""
        return tuple(result for result in self.results if not result.passed)

    @property
    def turns(self) -> int:
        """Messages of callers in all tests."""
        return sum(len(result.talk) for result in self.results)
