"""Which words the model knows, and the sentences that they come from.

Words come from `data/voice/words.yml` and from what the project knows already: how callers write (data/nlu), how
simulated customers talk (data/roleplay), what the assistant says (domain.yml) and must say (data/sop), which answers it
understands (data/reference), what trainees say as officers (bot/roleplay/assistant), regions, streets and names.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from voice.model.phones import Pronunciation
from voice.model.pronunciation import UnpronounceableWord, phones_of, pronounce, spelled_out

PROJECT_ROOT = Path(__file__).resolve().parents[2]
WORDS_FILE = Path("data/voice/words.yml")
ANSWERS_FOLDER = Path("data/reference")
OFFICERS_FOLDER = Path("bot/roleplay/assistant/data/nlu")
PRONUNCIATIONS_FILE = Path("data/voice/pronunciations.yml")

SEEN_AT_LEAST = 2
"""A word that stands only once in what people write is more often a slip of the pen than a word."""

_WORD = re.compile(r"[a-zé]+(?:'[a-z]+)?")
_ANNOTATION = re.compile(r"\[([^\]]*)\](?:\([^)]*\)|\{[^}]*\})")
_PLACEHOLDER = re.compile(r"\{[^}]*\}|https?://\S+|\S+@\S+")
_CANNOT_BE_SAID = re.compile(r"[bcdfghjklmnpqrstvwxz]{4}|(.)\1\1|^[^aiueoé]+$")
_LONGEST = 18


@dataclass(frozen=True)
class Vocabulary:
    """Words with the ways in which each is said and how likely each way is (the likeliest 1.0)."""

    ways: dict[str, dict[Pronunciation, float]]

    @property
    def words(self) -> tuple[str, ...]:
        """All words in alphabetical order."""
        return tuple(sorted(self.ways))

    def with_words(self, words: Iterable[str]) -> Vocabulary:
        """The same with more words, said as they are written.

        Raises:
            UnpronounceableWord: naming the word that can't be said.
        """
        return Vocabulary(self.ways | {word.lower(): pronunciations_of(word.lower()) for word in words})


@cache
def _respellings() -> dict[str, tuple[str, ...]]:
    written = _read_yaml(PRONUNCIATIONS_FILE)
    return {
        str(word): tuple(spelled_out(way) if way.isupper() else way for way in str(ways).split())
        for word, ways in written.items()
    }


def pronunciations_of(word: str) -> dict[Pronunciation, float]:
    """The ways of one word: by hand where the spelling does not tell, else from the spelling.

    Raises:
        UnpronounceableWord: if the word can't be said.
    """
    return pronounce(word, _respellings().get(word, ()))


@cache
def needed_words() -> dict[str, tuple[str, ...]]:
    """The words of `data/voice/words.yml`, by what they are for."""
    return {str(group): tuple(str(words).split()) for group, words in _read_yaml(WORDS_FILE).items()}


@cache
def talk_sentences() -> tuple[str, ...]:
    """Sentences of callers, simulated customers and the assistant, in lower case, without annotations."""
    return tuple(_clean(sentence) for sentence in _written_sentences())


@cache
def officers_sentences() -> Mapping[str, tuple[str, ...]]:
    """What officers say, as it is written, by topic: trainees speak to simulated customers. They are no part of
    :func:`talk_sentences`, by which callers are heard."""
    folder = PROJECT_ROOT / OFFICERS_FOLDER
    return {path.stem: tuple(_examples(path)) for path in sorted(folder.glob("*.yml"))}


@cache
def vocabulary() -> Vocabulary:
    """Every word of the model."""
    chosen = {word for words in needed_words().values() for word in words}
    counts = Counter(word for sentence in talk_sentences() for word in _WORD.findall(sentence))
    chosen |= {word for word, count in counts.items() if count >= SEEN_AT_LEAST}
    chosen |= {word for texts in officers_sentences().values() for text in texts for word in words_of(text)}
    chosen |= _words_of_answers() | _names_of_places() | _names_of_people()
    ways: dict[str, dict[Pronunciation, float]] = {}
    for word in sorted(chosen):
        by_hand = word in _respellings() or len(word) == 1
        if not by_hand and (_CANNOT_BE_SAID.search(_one_letter_a_sound(word)) or len(word) > _LONGEST):
            continue
        try:
            ways[word] = pronunciations_of(word)
        except UnpronounceableWord:
            continue
    return Vocabulary(ways)


def _one_letter_a_sound(word: str) -> str:
    """ng, ny and sy are one consonant each: "anggrek" can be said."""
    return re.sub(r"n[gy]|sy", "q", word)


def digits() -> tuple[str, ...]:
    """The eleven words for the ten digits."""
    return ("nol", "kosong", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")


def _read_yaml(path: Path) -> Any:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the one written in C reads ten times as fast
    return yaml.load((PROJECT_ROOT / path).read_text(encoding="utf-8"), Loader=loader)


def words_of(sentence: str) -> list[str]:
    """The words of a written sentence in lower case, without annotations; figures, links and gaps are left out."""
    plain = _ANNOTATION.sub(r"\1", sentence)
    return _WORD.findall(_PLACEHOLDER.sub(" ", plain).lower())


def _clean(sentence: str) -> str:
    return " ".join(words_of(sentence))


def _examples(path: Path) -> Iterator[str]:
    for entry in _read_yaml(path.relative_to(PROJECT_ROOT)).get("nlu", ()):
        for line in str(entry.get("examples", "")).splitlines():
            yield line.removeprefix("- ")


def _written_sentences() -> Iterator[str]:
    for path in sorted((PROJECT_ROOT / "data/nlu").glob("*.yml")):
        yield from _examples(path)
    for path in sorted((PROJECT_ROOT / "data/roleplay").glob("*.yml")):
        yield from _texts(_read_yaml(path))
    for path in sorted((PROJECT_ROOT / "data/sop").glob("*.yml")):
        yield from _texts(_read_yaml(path), only=("say", "text", "ask"))
    for responses in _read_yaml(Path("domain.yml")).get("responses", {}).values():
        yield from (response["text"] for response in responses if "text" in response)


def _texts(value: Any, only: tuple[str, ...] = ()) -> Iterator[str]:
    """Every string in a tree that is a sentence rather than a name of something: it holds a blank."""
    if isinstance(value, str):
        if " " in value:
            yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            if not only or key in only or not isinstance(inner, str):
                yield from _texts(inner, only)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner, only)


def _words_of_answers() -> set[str]:
    """Words of the answers to yes/no questions and choices: the line listens for them (`voice.line.expectations`)."""
    cues = (text for name in ("choices.yml", "yes_no.yml") for text in _strings(_read_yaml(ANSWERS_FOLDER / name)))
    return {word for text in cues for word in _WORD.findall(text.lower()) if len(word) > 1}


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


def _names_of_places() -> set[str]:
    """Words of provinces, towns, districts and common streets."""
    regions = (PROJECT_ROOT / "data/reference/regions.tsv").read_text(encoding="utf-8").splitlines()
    streets = (PROJECT_ROOT / "data/reference/street_names.txt").read_text(encoding="utf-8").splitlines()
    names = [line.partition("\t")[2] for line in regions] + [line for line in streets if not line.startswith("#")]
    return {word for name in names for word in _WORD.findall(name.lower()) if len(word) > 1}


def _names_of_people() -> set[str]:
    written = _read_yaml(Path("data/reference/person_names.yml"))
    texts = [value for value in written.values() if isinstance(value, str)]
    return {word for text in texts for word in _WORD.findall(text.lower()) if len(word) > 1}


def respelled(respelling: str) -> Pronunciation:
    """The phones of a respelling, for data that is checked by hand."""
    return phones_of(respelling)
