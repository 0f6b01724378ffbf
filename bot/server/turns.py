"""One turn, whatever channel it came by: the engine, and kind words when something is
broken.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import structlog

from bot.server.engine_port import EngineHost
from bot.server.failures import traces_of
from bot.server.metrics import Metrics

log = structlog.get_logger(__name__)

FAILED = (
    "Mohon maaf, sistem kami sedang terganggu sehingga pesan terakhir belum dapat diproses. "
    "Keterangan sebelumnya tetap tersimpan. Silakan kirim lagi sebentar lagi."
)


@dataclass(frozen=True)
class Turn:
    """What came of a message.

    Attributes:
        messages: Rasa's REST shape, never empty.
        code: None when the engine answered; else ``failed`` or ``not_ready``: the message was
            not taken into the talk, and ``messages`` holds kind words that say so.
    """

    messages: list[dict[str, Any]]
    code: str | None = None

    @property
    def words(self) -> str:
        """All texts of the answer."""
        return "\n".join(message["text"] for message in self.messages if message.get("text"))


class TurnService:
    """Takes messages to the engine and never comes back empty-handed."""

    def __init__(self, host: EngineHost, metrics: Metrics) -> None:
        self._host = host
        self._metrics = metrics

    async def take(
        self,
        channel: str,
        sender: str,
        text: str,
        metadata: Mapping[str, Any] | None = None,
        message_id: str | None = None,
    ) -> Turn:
        """Answer ``text`` of ``sender``.

        Args:
            channel: ``rest`` or ``widget``, for the metrics.
            message_id: the same id is answered the same way and acted on once.
        """
        engine = self._host.engine
        if engine is None:
            return self._not_taken(channel, sender, "not_ready", self._host.problem or FAILED)
        began = time.perf_counter()
        try:
            answer = await engine.handle(sender, text, metadata, message_id)
        except Exception as failure:  # the caller must hear something whatever broke underneath
            log.error("turn_failed", **traces_of(failure))
            return self._not_taken(channel, sender, "failed", FAILED)
        messages = [message for message in answer if _says_something(message)]
        if not messages:
            log.error("turn_without_answer")
            return self._not_taken(channel, sender, "failed", FAILED)
        self._metrics.count_answer(channel, time.perf_counter() - began, messages)
        return Turn(messages)

    def _not_taken(self, channel: str, sender: str, code: str, words: str) -> Turn:
        self._metrics.turns.labels(channel, code).inc()
        return Turn([{"recipient_id": sender, "text": words}], code)


def _says_something(message: dict[str, Any]) -> bool:
    return any(message.get(part) for part in ("text", "buttons", "image", "custom", "attachment"))
