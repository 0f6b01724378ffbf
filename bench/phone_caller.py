"""A caller made of speech: a voice that never spoke in the training data, who answers what the line asks for."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from bench.callers import over_the_line
from voice.line.call import LISTENING, Call
from voice.line.frames import FRAME_SAMPLES, FRAME_SECONDS, SILENT_FRAME, whole_frames
from voice.model.speech import espeak
from voice.model.vocabulary import pronunciations_of
from voice.transports.wav import carry

PAUSE_SECONDS = 0.4
LONGEST_CALL_SECONDS = 1200.0
SPEECH_LOUDNESS = 0.09
"""Root mean square of a caller's speech, by which the noise of the line is measured."""

Speak = Callable[[str], bytes]


def voice(name: str, rate: int = 150, pitch: int = 50) -> Speak:
    """A speaking voice: words in, 8 kHz samples over the telephone out.

    Args:
        name: a variant of espeak-ng.
    """

    def speak(text: str) -> bytes:
        words = [next(iter(pronunciations_of(word))) for word in text.split()]
        said = espeak.speak_phones(words, espeak.Manner(f"id+{name}", rate, pitch))
        if said is None:
            raise RuntimeError(f"espeak-ng could not say {text!r}")
        return over_the_line(said.sound, said.rate, None, 0).astype("<i2").tobytes()

    return speak


@dataclass
class PhoneCaller:
    """Who calls.

    Attributes:
        speak: the caller's voice.
        answers: what is said to each question, by its slot; the empty name is the opening. Several answers part by
            "|": the next one is said when the question comes again.
        noise_decibels: how far the noise of the line is below the speech; ``None``: a silent line.
        most: questions after which the caller gives up.
    """

    speak: Speak
    answers: Mapping[str, str]
    noise_decibels: float | None = None
    most: int = 80
    asked: list[str] = field(default_factory=list)
    unexpected: list[str] = field(default_factory=list)
    _waiting: deque[bytes] = field(default_factory=deque)
    _answered: int = -1
    _chance: np.random.Generator = field(default_factory=lambda: np.random.default_rng(5))

    async def make(self, call: Call) -> None:
        """Carry a call from answering to its end."""

        def frames() -> object:
            for _ in range(int(LONGEST_CALL_SECONDS / FRAME_SECONDS)):
                if self._gives_up(call):
                    return
                yield self._next_frame(call)

        await carry(call, frames())  # type: ignore[arg-type]

    def _gives_up(self, _call: Call) -> bool:
        """Whether the caller hangs up now."""
        return len(self.asked) > self.most

    def _next_frame(self, call: Call) -> bytes:
        turn = len(call.record.transcript)
        if not self._waiting and call.state == LISTENING and turn != self._answered:
            self._answered = turn
            self._answer(call)
        return self._with_noise(self._waiting.popleft() if self._waiting else SILENT_FRAME)

    def _answer(self, call: Call) -> None:
        slot = call.expected.slot
        self.asked.append(slot)
        said = self.answers.get(slot, "").split("|")
        text = said[min(self.asked.count(slot), len(said)) - 1].strip()
        if not text:
            self.unexpected.append(slot)
            return
        self._waiting.extend([SILENT_FRAME] * int(PAUSE_SECONDS / FRAME_SECONDS))
        self._waiting.extend(whole_frames(self.speak(text)))

    def _with_noise(self, frame: bytes) -> bytes:
        if self.noise_decibels is None:
            return frame
        loudness = SPEECH_LOUDNESS * 32768 / 10 ** (self.noise_decibels / 20)
        noise = self._chance.normal(0, loudness, FRAME_SAMPLES)
        mixed = np.frombuffer(frame, "<i2") + noise
        return np.clip(mixed, -32768, 32767).astype("<i2").tobytes()
