"""One turn, whatever channel it came by: the engine, and kind words when something is
broken.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import structlog

from bot.engine.noted import FAILURE
from bot.server.engine_port import Engine, EngineHost
from bot.server.failures import traces_of
from bot.server.metrics import Metrics
from bot.server.turn_queue import QueueTooLong, TurnQueue, rounded_wait, words_of_wait

log = structlog.get_logger(__name__)

FAILED = (
    "Mohon maaf, sistem kami sedang terganggu sehingga pesan terakhir belum dapat diproses. "
    "Keterangan sebelumnya tetap tersimpan. Silakan kirim lagi sebentar lagi."
)

BUSY = "Mohon maaf, saat ini banyak yang menghubungi kami. Silakan kirim lagi {wait} lagi."


@dataclass(frozen=True)
class Turn:
    """What came of a message.

    Attributes:
        messages: Rasa's REST shape, never empty.
        code: None when the engine answered; else ``failed``, ``not_ready`` or ``busy``: the message was
            not taken into the talk, and ``messages`` holds kind words that say so.
        again_after: seconds after which it is worth trying again; 0: at any time.
    """

    messages: list[dict[str, Any]]
    code: str | None = None
    again_after: int = 0

    @property
    def words(self) -> str:
        """All texts of the answer."""
        return "\n".join(message["text"] for message in self.messages if message.get("text"))


class TurnService:
    """Takes messages to the engine and never comes back empty-handed.

    Attributes:
        queue: in which messages wait while the engine is busy with others.
    """

    def __init__(self, host: EngineHost, metrics: Metrics, queue: TurnQueue) -> None:
        self._host = host
        self._metrics = metrics
        self.queue = queue

    async def take(
        self,
        channel: str,
        sender: str,
        text: str,
        metadata: Mapping[str, Any] | None = None,
        message_id: str | None = None,
        *,
        tell_wait: Callable[[float], None] | None = None,
        most_wait: float | None = None,
    ) -> Turn:
        """Answer ``text`` of ``sender``.

        Args:
            channel: ``rest`` or ``widget``, for the metrics.
            message_id: the same id is answered the same way and acted on once.
            tell_wait, most_wait: see :meth:`bot.server.turn_queue.TurnQueue.place`.
        """
        engine = self._host.engine
        if engine is None:
            return self._not_taken(channel, sender, "not_ready", self._host.problem or FAILED)
        try:
            async with self.queue.place(tell_wait, most_wait):
                return await self._answered(engine, channel, sender, text, metadata, message_id)
        except QueueTooLong as queue:
            words = BUSY.format(wait=words_of_wait(queue.seconds))
            return self._not_taken(channel, sender, "busy", words, rounded_wait(queue.seconds))

    async def _answered(
        self,
        engine: Engine,
        channel: str,
        sender: str,
        text: str,
        metadata: Mapping[str, Any] | None,
        message_id: str | None,
    ) -> Turn:
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
        if any((message.get("custom") or {}).get("kind") == FAILURE for message in messages):
            self._metrics.turns.labels(channel, "failed").inc()
            return Turn(messages, "failed")
        self._metrics.count_answer(channel, time.perf_counter() - began, messages)
        return Turn(messages)

    def _not_taken(self, channel: str, sender: str, code: str, words: str, again_after: int = 0) -> Turn:
        self._metrics.turns.labels(channel, code).inc()
        return Turn([{"recipient_id": sender, "text": words}], code, again_after)


def _says_something(message: dict[str, Any]) -> bool:
    return any(message.get(part) for part in ("text", "buttons", "image", "custom", "attachment"))
