"""Talks that were really held, as tests: what was said then is said again, and what came of it then is expected.

A transcript, as the desk exports it and as people write it down (YAML, or JSON, which is YAML too)::

    turns:
    - {speaker: bot, text: "PLN 123, selamat pagi …", at: "2026-11-22T08:15:00+07:00"}
    - {speaker: pelanggan, text: meteran saya PERIKSA, at: "2026-11-22T08:15:20+07:00"}
    - {speaker: cso, text: Dengan siapa kami berbicara?}   # a person's words: shown beside the bot's, not compared
    telepon: "081200000001"                                # the caller-id number, if it is known
    apkt: {jenis: GANGGUAN, status: BELUM SELESAI}         # the ticket at the end; null: there was none

A talk in the tracker store has more: how each message was understood, what ran, which slots changed, the responses,
the rule of the book.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from bot.engine.noted import CALLER, OFFICER, noted_speaker
from bot.qa.e2e_model import (
    ActionExpected,
    Case,
    Expectation,
    IntentExpected,
    Place,
    RuleExpected,
    SaidExpected,
    SlotExpected,
    TicketExpected,
    Turn,
    TurnPlace,
)
from bot.qa.lined_yaml import FormatError, LinedMapping
from bot.qa.values import read_moment
from bot.qa.vocabulary import Vocabulary

BOT, CSO = "bot", OFFICER
TURNS = "turns"
SOP_STEP_SLOT = "langkah_sop"
REPORT_NUMBER_SLOT = "nomor_laporan"

_SPEAKERS = (CALLER, BOT, CSO)
_FILE_KEYS = {TURNS, "apkt", "telepon"}
_TURN_KEYS = {"speaker", "text", "at", "buttons", "custom"}
_OPENING_PREFIX = "/"
OF_THE_PROGRAM = frozenset({"pesan_terbaca", "session_started_metadata"})
"""Slots that hold the program's own marks, other ones in every run."""

_NOT_COMPARED_SLOTS = OF_THE_PROGRAM | {SOP_STEP_SLOT}
_NOT_COMPARED_ACTIONS = frozenset({"action_listen", "action_session_start"})
_SENT_BY_THE_CHANNEL = ("telepon", "kanal")


# --- transcripts ----------------------------------------------------------------------------------


def read_transcript(file: Path, content: LinedMapping) -> Case:
    """The talk of a transcript as a test.

    Raises:
        FormatError: naming file, line and remedy.
    """
    unknown = set(content) - _FILE_KEYS
    if unknown:
        raise _error(file, content, f"kunci {sorted(unknown)[0]!r} tidak dikenal. Yang ada: {_listed(_FILE_KEYS)}.")
    items = content[TURNS]
    if not isinstance(items, list) or not any(_speaker(file, item) == CALLER for item in items):
        raise _error(file, content, f"{TURNS!r} harus berupa daftar dengan sedikitnya satu ucapan pelanggan.")
    turns = list(_transcript_turns(file, items, _text_or_none(file, content, "telepon")))
    ticket = content.get("apkt")
    numbers: tuple[str, ...] = ()
    if "apkt" in content:
        expected, numbers = _final_ticket(file, content, ticket)
        turns[-1] = dataclasses.replace(turns[-1], expectations=(*turns[-1].expectations, expected))
    place = Place(file, content.line)
    return Case(place, f"percakapan {file.stem}", tuple(turns), report_numbers=numbers, recorded=True)


def _transcript_turns(file: Path, items: list[Any], phone: str | None) -> Iterator[Turn]:
    metadata = {"telepon": phone} if phone else {}
    turn: Turn | None = None
    for item in items:
        place = Place(file, item.line)
        text, said_by_caller = _words(file, item), item["speaker"] == CALLER
        if said_by_caller or turn is None:
            if turn is not None:
                yield turn
            turn = Turn(place, text if said_by_caller else None, metadata, moment=_moment(file, item))
        if not said_by_caller:
            expected = (SaidExpected(place, text=text, in_order=True),) if item["speaker"] == BOT else ()
            turn = dataclasses.replace(turn, heard=(*turn.heard, text), expectations=(*turn.expectations, *expected))
    if turn is not None:
        yield turn


def _final_ticket(file: Path, content: LinedMapping, ticket: Any) -> tuple[TicketExpected, tuple[str, ...]]:
    if ticket is None:
        return TicketExpected(Place(file, content.line), None), ()
    if not isinstance(ticket, LinedMapping) or not ticket:
        raise _error(file, content, "'apkt' harus berisi ruas tiket, atau null bila tidak ada tiket.")
    number = str(ticket.get("nomor") or "").rstrip("*")
    fields = {name: value for name, value in ticket.items() if name not in ("nomor", "nomor_tampil")}
    return TicketExpected(Place(file, ticket.line), fields), (number,) if number else ()


def _speaker(file: Path, item: Any) -> str:
    if not isinstance(item, LinedMapping) or item.get("speaker") not in _SPEAKERS:
        raise _error(file, item, f"setiap giliran harus memuat speaker: {', '.join(_SPEAKERS)}.")
    unknown = set(item) - _TURN_KEYS
    if unknown:
        raise _error(file, item, f"kunci {sorted(unknown)[0]!r} tidak dikenal. Yang ada: {_listed(_TURN_KEYS)}.")
    return str(item["speaker"])


def _words(file: Path, item: LinedMapping) -> str:
    text = _text_or_none(file, item, "text")
    if text is None:
        raise _error(file, item, "isi 'text' harus berupa teks.")
    return text


