"""The widget sessions that this process shows: what was said, who is connected, what waits to be said.

A talk's durable record is the engine's. Here lives only what a connected page needs: the entries in order,
each with a growing ``seq``, so that a page which lost its connection gets exactly what it missed. After a
restart the entries are read again from the engine's transcript under a new ``epoch``, and the page is told to
draw itself anew.

Other processes may carry the same talk (an officer's answer, a second page of the session). What was said there is
told by :class:`bot.processes.talk_news.TalkNews`, read from the transcript, and shown here.

An entry::

    {"seq": 7, "speaker": "pelanggan" | "bot" | "cso", "at": ISO 8601, "text"?, "buttons"?, "image"?, "custom"?,
    "id"?}
"""

from __future__ import annotations

import asyncio
import secrets
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any

import structlog

from bot.apkt.handover import HandoverQueue
from bot.clock import now
from bot.database import StorageUnavailable, StorageUnusable
from bot.engine.noted import BOT, CALLER, WITH_OFFICER
from bot.processes.talk_news import TalkNews
from bot.server.engine_port import Engine, EngineHost
from bot.server.failures import traces_of
from bot.server.rate_limit import Paces
from bot.server.sessions import SessionTokens
from bot.server.turns import Turn, TurnService

log = structlog.get_logger(__name__)

Frame = dict[str, Any]

CHANNEL = {"kanal": "chat"}
MAXIMUM_ENTRIES = 1_000
MAXIMUM_WAITING = 20
MAXIMUM_UNSENT_FRAMES = 2_000
MAXIMUM_IDLE_TALKS = 500


class Outbox:
    """Frames for one connected page; a page that reads too slowly is let go rather than slowing the
    others.
    """

    def __init__(self) -> None:
        self._frames: asyncio.Queue[Frame] = asyncio.Queue(MAXIMUM_UNSENT_FRAMES)
        self.overflowed = False

    def put(self, frame: Frame) -> None:
        """Queue ``frame``; a page that has not read the last two thousand must connect again."""
        if self._frames.full():
            self.overflowed = True
        else:
            self._frames.put_nowait(frame)

    async def take(self) -> Frame:
        """The next frame."""
        return await self._frames.get()


@dataclass(frozen=True)
class Say:
    """A message on its way to the engine.

    Attributes:
        message_id: the page's own id for it.
        text: what the caller sees as said.
        payload: what the engine gets instead, when a button was pressed.
        repeated: the page has sent it before and does not know what came of it.
    """

    message_id: str
    text: str
    payload: str | None = None
    repeated: bool = False


@dataclass
class Talk:
    """One session.

    Attributes:
        officer: what the caller is told of the hand-over: ``{"state": "waiting", "place", "of"}`` or ``{"state":
            "talking", "name"}``; ``None`` while the bot alone answers.
        lock: held while something is said, so that the page shows it in the order of the engine's transcript.
    """

    sender: str
    epoch: str = field(default_factory=lambda: _new_epoch())
    entries: list[Frame] = field(default_factory=list)
    outboxes: set[Outbox] = field(default_factory=set)
    progress: Frame | None = None
    officer: Frame | None = None
    ended: bool = False
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    _taken: OrderedDict[str, int] = field(default_factory=OrderedDict)
    _waiting: OrderedDict[str, Say] = field(default_factory=OrderedDict)
    _worker: asyncio.Task[None] | None = None
    _last_seq: int = 0
    _transcript_length: int = 0
    _read: bool = False
    _behind: bool = False

    @property
    def idle(self) -> bool:
        """Nobody is connected and nothing waits."""
        return not self.outboxes and not self._waiting

    def broadcast(self, frame: Frame) -> None:
        """Send ``frame`` to every page of the session."""
        for outbox in self.outboxes:
            outbox.put(frame)

    def cursor(self) -> str:
        """Where a page stands that has seen everything."""
        return f"{self.epoch}:{self._last_seq}"

    def since(self, cursor: object) -> list[Frame] | None:
        """Entries after ``cursor``; None if it can't be told what that page has seen."""
        epoch, _, seq = str(cursor).partition(":")
        if epoch != self.epoch or not seq.isdigit() or int(seq) > self._last_seq:
            return None
        if self.entries and int(seq) < self.entries[0]["seq"] - 1:
            return None
        return [entry for entry in self.entries if entry["seq"] > int(seq)]

    def taken(self, message_id: str) -> int | None:
        """The ``seq`` under which a message was taken; None if it was not."""
        return self._taken.get(message_id)

    def offered(self) -> dict[str, str]:
        """Payload → title of the buttons that the bot's last words offer."""
        return _offered(self.entries)

    def append(self, entry: Frame) -> Frame:
        """Give ``entry`` the next ``seq`` and keep it."""
        self._last_seq += 1
        kept = {"seq": self._last_seq, "at": now().isoformat(timespec="seconds"), **entry}
        self.entries.append(kept)
        del self.entries[:-MAXIMUM_ENTRIES]
        return kept

    def begin_anew(self) -> None:
        """Forget the entries: pages have to draw themselves anew."""
        self.epoch, self.entries, self._last_seq = _new_epoch(), [], 0

    def remember(self, message_id: str, seq: int) -> None:
        """Note that a message has been taken, so that it is never taken twice."""
        self._taken[message_id] = seq
        while len(self._taken) > MAXIMUM_ENTRIES:
            self._taken.popitem(last=False)


