"""The engine: one loaded assistant that carries many talks.

::

    engine = await Engine.load(settings)
    answers = await engine.handle("chat-1", "meteran saya periksa", {"telepon": "081200001234"})

A turn either happened or did not: when an action or the database fails, the turn is taken back, the caller is
told kindly, and the same message may be sent again. A message id that was answered before gets the same answer
and nothing is done twice.
"""

from __future__ import annotations

import bot.engine.preload  # noqa: F401  # isort: skip  # before anything of Rasa

import asyncio
import dataclasses
import logging
from collections.abc import Mapping
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from actions.services import Services, open_services, use
from bot.apkt.handover import Handover
from bot.customers.applications import ApplicationsUnavailable
from bot.customers.registry import CustomerRegistryUnavailable
from bot.database import LoopReads, StorageUnavailable, StorageUnusable
from bot.engine import collector
from bot.engine.action_endpoint import TurnFailed, refuse_half_a_turn, watching_failures
from bot.engine.answers import Message, TurnAnswers
from bot.engine.held_talks import HeldTalks
from bot.engine.loading import load_agent
from bot.engine.noted import BOT, CALLER, FAILURE, WITH_OFFICER, noted_message_id, silence
from bot.engine.rasa_speed import speed_up
from bot.engine.standing import conversation_at, is_ended, progress
from bot.engine.tracker_store import LiveTrackerStore
from bot.engine.transcript import said_unasked, transcript_of
from bot.processes.talk_locks import RedisTalkLocks
from bot.settings import LONGEST_MESSAGE, Settings
from bot.sop.book import Book
from bot.sop.flow import undone_by

log = logging.getLogger(__name__)

ANSWERS_REMEMBERED = 50
OPENING = "/salam"
NEWS = "/tanya_ctt"
# the slot with the report on which the command centre has to decide
AWAITED_REPORT = "menunggu_vcc"
ASK_AGAIN = "/minta_ulang"
HAND_OVER = "action_serahkan_ke_petugas"

TURN_FAILURES = (
    TurnFailed, StorageUnavailable, StorageUnusable, CustomerRegistryUnavailable, ApplicationsUnavailable,
)  # fmt: skip


