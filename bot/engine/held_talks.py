"""Talks as one process holds them: alone while something happens in them, with what was answered, and noted in.

What makes the bot speak is :class:`bot.engine.engine.Engine`'s.
"""

from __future__ import annotations

import bot.engine.preload  # noqa: F401  # isort: skip  # before anything of Rasa

from collections import OrderedDict
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any

from rasa.core.agent import Agent
from rasa.shared.core.events import BotUttered, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from bot import clock
from bot.database import StorageUnavailable
from bot.engine.answers import Message
from bot.engine.noted import OFFICER, noting
from bot.engine.tracker_store import TALKS_IN_MEMORY, CaughtUp, LiveTrackerStore
from bot.engine.transcript import answers_by_message


class HeldTalks:
    """The talks of one loaded assistant."""

    def __init__(self, agent: Agent, store: LiveTrackerStore) -> None:
        self._agent = agent
        self._store = store
        self._answered: OrderedDict[str, dict[str, list[Message]]] = OrderedDict()
        self._caught_up: dict[str, CaughtUp] = {}
        self._bots_alone: OrderedDict[str, None] = OrderedDict()

    async def events_of(self, sender: str, since: int = 0) -> list[dict[str, Any]]:
        """A talk's events as Rasa serialises them, oldest first, without the first ``since`` of them."""
        return await self._store.events_of(sender, since)

    async def set_slots(self, sender: str, slots: Mapping[str, Any]) -> None:
        """Begin a talk with slots already filled, as fixtures of tests do."""
        async with self._alone(sender):
            tracker = await self._agent.processor.fetch_tracker_and_update_session(sender)
            tracker.update_with_events([SlotSet(name, value) for name, value in slots.items()], self._agent.domain)
            await self._store.save(tracker)

    async def let_go(self, sender: str) -> None:
        """Keep a talk that has stopped no longer in memory: should it go on, it goes on from the database.

        Never fails: where the talk's lock can't be had, it stays in memory until newer talks crowd it out.
        """
        with suppress(StorageUnavailable):
            async with self._agent.lock_store.lock(sender):
                self._store.forget(sender)
                self._answered.pop(sender, None)
                self._bots_alone.pop(sender, None)

    @asynccontextmanager
    async def _alone(self, sender: str) -> AsyncIterator[None]:
        """Hold a talk, as it stands now, in whichever process it went on last.

        Raises:
            StorageUnavailable: if it can't be had.
        """
        async with self._agent.lock_store.lock(sender):
            caught_up = await self._store.catch_up(sender)
            if caught_up.elsewhere is None:
                self._answered.pop(sender, None)
            elif sender in self._answered:
                self._answered[sender].update(answers_by_message(caught_up.elsewhere, sender))
            self._caught_up[sender] = caught_up
            try:
                yield
            finally:
                del self._caught_up[sender]

    def is_bots_alone(self, sender: str) -> bool:
        """Whether the last turn that was taken here left a talk that was never handed over. It may have been since, in
        another process; ``False``: that, or not known."""
        return sender in self._bots_alone

    def _note_whose(self, sender: str, *, bots_alone: bool) -> None:
        self._bots_alone.pop(sender, None)
        if bots_alone:
            self._bots_alone[sender] = None
            while len(self._bots_alone) > TALKS_IN_MEMORY:
                self._bots_alone.popitem(last=False)

    async def _answered_by(self, sender: str) -> dict[str, list[Message]]:
        """What was answered to each message id of the talk; read from the database once."""
        if sender not in self._answered:
            self._answered[sender] = answers_by_message(await self._store.events_of(sender), sender)
            while len(self._answered) > TALKS_IN_MEMORY:
                self._answered.popitem(last=False)
        self._answered.move_to_end(sender)
        return self._answered[sender]

    async def _note(
        self,
        sender: str,
        speaker: str,
        text: str,
        *,
        name: str | None = None,
        message_id: str | None = None,
        buttons: Any = None,
        custom: Any = None,
    ) -> None:
        """Append words to the talk, whose lock is held."""
        tracker = await self._agent.processor.fetch_tracker_and_update_session(sender)
        if speaker == OFFICER:
            custom = {"kind": "officer", "name": name}
        # the clock of the whole system, not Rasa's own
        moment = clock.now().timestamp()
        data = {"buttons": buttons, "custom": custom}
        said = BotUttered(text, data, noting(speaker, name, message_id), timestamp=moment)
        tracker.update_with_events([said], self._agent.domain)
        await self._save(tracker)

    async def _save(self, tracker: DialogueStateTracker) -> None:
        try:
            await self._store.save(tracker)
        except Exception:
            self._store.forget(tracker.sender_id)
            raise

    def _spoken(self, sender: str, response: str, **more: Any) -> list[Message]:
        variation = self._agent.domain.responses[response][0]
        kept = {key: variation[key] for key in ("text", "buttons") if key in variation}
        return [{"recipient_id": sender, **kept, **more}]