class Talks:
    """All talks of this process.

    Args:
        paces: how fast a session may send.
        queue: of the talks that are handed over.
        news: of and for other processes that carry the same talks.
    """

    def __init__(
        self,
        host: EngineHost,
        turns: TurnService,
        tokens: SessionTokens,
        paces: Paces,
        queue: HandoverQueue,
        news: TalkNews | None = None,
    ) -> None:
        self._host = host
        self._turns = turns
        self._tokens = tokens
        self._paces = paces
        self._queue = queue
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
        if self._news is None:
            return self._paces.take(talk.sender)
        return await asyncio.to_thread(self._paces.take, talk.sender)

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

    async def tell_standings(self) -> None:
        """Tell every connected caller how the hand-over stands, where that has changed."""
        talks = [talk for talk in self._talks.values() if talk.outboxes]
        if not talks:
            return
        standings = await asyncio.to_thread(self._queue.standings)
        for talk in talks:
            _note_standing(talk, standings.get(talk.sender))

    async def _tell_others(self, sender: str) -> None:
        if self._news is not None:
            await self._news.tell(sender)

    async def _show_new(self, talk: Talk) -> None:
        """Show what the transcript has beyond the entries; the talk's lock is held."""
        talk._behind = False
        conversation = await self._conversation(talk.sender)
        if conversation is None:
            return
        for entry in entries_of(conversation["transcript"][talk._transcript_length :], talk.entries):
            shown = talk.append(self._with_pass(talk.sender, entry))
            talk.broadcast({"type": "message", "cursor": talk.cursor(), **shown})
        self._show_state(talk, conversation)

    async def _tell_standing(self, talk: Talk) -> None:
        _note_standing(talk, await self._standing(talk.sender))

    async def _standing(self, sender: str) -> Frame | None:
        try:
            return await asyncio.to_thread(self._queue.standing_of, sender)
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
            talk.broadcast({"type": "typing", "on": not _with_officer(talk)})
            try:
                async with talk.lock:
                    await self._handle(talk, message)
                await self._tell_others(talk.sender)
                await self._tell_standing(talk)
            finally:
                del talk._waiting[message.message_id]
                talk.broadcast({"type": "typing", "on": False})

    async def _handle(self, talk: Talk, message: Say) -> None:
        turn = await self._turns.take(
            "widget", talk.sender, message.payload or message.text, CHANNEL, message.message_id
        )
        if turn.code:
            error = {"code": turn.code, "message": turn.words}
            talk.broadcast({"type": "refused", "id": message.message_id, "error": error})
            return
        conversation = await self._conversation(talk.sender)
        if message.repeated and conversation and _answered_earlier(turn, talk, conversation):
            talk.remember(message.message_id, talk._last_seq)
            talk.broadcast({"type": "ack", "id": message.message_id})
            return
        if self._news is not None and conversation and _others_spoke(turn, talk, conversation):
            spoken = _spoken_words(message)
            taken = any(
                line["speaker"] == CALLER and line.get("text") == spoken
                for line in conversation["transcript"][talk._transcript_length :]
            )
            self._draw_anew(talk, conversation)
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
        if conversation:
            self._show_state(talk, conversation)

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
                conversation = await self._conversation(sender)
                if conversation:
                    self._show_state(talk, conversation)
        if messages:
            await self._tell_others(sender)

    def _show(self, talk: Talk, messages: Iterable[Mapping[str, Any]]) -> None:
        for message in messages:
            if _is_silence(message):
                continue
            parts = {part: message[part] for part in ("text", "buttons", "image", "custom") if message.get(part)}
            entry = talk.append({"speaker": BOT, **self._with_pass(talk.sender, parts)})
            talk.broadcast({"type": "message", "cursor": talk.cursor(), **entry})

    def _show_state(self, talk: Talk, conversation: Mapping[str, Any]) -> None:
        self._note_state(talk, conversation)
        talk.broadcast({"type": "progress", "progress": talk.progress, "ended": talk.ended})

    async def _read(self, talk: Talk) -> None:
        conversation = await self._conversation(talk.sender)
        if talk._read or not self._host.engine:
            return
        talk._read, talk._behind = True, False
        if conversation is None:
            conversation = await self._greet(talk)
        if conversation:
            self._draw_anew(talk, conversation)

    def _draw_anew(self, talk: Talk, conversation: Mapping[str, Any]) -> None:
        """Make the entries anew, all from the transcript."""
        talk.begin_anew()
        for entry in entries_of(conversation["transcript"]):
            talk.append(self._with_pass(talk.sender, entry))
        self._note_state(talk, conversation)

    async def _greet(self, talk: Talk) -> dict[str, Any] | None:
        """Let the bot speak first (PRK-01); the talk as it stands then."""
        engine = self._host.engine
        try:
            greeted = await engine.open(talk.sender, CHANNEL) if engine else []
        except Exception as failure:  # the bot greets with its first answer then
            log.error("greeting_failed", **traces_of(failure))
            return None
        return await self._conversation(talk.sender) if greeted else None

    def _note_state(self, talk: Talk, conversation: Mapping[str, Any]) -> None:
        talk.progress = conversation.get("progress")
        talk.ended = bool(conversation.get("ended"))
        talk._transcript_length = len(conversation["transcript"])

    async def _conversation(self, sender: str) -> dict[str, Any] | None:
        if not self._host.engine:
            return None
        try:
            return await self._host.engine.conversation(sender)
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


