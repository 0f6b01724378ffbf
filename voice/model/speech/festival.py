"""festival's diphone voices, told every sound with its duration and melody.

Starting festival takes longer than speaking a sentence, so a batch of utterances goes to one process. Utterances whose
length is not what was planned (a diphone that the voice lacks) are thrown away.
"""

from __future__ import annotations

import random
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from voice.model.phones import LABEL_OF, VOWELS, Pronunciation
from voice.model.speech.labelled import LabelledSpeech
from voice.model.speech.voices import FestivalVoice, Sounds
from voice.model.speech.waves import read_wave

_BATCH_LIMIT_SECONDS = 1800
_DURATIONS: dict[str, tuple[float, float]] = (
    dict.fromkeys(VOWELS, (0.055, 0.13))
    | {"@": (0.03, 0.07)}
    | dict.fromkeys(("p", "b", "t", "d", "k", "g", "c", "j"), (0.05, 0.1))
    | dict.fromkeys(("m", "n", "ng", "ny", "l", "r", "w", "y"), (0.05, 0.1))
    | dict.fromkeys(("s", "sy", "h", "f", "z"), (0.06, 0.13))
)
"""Shortest and longest, in seconds, at usual speed."""


@dataclass(frozen=True)
class Segment:
    """One sound of a voice: its name, seconds, our label, and the pitch in its middle (None: no target)."""

    name: str
    seconds: float
    label: int
    pitch: float | None = None


@dataclass(frozen=True)
class PlannedUtterance:
    """What one voice is to say, sound by sound."""

    voice: FestivalVoice
    segments: tuple[Segment, ...]

    @property
    def seconds(self) -> float:
        """How long it will be."""
        return sum(segment.seconds for segment in self.segments)

    def scheme(self, wave: Path) -> str:
        """The festival command that speaks it into a file."""
        parts = []
        for segment in self.segments:
            target = f" ({segment.seconds / 2:.3f} {segment.pitch:.0f})" if segment.pitch else ""
            parts.append(f"({segment.name} {segment.seconds:.3f}{target})")
        speech = f"(set! u (Utterance Segments ({' '.join(parts)})))"
        return f'({self.voice.name}) {speech} (unwind-protect (begin (utt.synth u) (utt.save.wave u "{wave}" \'riff)))'


def can_say(word: Pronunciation, sounds: Sounds) -> bool:
    """Whether a voice has every sound of a word."""
    return all(phone in sounds for phone in word)


def plan(words: list[Pronunciation], voice: FestivalVoice, chance: random.Random) -> PlannedUtterance:
    """Durations and melody for words that the voice can say: speed, pitch and pauses drawn by ``chance``."""
    stretch = chance.uniform(0.65, 1.5)
    pitch = voice.pitch * chance.uniform(0.75, 1.35)
    segments = [Segment(voice.silence, chance.uniform(0.05, 0.25), 0)]
    for at, word in enumerate(words):
        if at and chance.random() < 0.2:
            segments.append(Segment(voice.silence, chance.uniform(0.06, 0.35), 0))
        falling = 1.1 - 0.25 * at / len(words)
        for place, phone in enumerate(word):
            last = at == len(words) - 1 and place >= len(word) - 2
            seconds = chance.uniform(*_DURATIONS[phone]) * stretch * (1.3 if last else 1.0)
            names = chance.choice(voice.sounds[phone])
            for order, name in enumerate(names):
                target = pitch * falling * chance.uniform(0.88, 1.15) if phone in VOWELS and order == 0 else None
                segments.append(Segment(name, seconds / len(names), LABEL_OF[phone], target))
    segments.append(Segment(voice.silence, chance.uniform(0.05, 0.2), 0))
    return PlannedUtterance(voice, tuple(segments))


def speak(utterances: list[PlannedUtterance]) -> list[LabelledSpeech]:
    """Let festival say them in one process; those that did not come out as planned are missing from the answer.

    Raises:
        RuntimeError: if festival is not installed.
    """
    if shutil.which("festival") is None:
        raise RuntimeError("festival belum terpasang: apt-get install festival")
    spoken = []
    ordered = sorted(utterances, key=lambda one: one.voice.name)
    with TemporaryDirectory() as folder:
        waves = [Path(folder) / f"{at}.wav" for at in range(len(ordered))]
        script = Path(folder) / "batch.scm"
        lines = [one.scheme(wave) for one, wave in zip(ordered, waves, strict=True)]
        script.write_text("\n".join(lines), encoding="ascii")
        subprocess.run(
            ["festival", "--batch", str(script)],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=_BATCH_LIMIT_SECONDS, check=False,
        )  # fmt: skip
        for utterance, wave in zip(ordered, waves, strict=True):
            speech = _as_planned(utterance, wave)
            if speech is not None:
                spoken.append(speech)
    return spoken


def _as_planned(utterance: PlannedUtterance, wave: Path) -> LabelledSpeech | None:
    read = read_wave(wave)
    if read is None:
        return None
    sound, rate = read
    if abs(len(sound) / rate - utterance.seconds) > 0.12 * utterance.seconds + 0.1:
        return None
    starts, at = [], 0.0
    for segment in utterance.segments:
        starts.append((at, segment.label))
        at += segment.seconds
    return LabelledSpeech(sound, rate, tuple(starts))
