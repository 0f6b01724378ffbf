"""Ears for engines that understand whole utterances, with an engine that writes down what the test wants."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from tests.voice.line.scripted import voice_frames
from voice.adapters.utterances import Transcript, UtteranceEars
from voice.ears.engine import Ears, Grammar
from voice.line.frames import FRAME_BYTES, SILENT_FRAME

GRAMMAR = Grammar("keadaan", ("masih menyala", "padam"))


class Writer:
    """Writes down what it is told to, when it is let go."""

    def __init__(self, text: str, confidence: float = 0.8) -> None:
        self.text, self.confidence = text, confidence
        self.lengths: list[float] = []
        self.go = threading.Event()
        self.go.set()

    def __call__(self, samples: np.ndarray, _grammar: Grammar | None) -> Transcript:
        self.go.wait(10)
        self.lengths.append(len(samples) / 8000)
        return Transcript(self.text, self.confidence)


@pytest.fixture
def worker() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(max_workers=1) as pool:
        yield pool


def ears_of(writer: Writer, worker: ThreadPoolExecutor, grammar: Grammar | None = GRAMMAR) -> UtteranceEars:
    ears = UtteranceEars(writer, worker, grammar)
    assert isinstance(ears, Ears)
    return ears


def feed(ears: UtteranceEars, frames: list[bytes]) -> None:
    assert [ears.feed(frame) for frame in frames].count(None) == len(frames)


async def test_an_utterance_is_understood_beside_the_call_and_told_later(worker: ThreadPoolExecutor) -> None:
    writer = Writer(" Masih menyala.")
    writer.go.clear()
    ears = ears_of(writer, worker)
    feed(ears, [SILENT_FRAME] * 50 + voice_frames(1.0) + [SILENT_FRAME] * 60)
    writer.go.set()
    await ears.settled()
    heard = ears.feed(SILENT_FRAME)
    assert heard is not None
    assert (heard.text, heard.unknown, round(heard.confidence, 2)) == ("masih menyala", False, 0.8)
    assert 0.4 < heard.words[0].start < heard.words[0].end <= heard.words[1].start < heard.words[1].end < 3.0
    assert 1.5 < writer.lengths[0] < 2.5  # the silence before it is left out


async def test_silence_and_noise_are_not_listened_to(worker: ThreadPoolExecutor) -> None:
    writer = Writer("padam")
    ears = ears_of(writer, worker)
    noise = np.random.default_rng(1).normal(0, 2000, 8000).astype("<i2").tobytes()
    feed(ears, [SILENT_FRAME] * 50 + [noise[at : at + FRAME_BYTES] for at in range(0, len(noise), FRAME_BYTES)])
    assert ears.flush() is None
    assert writer.lengths == []


async def test_words_beside_the_grammar_are_left_out_and_told(worker: ThreadPoolExecutor) -> None:
    ears = ears_of(Writer("aduh mati padam"), worker)
    feed(ears, voice_frames(1.0))
    heard = ears.flush()
    assert heard is not None
    assert (heard.text, heard.unknown) == ("padam", True)


async def test_without_a_grammar_every_word_counts(worker: ThreadPoolExecutor) -> None:
    ears = ears_of(Writer("Rumah saya padam."), worker, None)
    feed(ears, voice_frames(1.0))
    heard = ears.flush()
    assert heard is not None
    assert heard.text == "rumah saya padam"


async def test_another_grammar_throws_away_what_was_being_understood(worker: ThreadPoolExecutor) -> None:
    writer = Writer("padam")
    writer.go.clear()
    ears = ears_of(writer, worker)
    feed(ears, voice_frames(1.0) + [SILENT_FRAME] * 60)
    writer.go.set()
    ears.set_grammar(Grammar("lain", ("ya",)))
    await asyncio.sleep(0.05)
    assert ears.feed(SILENT_FRAME) is None
    assert ears.flush() is None