def entries_of(transcript: Iterable[Mapping[str, Any]], before: Sequence[Frame] = ()) -> list[Frame]:
    """The engine's transcript as entries without ``seq``; a pressed button reads as its title, not its
    payload.

    Args:
        before: the entries that come before.
    """
    entries: list[Frame] = []
    for line in transcript:
        entry = {part: line[part] for part in ("speaker", "text", "at", "buttons", "image", "custom") if line.get(part)}
        if line["speaker"] == CALLER:
            text = line.get("text") or ""
            entry["text"] = _offered([*before, *entries]).get(text, text)
        entries.append(entry)
    return entries


def _answered_earlier(turn: Turn, talk: Talk, conversation: Mapping[str, Any]) -> bool:
    """Whether the engine only repeated what it had answered before this process knew of the message.

    The answer is among the entries then; a refusal in kind words is not, and must be shown.
    """
    transcript = conversation["transcript"]
    first = turn.messages[0].get("text")
    if len(transcript) != talk._transcript_length:
        return False
    return _is_silence(turn.messages[0]) or any(
        line["speaker"] == BOT and (line.get("text") or None) == first for line in transcript
    )


def _is_silence(answer: Mapping[str, Any]) -> bool:
    """Whether the bot left the answer to an officer."""
    return (answer.get("custom") or {}).get("kind") == WITH_OFFICER


def _with_officer(talk: Talk) -> bool:
    return talk.officer is not None and talk.officer["state"] == "talking"


def _others_spoke(turn: Turn, talk: Talk, conversation: Mapping[str, Any]) -> bool:
    """Whether the transcript has grown by more than this turn, in which case the order there is the true one."""
    grown = conversation["transcript"][talk._transcript_length :]
    if not grown:
        return False
    answers = [message.get("text") for message in turn.messages if not _is_silence(message)]
    return grown[0]["speaker"] != CALLER or [line.get("text") or None for line in grown[1:]] != answers


def _spoken_words(message: Say) -> str:
    """The message as the transcript has it."""
    return " ".join((message.payload or message.text).split()).lstrip("/")


def _note_standing(talk: Talk, standing: Frame | None) -> None:
    if standing != talk.officer:
        talk.officer = standing
        talk.broadcast({"type": "officer", "officer": standing})


def _new_epoch() -> str:
    return secrets.token_urlsafe(6)


def _offered(entries: list[Frame]) -> dict[str, str]:
    offered: dict[str, str] = {}
    for entry in reversed(entries):
        if entry["speaker"] == CALLER:
            break
        offered.update({button["payload"]: button["title"] for button in entry.get("buttons") or ()})
    return offered