class Engine(HeldTalks):
    """One loaded assistant."""

    def __init__(
        self, agent: Agent, store: LiveTrackerStore, services: Services, locks: RedisTalkLocks | None = None
    ) -> None:
        super().__init__(agent, store)
        self._locks = locks
        self._services = services
        self._read = LoopReads.of(services.settings.database_url)

    @classmethod
    async def load(cls, settings: Settings) -> Engine:
        """Load the model and connect to the database; about ten seconds.

        Raises:
            EngineNotReady: if there is no usable model.
            StorageUnavailable: if the database can't be reached.
        """
        services = open_services(settings)
        use(services)
        speed_up()
        locks = RedisTalkLocks(settings.redis_url) if settings.redis_url else None
        store = LiveTrackerStore(host=settings.database_url, shared=locks is not None)
        agent = await asyncio.to_thread(load_agent, settings.model_path, store, locks)
        collector.spare()
        return cls(agent, store, services, locks)

    @property
    def model_id(self) -> str:
        """What tells one trained model from another."""
        return str(self._agent.model_id)

    async def open(self, sender: str, metadata: Mapping[str, Any] | None = None) -> list[Message]:
        """Greet a caller who has not said anything yet (PRK-01)."""
        async with self._alone(sender):
            if await self._store.retrieve(sender) is not None:
                return []
            return await self._taken(sender, OPENING, metadata or {}, None)

    async def handle(
        self,
        sender: str,
        text: str,
        metadata: Mapping[str, Any] | None = None,
        message_id: str | None = None,
    ) -> list[Message]:
        """Answer one message of one talk.

        Args:
            sender: the talk.
            text: the caller's words, of any length.
            metadata: ``telepon``: the caller-id number; ``kanal``: where the talk comes from.
            message_id: given twice, it is answered once.

        Returns:
            At least one message ``{recipient_id, text?, buttons?, image?, custom?}``. While an officer has the
            talk the bot keeps silent: the message is noted for the officer, and the answer is
            ``{recipient_id, custom: {"kind": "with_officer", "officer": name}}`` alone.
        """
        # half of a surrogate pair is no character: nothing can store or read it
        words = " ".join(text.encode("utf-8", "ignore").decode("utf-8").split()).lstrip("/")
        if not words:
            return await self._local_answer(sender, "utter_pesan_kosong")
        if len(words) > LONGEST_MESSAGE:
            return await self._local_answer(sender, "utter_pesan_terlalu_panjang")
        return await self._turn(sender, words, metadata or {}, message_id)

    async def news(self, sender: str) -> list[Message]:
        """What a caller is to be told without having asked: the command centre's decision (VCC-02, VCC-03).

        Returns:
            Nothing if there is no news, or while an officer has the talk, who may tell it; else what was said,
            which stands in the talk from now on.
        """
        async with self._alone(sender):
            channel = TurnAnswers()
            try:
                if await self._held(sender):
                    return []
                await self._tell_news(sender, channel, {})
            except TURN_FAILURES as error:
                log.error("news taken back: %s", type(error).__name__)
                self._store.forget(sender)
                return []
            return channel.messages

    async def conversation(self, sender: str) -> dict[str, Any] | None:
        """Where a talk stands and all that was said; ``None`` if there is no such talk."""
        events = await self._store.events_of(sender)
        if not events:
            return None
        tracker = self._store.standing_at(sender, events)
        return conversation_at(self.book, tracker, events)

    async def latest(self, sender: str, since: int) -> dict[str, Any] | None:
        """What was said after the first ``since`` events of a talk, and where it stands now.

        Returns:
            ``{"events", "transcript", "progress", "ended"}``: how many events the talk has, the lines as
            :meth:`conversation` gives them; ``None`` if there is no such talk.
        """
        events = self._store.written_last(sender, since)
        if events is None:
            events = await self._store.events_of(sender, since)
        tracker = self._store.standing_after(sender, since + len(events))
        if tracker is None:
            whole = await self._store.events_of(sender)
            if not whole:
                return None
            tracker, events = self._store.standing_at(sender, whole), whole[since:]
        return {
            "events": since + len(events),
            "transcript": transcript_of(events),
            "progress": progress(self.book, tracker),
            "ended": is_ended(tracker),
        }

    async def note_message(
        self, sender: str, speaker: str, text: str, *, name: str | None = None, message_id: str | None = None
    ) -> None:
        """Write words into the talk without a turn of the bot.

        Args:
            speaker: ``pelanggan``, ``bot`` or ``cso``.
            name: of the officer who speaks.
            message_id: words that were sent under this id already are not written again.

        Raises:
            StorageUnavailable: if it could not be written.
            ValueError: for another speaker.
        """
        async with self._alone(sender):
            if message_id and any(
                noted_message_id(event) == message_id for event in await self._store.events_of(sender)
            ):
                return
            await self._note(sender, speaker, text, name=name, message_id=message_id)

    async def said_unasked(self, sender: str, message_id: str | None = None) -> list[Message]:
        """What officers and the bot said of themselves since the caller last spoke, each with ``at``.

        Args:
            message_id: as if the caller's message of this id had not been said yet.
        """
        return said_unasked(await self._store.events_of(sender), sender, message_id)

    async def resume(self, sender: str, words: str, changed: Mapping[str, Any] | None = None) -> None:
        """The bot goes on after an officer: it says ``words``, then its question.

        Args:
            changed: facts that the officer has put right; what rested on them is asked anew, and the talk goes back
                to the earliest stage of which one was changed.

        Raises:
            StorageUnavailable: if it could not be written.
        """
        async with self._alone(sender):
            tracker = await self._agent.processor.fetch_tracker_and_update_session(sender)
            question = await self._standing_question(tracker)
            await self._note(sender, BOT, words)
            if changed:
                await self._change(sender, changed)
                await self._run(sender, ASK_AGAIN, {}, None)
            elif question is not None:
                parts = {part: question.get(part) for part in ("buttons", "custom")}
                await self._note(sender, BOT, question.get("text") or "", **parts)

    @property
    def book(self) -> Book:
        """The SOP book that actions go by."""
        return self._services.book

    def use_book(self, book: Book) -> None:
        """Let actions go by another SOP book from the next turn on; the trained model stays."""
        self._services = dataclasses.replace(self._services, book=book)

    async def parse(self, text: str) -> dict[str, Any]:
        """What the language understanding makes of a text, without a talk."""
        return dict(await self._agent.parse_message(text))

    async def close(self) -> None:
        """Give everything back."""
        use(None)
        if self._locks:
            await self._locks.close()
        self._services.close()
        self._store.close()
        collector.collect_as_usual()

    # --- one turn ---------------------------------------------------------------------------------

    async def _turn(self, sender: str, text: str, metadata: Mapping[str, Any], message_id: str | None) -> list[Message]:
        try:
            async with self._alone(sender):
                return await self._taken(sender, text, metadata, message_id)
        except StorageUnavailable as error:  # the talk could not be taken up; another turn of it may be running
            log.error("turn not begun: %s", type(error).__name__)
            return self._failure(sender)

    async def _taken(
        self, sender: str, text: str, metadata: Mapping[str, Any], message_id: str | None
    ) -> list[Message]:
        """A turn of a talk whose lock is held."""
        try:
            answered = await self._answered_by(sender)
            if message_id is not None and message_id in answered:
                return answered[message_id]
            with_officer = await self._pass_to_officer(sender, text, message_id)
            if with_officer is not None:
                if message_id is not None:
                    answered[message_id] = with_officer
                return with_officer
            messages, message_id = await self._run(sender, text, metadata, message_id)
        except TURN_FAILURES as error:
            log.error("turn taken back: %s", type(error).__name__)
            self._store.forget(sender)
            return self._failure(sender)
        answered[message_id] = messages
        while len(answered) > ANSWERS_REMEMBERED:
            del answered[next(iter(answered))]
        return messages

    async def _run(
        self, sender: str, text: str, metadata: Mapping[str, Any], message_id: str | None
    ) -> tuple[list[Message], str]:
        """Let Rasa take the message; returns its answers and the message's id.

        Raises:
            TurnFailed: if an action failed; Rasa itself would go on without the action's events.
        """
        use(self._services)  # another engine of this process may have set its own
        channel = TurnAnswers()
        message = UserMessage(
            text, channel, sender, input_channel=channel.name(), metadata=dict(metadata), message_id=message_id
        )
        await self._hand_to_rasa(message)
        await self._come_to_rest(sender)
        await self._tell_news(sender, channel, metadata)
        if not channel.messages:
            log.error("a turn without an answer")
            channel.messages = self._spoken(sender, "utter_tidak_paham")
        return channel.messages, message.message_id

    async def _hand_to_rasa(self, message: UserMessage) -> None:
        sender = message.sender_id
        was_alone = self.is_bots_alone(sender)
        # not known until the turn is over: it may hand the talk over, and then fail
        self._note_whose(sender, bots_alone=False)
        with watching_failures():
            await self._agent.processor.handle_message(message)
            refuse_half_a_turn()
        handed_over = any(event.get("name") == HAND_OVER for event in self._store.just_written(sender))
        self._note_whose(sender, bots_alone=was_alone and not handed_over)

    async def _come_to_rest(self, sender: str) -> None:
        """Let the talk listen again after Rasa's breaker stopped actions that led to each other without end: from the
        middle of a turn no message would be understood any more."""
        tracker = await self._store.retrieve(sender)
        if tracker is None or tracker.latest_action_name == ACTION_LISTEN_NAME:
            return
        log.error("a turn that found no end")
        tracker.update_with_events([ActionExecuted(ACTION_LISTEN_NAME)], self._agent.domain)
        await self._save(tracker)

    async def _tell_news(self, sender: str, channel: TurnAnswers, metadata: Mapping[str, Any]) -> None:
        """Let the talk hear of a decision that it waits for, if there is one by now.

        Raises:
            TurnFailed: if an action failed.
        """
        tracker = await self._store.retrieve(sender)
        awaited = tracker.get_slot(AWAITED_REPORT) if tracker else None
        if not awaited or not await self._read(self._services.tickets.is_decided, awaited):
            return
        use(self._services)
        await self._hand_to_rasa(
            UserMessage(NEWS, channel, sender, input_channel=channel.name(), metadata=dict(metadata))
        )

    async def _held(self, sender: str) -> Handover | None:
        """The hand-over of a talk that an officer answers now."""
        if not self._store.shared and self.is_bots_alone(sender):
            return None  # only a turn hands a talk over, and every one of them is taken here
        caught_up = self._caught_up[sender]
        if caught_up.handover_read:
            latest = caught_up.handover
        else:
            latest = await self._read(self._services.handover.latest_of, sender)
        self._note_whose(sender, bots_alone=latest is None)
        return latest if latest is not None and latest.with_officer else None

    async def _pass_to_officer(self, sender: str, text: str, message_id: str | None) -> list[Message] | None:
        """Note the message for the officer who has the talk; ``None`` if none has."""
        held = await self._held(sender)
        if held is None:
            return None
        await self._note(sender, CALLER, text, name=held.officer_name, message_id=message_id)
        return [silence(sender, held.officer_name)]

    async def _standing_question(self, tracker: DialogueStateTracker) -> Message | None:
        """What the bot last asked and waits for."""
        if is_ended(tracker):
            return None
        if not tracker.get_slot("requested_slot"):
            return self._spoken(tracker.sender_id, "utter_tanya_keperluan")[0]
        answered = await self._answered_by(tracker.sender_id)
        spoken = (messages[-1] for messages in reversed(answered.values()) if messages)
        return next((last for last in spoken if (last.get("custom") or {}).get("kind") != WITH_OFFICER), None)

    async def _change(self, sender: str, changed: Mapping[str, Any]) -> None:
        tracker = await self._agent.processor.fetch_tracker_and_update_session(sender)
        form = tracker.active_loop_name
        events: list[Event] = []
        if form in self.book.stages:
            topic = self.book.topic_of_form(form, tracker.get_slot("topik"))
            undone = undone_by(self.book, topic, form, tuple(changed))
            events = [SlotSet(name, None) for name in (*undone.facts, "requested_slot")]
            if undone.form != form:
                events += [ActiveLoop(None), ActiveLoop(undone.form)]
        events += [SlotSet(name, value) for name, value in changed.items()]
        tracker.update_with_events(events, self._agent.domain)
        await self._save(tracker)

    async def _local_answer(self, sender: str, response: str) -> list[Message]:
        """Answer without a turn, then repeat the question that stands: nothing of the talk changes."""
        answer = self._spoken(sender, response)
        try:
            answered = await self._answered_by(sender)
        except StorageUnavailable:
            return answer
        last = next(reversed(answered.values()), [])
        return answer + last[-1:]

    def _failure(self, sender: str) -> list[Message]:
        return self._spoken(sender, "utter_gangguan_sistem", custom={"kind": FAILURE})
