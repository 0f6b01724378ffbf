"""The bot's own talks: what it did and what it knew stands in the tracker's events, exactly."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any

from bot.engine.noted import noted_speaker
from bot.officers.carrying import Carrying, carrying
from bot.sop.book import CLOSING, Book
from bot.sop.conformance.talk import BOT, CALLER, Act, Talk, TicketFields, Turn

REPORT_NUMBER_SLOT = "nomor_laporan"
MATTER_NUMBER_SLOT = "urutan_perkara"
TOPIC_SLOT = "topik"
MORE_HELP = "bantuan_lain"
_PROGRAM_PREFIX = "/"
_HEARD_AGAIN = "didengar_ulang"

Event = Mapping[str, Any]


def talk_of_events(book: Book, sender: str, events: Iterable[Event], tickets: Mapping[str, TicketFields]) -> Talk:
    """A talk of the tracker store.

    Args:
        events: as Rasa serialises them, oldest first.
        tickets: the reports of the talk by number, with the fields that each was saved with.
    """
    reader = _Reader(book, tickets)
    for event in events:
        reader.take(event)
    return Talk(sender, reader.finished(), reader.topic, known=reader.known_before)


@dataclass
class _Draft:
    """A turn that is still being put together."""

    speaker: str
    text: str
    at: datetime | None
    acts: list[str] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)
    calls_for: tuple[str, ...] = ()
    tickets: list[TicketFields] = field(default_factory=list)
    matter: int = 0
    breaks_off: bool = False


class _Reader:
    def __init__(self, book: Book, tickets: Mapping[str, TicketFields]) -> None:
        self._book = book
        self._tickets = tickets
        self._carrying: Carrying = carrying(book)
        self._drafts: list[_Draft] = []
        self._known: dict[str, Any] = {}
        self.known_before: dict[str, Any] = {}
        self._matter = 0
        self._topics: dict[int, str] = {}
        # what an action does, for the turn of the bot that follows; Rasa puts an action's name before its words
        self._waiting_acts: list[str] = []
        self._waiting_tickets: list[TicketFields] = []
        self._begun_knowing: dict[int, dict[str, Any]] = {}
        self._matter_number = 0
        self._seen_numbers: set[str] = set()

    @property
    def topic(self) -> str:
        """The topic of the first matter."""
        return self._topics.get(0, self._default_topic())

    def take(self, event: Event) -> None:
        """Read one event."""
        kind = event["event"]
        noted = noted_speaker(event)
        if noted is not None:
            self._drafts.append(_Draft(noted, event.get("text") or "", _moment(event), matter=self._matter))
        elif kind == "user":
            self._take_message(event)
        elif kind == "bot":
            self._take_words(event)
        elif kind == "slot":
            self._take_slot(event["name"], event["value"])
        elif kind == "active_loop" and event.get("name"):
            self._note_form(event["name"])
        elif kind == "action" and event.get("name"):
            acts = self._carrying.by_action(event["name"])
            self._waiting_acts += acts

    def finished(self) -> tuple[Turn, ...]:
        """All turns."""
        self._note_who_broke_off()
        turns: list[Turn] = []
        matter = 0
        for draft in self._drafts:
            begins = self._topics.get(draft.matter, self._default_topic()) if draft.matter != matter else ""
            matter = draft.matter
            known = self._begun_knowing.get(matter, {}) if begins else {}
            turns.append(
                Turn(
                    speaker=draft.speaker,
                    text=draft.text,
                    at=draft.at,
                    acts=tuple(Act(rule) for rule in dict.fromkeys(draft.acts)),
                    facts={**known, **draft.facts},
                    # words that were taken for an answer asked for nothing, whatever intent they look like
                    calls_for=() if draft.facts else draft.calls_for,
                    tickets=tuple(draft.tickets),
                    begins=begins,
                    breaks_off=draft.breaks_off,
                )
            )
        return tuple(turns)

    def _note_form(self, form: str) -> None:
        """A form that only one topic has tells what the matter is about."""
        having = [t.name for t in self._book.topics.values() if any(stage.form == form for stage in t.stages)]
        if len(having) == 1:
            self._topics.setdefault(self._matter, having[0])

    def _note_topic(self, topic: str) -> None:
        """Another topic than that of the matter is another matter, with all that the bot knows by then."""
        if self._topics.setdefault(self._matter, topic) == topic:
            return
        self._matter += 1
        self._topics[self._matter] = topic
        self._begun_knowing[self._matter] = {name: value for name, value in self._known.items() if value is not None}
        said = [place for place, draft in enumerate(self._drafts) if draft.speaker == CALLER]
        if said and not self._drafts[said[-1]].facts:  # it answered nothing of the old matter: it begins the new one
            for draft in self._drafts[said[-1] :]:
                draft.matter = self._matter

    def _take_message(self, event: Event) -> None:
        text = event.get("text") or ""
        if text.startswith(_PROGRAM_PREFIX) or (event.get("metadata") or {}).get(_HEARD_AGAIN):
            return
        intent = ((event.get("parse_data") or {}).get("intent") or {}).get("name") or ""
        calls_for = self._carrying.called_for_by(intent)
        self._drafts.append(_Draft(CALLER, text, _moment(event), calls_for=calls_for, matter=self._matter))

    def _take_words(self, event: Event) -> None:
        data = event.get("data") or {}
        code = (data.get("custom") or {}).get("code")
        if event.get("text"):
            self._drafts.append(_Draft(BOT, event["text"], _moment(event), matter=self._matter))
        elif not self._drafts or self._drafts[-1].speaker != BOT:
            return
        turn = self._drafts[-1]
        response = (event.get("metadata") or {}).get("utter_action") or ""
        turn.acts += self._waiting_acts
        turn.acts += self._carrying.by_response(response)
        turn.acts += self._carrying.by_code(str(code)) if code else ()
        turn.tickets += self._waiting_tickets
        self._waiting_acts, self._waiting_tickets = [], []

    def _take_slot(self, name: str, value: Any) -> None:
        if name == REPORT_NUMBER_SLOT and value and value not in self._seen_numbers:
            self._seen_numbers.add(value)
            if value in self._tickets:
                self._waiting_tickets.append({**self._tickets[value], "nomor": value})
        elif name == MATTER_NUMBER_SLOT and int(value or 0) > self._matter_number:
            self._matter_number = int(value)
            if not self._anything_known_of_the_matter():
                self._begin_matter()
        elif name == TOPIC_SLOT and value:
            self._note_topic(value)
        if name in self._book.facts and self._known.get(name) != value:
            known_before = dict(self._known)
            self._known[name] = value
            noted = self._of_the_caller().facts if self._drafts else self.known_before
            noted[name] = value
            self._waiting_acts += [
                rule.id
                for rule in self._carrying.silent()
                if rule.applies(self._known) and not rule.applies(known_before)
            ]

    def _of_the_caller(self) -> _Draft:
        """The turn with which what is noted now became known: the caller's last one."""
        return next((draft for draft in reversed(self._drafts) if draft.speaker == CALLER), self._drafts[-1])

    def _anything_known_of_the_matter(self) -> bool:
        topic = self._book.topics[self._topics.get(self._matter, self._default_topic())]
        return any(self._known.get(name) is not None for name in topic.facts)

    def _begin_matter(self) -> None:
        """The bot has made room for another matter: what it forgot just now stays known of the old one."""
        if not self._drafts:
            return
        last = self._of_the_caller()
        last.facts = {name: value for name, value in last.facts.items() if value is not None}
        self._matter += 1

    def _note_who_broke_off(self) -> None:
        """A matter that did not come to its closing words was left by the caller: the bot always answers."""
        closing = {rule.id for rule in self._book.rules.values() if rule.due == CLOSING}
        for matter in range(self._matter + 1):
            turns = [draft for draft in self._drafts if draft.matter == matter]
            more_help = any(draft.facts.get(MORE_HELP) for draft in turns)
            if turns and not more_help and not closing & {act for draft in turns for act in draft.acts}:
                turns[-1].breaks_off = True

    def _default_topic(self) -> str:
        return next(topic.name for topic in self._book.topics.values() if topic.stages and topic.outcomes)


def _moment(event: Event) -> datetime | None:
    stamp = event.get("timestamp")
    return datetime.fromtimestamp(stamp, timezone.utc) if stamp else None
