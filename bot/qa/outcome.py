"""What a run found: for each test what was said, and where it differs from what was expected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from bot.apkt.model import Ticket
from bot.qa.e2e_model import Case, Expectation, Place, TicketExpected
from bot.qa.known import KnownFailure

INTENT = "intent"
SLOT = "slot"
ACTION = "aksi"
RESPONSE = "respons"
TEXT = "teks"
TICKET = "tiket"
RULE = "aturan SOP"
HANDOVER = "penyerahan"
AUDIT = "audit"
KINDS = (INTENT, SLOT, ACTION, RESPONSE, TEXT, TICKET, RULE, HANDOVER, AUDIT)


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
        earlier: reports made before the test as they are now, by name; empty when no expectation asks for them.
        handover: why the talk is with a human or waits for one; ``None`` also when no expectation asks for it.
        audit: what the audit says of each rule so far, by its id; empty when no expectation asks for it.
        steps: each action that ran, in order, with the slots that it set: what was known in between.
    """

    messages: tuple[Message, ...]
    actions: tuple[str, ...]
    intent: str | None
    slots: Mapping[str, Any]
    rule: str | None
    tickets: tuple[Ticket, ...] = ()
    steps: tuple[tuple[str, Mapping[str, Any]], ...] = ()
    earlier: Mapping[str, Ticket] = field(default_factory=dict)
    handover: str | None = None
    audit: Mapping[str, str] = field(default_factory=dict)

    def tickets_for(self, expectation: TicketExpected) -> tuple[Ticket, ...]:
        """The tickets that the expectation is about, oldest first."""
        return (self.earlier[expectation.earlier],) if expectation.earlier else self.tickets


@dataclass(frozen=True)
class Difference:
    """One expectation that was not met.

    Attributes:
        kind: ``intent``, ``slot``, ``aksi``, ``respons``, ``teks``, ``tiket``, ``aturan SOP``, ``penyerahan`` or
            ``audit``.
        turn: of the caller's messages, from 1.
        said: the caller's message.
        expectation: what was expected, as it was read.
    """

    kind: str
    place: Place
    turn: int
    said: str
    expected: str
    actual: str
    expectation: Expectation

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


class Verdict(str, Enum):
    """How a test counts in a run."""

    PASSED = "passed"
    FAILED = "failed"
    BROKEN = "broken"
    KNOWN_FAILURE = "known_failure"
    UNEXPECTED_PASS = "unexpected_pass"

    @property
    def red(self) -> bool:
        """Whether it makes the run red."""
        return self not in (Verdict.PASSED, Verdict.KNOWN_FAILURE)


@dataclass(frozen=True)
class RunResult:
    """All tests of a run, in the order of the suite.

    Attributes:
        seconds: by the clock on the wall, without the loading of the model.
        known: tests that may fail for now, by name. One that breaks is red all the same.
    """

    results: tuple[CaseResult, ...]
    seconds: float
    known: Mapping[str, KnownFailure] = field(default_factory=dict)

    def verdict_of(self, result: CaseResult) -> Verdict:
        """How the test counts."""
        if result.broke:
            return Verdict.BROKEN
        if result.case.name in self.known:
            return Verdict.UNEXPECTED_PASS if result.passed else Verdict.KNOWN_FAILURE
        return Verdict.PASSED if result.passed else Verdict.FAILED

    def count(self, *verdicts: Verdict) -> int:
        """How many tests ended so."""
        return sum(self.verdict_of(result) in verdicts for result in self.results)

    @property
    def failed(self) -> tuple[CaseResult, ...]:
        """Tests that are red."""
        return tuple(result for result in self.results if self.verdict_of(result).red)

    @property
    def turns(self) -> int:
        """Messages of callers in all tests."""
        return sum(len(result.talk) for result in self.results)
