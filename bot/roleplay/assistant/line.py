"""A phone line with the CSO-side assistant at its other end, in this process.

::

    line = Line.load(Settings.from_environment())
    line.connect("panggilan-1", Caller(book, call))
    await line.say("panggilan-1", "Saat ini listriknya padam atau masih menyala?", "periksa")
"""

from __future__ import annotations

from typing import Any

from bot.officers.trained import NotTrainedError, folder_of_models
from bot.roleplay.assistant import switchboard
from bot.roleplay.practice.customer import Caller
from bot.settings import Settings

ACTIONS = "bot.roleplay.assistant.actions"
TOPIC = "topik"
"""The key of a message's metadata that tells what the call is about."""

TURNS_KEPT = 4
"""How far back the stories look (``max_history`` in ``config.yml``); Rasa replays each event that is kept each turn."""


class Line:
    """Calls that run through the Rasa assistant."""

    def __init__(self, agent: Any, talks: Any) -> None:
        self._agent = agent
        self._talks = talks

    @classmethod
    def load(cls, settings: Settings) -> Line:
        """Load the newest model of the assistant; takes seconds.

        Raises:
            NotTrainedError: if there is none.
        """
        import bot.engine.preload  # noqa: F401, I001  (must come before Rasa)
        from rasa.core.agent import Agent
        from rasa.core.tracker_store import InMemoryTrackerStore
        from rasa.exceptions import ModelNotFound
        from rasa.model import get_local_model

        from bot.engine.action_endpoint import InProcessActions

        folder = folder_of_models(settings.model_path)
        try:
            model = get_local_model(str(folder))
        except ModelNotFound as error:
            raise NotTrainedError(f"Model asisten CSO belum ada di {folder}. Jalankan: pln123 train") from error
        talks = InMemoryTrackerStore(None)
        agent = Agent.load(model_path=model, tracker_store=talks, action_endpoint=InProcessActions(ACTIONS))
        return cls(agent, talks)

    def connect(self, name: str, caller: Caller) -> None:
        """A customer calls."""
        switchboard.connect(name, caller)

    async def say(self, name: str, text: str, topic: str = "") -> list[str]:
        """What the customer of the call ``name`` says to the officer's words; nothing when the call is over.

        Args:
            topic: what the call is about, if that is known.
        """
        from rasa.core.channels.channel import UserMessage

        said = await self._agent.handle_message(UserMessage(text, sender_id=name, metadata={TOPIC: topic}))
        await self._forget_what_is_old(name)
        return [message["text"] for message in said or () if message.get("text")]

    def hang_up(self, name: str) -> None:
        """The call is over and forgotten."""
        switchboard.disconnect(name)
        self._talks.store.pop(name, None)

    async def _forget_what_is_old(self, name: str) -> None:
        """Keep the last turns only: else a turn costs more the longer the call is (47 ms of CPU at the sixtieth)."""
        from rasa.shared.core.events import UserUttered
        from rasa.shared.core.trackers import DialogueStateTracker

        tracker = await self._talks.retrieve(name)
        events = list(tracker.events) if tracker else []
        begun = [place for place, event in enumerate(events) if isinstance(event, UserUttered)]
        if tracker and len(begun) > TURNS_KEPT:
            last = events[begun[-TURNS_KEPT] :]
            slots = tracker.slots.values()
            short = DialogueStateTracker.from_events(name, last, slots=slots, sender_source=tracker.sender_source)
            self._talks.store[name] = self._talks.serialise_tracker(short)
