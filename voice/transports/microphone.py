"""A call through a microphone and a loudspeaker (or better a headset), by way of sounddevice.

The callback of the sound card only moves frames: engines are never called in it. What is late is silence, and what the
line did not take in time is thrown away, so that the call never falls behind.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Any, Protocol

from voice.line.call import Call
from voice.line.frames import FRAME_SAMPLES, FRAME_SECONDS, SILENT_FRAME
from voice.sound.channel import RATE

MOST_WAITING_FRAMES = 10
_LOST_SECONDS = 3.0


class SoundCardMissing(RuntimeError):
    """There is no microphone or no way to it; the message says in Indonesian what to do."""


class Stream(Protocol):
    """What of sounddevice's raw stream is used."""

    def start(self) -> None:
        """Begin."""

    def stop(self) -> None:
        """End."""

    def close(self) -> None:
        """Give the sound card back."""


OpenStream = Callable[[Callable[[Any, Any, int, Any, Any], None]], Stream]


def open_sound_card(callback: Callable[[Any, Any, int, Any, Any], None]) -> Stream:
    """Microphone and loudspeaker of this computer, 8 kHz, 20 ms at a time.

    Raises:
        SoundCardMissing: if the package, PortAudio or a device is missing.
    """
    try:
        import sounddevice
    except ImportError as error:
        raise SoundCardMissing("Paket suara belum terpasang. Jalankan: make voice-environment") from error
    except OSError as error:  # the package is there, its library is not
        raise SoundCardMissing("PortAudio belum terpasang: sudo apt-get install libportaudio2") from error
    try:
        stream: Stream = sounddevice.RawStream(
            samplerate=RATE, blocksize=FRAME_SAMPLES, dtype="int16", channels=1, callback=callback
        )
    except sounddevice.PortAudioError as error:
        raise SoundCardMissing(
            f"Mikrofon atau pengeras suara tidak dapat dibuka ({error}). Periksa perangkatnya, atau pakai --wav."
        ) from error
    return stream


class SoundCard:
    """Frames between the callback's thread and the call's event loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._spoken: deque[bytes] = deque(maxlen=MOST_WAITING_FRAMES)
        self._to_hear: deque[bytes] = deque(maxlen=MOST_WAITING_FRAMES)
        self._arrived = asyncio.Event()

    def callback(self, incoming: Any, outgoing: Any, _count: int, _time: Any, _status: Any) -> None:
        """Called by PortAudio every 20 ms, in a thread of its own."""
        self._spoken.append(bytes(incoming))
        frame = self._to_hear.popleft() if self._to_hear else SILENT_FRAME
        outgoing[:] = frame
        self._loop.call_soon_threadsafe(self._arrived.set)

    async def next_frame(self) -> bytes:
        """The caller's next 20 ms.

        Raises:
            SoundCardMissing: if the sound card gives nothing any more.
        """
        while not self._spoken:
            self._arrived.clear()
            try:
                await asyncio.wait_for(self._arrived.wait(), _LOST_SECONDS)
            except asyncio.TimeoutError:
                raise SoundCardMissing("Perangkat suara berhenti mengirim suara; mungkin dicabut.") from None
        return self._spoken.popleft()

    def play(self, frame: bytes) -> None:
        """Let the caller hear 20 ms."""
        self._to_hear.append(frame)


async def carry(call: Call, open_stream: OpenStream = open_sound_card) -> None:
    """Carry a call until it is over; cancelling hangs up.

    Raises:
        SoundCardMissing: if there is no sound card, or it goes away.
    """
    card = SoundCard(asyncio.get_running_loop())
    stream = open_stream(card.callback)
    try:
        await call.answer()
        stream.start()
        while not call.over:
            card.play(call.exchange(await card.next_frame()))
        await asyncio.sleep(2 * FRAME_SECONDS)
    finally:
        stream.stop()
        stream.close()
        await call.hang_up()
