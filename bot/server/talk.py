"""One widget session as this process shows it: its entries, the pages that read them, what waits to be said.

An entry::

    {"seq": 7, "speaker": "pelanggan" | "bot" | "cso", "at": ISO 8601, "text"?, "buttons"?, "image"?, "custom"?,
    "id"?}
"""

from __future__ import annotations

import asyncio
import secrets
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.clock import now
from bot.engine.noted import CALLER, WITH_OFFICER
from bot.server.turns import Turn

Frame = dict[str, Any]

MAXIMUM_ENTRIES = 1_000
MAXIMUM_UNSENT_FRAMES = 2_000


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
    heard: int = 0
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    _taken: OrderedDict[str, int] = field(default_factory=OrderedDict)
    _waiting: OrderedDict[str, Say] = field(default_factory=OrderedDict)
    _worker: asyncio.Task[None] | None = None
    _last_seq: int = 0
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


def is_silence(answer: Mapping[str, Any]) -> bool:
    """Whether the bot left the answer to an officer."""
    return (answer.get("custom") or {}).get("kind") == WITH_OFFICER


def with_officer(talk: Talk) -> bool:
    """Whether an officer answers now."""
    return talk.officer is not None and talk.officer["state"] == "talking"


def others_spoke(turn: Turn, grown: Sequence[Mapping[str, Any]]) -> bool:
    """Whether the transcript has grown by more than this turn, in which case the order there is the true one."""
    if not grown:
        return False
    answers = [message.get("text") for message in turn.messages if not is_silence(message)]
    return grown[0]["speaker"] != CALLER or [line.get("text") or None for line in grown[1:]] != answers


def spoken_words(message: Say) -> str:
    """The message as the transcript has it."""
    return " ".join((message.payload or message.text).split()).lstrip("/")


def note_standing(talk: Talk, standing: Frame | None) -> None:
    """Keep how the hand-over stands, and tell the pages if that is news."""
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
