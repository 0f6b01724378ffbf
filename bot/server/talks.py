"""The widget sessions that this process shows, and how what is said in them goes to the engine and to their pages.

A talk's durable record is the engine's. Here lives only what a connected page needs: the entries in order,
each with a growing ``seq``, so that a page which lost its connection gets exactly what it missed. After a
restart the entries are read again from the engine's transcript under a new ``epoch``, and the page is told to
draw itself anew.

Other processes may carry the same talk (an officer's answer, a second page of the session). What was said there is
told by :class:`bot.processes.talk_news.TalkNews`, read from the transcript, and shown here.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import nullcontext
from typing import Any

import structlog

from bot.apkt.handover import HandoverQueue
from bot.database import LoopReads, StorageUnavailable, StorageUnusable
from bot.engine.noted import BOT, CALLER
from bot.processes.talk_news import TalkNews
from bot.server.engine_port import Engine, EngineHost
from bot.server.failures import traces_of
from bot.server.rate_limit import Paces
from bot.server.sessions import SessionTokens
from bot.server.talk import (
    Frame,
    Say,
    Talk,
    entries_of,
    is_silence,
    note_standing,
    others_spoke,
    spoken_words,
    with_officer,
)
from bot.server.turn_queue import rounded_wait, words_of_wait
from bot.server.turns import Turn, TurnService

log = structlog.get_logger(__name__)

CHANNEL = {"kanal": "chat"}
QUEUED = (
    "Saat ini banyak yang menghubungi kami. Pesan Anda sudah kami terima dan akan dijawab pada gilirannya, {wait} lagi."
)
MAXIMUM_WAITING = 20
MAXIMUM_IDLE_TALKS = 500


class Talks:
    """All talks of this process.

    Args:
        paces: how fast a session may send.
        queue: of the talks that are handed over.
        reads: how it is asked.
        news: of and for other processes that carry the same talks.
    """

    def __init__(
        self,
        host: EngineHost,
        turns: TurnService,
        tokens: SessionTokens,
        paces: Paces,
        queue: HandoverQueue,
        reads: LoopReads,
        news: TalkNews | None = None,
    ) -> None:
        self._host = host
        self._turns = turns
        self._tokens = tokens
        self._paces = paces
        self._queue = queue
        self._reads = reads
        self._news = news
        self._talks: OrderedDict[str, Talk] = OrderedDict()

    async def open(self, sender: str) -> Talk:
        """The talk of ``sender``, read from the engine's transcript when this process meets it first."""
        if sender not in self._talks:
            self._talks[sender] = Talk(sender)
            self._forget_idle()
        talk = self._talks[sender]
        self._talks.move_to_end(sender)
        if not talk._read or talk._behind:
            async with talk.lock:
                await (self._show_new(talk) if talk._read else self._read(talk))
        await self._tell_standing(talk)
        return talk

    def welcome(self, talk: Talk, last_seen: object = None) -> Frame:
        """What a page gets that has seen everything up to the cursor ``last_seen``."""
        missed = talk.since(last_seen)
        return {
            "type": "welcome",
            "token": self._tokens.issue(talk.sender),
            "cursor": talk.cursor(),
            "complete": missed is None,
            "history": talk.entries[:] if missed is None else missed,
            "progress": talk.progress,
            "ended": talk.ended,
            "officer": talk.officer,
        }

    async def wait_of(self, talk: Talk) -> float:
        """Seconds until the session may send; 0.0 if it may now."""
        return await self._paces.take(talk.sender)

    def connected(self) -> int:
        """How many sessions have a page open now."""
        return sum(bool(talk.outboxes) for talk in self._talks.values())

    def say(self, talk: Talk, message: Say) -> bool:
        """Queue ``message``; False if too many wait already. A message that waits already is not queued
        again.
        """
        if message.message_id in talk._waiting:
            return True
        if len(talk._waiting) >= MAXIMUM_WAITING:
            return False
        talk._waiting[message.message_id] = message
        if talk._worker is None or talk._worker.done():
            talk._worker = asyncio.create_task(self._work(talk))
        return True

    async def speak(self, sender: str, deed: Callable[[Engine], Awaitable[None]]) -> None:
        """Let something be said in a talk beside the caller's turns, and show it to the caller's pages.

        Args:
            deed: what makes the engine say it.

        Raises:
            StorageUnavailable: while the engine is not ready, and as ``deed`` does.
        """
        talk = await self.open(sender)
        if self._host.engine is None:
            raise StorageUnavailable(self._host.problem or "")
        async with talk.lock:
            await deed(self._host.engine)
            await self._show_new(talk)
        await self._tell_others(sender)

    async def hear(self, sender: str | None) -> None:
        """Show what was said in a talk in another process; ``None``: it may have been said in any."""
        known = list(self._talks.values()) if sender is None else [self._talks.get(sender)]
        for talk in known:
            if talk is None or not talk._read:
                continue
            talk._behind = True
            if talk.outboxes:
                async with talk.lock:
                    await self._show_new(talk)
                await self._tell_standing(talk)

    async def forget(self, senders: Iterable[str]) -> None:
        """Let nothing of deleted talks live on in memory, here or in the engine; open pages are emptied."""
        for sender in senders:
            if self._host.engine:
                await self._host.engine.let_go(sender)
            talk = self._talks.get(sender)
            if talk is not None:
                async with talk.lock:
                    talk.begin_anew()
                for outbox in talk.outboxes:
                    outbox.put(self.welcome(talk))

    async def tell_standings(self) -> None:
        """Tell every connected caller how the hand-over stands, where that has changed."""
        talks = [talk for talk in self._talks.values() if talk.outboxes]
        if not talks:
            return
        standings = await asyncio.to_thread(self._queue.standings)
        for talk in talks:
            note_standing(talk, standings.get(talk.sender))

    async def _tell_others(self, sender: str) -> None:
        if self._news is not None:
            await self._news.tell(sender)

    async def _show_new(self, talk: Talk) -> None:
        """Show what the transcript has beyond the entries; the talk's lock is held."""
        talk._behind = False
        latest = await self._latest(talk.sender, talk.heard)
        if latest is None:
            return
        for entry in entries_of(latest["transcript"], talk.entries):
            shown = talk.append(self._with_pass(talk.sender, entry))
            talk.broadcast({"type": "message", "cursor": talk.cursor(), **shown})
        self._show_state(talk, latest)

    async def _tell_standing(self, talk: Talk) -> None:
        note_standing(talk, await self._standing(talk.sender))

    def _is_bots_alone(self, sender: str) -> bool:
        return self._host.engine is not None and self._host.engine.is_bots_alone(sender)

    async def _standing(self, sender: str) -> Frame | None:
        try:
            return await self._reads(self._queue.standing_of, sender)
        except (StorageUnavailable, StorageUnusable) as failure:  # the talk itself goes on without it
            log.error("queue_unreadable", **traces_of(failure))
            return None

    async def close(self) -> None:
        """Let messages that are being handled come to their end."""
        workers = [talk._worker for talk in self._talks.values() if talk._worker and not talk._worker.done()]
        await asyncio.gather(*workers, return_exceptions=True)

    async def _work(self, talk: Talk) -> None:
        """Handle what waits, one message after the other, in the order in which it came."""
        while talk._waiting:
            message = next(iter(talk._waiting.values()))
            # while an officer answers nobody writes at this moment
            talk.broadcast({"type": "typing", "on": not with_officer(talk)})
            try:
                async with talk.lock:
                    await self._handle(talk, message)
                await self._tell_others(talk.sender)
                if talk.officer is not None or not self._is_bots_alone(talk.sender):
                    await self._tell_standing(talk)
            finally:
                del talk._waiting[message.message_id]
                talk.broadcast({"type": "typing", "on": False})

    async def _handle(self, talk: Talk, message: Say) -> None:
        turn = await self._turns.take(
            *("widget", talk.sender, message.payload or message.text, CHANNEL, message.message_id),
            tell_wait=lambda seconds: _tell_wait(talk, message, seconds),
        )
        if turn.code:
            error = {"code": turn.code, "message": turn.words}
            talk.broadcast({"type": "refused", "id": message.message_id, "error": error})
            return
        latest = await self._latest(talk.sender, talk.heard)
        if message.repeated and latest and await self._answered_earlier(turn, talk, latest):
            talk.remember(message.message_id, talk._last_seq)
            talk.broadcast({"type": "ack", "id": message.message_id})
            return
        if self._news is not None and latest and others_spoke(turn, latest["transcript"]):
            spoken = spoken_words(message)
            taken = any(line["speaker"] == CALLER and line.get("text") == spoken for line in latest["transcript"])
            latest = await self._draw_anew(talk)
            if taken:
                talk.remember(message.message_id, talk._last_seq)
                talk.broadcast({"type": "ack", "id": message.message_id})
            for outbox in talk.outboxes:
                outbox.put(self.welcome(talk))
            if taken:
                return
        said = talk.append({"speaker": CALLER, "text": message.text, "id": message.message_id})
        talk.remember(message.message_id, said["seq"])
        talk.broadcast({"type": "message", "cursor": talk.cursor(), **said})
        talk.broadcast({"type": "ack", "id": message.message_id, "seq": said["seq"]})
        self._show(talk, turn.messages)
        if latest:
            self._show_state(talk, latest)

    async def _answered_earlier(self, turn: Turn, talk: Talk, latest: Mapping[str, Any]) -> bool:
        """Whether the engine only repeated what it had answered before this process knew of the message.

        The answer is among the entries then; a refusal in kind words is not, and must be shown.
        """
        if latest["transcript"]:
            return False
        if is_silence(turn.messages[0]):
            return True
        first = turn.messages[0].get("text")
        whole = await self._latest(talk.sender, 0)
        return whole is not None and any(
            line["speaker"] == BOT and (line.get("text") or None) == first for line in whole["transcript"]
        )

    async def tell_news(self, sender: str | None) -> None:
        """Say what the talk is to hear without having asked, and show it on every page that is open.

        Only widget sessions are told: on other channels nothing can be said between two messages, and the engine
        tells with the next one.
        """
        engine = self._host.engine
        if sender is None or engine is None or not self._tokens.is_session(sender):
            return
        talk = self._talks.get(sender)
        async with talk.lock if talk else nullcontext():
            try:
                messages = await engine.news(sender)
            except Exception as failure:  # told with the caller's next message instead
                log.error("news_not_told", **traces_of(failure))
                return
            if messages and talk is not None and talk._read:
                self._show(talk, messages)
                latest = await self._latest(sender, talk.heard)
                if latest:
                    self._show_state(talk, latest)
        if messages:
            await self._tell_others(sender)

    def _show(self, talk: Talk, messages: Iterable[Mapping[str, Any]]) -> None:
        for message in messages:
            if is_silence(message):
                continue
            parts = {part: message[part] for part in ("text", "buttons", "image", "custom") if message.get(part)}
            entry = talk.append({"speaker": BOT, **self._with_pass(talk.sender, parts)})
            talk.broadcast({"type": "message", "cursor": talk.cursor(), **entry})

    def _show_state(self, talk: Talk, latest: Mapping[str, Any]) -> None:
        _note_state(talk, latest)
        talk.broadcast({"type": "progress", "progress": talk.progress, "ended": talk.ended})

    async def _read(self, talk: Talk) -> None:
        whole = await self._latest(talk.sender, 0)
        if talk._read or not self._host.engine:
            return
        talk._read, talk._behind = True, False
        if whole is None:
            whole = await self._greet(talk)
        if whole:
            self._draw(talk, whole)

    async def _draw_anew(self, talk: Talk) -> Mapping[str, Any] | None:
        """Make the entries anew, all from the transcript; the talk as it stands then."""
        whole = await self._latest(talk.sender, 0)
        if whole:
            self._draw(talk, whole)
        return whole

    def _draw(self, talk: Talk, whole: Mapping[str, Any]) -> None:
        talk.begin_anew()
        for entry in entries_of(whole["transcript"]):
            talk.append(self._with_pass(talk.sender, entry))
        _note_state(talk, whole)

    async def _greet(self, talk: Talk) -> Mapping[str, Any] | None:
        """Let the bot speak first (PRK-01); the talk as it stands then. While callers have to wait, it greets with its
        first answer instead: whoever has said something comes before whoever has only come."""
        engine = self._host.engine
        if engine is None or self._turns.queue.is_long():
            return None
        try:
            async with self._turns.queue.place(None, None):
                greeted = await engine.open(talk.sender, CHANNEL)
        except Exception as failure:  # the bot greets with its first answer then
            log.error("greeting_failed", **traces_of(failure))
            return None
        return await self._latest(talk.sender, 0) if greeted else None

    async def _latest(self, sender: str, since: int) -> Mapping[str, Any] | None:
        if not self._host.engine:
            return None
        try:
            return await self._host.engine.latest(sender, since)
        except Exception as failure:  # without it the page lacks history or progress, but the talk goes on
            log.error("conversation_unreadable", **traces_of(failure))
            return None

    def _with_pass(self, sender: str, entry: Frame) -> Frame:
        """``entry`` with the address of the ticket's own page, when it shows a ticket."""
        custom = entry.get("custom") or {}
        nomor = (custom.get("ticket") or {}).get("nomor") if custom.get("kind") == "ticket" else None
        if not nomor:
            return entry
        page = f"/tiket/{nomor}?izin={self._tokens.issue_ticket_pass(sender, nomor)}"
        return {**entry, "custom": {**custom, "page": page}}

    def _forget_idle(self) -> None:
        idle = [sender for sender, talk in self._talks.items() if talk.idle]
        for sender in idle[: max(0, len(idle) - MAXIMUM_IDLE_TALKS)]:
            del self._talks[sender]


def _tell_wait(talk: Talk, message: Say, seconds: float) -> None:
    """Say how long the message waits; when the wait is over, that the bot is at work."""
    if not seconds:
        talk.broadcast({"type": "typing", "on": not with_officer(talk)})
        return
    words = QUEUED.format(wait=words_of_wait(seconds))
    talk.broadcast({"type": "queued", "id": message.message_id, "seconds": rounded_wait(seconds), "message": words})


def _note_state(talk: Talk, latest: Mapping[str, Any]) -> None:
    talk.progress = latest["progress"]
    talk.ended = bool(latest["ended"])
    talk.heard = latest["events"]
