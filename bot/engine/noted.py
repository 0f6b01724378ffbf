"""Words that were said in a talk without the bot having a turn: an officer's, the caller's to an officer, and the
bot's own about them.

They stand among the talk's events as words that were said, whoever said them: Rasa's policies look past such an
event, also when a talk is rebuilt after a restart. Who spoke is in the event's metadata. Knows nothing of Rasa, so
that the QA tools can read talks without it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

CALLER = "pelanggan"
BOT = "bot"
OFFICER = "cso"
SPEAKERS = (CALLER, BOT, OFFICER)

WITH_OFFICER = "with_officer"
"""Kind of the payload that stands for the bot's silence: ``{"kind", "officer": name}``."""

FAILURE = "failure"
"""Kind of the payload of an answer that only says that nothing works now: the message was not taken."""

_SPEAKER = "noted_speaker"
_NAME = "noted_name"
_MESSAGE_ID = "noted_message_id"


def noting(speaker: str, name: str | None = None, message_id: str | None = None) -> dict[str, str]:
    """The metadata of such an event.

    Args:
        speaker: one of :data:`SPEAKERS`.
        name: of the officer who speaks or is spoken to.
        message_id: of the caller's message.

    Raises:
        ValueError: for somebody who does not take part in talks.
    """
    if speaker not in SPEAKERS:
        raise ValueError(f"nobody who speaks: {speaker!r}")
    metadata = {_SPEAKER: speaker, _NAME: name, _MESSAGE_ID: message_id}
    return {key: value for key, value in metadata.items() if value}


def noted_speaker(event: Mapping[str, Any]) -> str | None:
    """Who said it, of :data:`SPEAKERS`; ``None`` if the event is of the bot's turns."""
    return _metadata(event).get(_SPEAKER) if event["event"] == "bot" else None


def noted_name(event: Mapping[str, Any]) -> str | None:
    """The officer who spoke or was spoken to."""
    return _metadata(event).get(_NAME)


def noted_message_id(event: Mapping[str, Any]) -> str | None:
    """The id of the caller's message that was passed to an officer."""
    return _metadata(event).get(_MESSAGE_ID)


def silence(sender: str, officer: str | None) -> dict[str, Any]:
    """What the engine answers while an officer has the talk."""
    return {"recipient_id": sender, "custom": {"kind": WITH_OFFICER, "officer": officer}}


def _metadata(event: Mapping[str, Any]) -> Mapping[str, Any]:
    return event.get("metadata") or {}
