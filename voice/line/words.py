"""What the line itself says, from `data/voice/line.yml`, and how the dialogue's messages are put for the ear."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from voice.line.expectations import Expectation

LINE_FILE = Path(__file__).parents[2] / "data/voice/line.yml"
_SENTENCES = re.compile(r"(?<=[.?!])\s+")


@dataclass(frozen=True)
class LineWords:
    """The entries of the file."""

    recording: str
    silence: tuple[str, ...]
    silence_close: str
    no_match: tuple[str, ...]
    no_match_last: str
    hold: str
    with_officer: str
    failure: str
    read_back: str
    choices: str
    keys: Mapping[str, str]

    def asking_again(self, step: int, ladder: Sequence[str], question: str, expected: Expectation) -> str:
        """The words of a step of a ladder, around the question that stands."""
        return ladder[step].format(pertanyaan=question, tombol=self.key_hint(expected))

    def key_hint(self, expected: Expectation) -> str:
        """Which keys answer the question."""
        if expected.takes_digits:
            return self.keys["values" if expected.kind == "display" else "digits"]
        if not expected.buttons:
            return self.keys["other"]
        offers = [self.keys["choice"].format(nomor=number, pilihan=button)
                  for number, button in enumerate(expected.buttons, start=1)]  # fmt: skip
        return f"Silakan {', '.join(offers)}."

    def spoken(self, messages: Sequence[Mapping[str, Any]]) -> list[str]:
        """The texts of an answer; choices that the words do not name are told, since nobody sees the buttons."""
        texts = []
        for message in messages:
            text = str(message.get("text") or "")
            titles = [str(button["title"]) for button in message.get("buttons") or ()]
            if text:
                texts.append(text)
            if len(titles) > 2 and not any(_named(title, text) for title in titles):
                texts.append(self.choices.format(pilihan=", ".join(titles)))
        return texts


def question_of(texts: Sequence[str]) -> str:
    """The last question of an answer, or its last sentence."""
    sentences = [sentence for text in texts for sentence in _SENTENCES.split(text) if sentence]
    asked = [sentence for sentence in sentences if sentence.endswith("?")]
    return (asked or sentences or [""])[-1]


def _named(title: str, text: str) -> bool:
    return all(word in text.lower() for word in re.findall(r"\w+", title.lower()))


@cache
def line_words() -> LineWords:
    """The words of the file."""
    written: dict[str, Any] = yaml.safe_load(LINE_FILE.read_text(encoding="utf-8"))
    return LineWords(**written | {name: tuple(written[name]) for name in ("silence", "no_match")})
