"""Parts of a call that tests set themselves: a dialogue that follows a script, ears that are told what they hear."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from voice.ears.engine import Grammar, Heard, HeardWord
from voice.line.call import Call
from voice.line.dialogue import Standing
from voice.line.frames import FRAME_BYTES, FRAME_SAMPLES, SILENT_FRAME
from voice.line.record import CallRecord
from voice.line.words import line_words
from voice.mouth.wording import Phrase
from voice.sound.channel import RATE

SECONDS_A_WORD = 0.2


@dataclass
class ScriptedDialogue:
    """Answers with the next entry: (messages, standing); what the caller said is kept in ``said``."""

    script: list[tuple[list[dict[str, Any]], Standing]]
    said: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    takes: asyncio.Event | None = None
    officer: list[dict[str, Any]] = field(default_factory=list)
    finished: int = 0
    closed: bool = False
    _now: Standing = field(default_factory=Standing)

    async def open(self) -> list[dict[str, Any]]:
        return self._next()

    async def say(self, text: str, message_id: str) -> list[dict[str, Any]]:
        self.said.append(text)
        self.ids.append(message_id)
        if self.takes is not None:
            await self.takes.wait()
        self.finished += 1
        return self._next()

    async def standing(self) -> Standing:
        return self._now

    async def unasked(self) -> list[dict[str, Any]]:
        told, self.officer = self.officer, []
        return told

    async def close(self) -> None:
        self.closed = True

    def _next(self) -> list[dict[str, Any]]:
        messages, self._now = self.script.pop(0) if len(self.script) > 1 else self.script[0]
        return messages


class ToldEars:
    """Hears what `will_hear` was told, one entry at the next frame that is fed."""

    def __init__(self) -> None:
        self.grammars: list[Grammar | None] = []
        self.next: list[Heard] = []
        self.guess = ""

    def will_hear(self, text: str, confidence: float = 1.0, unknown: bool = False) -> None:
        words = tuple(HeardWord(word, 0.0, 0.1, confidence) for word in text.split())
        self.next.append(Heard(words, unknown))

    def feed(self, sound: bytes) -> Heard | None:
        assert len(sound) == FRAME_BYTES
        return self.next.pop(0) if self.next else None

    def partial(self) -> str:
        return self.guess

    def flush(self) -> Heard | None:
        return None

    async def settled(self) -> None:
        return None

    def set_grammar(self, grammar: Grammar | None) -> None:
        self.grammars.append(grammar)


async def quick_speech(phrase: Phrase) -> bytes:
    """A tone of so many seconds a word: that it is speech matters to nobody here."""
    length = int(RATE * SECONDS_A_WORD * len(phrase.text.split()))
    return (3000 * np.sin(np.arange(length) * 0.5)).astype("<i2").tobytes()


def voice_frames(seconds: float) -> list[bytes]:
    """A voice of 125 Hz with overtones, as a vowel has."""
    count = int(seconds / 0.02)
    time = np.arange(count * FRAME_SAMPLES) / RATE
    sound = sum(np.sin(2 * np.pi * 125 * harmonic * time) / harmonic for harmonic in range(1, 9))
    samples = (2500 * sound).astype("<i2").tobytes()
    return [samples[at : at + FRAME_BYTES] for at in range(0, len(samples), FRAME_BYTES)]


def cough_frames(seconds: float = 0.4, seed: int = 3) -> list[bytes]:
    """A burst of noise that dies away."""
    count = int(seconds / 0.02)
    length = count * FRAME_SAMPLES
    noise = np.random.default_rng(seed).normal(0, 9000, length) * np.exp(-3 * np.arange(length) / length)
    samples = np.clip(noise, -32000, 32000).astype("<i2").tobytes()
    return [samples[at : at + FRAME_BYTES] for at in range(0, len(samples), FRAME_BYTES)]


def asking(text: str, slot: str = "", kind: str = "", buttons: Iterable[str] = (), **slots: Any) -> tuple[
    list[dict[str, Any]], Standing
]:  # fmt: skip
    """An answer of the dialogue that asks for a slot."""
    message: dict[str, Any] = {"text": text}
    if buttons:
        message["buttons"] = [{"title": title, "payload": title} for title in buttons]
    return [message], Standing(slot or None, kind or None, slots)


def ending(text: str) -> tuple[list[dict[str, Any]], Standing]:
    """An answer with which the dialogue ends."""
    return [{"text": text, "custom": {"kind": "end"}}], Standing(ended=True)


@dataclass
class TestCall:
    """A call with its parts."""

    __test__ = False
    call: Call
    dialogue: ScriptedDialogue
    ears: ToldEars

    async def run(self, seconds: float, frames: Iterable[bytes] = ()) -> list[bytes]:
        """Let so many seconds pass: first the frames, then silence; what the bot sent."""
        given = iter(frames)
        sent = []
        for _ in range(round(seconds / 0.02)):
            sent.append(self.call.exchange(next(given, SILENT_FRAME)))
            if self.dialogue.takes is None:
                await self.call.settled()
            else:
                await asyncio.sleep(0)
        return sent

    async def until(self, state: str, longest: float = 60) -> None:
        """Let time pass until the call is in a state."""
        for _ in range(round(longest / 0.02)):
            if self.call.state == state:
                return
            await self.run(0.02)
        raise AssertionError(f"still {self.call.state} after {longest} s")

    @property
    def bot_said(self) -> list[str]:
        return [line.text for line in self.call.record.transcript if line.speaker == "bot"]

    @property
    def events(self) -> list[str]:
        return [event.name for event in self.call.record.events]


async def answered(script: list[tuple[list[dict[str, Any]], Standing]], **options: Any) -> TestCall:
    """A call that was picked up."""
    dialogue, ears = ScriptedDialogue(list(script)), ToldEars()
    call = Call(dialogue, ears, quick_speech, line_words(), record=options.pop("record", CallRecord()), **options)
    await call.answer()
    return TestCall(call, dialogue, ears)
