"""Training data in shards: each the work of one process of a few minutes, made anew only if it is missing.

A shard is an ``.npz`` with ``energies`` (float16, frames × 40), ``labels`` (int8, one a frame) and ``lengths`` (frames
of each utterance). Its name holds the synthesiser, the seed and the number of utterances; nothing else but the words
and this code decides what is in it.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from voice.model import features
from voice.model.speech import espeak, festival, flite
from voice.model.speech.labelled import LabelledSpeech
from voice.model.speech.sentences import SentenceSource
from voice.model.speech.voices import ESPEAK_LANGUAGES, ESPEAK_SPEAKERS, FESTIVAL_VOICES, FLITE_KEPT_APART, FLITE_VOICES
from voice.model.vocabulary import digits, talk_sentences, vocabulary
from voice.sound.channel import TelephoneChannel, to_samples

FESTIVAL_BATCH = 60
ATTEMPTS = 5
_NEXT_ATTEMPT = 1_000_000
"""Added to the seed when espeak-ng has brought a process down, since the same seed would do so again."""
_SILENT_TAIL_SECONDS = 0.075


@dataclass(frozen=True)
class Shard:
    """Which utterances: who speaks (``espeak``, ``festival`` or ``flite``), from which seed, how many."""

    synthesiser: str
    seed: int
    utterances: int

    @property
    def name(self) -> str:
        """Its file name."""
        return f"{self.synthesiser}-{self.seed:04d}-{self.utterances}.npz"


def make_in_own_process(shard: Shard, folder: Path) -> Path:
    """Make a shard unless it is there.

    Raises:
        RuntimeError: if it failed several times.
    """
    path = folder / shard.name
    if path.is_file():
        return path
    folder.mkdir(parents=True, exist_ok=True)
    for attempt in range(ATTEMPTS):
        command = [sys.executable, "-m", "voice.model.speech.shards", str(path), shard.synthesiser,
                   str(shard.seed + attempt * _NEXT_ATTEMPT), str(shard.utterances)]  # fmt: skip
        one_thread = os.environ | {"OMP_NUM_THREADS": "1"}
        done = subprocess.run(command, check=False, capture_output=True, text=True, env=one_thread)
        if done.returncode == 0 and path.is_file():
            return path
        reason = done.stderr.strip().splitlines()[-1:] or [f"berhenti dengan status {done.returncode}"]
    raise RuntimeError(f"{shard.name}: {reason[0]}")


def make(shard: Shard, path: Path) -> None:
    """Speak, carry over the telephone, and save."""
    chance = random.Random(shard.seed)
    channel = TelephoneChannel(np.random.default_rng(shard.seed))
    source = SentenceSource(vocabulary(), talk_sentences(), digits(), chance)
    energies, labels, lengths = [], [], []
    for speech in _SPEAKERS[shard.synthesiser](source, chance):
        starts = np.array([start for start, _ in speech.starts])
        names = np.array([label for _, label in speech.starts])
        sound, moments = channel.carry(speech.sound, speech.rate, starts)
        seen = features.energies(to_samples(sound))
        heard = features.frame_labels(*_with_silent_tail(moments, names), len(seen))
        energies.append(seen.astype(np.float16))
        labels.append(heard)
        lengths.append(len(seen))
        if len(lengths) == shard.utterances:
            break
    unfinished = path.with_suffix(".part.npz")
    np.savez(unfinished, energies=np.concatenate(energies), labels=np.concatenate(labels), lengths=np.array(lengths))
    unfinished.replace(path)


def _with_silent_tail(moments: np.ndarray, names: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The last sound does not last through the silence that the channel added."""
    if names[-1] == 0:
        return moments, names
    return np.append(moments, moments[-1] + _SILENT_TAIL_SECONDS), np.append(names, 0)


def _by_espeak(source: SentenceSource, chance: random.Random) -> Iterator[LabelledSpeech]:
    languages, shares = tuple(ESPEAK_LANGUAGES), tuple(ESPEAK_LANGUAGES.values())
    while True:
        manner = espeak.Manner(
            f"{chance.choices(languages, shares)[0]}+{chance.choice(ESPEAK_SPEAKERS)}",
            chance.randint(105, 270), chance.randint(5, 95), chance.randint(15, 95),
        )  # fmt: skip
        words = source.draw()
        pauses = frozenset(at for at in range(len(words)) if chance.random() < 0.12)
        speech = espeak.speak_phones(words, manner, pauses)
        if speech is not None:
            yield speech


def _by_festival(source: SentenceSource, chance: random.Random) -> Iterator[LabelledSpeech]:
    while True:
        planned = []
        for _ in range(FESTIVAL_BATCH):
            voice = chance.choice(FESTIVAL_VOICES)
            words = source.draw_for(lambda word, sounds=voice.sounds: festival.can_say(word, sounds))  # type: ignore[misc]
            planned.append(festival.plan(words, voice, chance))
        yield from festival.speak(planned)


def _by_flite(source: SentenceSource, chance: random.Random) -> Iterator[LabelledSpeech]:
    voices = [voice for voice in FLITE_VOICES if voice.name != FLITE_KEPT_APART]
    while True:
        voice = chance.choice(voices)
        words = source.draw_for(lambda word, sounds=voice.sounds: festival.can_say(word, sounds))  # type: ignore[misc]
        speech = flite.speak(words, voice, chance)
        if speech is not None:
            yield speech


_SPEAKERS: dict[str, Callable[[SentenceSource, random.Random], Iterator[LabelledSpeech]]] = {
    "espeak": _by_espeak,
    "festival": _by_festival,
    "flite": _by_flite,
}

if __name__ == "__main__":
    target, synthesiser, seed, utterances = sys.argv[1:]
    make(Shard(synthesiser, int(seed), int(utterances)), Path(target))
