"""The names that a test may use: intents, slots, actions, responses, rules, ticket fields."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from rapidfuzz import process

from bot.apkt.model import Ticket
from bot.qa.e2e_model import (
    ActionExpected,
    AuditExpected,
    Case,
    Expectation,
    IntentExpected,
    Place,
    RuleExpected,
    SaidExpected,
    SlotExpected,
    TicketExpected,
)
from bot.qa.lined_yaml import FormatError
from bot.settings import PROJECT_ROOT
from bot.sop.book import Book, load_book

DOMAIN_FILE = PROJECT_ROOT / "domain.yml"
_RASA_SLOTS = frozenset({"requested_slot", "session_started_metadata"})
_RASA_ACTIONS = frozenset(
    {"action_listen", "action_session_start", "action_restart", "action_deactivate_loop", "action_extract_slots"}
)
_TICKET_FIELDS = frozenset({field.name for field in dataclasses.fields(Ticket)} - {"history"} | {"nomor_tampil"})
_CLOSE_ENOUGH = 70


@dataclass(frozen=True)
class Vocabulary:
    """What exists to be named.

    Attributes:
        initial_slots: what each slot holds before anything was said.
        texts: the response that a text belongs to, for texts without anything to fill in.
    """

    intents: frozenset[str]
    initial_slots: Mapping[str, Any]
    actions: frozenset[str]
    responses: frozenset[str]
    rules: frozenset[str]
    texts: Mapping[str, str]

    @classmethod
    def load(cls, domain_file: Path = DOMAIN_FILE, book: Book | None = None) -> Vocabulary:
        """Read the names from the domain and the book, without Rasa."""
        domain = yaml.safe_load(domain_file.read_text(encoding="utf-8"))
        responses = domain.get("responses", {})
        return cls(
            intents=frozenset(_names(domain.get("intents", ()))),
            initial_slots={
                **dict.fromkeys(_RASA_SLOTS),
                **{name: slot.get("initial_value") for name, slot in domain.get("slots", {}).items()},
            },
            actions=_RASA_ACTIONS | set(domain.get("actions", ())) | set(domain.get("forms", {})) | set(responses),
            responses=frozenset(responses),
            rules=frozenset((book or load_book()).rules),
            texts={
                variation["text"]: name
                for name, variations in responses.items()
                for variation in variations
                if "text" in variation
            },
        )

    def errors_of(self, case: Case) -> Iterator[FormatError]:
        """Every name in the case that does not exist."""
        for slot in case.slots:
            yield from _unknown("slot", slot, self.initial_slots, case.place)
        for ticket in case.tickets.values():
            for name in ticket.fields:
                yield from _unknown("ruas tiket", name, _TICKET_FIELDS, ticket.place)
        for turn in case.turns:
            for expectation in turn.expectations:
                yield from self._errors(expectation)
                if isinstance(expectation, TicketExpected) and expectation.earlier:
                    yield from _unknown("tiket", expectation.earlier, case.tickets, expectation.place)

    def _errors(self, expectation: Expectation) -> Iterator[FormatError]:
        place = expectation.place
        if isinstance(expectation, SaidExpected) and expectation.response is not None:
            yield from _unknown("respons", expectation.response, self.responses, place)
        elif isinstance(expectation, ActionExpected):
            yield from _unknown("aksi", expectation.action, self.actions, place)
        elif isinstance(expectation, SlotExpected):
            yield from _unknown("slot", expectation.slot, self.initial_slots, place)
        elif isinstance(expectation, IntentExpected):
            yield from _unknown("intent", expectation.intent, self.intents, place)
        elif isinstance(expectation, (RuleExpected, AuditExpected)):
            yield from _unknown("aturan SOP", expectation.rule, self.rules, place)
        elif isinstance(expectation, TicketExpected):
            for name in expectation.fields or ():
                yield from _unknown("ruas tiket", name, _TICKET_FIELDS, place)


def _names(items: Iterable[Any]) -> Iterator[str]:
    """Names in a list whose entries are names, or mappings from a name to its settings."""
    for item in items:
        yield from (item if isinstance(item, dict) else (item,))


def _unknown(noun: str, name: str, known: Iterable[str], place: Place) -> Iterator[FormatError]:
    known = list(known)
    if name in known:
        return
    near = process.extractOne(name, known, score_cutoff=_CLOSE_ENOUGH)
    yield FormatError(place, f"{noun} {name!r} tidak ada." + (f" Maksudnya {near[0]!r}?" if near else ""))
