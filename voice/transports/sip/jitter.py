"""Puts sound that comes unevenly back into its row: a frame every 20 ms, whatever the net does to the packets."""

from __future__ import annotations

import numpy as np

from voice.line.frames import FRAME_BYTES, FRAME_SAMPLES, SILENT_FRAME
from voice.sound.channel import RATE

DEPTH_SECONDS = 0.06
"""So long sound waits before it is heard, so that packets may overtake each other."""
_MOST_SECONDS = 0.3
"""More than this piles up only when the sender's clock runs faster; the oldest is then left out."""
_JUMP_SECONDS = 2.0
_REPEATED = 3
"""Frames that are made of the last one, each half as loud, when one is lost."""


class JitterBuffer:
    """Sound of one sender, by the time stamps of its packets.

    Attributes:
        lost: frames of which something was missing when they were due, while the sender was speaking.
        late: packets that came after their turn.
    """

    def __init__(self) -> None:
        self.lost = 0
        self.late = 0
        self._source: int | None = None
        self._next = 0
        self._sound = bytearray()
        self._there = bytearray()
        self._waiting = True
        self._last = SILENT_FRAME
        self._missed = 0

    def put(self, source: int, timestamp: int, samples: bytes) -> None:
        """Take the samples of a packet."""
        length = len(samples) // 2
        offset = (timestamp - self._next + 0x80000000 & 0xFFFFFFFF) - 0x80000000
        if source != self._source or abs(offset) > _JUMP_SECONDS * RATE:
            self._source, self._next, offset = source, timestamp, 0
            self._sound, self._there, self._waiting = bytearray(), bytearray(), True
        if self._waiting and not self._sound and offset > 0:  # the sender was silent: there is nothing to wait for
            self._next, offset = timestamp, 0
        if offset < 0:
            if self._waiting:  # the first packet of all was overtaken
                self._sound[:0], self._there[:0] = bytes(-2 * offset), bytes(-offset)
                self._next, offset = timestamp, 0
            elif offset + length <= 0:
                self.late += 1
                return
            else:
                samples, length, offset = samples[-2 * offset :], length + offset, 0
        missing = offset + length - len(self._there)
        if missing > 0:
            self._sound += bytes(2 * missing)
            self._there += bytes(missing)
        self._sound[2 * offset : 2 * (offset + length)] = samples
        self._there[offset : offset + length] = b"\1" * length
        if len(self._there) > _MOST_SECONDS * RATE:
            self._drop(len(self._there) - int(DEPTH_SECONDS * RATE))

    def take(self) -> bytes:
        """The frame that is due."""
        if self._waiting and len(self._there) < DEPTH_SECONDS * RATE:
            return self._in_place_of_lost() if self._missed else SILENT_FRAME
        self._waiting = False
        if not self._there:
            self._waiting = True
            return self._in_place_of_lost()
        sound, there = bytes(self._sound[:FRAME_BYTES]), self._there[:FRAME_SAMPLES]
        self._drop(FRAME_SAMPLES)
        if len(there) == FRAME_SAMPLES and all(there):
            self._last, self._missed = sound, 0
            return sound
        self.lost += 1
        return self._in_place_of_lost()

    def _drop(self, samples: int) -> None:
        del self._sound[: 2 * samples]
        del self._there[:samples]
        self._next = self._next + samples & 0xFFFFFFFF

    def _in_place_of_lost(self) -> bytes:
        self._missed += 1
        if self._missed > _REPEATED:
            return SILENT_FRAME
        self._last = (np.frombuffer(self._last, "<i2") // 2).astype("<i2").tobytes()
        return self._last
