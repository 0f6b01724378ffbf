"""An e2e test as it is after reading: who calls, what is said, what must come of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.apkt.model import Ticket


@dataclass(frozen=True)
class Place:
    """Where something stands in a file; lines count from 1."""

    file: Path
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True)
class TurnPlace(Place):
    """A turn of a talk in the tracker store: ``file`` is the sender, ``line`` the number of the turn."""

    def __str__(self) -> str:
        return f"percakapan {self.file}, giliran {self.line}"


@dataclass(frozen=True)
class SaidExpected:
    """A message that the bot must (or with ``absent`` must not) send in the turn.

    Attributes:
        response: name of the domain's response.
        text: the whole text, or with ``absent`` a part of it in any case.
        matches: a regular expression found in the text.
        buttons: titles and payloads (each ``None`` when it does not matter), in order.
        custom: entries that the payload must have.
        in_order: it comes after the message of the expectation before it.
    """

    place: Place
    response: str | None = None
    text: str | None = None
    matches: str | None = None
    buttons: tuple[tuple[str | None, str | None], ...] | None = None
    custom: Mapping[str, Any] | None = None
    absent: bool = False
    in_order: bool = False


@dataclass(frozen=True)
class ActionExpected:
    """An action that runs in the turn, or with ``absent`` does not."""

    place: Place
    action: str
    absent: bool = False


@dataclass(frozen=True)
class SlotExpected:
    """What a slot holds after the turn; without ``value`` only whether it holds anything.

    Attributes:
        value: an expected value (:mod:`bot.qa.values`), ``None`` when it does not matter.
        absent: ``slot_was_not_set``: the slot is empty, or holds another value than ``value``.
    """

    place: Place
    slot: str
    value: Any = None
    absent: bool = False


@dataclass(frozen=True)
class IntentExpected:
    """How the caller's message is understood."""

    place: Place
    intent: str


@dataclass(frozen=True)
class TicketExpected:
    """The tickets made so far in the test.

    Attributes:
        fields: expected values of the newest ticket; ``None``: there is no ticket at all.
        count: how many there are, ``None`` when it does not matter.
        earlier: the name of a report made before the test, which is then the one that is looked at.
    """

    place: Place
    fields: Mapping[str, Any] | None
    count: int | None = None
    earlier: str = ""


@dataclass(frozen=True)
class RuleExpected:
    """The rule of the book that the talk is at after the turn (``sop_step``)."""

    place: Place
    rule: str


@dataclass(frozen=True)
class HandoverExpected:
    """Whether the talk has gone to a human by now, and why.

    Attributes:
        reason: as the queue shows it (:mod:`bot.qa.values`); ``None``: it has not.
    """

    place: Place
    reason: Any


@dataclass(frozen=True)
class AuditExpected:
    """What the audit says of a rule when the talk up to now is held against the book.

    Attributes:
        status: one of :data:`bot.sop.conformance.result.STATUSES`; ``None``: the rule is not assessed at all.
    """

    place: Place
    rule: str
    status: str | None


Expectation = (
    SaidExpected
    | ActionExpected
    | SlotExpected
    | IntentExpected
    | TicketExpected
    | RuleExpected
    | HandoverExpected
    | AuditExpected
)


@dataclass(frozen=True)
class Turn:
    """One message of the caller and what must come of it.

    Attributes:
        text: the message; ``None`` when the bot opens the talk (``open: true``).
        metadata: sent along, such as ``telepon``.
        message_id: given twice, a message is answered once.
        moment: where the clock is set before the turn; it stays there.
        heard: what was answered when the talk was recorded; of a test that was written, nothing.
        desk: a deed of the desk (:mod:`bot.qa.desk_deeds`) instead of a message, and what was written behind its name.
        told: whether the talk hears of the deed at once, as a widget does; else with the caller's next message.
    """

    place: Place
    text: str | None
    metadata: Mapping[str, Any] = field(default_factory=dict)
    message_id: str | None = None
    moment: datetime | None = None
    expectations: tuple[Expectation, ...] = ()
    heard: tuple[str, ...] = ()
    desk: tuple[str, Any] | None = None
    told: bool = True


@dataclass(frozen=True)
class CustomerNeed:
    """An invented customer that a test wants, by what it must be like (:mod:`bot.qa.customers`)."""

    place: Place
    needs: Mapping[str, Any]


@dataclass(frozen=True)
class TicketGiven:
    """A report that was made before the test.

    Attributes:
        reported_ago: how long before the test begins.
        fields: of the ticket; with ``status: SELESAI`` it was done, and ``catatan_unit`` is the unit's note.
    """

    place: Place
    reported_ago: timedelta
    fields: Mapping[str, Any]


@dataclass(frozen=True)
class Case:
    """One e2e test.

    Attributes:
        name: unique in a run.
        moment: the clock at the start; ``None``: the present.
        slots: filled before the first turn.
        customers: by the name under which steps use them; the unnamed one under ``""``.
        tickets: reports made before the test, by the name under which steps use them.
        report_numbers: of a recorded talk: the numbers of the reports that it made, oldest first. A replay makes
            reports of its own, and their numbers stand in for these.
        recorded: whether the talk was recorded (:mod:`bot.qa.recorded`) and not written as a test.
        reports_met: of a recorded talk: the caller's earlier reports as they stood when it began.
    """

    place: Place
    name: str
    turns: tuple[Turn, ...]
    moment: datetime | None = None
    slots: Mapping[str, Any] = field(default_factory=dict)
    customers: Mapping[str, CustomerNeed] = field(default_factory=dict)
    tickets: Mapping[str, TicketGiven] = field(default_factory=dict)
    report_numbers: tuple[str, ...] = ()
    recorded: bool = False
    reports_met: tuple[Ticket, ...] = ()
