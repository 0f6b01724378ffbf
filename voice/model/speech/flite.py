"""flite's built-in voices, told the sounds; flite chooses durations and tells them."""

from __future__ import annotations

import random
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from voice.model.phones import LABEL_OF, Pronunciation
from voice.model.speech.labelled import LabelledSpeech
from voice.model.speech.voices import FliteVoice
from voice.model.speech.waves import read_wave

_PAUSE = "pau"
_LIMIT_SECONDS = 60


def speak(words: list[Pronunciation], voice: FliteVoice, chance: random.Random) -> LabelledSpeech | None:
    """Say words that the voice can say; ``None`` if flite said other sounds than it was given.

    Raises:
        FileNotFoundError: if flite is not installed.
    """
    names, labels = [_PAUSE], []
    for at, word in enumerate(words):
        if at and chance.random() < 0.15:
            names.append(_PAUSE)
        for phone in word:
            sounds = chance.choice(voice.sounds[phone])
            names += sounds
            labels += [LABEL_OF[phone]] * len(sounds)
    names.append(_PAUSE)
    with TemporaryDirectory() as folder:
        wave = Path(folder) / "speech.wav"
        told = subprocess.run(
            [
                "flite", "-voice", voice.name, "-psdur", "-p", " ".join(names),
                "--setf", f"duration_stretch={chance.uniform(0.65, 1.35):.2f}",
                "--setf", f"int_f0_target_mean={voice.pitch * chance.uniform(0.8, 1.3):.0f}",
                "-o", str(wave),
            ],
            capture_output=True, text=True, timeout=_LIMIT_SECONDS, check=False,
        )  # fmt: skip
        read = read_wave(wave)
    ends = [tuple(part.rsplit(":", 1)) for part in told.stdout.split() if ":" in part]
    if read is None or sum(name != _PAUSE for name, _ in ends) != len(labels):
        return None
    spoken = iter(labels)
    starts, begin = [], 0.0
    for name, end in ends:
        starts.append((begin, 0 if name == _PAUSE else next(spoken)))
        begin = float(end)
    sound, rate = read
    return LabelledSpeech(sound, rate, tuple(starts))
