"""A practice call as the conformance engine takes it: exact about what was told and done, by the call's events."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from bot.officers.carrying import carrying
from bot.roleplay.practice import events as kinds
from bot.roleplay.practice.events import Event
from bot.roleplay.practice.records import MOODS, Records
from bot.roleplay.practice.scenario import Call
from bot.roleplay.practice.spoken import Spoken
from bot.sop.book import Book, Rule
from bot.sop.conformance.talk import CALLER, CSO, Act, Talk, Turn

DEEDS = {kinds.APPLIED: "action_ajukan_permohonan", kinds.HANDED_OVER: "action_serahkan_ke_petugas"}
"""Events that keep a rule without a word, and the assistant's action that keeps the same rule."""


def talk_of(book: Book, call: Call, name: str, events: Sequence[Event]) -> Talk:
    """The talk of these events. A deed at the form is a turn of the officer without words."""
    records = Records(book, call.sheet)
    truth = {**records.truth, **call.sheet.facts}
    return Talk(
        name=name,
        turns=tuple(_turns(book, call, events)),
        topic=call.scenario.topic,
        known=records.at_first,
        # what nobody could know who was not told: danger, anger
        sheet={fact: value for fact, value in truth.items() if fact in book.facts and fact not in MOODS},
        # every word and every deed of the call is known: what is not there was not done
        deeds_known=frozenset(rule.id for rule in book.rules.values() if is_said_or_done(rule)),
        comes_to_light=records.comes_to_light,
        zone=call.sheet.customer.zona,
    )


def _turns(book: Book, call: Call, events: Sequence[Event]) -> Iterator[Turn]:
    applied = any(event.kind == kinds.APPLIED for event in events)
    needs_deed = set() if applied else set(_kept_by(book, DEEDS[kinds.APPLIED]))
    called = {rule for event in events if event.kind == kinds.CALLER for rule in event.content["calls_for"]}
    for event in kinds.as_put_right(events):
        at = call.sheet.moment + timedelta(seconds=event.seconds)
        content = event.content
        if event.kind == kinds.OFFICER:
            acts = tuple(Act(*values) for values in content["acts"] if values[0] not in needs_deed)
            forbidden = tuple(Act(*values) for values in content.get("forbidden", ()))
            yield Turn(CSO, content["text"], at, acts=acts, forbidden=forbidden)
        elif event.kind == kinds.CALLER and is_turn(event):
            yield Turn(
                CALLER,
                "\n".join(content["texts"]),
                at,
                facts=content["facts"],
                calls_for=tuple(content["calls_for"]),
                breaks_off=content["hangs_up"],
            )
        elif event.kind in kinds.SAVING:
            yield Turn(CSO, "", at, tickets=({**content["fields"], "nomor": content["nomor"]},))
        elif event.kind in DEEDS:
            yield Turn(CSO, "", at, acts=tuple(_acts_of_deed(book, DEEDS[event.kind], called)))


def spoken_turns(events: Sequence[Event]) -> dict[int, Spoken]:
    """How the turns were spoken that were not typed, by their places in :func:`talk_of`."""
    turns = [event for event in kinds.as_put_right(events) if is_turn(event)]
    spoken = {place: Spoken.from_json(event.content.get("spoken")) for place, event in enumerate(turns)}
    return {place: one for place, one in spoken.items() if one is not None}


def is_turn(event: Event) -> bool:
    """Whether an event is a turn of the talk."""
    if event.kind == kinds.CALLER:
        return bool(event.content["texts"])
    return event.kind in (kinds.OFFICER, *kinds.SAVING) or event.kind in DEEDS


def is_said_or_done(rule: Rule) -> bool:
    """Whether a rule that is no step is kept by words or a deed of the officer's, and not by looking something up."""
    beside = not (rule.ask or rule.say or rule.due or rule.called_by or rule.written)
    return beside and rule.weight > 0 and any(name.startswith(("utter_", "action_")) for name in rule.fulfilled_by)


def _kept_by(book: Book, action: str) -> tuple[str, ...]:
    """The rules that a deed keeps: of those that the action carries out the critical ones, or all if none is."""
    rules = carrying(book).by_deed(action)
    return tuple(rule for rule in rules if book.rules[rule].critical) or rules


def _acts_of_deed(book: Book, action: str, called: set[str]) -> Iterator[Act]:
    for rule_id in _kept_by(book, action):
        if not book.rules[rule_id].called_by or rule_id in called:
            yield Act(rule_id)
