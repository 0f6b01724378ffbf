"""How a customer comes to hear the officer and to answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from bot.roleplay.practice.customer import Caller
from bot.roleplay.practice.ear import Ear
from bot.roleplay.practice.memory import Reply
from bot.sop.conformance.talk import Act


@dataclass(frozen=True)
class Heard:
    """What was understood in the officer's words, and what the customer answers to it."""

    acts: tuple[Act, ...]
    reply: Reply


class Answering(Protocol):
    """Lets a customer hear and answer."""

    def answer(self, name: str, caller: Caller, text: str, topic: str) -> Heard:
        """The customer's answer.

        Args:
            name: of the call, unlike that of any other.
            topic: what the call is about.
        """

    def hang_up(self, name: str) -> None:
        """The call is over; nothing of it need be remembered."""


class Directly:
    """Without a dialogue model: the customer answers what the ear has understood. Needs no Rasa and no start."""

    def __init__(self, ear: Ear) -> None:
        self._ear = ear

    def answer(self, name: str, caller: Caller, text: str, topic: str) -> Heard:  # noqa: ARG002
        """See :class:`Answering`."""
        acts = self._ear.acts(text, caller.asked_in_vain, topic)
        return Heard(acts, caller.hear(text, acts))

    def hang_up(self, name: str) -> None:
        """See :class:`Answering`."""
