"""Holding a turn against what a test expects of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import singledispatch
from typing import Any

from bot.qa.e2e_model import (
    ActionExpected,
    AuditExpected,
    Expectation,
    HandoverExpected,
    IntentExpected,
    RuleExpected,
    SaidExpected,
    SlotExpected,
    TicketExpected,
    Turn,
)
from bot.qa.outcome import (
    ACTION,
    AUDIT,
    HANDOVER,
    INTENT,
    RESPONSE,
    RULE,
    SLOT,
    TEXT,
    TICKET,
    Difference,
    Message,
    ObservedTurn,
)
from bot.qa.values import agrees

OPENING = "(pembuka)"
_NOTHING = "tidak ada"


def differences(number: int, turn: Turn, observed: ObservedTurn) -> Iterator[Difference]:
    """Every expectation of ``turn`` that ``observed`` does not meet.

    Args:
        number: of the turn in its test, from 1.
    """
    position = 0
    for expectation in turn.expectations:
        if isinstance(expectation, SaidExpected):
            found = _find_said(expectation, observed, position)
            if expectation.in_order and found:
                position = found
            fault = None if bool(found) is not expectation.absent else _not_said(expectation, observed)
        else:
            fault = _fault(expectation, observed)
        if fault is not None:
            kind, expected, actual = fault
            said = turn.text if turn.text is not None else OPENING
            yield Difference(kind, expectation.place, number, said, expected, actual, expectation)


Fault = tuple[str, str, str]
"""Kind, what was expected, what was there."""


def _find_said(expected: SaidExpected, observed: ObservedTurn, position: int) -> int:
    """The position behind the first message that fits, 0 if none does."""
    start = position if expected.in_order else 0
    for index, message in enumerate(observed.messages[start:], start=start + 1):
        if is_said(expected, message):
            return index
    return 0


def is_said(expected: SaidExpected, message: Message) -> bool:
    """Whether the message is the one that ``expected`` speaks of."""
    text = message.text or ""
    if expected.response is not None and message.response != expected.response:
        return False
    if expected.text is not None and not _same_text(expected.text, text, within=expected.absent):
        return False
    if expected.matches is not None and not re.search(expected.matches, text):
        return False
    if expected.custom is not None and not agrees(expected.custom, message.custom):
        return False
    return expected.buttons is None or _same_buttons(expected.buttons, message)


def _same_text(expected: str, text: str, *, within: bool) -> bool:
    wanted, said = " ".join(expected.split()), " ".join(text.split())
    return wanted.casefold() in said.casefold() if within else wanted == said


def _same_buttons(expected: tuple[tuple[str | None, str | None], ...], message: Message) -> bool:
    return len(expected) == len(message.buttons) and all(
        title in (None, button.get("title")) and payload in (None, button.get("payload"))
        for (title, payload), button in zip(expected, message.buttons, strict=True)
    )


def _not_said(expected: SaidExpected, observed: ObservedTurn) -> Fault:
    parts = [
        expected.response,
        repr(expected.text) if expected.text is not None else None,
        f"teks berpola {expected.matches!r}" if expected.matches is not None else None,
        f"tombol {[title or payload for title, payload in expected.buttons]}" if expected.buttons is not None else None,
        f"muatan {dict(expected.custom)}" if expected.custom is not None else None,
    ]
    wanted = ", ".join(part for part in parts if part)
    kind = TEXT if expected.response is None or _in_other_words(expected, observed) else RESPONSE
    return kind, f"tidak mengucapkan {wanted}" if expected.absent else wanted, _spoken(observed)


def _in_other_words(expected: SaidExpected, observed: ObservedTurn) -> bool:
    """Whether the response is said, but with another text, other buttons or another payload."""
    same = [message for message in observed.messages if message.response == expected.response]
    return bool(same) and not expected.absent and not any(is_said(expected, message) for message in same)


def _spoken(observed: ObservedTurn) -> str:
    said = [
        " ".join(
            part
            for part in (
                message.response,
                repr(message.text) if message.text else None,
                f"tombol {[button.get('title') for button in message.buttons]}" if message.buttons else None,
                f"muatan {message.custom.get('kind')}" if message.custom else None,
            )
            if part
        )
        for message in observed.messages
    ]
    return " | ".join(said) or _NOTHING


@singledispatch
def _fault(expectation: Expectation, _observed: ObservedTurn) -> Fault | None:
    raise TypeError(f"no comparison for {type(expectation).__name__}")


@_fault.register
def _action(expectation: ActionExpected, observed: ObservedTurn) -> Fault | None:
    ran = expectation.action in observed.actions
    if ran is not expectation.absent:
        return None
    wanted = f"tanpa {expectation.action}" if expectation.absent else expectation.action
    return ACTION, wanted, ", ".join(observed.actions) or _NOTHING


@_fault.register
def _slot(expectation: SlotExpected, observed: ObservedTurn) -> Fault | None:
    actual = observed.slots.get(expectation.slot)
    holds = actual is not None if expectation.value is None else agrees(expectation.value, actual)
    if holds is not expectation.absent:
        return None
    wanted = "terisi" if expectation.value is None else f"= {expectation.value!r}"
    return SLOT, f"{expectation.slot} {'tidak ' if expectation.absent else ''}{wanted}", _shown(actual)


@_fault.register
def _intent(expectation: IntentExpected, observed: ObservedTurn) -> Fault | None:
    return None if observed.intent == expectation.intent else (INTENT, expectation.intent, observed.intent or _NOTHING)


@_fault.register
def _rule(expectation: RuleExpected, observed: ObservedTurn) -> Fault | None:
    return None if observed.rule == expectation.rule else (RULE, expectation.rule, observed.rule or _NOTHING)


@_fault.register
def _ticket(expectation: TicketExpected, observed: ObservedTurn) -> Fault | None:
    tickets = observed.tickets_for(expectation)
    if expectation.fields is None:
        return (TICKET, "tanpa tiket", ", ".join(ticket.nomor for ticket in tickets)) if tickets else None
    if expectation.count is not None and len(tickets) != expectation.count:
        return TICKET, f"{expectation.count} tiket", f"{len(tickets)} tiket"
    if not expectation.fields:
        return None
    if not tickets:
        return TICKET, "tiket", "belum ada tiket"
    newest = tickets[-1]
    wrong = {
        name: getattr(newest, name)
        for name, wanted in expectation.fields.items()
        if not agrees(wanted, getattr(newest, name))
    }
    if not wrong:
        return None
    return (
        TICKET,
        ", ".join(f"{name} = {expectation.fields[name]!r}" for name in wrong),
        ", ".join(f"{name} = {_shown(actual)}" for name, actual in wrong.items()),
    )


@_fault.register
def _handover(expectation: HandoverExpected, observed: ObservedTurn) -> Fault | None:
    if agrees(expectation.reason, observed.handover):
        return None
    return HANDOVER, _shown(expectation.reason), _shown(observed.handover)


@_fault.register
def _audit(expectation: AuditExpected, observed: ObservedTurn) -> Fault | None:
    found = observed.audit.get(expectation.rule)
    if found == expectation.status:
        return None
    return AUDIT, f"{expectation.rule} {status_text(expectation.status)}", status_text(found)


def status_text(status: str | None) -> str:
    """What the audit says of a rule, in a word."""
    return status or "tidak dinilai"


def _shown(value: Any) -> str:
    return "kosong" if value is None else repr(value)
