"""A call from a file: the caller's side is read from a WAV.

Time stands still while the dialogue thinks, so the same file always gives the same call.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from voice.line.call import Call
from voice.line.frames import FRAME_SECONDS, SILENT_FRAME, whole_frames
from voice.model.speech.waves import read_wave
from voice.sound.channel import resampled, to_samples

SILENCE_AFTER_SECONDS = 180.0
"""How long a call goes on at most once its file has ended: the line asks again, then closes by itself."""


class UnreadableSound(ValueError):
    """The file holds no sound that can be used; the message says so in Indonesian."""


def caller_frames(path: Path) -> Iterator[bytes]:
    """The frames of a file, then silence.

    Raises:
        UnreadableSound: if it is no 16-bit mono WAV.
    """
    read = read_wave(path)
    if read is None:
        raise UnreadableSound(f"{path} tidak terbaca. Yang dapat dipakai: WAV 16-bit, satu kanal (mono).")
    yield from whole_frames(to_samples(resampled(*read)).astype("<i2").tobytes())
    for _ in range(int(SILENCE_AFTER_SECONDS / FRAME_SECONDS)):
        yield SILENT_FRAME


async def carry(call: Call, frames: Iterator[bytes], hear: Callable[[bytes], None] = lambda _frame: None) -> None:
    """Carry a call until it is over or the frames have ended; ``hear`` gets each frame of the bot."""
    await call.answer()
    for frame in frames:
        if call.over:
            break
        hear(call.exchange(frame))
        await call.settled()
    await call.hang_up()
