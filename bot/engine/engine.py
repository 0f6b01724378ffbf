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
import gc
import logging
from collections import OrderedDict
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.exceptions import ModelNotFound
from rasa.model import get_local_model
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, Event, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from actions.services import Services, open_services, use
from bot import clock
from bot.apkt.handover import SENDER_LIMIT, Handover
from bot.customers.applications import ApplicationsUnavailable
from bot.customers.registry import CustomerRegistryUnavailable
from bot.database import LoopReads, StorageUnavailable, StorageUnusable
from bot.engine.action_endpoint import InProcessActions, TurnFailed, refuse_half_a_turn, watching_failures
from bot.engine.locks import FairLockStore
from bot.engine.noted import BOT, CALLER, OFFICER, WITH_OFFICER, noted_message_id, noting, silence
from bot.engine.rasa_speed import spare_garbage_collection, speed_up
from bot.engine.readiness import EngineNotReady
from bot.engine.tracker_store import TALKS_IN_MEMORY, LiveTrackerStore
from bot.engine.transcript import answers_by_message, said_unasked, transcript_of
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

Message = dict[str, Any]


TURN_FAILURES = (
    TurnFailed, StorageUnavailable, StorageUnusable, CustomerRegistryUnavailable, ApplicationsUnavailable,
)  # fmt: skip


