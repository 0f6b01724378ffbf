"""What the bot says in one turn, on its way out of Rasa."""

from __future__ import annotations

import bot.engine.preload  # noqa: F401  # isort: skip  # before anything of Rasa

from typing import Any

from rasa.core.channels.channel import OutputChannel

Message = dict[str, Any]
"""``{recipient_id, text?, buttons?, image?, custom?}``"""


class TurnAnswers(OutputChannel):
    """Collects one turn's answers, each whole: text, buttons and payload in one message."""

    def __init__(self) -> None:
        self.messages: list[Message] = []

    @classmethod
    def name(cls) -> str:
        """The channel's name in Rasa's events."""
        return "pln123"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Take one answer."""
        kept = {key: message.get(key) for key in ("text", "buttons", "image", "custom")}
        self.messages.append({"recipient_id": recipient_id, **{key: value for key, value in kept.items() if value}})
