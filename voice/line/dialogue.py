"""The dialogue as the line needs it, and the engine of the simulator behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol

from bot.sop.book import load_book

if TYPE_CHECKING:
    from bot.server.engine_port import Engine

CHANNEL = "telepon"
_READ_BACK_KINDS = frozenset({"display", "identity", "mobile"})


@dataclass(frozen=True)
class Standing:
    """Where the dialogue stands after a turn.

    Attributes:
        slot, kind: the fact that it asks for and its kind in the book; ``None`` when nothing particular is asked.
        slots: what is known.
        step: the rule of the SOP that the dialogue is at.
        tickets: numbers of the reports that were made.
        ended: the talk is over.
    """

    slot: str | None = None
    kind: str | None = None
    slots: Mapping[str, Any] = field(default_factory=dict)
    step: str | None = None
    tickets: tuple[str, ...] = ()
    ended: bool = False

    def newly_known(self, before: Standing) -> Any:
        """The value with digits that was asked for ``before`` and has been taken since; ``None`` if there is none."""
        if before.slot is None or before.kind not in _READ_BACK_KINDS or self.slot == before.slot:
            return None
        value = self.slots.get(before.slot)
        if value == before.slots.get(before.slot) or not any(sign.isdigit() for sign in str(value)):
            return None
        return value


class Dialogue(Protocol):
    """One talk."""

    async def open(self) -> list[dict[str, Any]]:
        """Greet the caller."""

    async def say(self, text: str, message_id: str) -> list[dict[str, Any]]:
        """One turn. The same id is acted on once; a turn happens as a whole or not at all."""

    async def standing(self) -> Standing:
        """Where the talk stands."""

    async def unasked(self) -> list[dict[str, Any]]:
        """What an officer has said since this was last asked."""

    async def close(self) -> None:
        """The call is over: nothing of the talk needs to stand ready any more."""


class EngineDialogue:
    """A talk with the engine of this process.

    Args:
        sender: the talk's name.
        caller_id: the number that the caller uses; empty if it is not told.
    """

    def __init__(self, engine: Engine, sender: str, caller_id: str = "") -> None:
        self._engine = engine
        self._sender = sender
        self._metadata = {"kanal": CHANNEL} | ({"telepon": caller_id} if caller_id else {})
        self._told = 0

    async def open(self) -> list[dict[str, Any]]:
        """Greet the caller, or say again what was last asked if the talk goes on from an earlier call."""
        return await self._engine.open(self._sender, self._metadata) or await self.say("bisa diulang?", "again")

    async def say(self, text: str, message_id: str) -> list[dict[str, Any]]:
        """One turn."""
        self._told = 0
        return await self._engine.handle(self._sender, text, self._metadata, message_id)

    async def standing(self) -> Standing:
        """Where the talk stands."""
        state = await self._engine.conversation(self._sender)
        if state is None:
            return Standing()
        slot = state["requested_slot"]
        return Standing(
            slot, _kinds().get(slot or ""), state["slots"], state["sop_step"], tuple(state["tickets"]),
            state["ended"],
        )  # fmt: skip

    async def unasked(self) -> list[dict[str, Any]]:
        """What an officer, or the bot of itself, has said since the caller's last words."""
        said = await self._engine.said_unasked(self._sender)
        new, self._told = said[self._told :], len(said)
        return new

    async def close(self) -> None:
        """The talk stays in the database; what the engine remembered of it would add up over the calls of a day."""
        await self._engine.let_go(self._sender)


@cache
def _kinds() -> dict[str, str]:
    """The kind of every fact of the book."""
    return {name: fact.kind for topic in load_book().topics.values() for name, fact in topic.facts.items()}
