"""The small vocabulary of the engine tests: a caller who writes, and what the bot answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bot.engine.engine import Engine
from tests.actions.customers import IN_JAKARTA

# One whole talk to a KWH PERIKSA ticket (O10), one answer a question.
WHOLE_TALK = (
    "meteran saya muncul tulisan PERIKSA",
    "Joko Susilo",
    "Bapak",
    "masih menyala",
    "belum pernah",
    IN_JAKARTA.idpel,
    "ya benar",
    "ya, di lokasi",
    "ya, bersedia",
    "sudah di depan meter",
    "1",
    "0402",
    "3",
    "221",
    "0,35",
    "0.3",
    "0",
    "12,5",
    "77",
    "sudah lengkap",
    "dekat masjid Al-Ikhlas",
    "ya, dapat",
    "WA dan SMS",
    "pemilik",
    "budi@example.id",
    "sudah jelas",
    "sudah dicatat",
    "ya, paham",
    "tidak ada",
)
AT_THE_CODES = WHOLE_TALK[:10]
"""Up to the first code's question."""


@dataclass
class Caller:
    """Someone who writes to an engine."""

    engine: Engine
    sender: str = "penelepon"
    phone: str = "081299990000"
    heard: list[list[dict[str, Any]]] = field(default_factory=list)

    async def says(self, *messages: str, message_id: str | None = None) -> str:
        """Write messages one after another; returns the texts of the last answer, one a line."""
        for message in messages:
            answer = await self.engine.handle(self.sender, message, {"telepon": self.phone}, message_id)
            self.heard.append(answer)
        return "\n".join(part["text"] for part in self.heard[-1] if part.get("text"))

    async def is_asked(self) -> str | None:
        """The fact that the bot waits for."""
        return (await self.talk())["requested_slot"]

    async def knows(self, slot: str) -> Any:
        """What the bot knows of a slot."""
        return (await self.talk())["slots"].get(slot)

    async def talk(self) -> dict[str, Any]:
        """The talk as the desk sees it."""
        talk = await self.engine.conversation(self.sender)
        assert talk is not None
        return talk
