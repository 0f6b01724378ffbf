"""Talks of human officers, written down (YAML, or JSON, which is YAML too)::

    topik: periksa                       # left out: the topic that the officer's words fit best
    telepon: "081200000001"              # the caller-id number, if it is known
    fakta: {wilayah_self_diagnosis: true}   # what the records showed, if that is known
    turns:
    - {speaker: cso, text: "PLN 123, selamat pagi …", at: "2026-11-22T08:15:00+07:00"}
    - {speaker: pelanggan, text: meteran saya PERIKSA}
    apkt: {nomor: G5426…, jenis: GANGGUAN, …}    # null: no report was made; left out: not known

Acts are found by :mod:`bot.officers`, facts by :mod:`bot.language`, each as an answer to what was asked last.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from bot.language.phones import canonical_phone
from bot.officers.carrying import carrying
from bot.officers.forbidden import forbidden_acts
from bot.officers.reading import acts_in
from bot.qa.audit.callers import breaks_off, intents_in
from bot.qa.audit.told import taken_for_granted, told_by_caller, told_by_officer
from bot.sop.book import Book
from bot.sop.conditions import facts_named_in
from bot.sop.conformance.course import REPORT_SENT, ROW
from bot.sop.conformance.talk import CALLER, SPEAKERS, Act, Talk, Turn

TURNS = "turns"
TICKET = "apkt"
_KEYS = {TURNS, TICKET, "topik", "telepon", "fakta"}


class TranscriptError(ValueError):
    """A transcript can't be read; the message says in Indonesian which file, what and the remedy."""


def read_transcript(book: Book, path: Path) -> Talk:
    """The talk in a file.

    Raises:
        TranscriptError: if it is not one.
    """
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise TranscriptError(f"{path}: tidak dapat dibaca: {error.strerror}.") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise TranscriptError(f"{path}: bukan YAML atau JSON yang benar: {' '.join(str(error).split())}") from error
    try:
        return talk_of(book, content, name=path.stem)
    except TranscriptError as error:
        raise TranscriptError(f"{path}: {error}") from None


def talk_of(book: Book, content: Any, *, name: str) -> Talk:
    """The talk of a transcript's content.

    Raises:
        TranscriptError: if it lacks turns, or names what the book does not have.
    """
    if not isinstance(content, Mapping) or not isinstance(content.get(TURNS), list) or not content[TURNS]:
        raise TranscriptError(f"harus memuat {TURNS!r} dengan sedikitnya satu ucapan.")
    unknown = sorted(set(content) - _KEYS)
    if unknown:
        raise TranscriptError(f"kunci {unknown[0]!r} tidak dikenal; yang ada: {', '.join(sorted(_KEYS))}.")
    known = _known_before(book, content)
    topic = content.get("topik") or ""
    turns = _turns(book, content[TURNS], known, topic if topic in book.topics else "")
    if not topic:
        topic = _topic_that_fits(book, turns)
        turns = _turns(book, content[TURNS], known, topic)
    if topic not in book.topics:
        raise TranscriptError(f"topik {topic!r} tidak ada di buku SOP; yang ada: {', '.join(book.topics)}.")
    ticket = content.get(TICKET)
    if ticket is not None and not isinstance(ticket, Mapping):
        raise TranscriptError(f"{TICKET!r} harus berisi ruas tiket, atau null bila tidak ada tiket.")
    if ticket:
        turns = _with_ticket(book, topic, turns, ticket)
    return Talk(name, tuple(turns), topic, known=known, tickets_known=TICKET in content)


def _known_before(book: Book, content: Mapping[str, Any]) -> dict[str, Any]:
    known = dict(content.get("fakta") or {})
    unknown = sorted(set(known) - set(book.facts))
    if unknown:
        raise TranscriptError(f"fakta {unknown[0]!r} tidak ada di buku SOP.")
    if content.get("telepon"):
        phone = canonical_phone(str(content["telepon"]))
        known.setdefault("jenis_nomor", "seluler" if phone.kind == "mobile" else "pstn")
    return known


def _turns(book: Book, items: list[Any], known: Mapping[str, Any], topic: str) -> list[Turn]:
    facts = dict(known)
    asked: list[str] = []
    asked_before: set[str] = set()
    turns: list[Turn] = []
    for number, item in enumerate(items, start=1):
        speaker, text, at = _utterance(number, item)
        if speaker == CALLER:
            told = told_by_caller(book, topic, text, asked, facts)
            facts.update(told)
            calls_for = [rule for intent in intents_in(text) for rule in carrying(book).called_for_by(intent)]
            turns.append(Turn(speaker, text, at, facts=told, calls_for=tuple(calls_for), breaks_off=breaks_off(text)))
            continue
        acts = acts_in(book, text, topic)
        sure = [act.rule for act in acts if act.certain]
        shown = {**taken_for_granted(book, sure, asked_before, facts), **told_by_officer(text, facts)}
        facts.update(shown)
        if turns and turns[-1].speaker == CALLER:
            asked = []
        asked_before |= {book.rules[rule].ask for rule in sure}
        asked += [book.rules[act.rule].ask for act in acts if book.rules[act.rule].ask]
        turns.append(Turn(speaker, text, at, acts=acts, facts=shown, forbidden=forbidden_acts(book, text)))
    return turns


def _utterance(number: int, item: Any) -> tuple[str, str, datetime | None]:
    if not isinstance(item, Mapping) or item.get("speaker") not in SPEAKERS:
        raise TranscriptError(f"giliran {number}: speaker harus salah satu dari {', '.join(SPEAKERS)}.")
    text, at = item.get("text"), item.get("at")
    if not isinstance(text, str):
        raise TranscriptError(f"giliran {number}: 'text' harus berupa teks.")
    try:
        moment = datetime.fromisoformat(at) if isinstance(at, str) else at
    except ValueError:
        raise TranscriptError(f"giliran {number}: waktu {at!r} tidak dapat dibaca; tulis menurut ISO 8601.") from None
    return str(item["speaker"]), text, moment


def _topic_that_fits(book: Book, turns: Iterable[Turn]) -> str:
    """The topic whose own rules the officer's words carry out most often."""
    with_stages = [topic.name for topic in book.topics.values() if topic.stages]
    found = Counter(book.rules[act.rule].topic for turn in turns for act in turn.acts if act.certain)
    return max(with_stages, key=lambda name: found[name])


def _with_ticket(book: Book, topic: str, turns: list[Turn], ticket: Mapping[str, Any]) -> list[Turn]:
    """The report on the turn before which it must have been saved: the first that surely speaks of it, or the last."""
    last = [book.rule(step) for step in book.topics[topic].stages[-1].steps]
    telling = {rule.id for rule in last if {ROW, REPORT_SENT} & set(facts_named_in(rule.when))}

    def speaks_of_it(acts: Iterable[Act]) -> bool:
        return any(act.certain and act.rule in telling for act in acts)

    officers = [place for place, turn in enumerate(turns) if turn.is_officers]
    if not officers:
        return turns
    place = next((place for place in officers if speaks_of_it(turns[place].acts)), officers[-1])
    spoken = turns[place]
    saved = replace(spoken, tickets=(dict(ticket),))
    return [*turns[:place], saved, *turns[place + 1 :]]
