"""A model directory whose network was never trained: it hears something in every sound, always the same."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from voice.ears.vosk_engine import VoskEngine
from voice.model.kaldi.directory import write_acoustics, write_words
from voice.model.kaldi.network import Layer, Network
from voice.model.phones import LABELS
from voice.model.vocabulary import Vocabulary, pronunciations_of

WORDS = ("nol", "satu", "dua", "tiga", "padam", "menyala", "ya", "tidak")


def untrained_network() -> Network:
    chance = np.random.default_rng(0)

    def layer(outputs: int, inputs: int, offsets: tuple[int, ...], rectified: bool) -> Layer:
        width = inputs * len(offsets)
        weights = chance.normal(0, 1 / np.sqrt(width), (outputs, width))
        return Layer(weights, np.zeros(outputs), offsets, rectified)

    layers = (layer(32, 40, (-1, 0, 1), True), layer(32, 32, (-3, 0, 3), True), layer(len(LABELS), 32, (0,), False))
    return Network(layers, np.full(len(LABELS), 1 / len(LABELS)))


@pytest.fixture(scope="session")
def untrained_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory."""
    folder = tmp_path_factory.mktemp("untrained")
    write_acoustics(folder, untrained_network())
    write_words(folder, Vocabulary({word: pronunciations_of(word) for word in WORDS}), ("satu dua", "listrik padam"))
    return folder


@pytest.fixture(scope="session")
def untrained_engine(untrained_model: Path) -> VoskEngine:
    """Vosk with it."""
    return VoskEngine(untrained_model)
