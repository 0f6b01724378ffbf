from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.voice.conftest import WORDS, untrained_network
from voice.ears.vosk_engine import VoskEngine
from voice.model.kaldi import tools
from voice.model.kaldi.directory import write_acoustics, write_words
from voice.model.kaldi.network import Network, softened
from voice.model.vocabulary import Vocabulary, pronunciations_of


def test_vosk_loads_what_was_written_and_knows_its_words(untrained_engine: VoskEngine) -> None:
    assert untrained_engine.unknown_words([*WORDS, "[unk]", "wakanda"]) == {"wakanda"}


def test_a_word_is_added_without_touching_the_network(tmp_path: Path) -> None:
    write_acoustics(tmp_path, untrained_network())
    words = Vocabulary({"ya": pronunciations_of("ya")})
    write_words(tmp_path, words, ("ya ya",))
    network = (tmp_path / "am/final.mdl").read_bytes()
    write_words(tmp_path, words.with_words(["Wakanda"]), ("ya ya",))
    assert VoskEngine(tmp_path).unknown_words(["ya", "wakanda"]) == set()
    assert (tmp_path / "am/final.mdl").read_bytes() == network


def test_a_network_is_read_as_it_was_saved(tmp_path: Path) -> None:
    network = untrained_network()
    network.save(tmp_path / "network.npz")
    again = Network.load(tmp_path / "network.npz")
    assert again.parameters == network.parameters
    for layer, saved in zip(network.layers, again.layers, strict=True):
        assert np.array_equal(layer.weights, saved.weights)
        assert (layer.offsets, layer.rectified) == (saved.offsets, saved.rectified)


def test_priors_are_drawn_together() -> None:
    drawn = softened(np.array([0.9, 0.1]), 0.5)
    assert drawn.sum() == pytest.approx(1.0)
    assert drawn[0] / drawn[1] == pytest.approx(3.0)


def test_without_the_tools_it_is_said_which_package_is_missing(
    untrained_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tools.shutil, "which", lambda _name: None)
    with pytest.raises(tools.FstToolsMissing, match="apt-get install libfst-tools"):
        write_words(untrained_model, Vocabulary({"ya": pronunciations_of("ya")}), ())
