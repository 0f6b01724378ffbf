"""A talk as the engine takes it: what was said, and what a reader found in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

CSO = "cso"
BOT = "bot"
CALLER = "pelanggan"
SPEAKERS = (CSO, BOT, CALLER)

TicketFields = Mapping[str, Any]
"""Fields of a ticket by their names in APKT (:class:`bot.apkt.model.TicketDraft`, and ``nomor``)."""


@dataclass(frozen=True)
class Act:
    """Something in an officer's words that carries out a rule.

    Attributes:
        rule: id of the rule.
        certain: whether the reader is sure; what is not sure is left to a human.
        start, end: the piece of the turn's text that shows it; ``end`` 0 means: the whole text.
    """

    rule: str
    certain: bool = True
    start: int = 0
    end: int = 0

    def quote(self, text: str) -> str:
        """The words of the turn that show it."""
        return text[self.start : self.end or len(text)].strip()


@dataclass(frozen=True)
class Turn:
    """One utterance, and what a reader found in it.

    Attributes:
        speaker: one of ``SPEAKERS``.
        acts: rules that an officer's words carry out.
        facts: what became known with this turn, from the caller's words or from a record; ``None``: taken back.
        calls_for: ids of rules to which a caller's words give occasion, such as declining to explain a code.
        tickets: reports that were saved with this turn.
        begins: the topic of a new matter that begins here; empty: the same matter goes on.
        breaks_off: the caller cancels, leaves, or is handed over: what has not come yet is not due any more.
        forbidden: what a reader found in an officer's words that must not be said, or not to every caller, by rule.
    """

    speaker: str
    text: str
    at: datetime | None = None
    acts: tuple[Act, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    calls_for: tuple[str, ...] = ()
    tickets: tuple[TicketFields, ...] = ()
    begins: str = ""
    breaks_off: bool = False
    forbidden: tuple[Act, ...] = ()

    @property
    def is_officers(self) -> bool:
        """Whether an officer, human or bot, says it."""
        return self.speaker != CALLER


@dataclass(frozen=True)
class Talk:
    """A whole talk.

    Attributes:
        topic: what the first matter is about.
        known: facts that a record shows before the first word, such as the kind of the caller's number.
        sheet: what is true of the caller where that is written down (a scenario's fact sheet); it stands in for
            what a skipped question would have brought to light.
        tickets_known: whether it is known which reports were saved; if not, what only they show is left to a human.
        deeds_known: rules that are kept by a deed without words, of which it would be known if it had been done.
        zone: the caller's time zone, empty if it is not known: then no wish of a time of day is held against the clock.
        comes_to_light: looked-up facts that show only by answers: fact → the facts that must be told for it.
    """

    name: str
    turns: tuple[Turn, ...]
    topic: str
    known: Mapping[str, Any] = field(default_factory=dict)
    sheet: Mapping[str, Any] = field(default_factory=dict)
    tickets_known: bool = True
    deeds_known: frozenset[str] = frozenset()
    comes_to_light: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    zone: str = ""

    def told(self) -> Iterator[tuple[str, Any]]:
        """Every fact that was known at some time and every field of a report, by name."""
        yield from self.known.items()
        for turn in self.turns:
            for values in (turn.facts, *turn.tickets):
                yield from values.items()


@dataclass(frozen=True)
class Matter:
    """One thing that a caller calls about: a run of a talk's turns.

    Attributes:
        number: from 1.
        turns: with their places in the talk, from 0.
        known: facts that hold when it begins.
        is_last: no other matter follows.
    """

    number: int
    topic: str
    turns: tuple[tuple[int, Turn], ...]
    known: Mapping[str, Any]
    is_last: bool

    def facts_before(self, place: int) -> dict[str, Any]:
        """What is known when the turn at ``place`` of the talk begins."""
        known = dict(self.known)
        for at, turn in self.turns:
            if at < place:
                known.update(turn.facts)
        return {name: value for name, value in known.items() if value is not None}

    @property
    def facts(self) -> dict[str, Any]:
        """What is known at its end."""
        return self.facts_before(self.turns[-1][0] + 1) if self.turns else dict(self.known)

    @property
    def ever_known(self) -> set[str]:
        """Facts that were known at any time, even if they were taken back later."""
        told = {name for _, turn in self.turns for name, value in turn.facts.items() if value is not None}
        return told | {name for name, value in self.known.items() if value is not None}

    def officers_turns(self) -> Iterator[tuple[int, Turn]]:
        """What the officer says, with its places in the talk."""
        return ((place, turn) for place, turn in self.turns if turn.is_officers)
