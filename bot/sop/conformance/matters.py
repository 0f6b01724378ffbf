"""Cutting a talk into the matters that the caller calls about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bot.sop.book import Book, Topic
from bot.sop.conformance.talk import Matter, Talk


def matters_of(book: Book, talk: Talk) -> Iterator[Matter]:
    """The matters in order; there is at least one."""
    starts = [0, *(place for place, turn in enumerate(talk.turns) if turn.begins and place > 0)]
    known: Mapping[str, Any] = talk.known
    for number, start in enumerate(starts, start=1):
        end = starts[number] if number < len(starts) else len(talk.turns)
        matter = Matter(
            number=number,
            topic=(talk.turns[start].begins if talk.turns else "") or talk.topic,
            turns=tuple(enumerate(talk.turns))[start:end],
            known=known,
            is_last=end == len(talk.turns),
        )
        yield matter
        known = _carried_over(book, book.topics[matter.topic], matter.facts, set(talk.known))


def frame_topics(book: Book) -> tuple[Topic, ...]:
    """Topics that belong to every talk: they have rules, but neither stages nor tickets of their own."""
    return tuple(topic for topic in book.topics.values() if not topic.stages and not topic.outcomes)


def _carried_over(book: Book, ended: Topic, facts: Mapping[str, Any], on_record: set[str]) -> dict[str, Any]:
    """What stays known of a caller: not what was about the matter, nor what its last stage asked."""
    lasting = {name for topic in frame_topics(book) for name in topic.facts}
    asked_last = {book.rule(step).ask for step in ended.stages[-1].steps} if ended.stages else set()
    return {name: value for name, value in facts.items() if name in (lasting - asked_last) | on_record}
