"""The sound card as PortAudio drives it: a thread that calls back every 20 ms."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest

from tests.voice.line.scripted import ScriptedDialogue, ToldEars, asking, ending, quick_speech
from voice.line.call import Call
from voice.line.frames import FRAME_BYTES, FRAME_SAMPLES, SILENT_FRAME
from voice.line.words import line_words
from voice.transports import microphone
from voice.transports.microphone import SoundCardMissing, carry


class PacedCard:
    """Calls back in real time from a thread of its own, with silence; what it is given to play is kept."""

    def __init__(self, callback: Any, breaks_after: int | None = None) -> None:
        self.played: list[bytes] = []
        self.open = True
        self._callback = callback
        self._breaks_after = breaks_after
        self._running = False
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        self._running = True
        self._thread.start()

    def stop(self) -> None:
        self._running = False

    def close(self) -> None:
        self.open = False

    def _run(self) -> None:
        while self._running and len(self.played) != self._breaks_after:
            out = bytearray(FRAME_BYTES)
            self._callback(memoryview(SILENT_FRAME), memoryview(out), FRAME_SAMPLES, None, None)
            self.played.append(bytes(out))
            time.sleep(0.02)


def a_call(*script: object) -> Call:
    return Call(ScriptedDialogue(list(script)), ToldEars(), quick_speech, line_words())  # type: ignore[arg-type]


async def test_the_bot_is_heard_in_time_and_the_card_is_given_back() -> None:
    cards: list[PacedCard] = []

    def open_stream(callback: Any) -> PacedCard:
        cards.append(PacedCard(callback))
        return cards[0]

    call = a_call(ending("Terima kasih."))
    await carry(call, open_stream)
    assert call.over
    assert not cards[0].open
    assert sum(frame != SILENT_FRAME for frame in cards[0].played) >= 15


async def test_a_card_that_goes_away_ends_the_call_with_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(microphone, "_LOST_SECONDS", 0.2)
    call = a_call(asking("Ada yang bisa dibantu?"))
    with pytest.raises(SoundCardMissing, match="dicabut"):
        await carry(call, lambda callback: PacedCard(callback, breaks_after=5))
    assert call.over


def test_a_computer_without_a_sound_card_is_told_what_to_do() -> None:
    import sounddevice

    if sounddevice.query_devices():
        pytest.skip("this computer has one")
    with pytest.raises(SoundCardMissing, match="--wav"):
        microphone.open_sound_card(lambda *_: None)
