"""Officers made from the book: one who does everything right, and what can be spoiled in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from bot.apkt.operations import OPERATIONS
from bot.sop.book import CLOSING, OPENING, Book, Outcome, Rule, Topic, load_book
from bot.sop.conformance.course import course_of, worked_out
from bot.sop.conformance.matters import frame_topics
from bot.sop.conformance.talk import CALLER, CSO, Act, Talk, Turn
from bot.sop.ways import GIVEN, Way, walk

BOOK: Book = load_book()
Facts = dict[str, Any]


@dataclass(frozen=True)
class Call:
    """A call that can come in: a topic, the row it leads to, and all that is true of the caller."""

    topic: str
    row: str
    sheet: Mapping[str, Any]

    def __str__(self) -> str:
        return f"{self.topic}-{self.row}"


@lru_cache(maxsize=1)
def calls() -> tuple[Call, ...]:
    """One call for each way through the stages that decide an outcome table."""
    return tuple(call for topic in BOOK.topics.values() if topic.outcomes for call in _calls_about(topic))


def _calls_about(topic: Topic) -> Iterator[Call]:
    seen: set[tuple[tuple[str, str], ...]] = set()
    for way in walk(BOOK, topic).ways:
        sheet = sheet_of(topic, way)
        row = course_of(BOOK, topic, sheet).row
        # ways on which a record was never looked at lead nowhere
        if way.stages not in seen and way.rows == ((row.id,) if row else ()):
            seen.add(way.stages)
            yield Call(topic.name, row.id if row else "tanpa-baris", sheet)


def sheet_of(topic: Topic, way: Way) -> Facts:
    """Everything that the course of this way may ask, with plausible values."""
    sheet = {name: value for name, value in way.facts.items() if value is not None and name not in worked_out(BOOK)}
    sheet.setdefault("jenis_nomor", "seluler")
    while missing := [
        step.rule.ask for step in course_of(BOOK, topic, sheet).steps if step.rule.ask and step.rule.ask not in sheet
    ]:
        for fact in missing:
            sheet[fact] = plausible(fact)
    return sheet


def plausible(fact: str) -> Any:
    """A value of a fact with which a talk goes its longest way and then ends."""
    known = BOOK.facts[fact]
    if fact == "bantuan_lain":
        return False
    if known.kind == "yes_no" or known.kind == "ready":
        return True
    return known.values[0] if known.values else GIVEN


def turn_of(*rules: Rule, **more: Any) -> Turn:
    """One utterance that carries out ``rules``, each in words of its own."""
    text, acts = "", []
    for rule in rules:
        words = f"<{rule.id}>"
        acts.append(Act(rule.id, True, len(text), len(text) + len(words)))
        text += f"{words} "
    return Turn(CSO, text.strip(), acts=tuple(acts), **more)


def oracle(call: Call) -> Talk:
    """A talk in which everything is done as the book says."""
    topic = BOOK.topics[call.topic]
    course = course_of(BOOK, topic, call.sheet)
    frame = [rule for one in frame_topics(BOOK) for rule in one.rules.values() if rule.applies(course.facts)]
    turns = [Turn(CALLER, "Halo"), turn_of(*(rule for rule in frame if rule.due == OPENING))]
    saved = course.row is None or course.row.ticket is None
    for step in course.steps:
        if step.stage == topic.stages[-1] and not saved:
            turns.append(Turn(CSO, "Mohon ditunggu.", tickets=(right_ticket(course.row, course.facts),)))
            saved = True
        turns.append(turn_of(step.rule))
        if step.rule.ask:
            turns.append(Turn(CALLER, "…", facts={step.rule.ask: call.sheet[step.rule.ask]}))
    turns.append(turn_of(*(rule for rule in frame if rule.due == CLOSING)))
    return Talk(
        name=str(call),
        turns=tuple(turns),
        topic=call.topic,
        known={name: value for name, value in call.sheet.items() if BOOK.facts[name].kind == "derived"},
        sheet=call.sheet,
    )


def right_ticket(row: Outcome | None, facts: Mapping[str, Any]) -> Facts:
    """The report of a row with every field filled that a rule looks at."""
    assert row is not None
    watched = {name for rule in BOOK.rules.values() for name in rule.written}
    filled = {name: facts.get(name, "terisi") for name in watched}
    text = row.permasalahan_for(facts)
    return {
        **filled,
        "jenis": None,
        "tipe_wo": None,
        "tipe_permasalahan": None,
        "issue_closed": False,
        **(row.ticket or {}),
        "permasalahan": text,
        "nomor": "G5426112200001",
        "nomor_terkait": "G5426112100001" if "{nomor_lama}" in text else None,
        **{operation: operation in row.operations for operation in OPERATIONS},
    }


def without(talk: Talk, rule_id: str) -> Talk:
    """The same talk by an officer who leaves this rule out; what it asks is then not told either."""
    rule = BOOK.rules[rule_id]
    turns: list[Turn] = []
    for turn in talk.turns:
        kept = replace(turn, acts=tuple(act for act in turn.acts if act.rule != rule_id))
        if turn.speaker == CALLER:
            kept = replace(kept, facts={name: value for name, value in turn.facts.items() if name != rule.ask})
        kept = replace(kept, tickets=tuple(_blank(ticket, rule.written) for ticket in kept.tickets))
        turns.append(kept)
    return replace(talk, turns=tuple(turns))


def _blank(ticket: Mapping[str, Any], fields: Iterable[str]) -> Facts:
    return {name: None if name in fields else value for name, value in ticket.items()}


def moved(talk: Talk, rule_id: str, place: Callable[[int], int]) -> Talk:
    """The same talk with the one turn that carries the rule out (and the answer to it) at another place.

    Args:
        place: from the turn's own place to the new one, counted without the moved turns.
    """
    at = next(i for i, turn in enumerate(talk.turns) if any(act.rule == rule_id for act in turn.acts))
    answered = at + 1 < len(talk.turns) and bool(BOOK.rules[rule_id].ask) and talk.turns[at + 1].speaker == CALLER
    taken = talk.turns[at : at + 1 + answered]
    rest = [*talk.turns[:at], *talk.turns[at + 1 + answered :]]
    new = place(at)
    return replace(talk, turns=(*rest[:new], *taken, *rest[new:]))
