from __future__ import annotations

from pathlib import Path

import pytest

from tests.test_docs import defaults
from voice.ears import loading
from voice.ears.engine import EngineMissing
from voice.ears.loading import EarsOptions, load_engine


def test_vosk_with_the_own_model_is_the_default() -> None:
    options = EarsOptions.from_environment({})
    assert options.engine == defaults()["PLN123_EARS"]
    assert str(options.model).endswith(defaults()["PLN123_VOICE_MODEL"])


def test_another_model_directory_is_used_when_it_is_named(untrained_model: Path) -> None:
    options = EarsOptions.from_environment({"PLN123_VOICE_MODEL": str(untrained_model)})
    assert load_engine(options).unknown_words(["padam", "wakanda"]) == {"wakanda"}


def test_an_engine_of_another_package_is_found_by_its_entry_point(monkeypatch: pytest.MonkeyPatch) -> None:
    made = object()

    class Point:
        name = "lain"

        @staticmethod
        def load() -> object:
            return lambda: made

    monkeypatch.setattr(loading, "entry_points", lambda group: [Point] if group == "pln123.ears" else [])
    assert load_engine(EarsOptions("lain")) is made


def test_an_engine_that_is_not_there_is_refused_with_those_that_are() -> None:
    with pytest.raises(EngineMissing, match=r"'whisper' tidak ada. Yang ada: vosk"):
        load_engine(EarsOptions("whisper"))
