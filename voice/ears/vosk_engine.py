"""Vosk as the ears of the phone line, with the project's own model or any other Vosk model directory."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Any

from voice.ears.engine import Ears, EngineMissing, Grammar, Heard, HeardWord, samples_in

UNKNOWN = "[unk]"
"""Vosk's word for what is none of the grammar; a model without it hears words of the grammar in everything."""


class VoskEngine:
    """A loaded model directory; it may serve any number of calls at once."""

    name = "vosk"

    def __init__(self, model_folder: Path) -> None:
        """Load a model.

        Raises:
            EngineMissing: if the package vosk or the model is not there.
        """
        try:
            import vosk
        except ImportError as error:
            raise EngineMissing("Paket suara belum terpasang. Jalankan: make voice-environment") from error
        if not (model_folder / "am/final.mdl").is_file():
            raise EngineMissing(f"Tidak ada model Vosk di {model_folder}. Periksa PLN123_VOICE_MODEL.")
        vosk.SetLogLevel(-1)
        self._vosk = vosk
        self._model = vosk.Model(str(model_folder))
        self._words_file = model_folder / "graph/words.txt"

    def unknown_words(self, words: Iterable[str]) -> set[str]:
        """Those that are not in the model's `words.txt`."""
        return {word for word in words if self._model.vosk_model_find_word(word) < 0}

    def listen(self, rate: int, grammar: Grammar | None = None) -> Ears:
        """Ears for one call.

        Raises:
            ValueError: if the model knows no word of the grammar.
        """
        return _VoskEars(self, rate, grammar)

    def recogniser(self, rate: int, grammar: Grammar | None) -> Any:
        """A Vosk recogniser that tells times and confidence; phrases with words unknown to the model are left out."""
        if grammar is None:
            recogniser = self._vosk.KaldiRecognizer(self._model, rate)
        else:
            unknown = self.unknown_words(grammar.words)
            known = [phrase for phrase in grammar.phrases if not unknown & set(phrase.split())]
            if not known:
                raise ValueError(f"the model knows no phrase of the grammar {grammar.name!r}")
            rejecting = [] if self.unknown_words([UNKNOWN]) else [UNKNOWN]
            others = self._every_word if grammar.others else ()
            listed = json.dumps([*known, *others, *rejecting], ensure_ascii=False)
            recogniser = self._vosk.KaldiRecognizer(self._model, rate, listed)
        recogniser.SetWords(True)
        return recogniser

    @cached_property
    def _every_word(self) -> tuple[str, ...]:
        lines = self._words_file.read_text(encoding="utf-8").splitlines()
        return tuple(word for word in (line.split()[0] for line in lines) if word[0] not in "<[#")


class _VoskEars:
    """One recogniser; another grammar takes a new one, whose clock starts where the old one stood."""

    def __init__(self, engine: VoskEngine, rate: int, grammar: Grammar | None) -> None:
        self._engine = engine
        self._rate = rate
        self._fed = 0
        self._begun_at = 0.0
        self._recogniser = engine.recogniser(rate, grammar)

    def feed(self, sound: bytes) -> Heard | None:
        self._fed += samples_in(sound)
        if not sound or not self._recogniser.AcceptWaveform(sound):
            return None
        return self._heard(self._recogniser.Result())

    def partial(self) -> str:
        return _without_unknown(json.loads(self._recogniser.PartialResult()).get("partial", ""))

    def flush(self) -> Heard | None:
        return self._heard(self._recogniser.FinalResult())

    async def settled(self) -> None:
        return None  # each piece is worked through before `feed` comes back

    def set_grammar(self, grammar: Grammar | None) -> None:
        self._recogniser = self._engine.recogniser(self._rate, grammar)
        self._begun_at = self._fed / self._rate

    def _heard(self, result: str) -> Heard | None:
        told = json.loads(result)
        words = [
            HeardWord(
                word["word"], self._begun_at + word["start"], self._begun_at + word["end"], min(1.0, word["conf"])
            )
            for word in told.get("result", ())
        ]
        known = tuple(word for word in words if word.text != UNKNOWN)
        if not words:
            return None
        return Heard(known, unknown=len(known) < len(words))


def _without_unknown(text: str) -> str:
    return " ".join(word for word in text.split() if word != UNKNOWN)