class _Turn(OutputChannel):
    """Collects one turn's answers, each whole: text, buttons and payload in one message."""

    def __init__(self) -> None:
        self.messages: list[Message] = []

    @classmethod
    def name(cls) -> str:
        """The channel's name in Rasa's events."""
        return "pln123"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Take one answer."""
        kept = {key: message.get(key) for key in ("text", "buttons", "image", "custom")}
        self.messages.append({"recipient_id": recipient_id, **{key: value for key, value in kept.items() if value}})


class Engine:
    """One loaded assistant."""

    def __init__(
        self, agent: Agent, store: LiveTrackerStore, services: Services, locks: RedisTalkLocks | None = None
    ) -> None:
        self._agent = agent
        self._locks = locks
        self._store = store
        self._services = services
        self._read = LoopReads.of(services.settings.database_url)
        self._answered: OrderedDict[str, dict[str, list[Message]]] = OrderedDict()

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
        agent = await asyncio.to_thread(_load_agent, settings.model_path, store, locks)
        spare_garbage_collection()
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
            channel = _Turn()
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
        slots = tracker.current_slot_values()
        number = slots.get("nomor_laporan")
        return {
            "sender": sender,
            "topic": self._topic(tracker),
            "sop_step": slots.get("langkah_sop"),
            "requested_slot": slots.get("requested_slot"),
            "slots": {name: value for name, value in slots.items() if value is not None},
            "tickets": _tickets_in(events) or ([number] if number else []),
            "ended": bool(slots.get("percakapan_selesai")),
            "progress": self._progress(tracker),
            "transcript": transcript_of(events),
        }

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
            "progress": self._progress(tracker),
            "ended": bool(tracker.get_slot("percakapan_selesai")),
        }

    async def events_of(self, sender: str, since: int = 0) -> list[dict[str, Any]]:
        """A talk's events as Rasa serialises them, oldest first, without the first ``since`` of them."""
        return await self._store.events_of(sender, since)

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

    async def set_slots(self, sender: str, slots: Mapping[str, Any]) -> None:
        """Begin a talk with slots already filled, as fixtures of tests do."""
        async with self._alone(sender):
            tracker = await self._agent.processor.fetch_tracker_and_update_session(sender)
            tracker.update_with_events([SlotSet(name, value) for name, value in slots.items()], self._agent.domain)
            await self._store.save(tracker)

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

    async def let_go(self, sender: str) -> None:
        """Keep a talk that has stopped no longer in memory: should it go on, it goes on from the database.

        Never fails: where the talk's lock can't be had, it stays in memory until newer talks crowd it out.
        """
        with suppress(StorageUnavailable):
            async with self._agent.lock_store.lock(sender):
                self._store.forget(sender)
                self._answered.pop(sender, None)

    async def close(self) -> None:
        """Give everything back."""
        use(None)
        if self._locks:
            await self._locks.close()
        self._services.close()
        self._store.close()
        gc.unfreeze()

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

    @asynccontextmanager
    async def _alone(self, sender: str) -> AsyncIterator[None]:
        """Hold a talk, as it stands now, in whichever process it went on last.

        Raises:
            StorageUnavailable: if it can't be had.
        """
        async with self._agent.lock_store.lock(sender):
            written_elsewhere = await self._store.catch_up(sender)
            if written_elsewhere is None:
                self._answered.pop(sender, None)
            elif sender in self._answered:
                self._answered[sender].update(answers_by_message(written_elsewhere, sender))
            yield

    async def _run(
        self, sender: str, text: str, metadata: Mapping[str, Any], message_id: str | None
    ) -> tuple[list[Message], str]:
        """Let Rasa take the message; returns its answers and the message's id.

        Raises:
            TurnFailed: if an action failed; Rasa itself would go on without the action's events.
        """
        use(self._services)  # another engine of this process may have set its own
        channel = _Turn()
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
        with watching_failures():
            await self._agent.processor.handle_message(message)
            refuse_half_a_turn()

    async def _come_to_rest(self, sender: str) -> None:
        """Let the talk listen again after Rasa's breaker stopped actions that led to each other without end: from the
        middle of a turn no message would be understood any more."""
        tracker = await self._store.retrieve(sender)
        if tracker is None or tracker.latest_action_name == ACTION_LISTEN_NAME:
            return
        log.error("a turn that found no end")
        tracker.update_with_events([ActionExecuted(ACTION_LISTEN_NAME)], self._agent.domain)
        await self._save(tracker)

    async def _tell_news(self, sender: str, channel: _Turn, metadata: Mapping[str, Any]) -> None:
        """Let the talk hear of a decision that it waits for, if there is one by now.

        Raises:
            TurnFailed: if an action failed.
        """
        tracker = await self._store.retrieve(sender)
        awaited = tracker.get_slot(AWAITED_REPORT) if tracker else None
        ticket = await self._read(self._services.tickets.get, awaited) if awaited else None
        if ticket is None or (ticket.ctt is None and ticket.wo_dikirim_at is None):
            return
        use(self._services)
        await self._hand_to_rasa(
            UserMessage(NEWS, channel, sender, input_channel=channel.name(), metadata=dict(metadata))
        )

    async def _held(self, sender: str) -> Handover | None:
        """The hand-over of a talk that an officer answers now."""
        # the queue keeps shorter names than the talks: who has a longer one could not be put into it
        if len(sender) > SENDER_LIMIT:
            return None
        held = await self._read(self._services.handover.open_of, sender)
        return None if held is None or held.waits else held

    async def _pass_to_officer(self, sender: str, text: str, message_id: str | None) -> list[Message] | None:
        """Note the message for the officer who has the talk; ``None`` if none has."""
        held = await self._held(sender)
        if held is None:
            return None
        await self._note(sender, CALLER, text, name=held.officer_name, message_id=message_id)
        return [silence(sender, held.officer_name)]

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

    async def _standing_question(self, tracker: DialogueStateTracker) -> Message | None:
        """What the bot last asked and waits for."""
        if tracker.get_slot("percakapan_selesai"):
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

    async def _answered_by(self, sender: str) -> dict[str, list[Message]]:
        """What was answered to each message id of the talk; read from the database once."""
        if sender not in self._answered:
            self._answered[sender] = answers_by_message(await self._store.events_of(sender), sender)
            while len(self._answered) > TALKS_IN_MEMORY:
                self._answered.popitem(last=False)
        self._answered.move_to_end(sender)
        return self._answered[sender]

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
        return self._spoken(sender, "utter_gangguan_sistem", custom={"kind": "failure"})

    def _spoken(self, sender: str, response: str, **more: Any) -> list[Message]:
        variation = self._agent.domain.responses[response][0]
        kept = {key: variation[key] for key in ("text", "buttons") if key in variation}
        return [{"recipient_id": sender, **kept, **more}]

    # --- where it stands ---------------------------------------------------------------------------

    def _topic(self, tracker: DialogueStateTracker) -> str | None:
        form = tracker.active_loop_name or tracker.get_slot("formulir_tertunda")
        book = self._services.book
        return book.topic_of_form(form, tracker.get_slot("topik")).name if form in book.stages else None

    def _progress(self, tracker: DialogueStateTracker) -> dict[str, Any] | None:
        """How far the script is: stage n of m, and within the nine codes which one."""
        form = tracker.active_loop_name or tracker.get_slot("formulir_tertunda")
        book = self._services.book
        if form not in book.stages:
            return None
        stages = book.topic_of_form(form, tracker.get_slot("topik")).stages
        position = next(index for index, stage in enumerate(stages, start=1) if stage.form == form)
        return {"step": position, "of": len(stages), "label": stages[position - 1].label}


def _load_agent(model_path: Path, store: LiveTrackerStore, locks: RedisTalkLocks | None) -> Agent:
    try:
        model = get_local_model(str(model_path))
    except ModelNotFound as error:
        raise EngineNotReady(f"Model belum ada di {model_path}. Jalankan `make train`, lalu coba lagi.") from error
    try:
        return Agent.load(
            model_path=model,
            tracker_store=store,
            lock_store=FairLockStore(locks),
            action_endpoint=InProcessActions("actions"),
        )
    except (StorageUnavailable, EngineNotReady):
        raise
    except Exception as error:
        log.debug("model can't be loaded", exc_info=True)
        raise EngineNotReady(
            f"Model di {model_path} rusak atau dibuat oleh versi lain ({type(error).__name__}). "
            "Jalankan `make train` untuk membuatnya lagi."
        ) from error


def _tickets_in(events: list[dict[str, Any]]) -> list[str]:
    """Numbers of the reports that were made in the talk, oldest first."""
    set_numbers = (event.get("value") for event in events if event.get("name") == "nomor_laporan")
    return list(dict.fromkeys(number for number in set_numbers if number))
