"""A phone line with the CSO-side assistant at its other end, in this process.

::

    line = Line.load(Settings.from_environment())
    line.connect("panggilan-1", Caller(book, call))
    await line.say("panggilan-1", "Saat ini listriknya padam atau masih menyala?")
"""

from __future__ import annotations

from typing import Any

from bot.officers.trained import NotTrainedError, folder_of_models
from bot.roleplay.assistant import switchboard
from bot.roleplay.practice.customer import Caller
from bot.settings import Settings

ACTIONS = "bot.roleplay.assistant.actions"


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

    async def say(self, name: str, text: str) -> list[str]:
        """What the customer of the call ``name`` says to the officer's words; nothing when the call is over."""
        said = await self._agent.handle_text(text, sender_id=name)
        return [message["text"] for message in said or () if message.get("text")]

    def hang_up(self, name: str) -> None:
        """The call is over and forgotten."""
        switchboard.disconnect(name)
        self._talks.store.pop(name, None)
