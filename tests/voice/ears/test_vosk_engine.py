from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from voice.ears.conformance import Finding, Sample, check
from voice.ears.engine import Ears, EngineMissing, Grammar, Heard, SpeechEngine
from voice.ears.vosk_engine import VoskEngine

RATE = 8000
DIGITS = Grammar("digits", ("nol", "satu", "dua", "tiga"))
STATE = Grammar("state", ("padam", "menyala"))


def noise(seconds: float, seed: int = 1) -> bytes:
    return (np.random.default_rng(seed).normal(0, 3000, int(seconds * RATE))).astype("<i2").tobytes()


def heard_in(ears: Ears, sound: bytes, piece: int) -> list[Heard]:
    heard = [ears.feed(sound[at : at + piece]) for at in range(0, len(sound), piece)]
    return [one for one in (*heard, ears.flush()) if one is not None]


def test_it_is_what_the_interface_asks_for(untrained_engine: VoskEngine) -> None:
    assert isinstance(untrained_engine, SpeechEngine)
    assert isinstance(untrained_engine.listen(RATE), Ears)


@pytest.mark.parametrize("grammar", [DIGITS, STATE])
def test_only_words_of_the_grammar_are_heard(untrained_engine: VoskEngine, grammar: Grammar) -> None:
    heard = heard_in(untrained_engine.listen(RATE, grammar), noise(3), 320)
    assert {word.text for one in heard for word in one.words} <= grammar.words


def test_pieces_of_any_length_give_the_same(untrained_engine: VoskEngine) -> None:
    sound = noise(2)
    results = [heard_in(untrained_engine.listen(RATE, DIGITS), sound, piece) for piece in (320, 1600, 3200)]
    assert [[one.text for one in result] for result in results] == [[one.text for one in results[0]]] * 3


def test_times_go_on_after_another_grammar(untrained_engine: VoskEngine) -> None:
    ears = untrained_engine.listen(RATE, DIGITS)
    ears.feed(noise(2))
    ears.set_grammar(STATE)
    heard = heard_in(ears, noise(1, seed=2), 320)
    words = [word for one in heard for word in one.words]
    assert all(2.0 <= word.start < word.end <= 3.1 for word in words)
    assert {word.text for word in words} <= STATE.words


def test_phrases_with_unknown_words_are_left_out(untrained_engine: VoskEngine) -> None:
    mixed = Grammar("mixed", ("padam", "wakanda forever"))
    heard = heard_in(untrained_engine.listen(RATE, mixed), noise(2), 320)
    assert {word.text for one in heard for word in one.words} <= {"padam"}


def test_a_grammar_without_a_known_word_is_refused(untrained_engine: VoskEngine) -> None:
    with pytest.raises(ValueError, match="foreign"):
        untrained_engine.listen(RATE, Grammar("foreign", ("wakanda",)))


def test_half_a_sample_is_refused_and_the_call_goes_on(untrained_engine: VoskEngine) -> None:
    ears = untrained_engine.listen(RATE, DIGITS)
    with pytest.raises(ValueError, match="3 bytes"):
        ears.feed(b"\0\0\0")
    assert ears.feed(noise(0.1)) is None


@pytest.mark.parametrize("rate", [8000, 16000, 44100])
def test_sound_of_other_rates_is_taken(untrained_engine: VoskEngine, rate: int) -> None:
    ears = untrained_engine.listen(rate, DIGITS)
    ears.feed(noise(2))
    heard = ears.flush()
    assert heard is None or all(word.end <= 2 * RATE / rate + 0.2 for word in heard.words)


def test_a_folder_without_a_model_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(EngineMissing, match=r"Tidak ada model Vosk"):
        VoskEngine(tmp_path)


def test_an_unknown_word_is_told_apart_from_nothing(untrained_engine: VoskEngine) -> None:
    ears = untrained_engine.listen(RATE, DIGITS)

    class Told:
        def __init__(self, words: list[str]) -> None:
            self.words = words

        def FinalResult(self) -> str:  # noqa: N802 - Vosk's name
            return json.dumps({"result": [{"word": w, "start": 0.1, "end": 0.4, "conf": 1.2} for w in self.words]})

    ears._recogniser = Told(["[unk]"])  # type: ignore[attr-defined]
    assert ears.flush() == Heard((), unknown=True)
    ears._recogniser = Told(["dua", "[unk]"])  # type: ignore[attr-defined]
    heard = ears.flush()
    assert heard is not None
    assert (heard.text, heard.unknown, heard.confidence) == ("dua", True, 1.0)
    ears._recogniser = Told([])  # type: ignore[attr-defined]
    assert ears.flush() is None


def test_conformance_finds_an_engine_that_does_not_understand(untrained_engine: VoskEngine) -> None:
    findings = check(untrained_engine, [Sample("padam", noise(1, 3)), Sample("satu dua", noise(1, 4))], RATE)
    assert Finding("half a sample is refused", True) in findings
    assert any(not finding.kept and finding.promise.endswith("is understood") for finding in findings)
