"""What a trainee may say as an officer, as a grammar for the ears, and what was heard, as an officer would write it.

There is no end to what officers say, so any word may be heard; what makes the difference is which words follow which.
That is taken from the sentences by which the studio understands officers, and from what this very call is about.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from bot.language.digits import digit_runs
from voice.ears.engine import Grammar, SpeechEngine
from voice.model.vocabulary import officers_sentences, words_of
from voice.mouth.wording import letter_words, written_in_full

_WORD = re.compile(r"[^\W\d_]+")
_LETTER_OF_REPORT = frozenset("gk")


def officers_grammar(engine: SpeechEngine, of_call: Iterable[str]) -> Grammar:
    """What may be said in one practice call.

    Args:
        engine: whose words they must be; sentences are parted where it lacks one.
        of_call: what may be said in this call and not in every one: names, streets, the script's sentences.
    """
    said = [*_usual(), *(words_of(written_in_full(text)) for text in of_call)]
    unknown = engine.unknown_words({word for words in said for word in words})
    phrases = tuple(phrase for words in said for phrase in _known_parts(words, unknown))
    return Grammar("cso", phrases, others=True)


@cache
def _usual() -> tuple[list[str], ...]:
    return tuple(words_of(written_in_full(text)) for texts in officers_sentences().values() for text in texts)


def _known_parts(words: Iterable[str], unknown: set[str]) -> Iterator[str]:
    part: list[str] = []
    for word in words:
        if word not in unknown:
            part.append(word)
        elif part:
            yield " ".join(part)
            part = []
    if part:
        yield " ".join(part)


def as_written(heard: str) -> str:
    """Spoken words with numbers of several digits in figures, and abbreviations in capitals: "kode empat satu" is
    "kode 41", "g dua enam" is "G26", "pln" is "PLN"."""
    return _WORD.sub(lambda found: letter_words().get(found[0], found[0]), _with_figures(heard))


def _with_figures(heard: str) -> str:
    written, at = "", 0
    for run in digit_runs(heard):
        if len(run.value) < 2 or run.letters:
            continue
        before = heard[at : run.start]
        letter = before.rstrip().rpartition(" ")[2]
        if letter in _LETTER_OF_REPORT:
            before = before.rstrip()[:-1] + letter.upper()
        written += before + run.value
        at = run.end
    return written + heard[at:]
