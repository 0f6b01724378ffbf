"""What the caller hears: sentences that are spoken while the first of them already sounds."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from voice.line.frames import FRAME_BYTES, FRAME_SECONDS, SILENT_FRAME
from voice.mouth.mouth import MouthFailed
from voice.mouth.wording import Phrase
from voice.sound.channel import RATE

Say = Callable[[Phrase], Awaitable[bytes]]

REST_SECONDS = 0.18
"""Between two sentences."""


class Playback:
    """Sounds one answer at a time; another one replaces it.

    Attributes:
        failed: a sentence of the running answer could not be spoken.
    """

    def __init__(self, say: Say) -> None:
        self._say = say
        self._sound = bytearray()
        self._making: asyncio.Task[None] | None = None
        self.failed = False
        self.heard_seconds = 0.0
        """Of the running answer."""

    def start(self, phrases: Sequence[Phrase]) -> None:
        """Begin to speak sentences, in place of whatever sounds now."""
        self.stop()
        self.failed = False
        self.heard_seconds = 0.0
        self._making = asyncio.create_task(self._make(tuple(phrases)))

    def stop(self) -> None:
        """Be silent at once."""
        if self._making is not None:
            self._making.cancel()
            self._making = None
        self._sound.clear()

    @property
    def making(self) -> bool:
        """Whether a sentence is still being made."""
        return self._making is not None and not self._making.done()

    @property
    def sounding(self) -> bool:
        """Whether there is something to hear, or soon will be."""
        return bool(self._sound) or self.making

    @property
    def ready(self) -> bool:
        """Whether the next frame holds sound."""
        return bool(self._sound)

    async def made(self) -> None:
        """Wait until every sentence is made, for a line whose time can stand still."""
        if self.making:
            assert self._making is not None
            await asyncio.wait({self._making})

    def next_frame(self) -> bytes:
        """The next 20 ms."""
        if not self._sound:
            return SILENT_FRAME
        frame = bytes(self._sound[:FRAME_BYTES]).ljust(FRAME_BYTES, b"\0")
        del self._sound[:FRAME_BYTES]
        self.heard_seconds += FRAME_SECONDS
        return frame

    async def _make(self, phrases: Sequence[Phrase]) -> None:
        for phrase in phrases:
            try:
                sound = await self._say(phrase)
            except MouthFailed:
                self.failed = True
                continue
            self._sound += sound + bytes(2 * int(REST_SECONDS * RATE))