def _text_or_none(file: Path, item: LinedMapping, key: str) -> str | None:
    value = item.get(key)
    if value is not None and not isinstance(value, str):
        raise _error(file, item, f"isi {key!r} harus berupa teks.")
    return value


def _moment(file: Path, item: LinedMapping) -> datetime | None:
    written = item.get("at")
    if written is None:
        return None
    moment = read_moment(written)
    if moment is None:
        raise _error(file, item, f"at {written!r} bukan waktu ISO, misalnya 2026-11-22T08:15.")
    return moment


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))


def _error(file: Path, item: Any, message: str) -> FormatError:
    return FormatError(Place(file, getattr(item, "line", 1)), message)


# --- talks of the tracker store -------------------------------------------------------------------


@dataclass
class _StoredTurn:
    """One turn of a stored talk while its events are read."""

    text: str | None
    metadata: Mapping[str, Any]
    moment: datetime
    intent: str | None = None
    actions: list[str] = field(default_factory=list)
    slots: dict[str, Any] = field(default_factory=dict)
    said: list[Mapping[str, Any]] = field(default_factory=list)


def talk_of_events(
    sender: str,
    events: Iterable[Mapping[str, Any]],
    vocabulary: Vocabulary,
    tickets: Mapping[str, Mapping[str, Any]],
) -> Case:
    """A talk of the tracker store as a test.

    Args:
        events: as Rasa serialises them, oldest first.
        tickets: by number, the fields that each report of the talk had when it was made.

    Raises:
        FormatError: if no caller ever said anything in it.
    """
    stored = _stored_turns(events)
    if not any(turn.text for turn in stored):
        raise FormatError(TurnPlace(Path(sender), 1), "tidak ada ucapan pelanggan dalam percakapan ini.")
    held = dict(vocabulary.initial_slots)
    numbers: list[str] = []
    turns = []
    for number, turn in enumerate(stored, start=1):
        place = TurnPlace(Path(sender), number)
        expectations = list(_expectations(place, turn, held, vocabulary))
        made = turn.slots.get(REPORT_NUMBER_SLOT)
        if made and made in tickets and made not in numbers:
            numbers.append(made)
            expectations.append(TicketExpected(place, tickets[made], len(numbers)))
        held.update(turn.slots)
        heard = tuple(_as_heard(event) for event in turn.said if event.get("text"))
        turns.append(Turn(place, turn.text, turn.metadata, None, turn.moment, tuple(expectations), heard))
    return Case(
        TurnPlace(Path(sender), 1), f"percakapan {sender}", tuple(turns), report_numbers=tuple(numbers), recorded=True
    )


def _stored_turns(events: Iterable[Mapping[str, Any]]) -> list[_StoredTurn]:
    from actions.talk import HEARD_AGAIN  # brings rasa-sdk along

    turns: list[_StoredTurn] = []
    for event in events:
        kind = event["event"]
        if kind == "user":
            sent = event.get("metadata") or {}
            if not turns or not sent.get(HEARD_AGAIN):
                turns.append(_begun_by(event, sent))
            turns[-1].intent = ((event.get("parse_data") or {}).get("intent") or {}).get("name")
        elif not turns:
            continue
        elif kind == "action" and event.get("name") not in (None, *_NOT_COMPARED_ACTIONS):
            turns[-1].actions.append(event["name"])
        elif kind == "slot":
            turns[-1].slots[event["name"]] = event["value"]
        elif kind == "bot":
            turns[-1].said.append(event)
    return turns


def _as_heard(event: Mapping[str, Any]) -> str:
    """Words of the recorded talk; with who said them, where it was not the bot in its turn."""
    speaker = noted_speaker(event)
    return f"{speaker}: {event['text']}" if speaker else str(event["text"])


def _begun_by(event: Mapping[str, Any], sent: Mapping[str, Any]) -> _StoredTurn:
    text = event.get("text") or ""
    return _StoredTurn(
        text=None if text.startswith(_OPENING_PREFIX) else text,
        metadata={name: sent[name] for name in _SENT_BY_THE_CHANNEL if name in sent},
        moment=datetime.fromtimestamp(event["timestamp"], timezone.utc),
    )


def _expectations(
    place: Place, turn: _StoredTurn, held: Mapping[str, Any], vocabulary: Vocabulary
) -> Iterator[Expectation]:
    if turn.text is not None and turn.intent is not None:
        yield IntentExpected(place, turn.intent)
    for action in dict.fromkeys(turn.actions):
        if action not in vocabulary.responses:
            yield ActionExpected(place, action)
    for name, value in turn.slots.items():
        if name not in _NOT_COMPARED_SLOTS and value != held.get(name):
            yield SlotExpected(place, name, value, absent=value is None)
    for event in turn.said:
        if noted_speaker(event):  # no answer of the bot's: shown, but not to be said again
            continue
        expected = _said(place, event, vocabulary)
        if expected is not None:
            yield expected
    rule = turn.slots.get(SOP_STEP_SLOT, held.get(SOP_STEP_SLOT))
    if rule is not None:
        yield RuleExpected(place, rule)


def _said(place: Place, event: Mapping[str, Any], vocabulary: Vocabulary) -> SaidExpected | None:
    text = event.get("text")
    custom = (event.get("data") or {}).get("custom") or {}
    response = (event.get("metadata") or {}).get("utter_action") or vocabulary.texts.get(text or "")
    # of a payload only what it is: what it carries, such as the card of a report, is compared with the ticket
    payload = {"kind": custom["kind"]} if "kind" in custom else None
    if not text and payload is None:
        return None
    return SaidExpected(place, response=response, text=text or None, custom=payload, in_order=True)
