"""Reactions of the customer to what the officer's words carry out.

Which reaction comes is told by rules and stories of the assistant; what the customer says in it is told by the customer
of :mod:`bot.roleplay.practice.customer`, who knows nothing but the fact sheet.
"""

from __future__ import annotations

from typing import Any

from rasa.shared.nlu.constants import ENTITY_ATTRIBUTE_CONFIDENCE
from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.roleplay.assistant.switchboard import caller_on, note
from bot.roleplay.practice.answering import Heard
from bot.sop.conformance.talk import Act

ACT = "tindakan"
TALK, GOING_ON, ENDED, HUNG_UP = "percakapan", "berjalan", "selesai", "ditutup_pelanggan"
MOOD = "suasana"


class Reaction(Action):
    """Hears the officer out and says what the customer says to it."""

    reaction = ""
    ends_the_call = False

    def name(self) -> str:
        """The name in the domain."""
        return self.reaction

    async def run(
        self,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        domain: dict[str, Any],  # noqa: ARG002 - Rasa's interface
    ) -> list[dict[str, Any]]:
        """Answer, and note the mood and whether the call goes on; nobody answers when it is over."""
        caller = caller_on(tracker.sender_id)
        if caller is None or tracker.get_slot(TALK) not in (None, GOING_ON):
            return []
        acts = acts_of(tracker.latest_message)
        reply = caller.hear(tracker.latest_message.get("text") or "", acts)
        note(tracker.sender_id, Heard(acts, reply))
        for text in reply.texts:
            dispatcher.utter_message(text=text)
        talk = HUNG_UP if reply.hangs_up else ENDED if reply.ends or self.ends_the_call else GOING_ON
        return [SlotSet(MOOD, reply.mood), SlotSet(TALK, talk)]


def acts_of(message: dict[str, Any]) -> tuple[Act, ...]:
    """What the assistant understood in the officer's message."""
    return tuple(
        Act(entity["value"], bool(entity.get(ENTITY_ATTRIBUTE_CONFIDENCE)), entity["start"], entity["end"])
        for entity in message.get("entities") or ()
        if entity["entity"] == ACT
    )


class Answer(Reaction):
    """To a question."""

    reaction = "action_jawab"


class Respond(Reaction):
    """To something told."""

    reaction = "action_tanggapi"


class Listen(Reaction):
    """To words that are no step of the SOP."""

    reaction = "action_dengarkan"


class SayGoodbye(Reaction):
    """To the closing words."""

    reaction = "action_pamit"


class WaitForOfficer(Reaction):
    """To being handed over: the call goes on with somebody else."""

    reaction = "action_tunggu_petugas"
    ends_the_call = True
