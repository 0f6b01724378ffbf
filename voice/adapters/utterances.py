"""Ears for engines that understand one whole utterance at a time and work beside the call.

The line's own voice detector finds beginning and end; the utterance goes to a thread, and what the engine makes of it
is handed out at a later `feed`, so that no frame of any call waits.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass

import numpy as np

from voice.adapters.matching import matches, written_words
from voice.ears.engine import Grammar, Heard, HeardWord, samples_in
from voice.line.activity import VoiceActivity
from voice.line.frames import FRAME_BYTES, FRAME_SECONDS
from voice.sound.channel import RATE

ENDS_AFTER_SECONDS = 0.6
BEFORE_SECONDS = 0.6
"""So much sound before a voice is noticed is part of it: the detector comes late, and s and t have no voice."""
LONGEST_SECONDS = 25.0


@dataclass(frozen=True)
class Transcript:
    """What an engine wrote down, and how sure it is of all of it (0 to 1)."""

    text: str
    confidence: float


Transcribe = Callable[[np.ndarray, "Grammar | None"], Transcript]
"""Samples of 8 kHz between -1 and 1, and what is expected; called in a thread, one utterance at a time."""


class UtteranceEars:
    """The ears of one call.

    Args:
        transcribe: what the engine does with an utterance.
        worker: where it does it.
    """

    def __init__(self, transcribe: Transcribe, worker: Executor, grammar: Grammar | None) -> None:
        self._transcribe = transcribe
        self._worker = worker
        self._grammar = grammar
        self._activity = VoiceActivity()
        self._rest = b""
        self._clock = 0.0
        self._sound = bytearray()
        self._begun = False
        self._voiced_until = 0.0
        self._waiting: deque[Future[Heard | None]] = deque()

    def feed(self, sound: bytes) -> Heard | None:
        """See :class:`voice.ears.engine.Ears`."""
        samples_in(sound)
        self._rest += sound
        while len(self._rest) >= FRAME_BYTES:
            frame, self._rest = self._rest[:FRAME_BYTES], self._rest[FRAME_BYTES:]
            self._take(frame)
        while self._waiting and self._waiting[0].done():
            heard = self._waiting.popleft().result()
            if heard is not None:
                return heard
        return None

    def partial(self) -> str:
        """Nothing: these engines only know whole utterances."""
        return ""

    def flush(self) -> Heard | None:
        """See :class:`voice.ears.engine.Ears`; waits for the engine."""
        if self._begun:
            self._end()
        self._rest = b""
        results = [future.result() for future in self._waiting]
        self._waiting.clear()
        heard = [one for one in results if one is not None]
        if not heard:
            return None
        return Heard(tuple(word for one in heard for word in one.words), any(one.unknown for one in heard))

    async def settled(self) -> None:
        """See :class:`voice.ears.engine.Ears`."""
        await asyncio.gather(*(asyncio.wrap_future(one) for one in self._waiting))

    def set_grammar(self, grammar: Grammar | None) -> None:
        """See :class:`voice.ears.engine.Ears`."""
        self._grammar = grammar
        self._waiting.clear()
        self._forget()

    def _take(self, frame: bytes) -> None:
        self._clock += FRAME_SECONDS
        self._activity.feed(frame)
        self._sound += frame
        if self._activity.speaking:
            self._begun, self._voiced_until = True, self._activity.last_voice or self._clock
        if not self._begun:
            del self._sound[: -round(BEFORE_SECONDS / FRAME_SECONDS) * FRAME_BYTES]
        elif self._clock - self._voiced_until >= ENDS_AFTER_SECONDS or self._seconds >= LONGEST_SECONDS:
            self._end()

    @property
    def _seconds(self) -> float:
        return len(self._sound) / FRAME_BYTES * FRAME_SECONDS

    def _end(self) -> None:
        samples = np.frombuffer(bytes(self._sound), "<i2").astype(np.float32) / 32768
        begun_at = self._clock - self._seconds
        self._waiting.append(self._worker.submit(self._understood, samples, self._grammar, begun_at))
        self._forget()

    def _forget(self) -> None:
        self._sound.clear()
        self._begun = False
        self._activity.speaking = False

    def _understood(self, samples: np.ndarray, grammar: Grammar | None, begun_at: float) -> Heard | None:
        told = self._transcribe(samples, grammar)
        words = written_words(told.text)
        if not words:
            return None
        spread = _spread(words, begun_at, begun_at + len(samples) / RATE, told.confidence)
        if grammar is None:
            return Heard(spread)
        found, unknown = matches(words, grammar)
        known: list[HeardWord] = []
        for match in found:
            first, last = spread[match.first], spread[match.last - 1]
            sure = told.confidence * match.likeness
            known += _spread(match.phrase.split(), first.start, last.end, sure)
        return Heard(tuple(known), unknown)


def _spread(words: Sequence[str], start: float, end: float, confidence: float) -> tuple[HeardWord, ...]:
    """Words over a stretch of time, each as long as it has letters: the engines' own times cost as much again."""
    letters = sum(len(word) for word in words)
    said, at = [], start
    for word in words:
        until = at + (end - start) * len(word) / letters
        said.append(HeardWord(word, at, until, confidence))
        at = until
    return tuple(said)
