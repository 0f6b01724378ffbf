"""A talk as people read it, from the events that Rasa keeps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timezone
from typing import Any

from actions.talk import HEARD_AGAIN
from bot.engine.noted import BOT, CALLER, noted_message_id, noted_name, noted_speaker, silence

# Messages that the program sends in the caller's name, such as the opening, are not the caller's words.
PROGRAM_PREFIX = "/"


def transcript_of(events: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Turns in order: ``speaker`` (pelanggan, bot or cso), ``text``, ``at`` (ISO, UTC), ``buttons?``, ``custom?``.

    ``custom`` of an officer's words is ``{"kind": "officer", "name": …}``.
    """
    turns: list[dict[str, Any]] = []
    for event in events:
        if event["event"] not in ("user", "bot"):
            continue
        text = event.get("text") or ""
        if event["event"] == "user" and (text.startswith(PROGRAM_PREFIX) or _was_heard_before(event)):
            continue
        turn = {
            "speaker": noted_speaker(event) or (CALLER if event["event"] == "user" else BOT),
            "text": text,
            "at": _moment(event),
        }
        data = event.get("data") or {}
        if event["event"] == "bot":
            turn.update({key: data[key] for key in ("buttons", "custom") if data.get(key)})
        turns.append(turn)
    return turns


def answers_by_message(events: Iterable[Mapping[str, Any]], sender: str) -> dict[str, list[dict[str, Any]]]:
    """What was answered to each message id, in the shape of the REST channel."""
    answers: dict[str, list[dict[str, Any]]] = {}
    current: list[dict[str, Any]] | None = None
    for event in events:
        if event["event"] == "user" and not _was_heard_before(event):
            current = answers.setdefault(str(event.get("message_id")), [])
        elif noted_speaker(event):
            if noted_message_id(event):
                answers[str(noted_message_id(event))] = [silence(sender, noted_name(event))]
        elif event["event"] == "bot" and current is not None:
            current.append(rest_message(event, sender))
    return answers


def said_unasked(
    events: Iterable[Mapping[str, Any]], sender: str, message_id: str | None = None
) -> list[dict[str, Any]]:
    """What officers and the bot said of themselves since the caller last spoke, in the shape of the REST channel.

    Each message has ``at`` (ISO, UTC) besides, by which it can be told from others.

    Args:
        message_id: look no further than the caller's message of this id, if there is one.
    """
    said: list[dict[str, Any]] = []
    for event in events:
        speaker = noted_speaker(event)
        by_caller = speaker == CALLER or (event["event"] == "user" and not _was_heard_before(event))
        if by_caller:
            own_id = noted_message_id(event) if speaker else event.get("message_id")
            if message_id is not None and own_id == message_id:
                break
            said = []
        elif speaker:
            said.append({**rest_message(event, sender), "at": _moment(event)})
    return said


def rest_message(event: Mapping[str, Any], sender: str) -> dict[str, Any]:
    """One bot event as the REST channel sends it: ``{recipient_id, text?, buttons?, image?, custom?}``."""
    data = event.get("data") or {}
    message = {"recipient_id": sender, "text": event.get("text")}
    message.update({key: data.get(key) for key in ("buttons", "custom", "image")})
    return {key: value for key, value in message.items() if value}


def _was_heard_before(event: Mapping[str, Any]) -> bool:
    return bool((event.get("metadata") or {}).get(HEARD_AGAIN))


def _moment(event: Mapping[str, Any]) -> str:
    return datetime.fromtimestamp(event["timestamp"], timezone.utc).isoformat()
