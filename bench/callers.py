"""Callers for measurements: voices that never spoke in the training data, over a telephone channel."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from voice.model.speech import espeak, flite
from voice.model.speech.voices import ESPEAK_KEPT_APART, FLITE_KEPT_APART, FLITE_VOICES
from voice.model.speech.waves import read_wave
from voice.model.vocabulary import pronunciations_of
from voice.sound import channel
from voice.sound.g711 import Samples

BEFORE_SECONDS, AFTER_SECONDS = 0.3, 0.6


@dataclass(frozen=True)
class Call:
    """One phrase by one voice: who, what was said, and the 8 kHz samples at the far end of the line."""

    caller: str
    phrase: str
    samples: Samples


def over_the_line(sound: channel.Sound, rate: int, noise_decibels: float | None, seed: int) -> Samples:
    """The telephone band, G.711 and, if asked for, white noise so far below the speech."""
    carried = channel.resampled(sound, rate)
    carried = carried * (0.5 / (float(np.abs(carried).max()) + 1e-9))
    if noise_decibels is not None:
        noise = channel.coloured_noise(len(carried), 0.0, np.random.default_rng(seed))
        carried = channel.with_noise(carried.astype(np.float32), noise, noise_decibels)
    padded = np.pad(carried, (int(BEFORE_SECONDS * channel.RATE), int(AFTER_SECONDS * channel.RATE)))
    return channel.to_samples(channel.companded(channel.in_telephone_band(padded.astype(np.float32)), "a"))


def synthetic_calls(phrases: list[str], noise_decibels: float | None, voices: int = 3) -> Iterator[Call]:
    """Each phrase by some of the voices kept apart, in three manners.

    ``espeak``: espeak-ng with the sounds of our pronunciations; ``espeak-text``: espeak-ng reading the text its own
    way, which gets the schwa wrong; ``flite``: a recorded Scottish man made to say our sounds.
    """
    chance = random.Random(7)
    (scot,) = (voice for voice in FLITE_VOICES if voice.name == FLITE_KEPT_APART)
    for number, phrase in enumerate(phrases):
        words = [next(iter(pronunciations_of(word))) for word in phrase.split()]
        for voice in chance.sample(ESPEAK_KEPT_APART, voices):
            manner = espeak.Manner(f"id+{voice}", chance.randint(125, 190), chance.randint(30, 70))
            said = espeak.speak_phones(words, manner)
            if said is not None:
                yield Call("espeak", phrase, over_the_line(said.sound, said.rate, noise_decibels, number))
            sound, rate, _ = espeak.speak(phrase, manner)
            read = over_the_line(sound.astype(np.float32) / 32768, rate, noise_decibels, number)
            yield Call("espeak-text", phrase, read)
        said = flite.speak(words, scot, chance)
        if said is not None:
            yield Call("flite", phrase, over_the_line(said.sound, said.rate, noise_decibels, number))


def recorded_calls(folder: Path) -> Iterator[Call]:
    """Recordings of people: every ``NAME.wav`` with ``NAME.txt`` beside it, in folders named after the speaker.

    Lines of the text such as ``|S|`` are marks; the rest are words.
    """
    for number, text in enumerate(sorted(folder.glob("*/*.txt"))):
        read = read_wave(text.with_suffix(".wav"))
        if read is None:
            continue
        lines = text.read_text(encoding="utf-8", errors="replace").lower().split()
        phrase = " ".join(word for word in lines if not word.startswith("|"))
        yield Call(text.parent.name, phrase, over_the_line(*read, None, number))
