"""What the voices say: digits, words and sentences of the talks, and invented words for everything else.

The invented words make the network hear sounds instead of words, so that a word that is added later needs no training.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from voice.model.phones import CONSONANTS, Pronunciation
from voice.model.vocabulary import Vocabulary

Sentence = list[Pronunciation]

_INVENTED_VOWELS = ("a", "a", "a", "e", "@", "i", "i", "o", "u", "u")
_ONSETS = tuple(phone for phone in CONSONANTS if phone != "ng")
_CODAS = ("", "", "", "n", "ng", "m", "k", "t", "p", "s", "r", "l", "h", "y", "w")
_BEFORE_LIQUID = frozenset(("p", "b", "t", "d", "k", "g", "s", "f"))
_TRIES = 200


def invented_word(chance: random.Random) -> Pronunciation:
    """One to four syllables of Indonesian build that are no word."""
    phones: list[str] = []
    for syllable in range(chance.randint(1, 4)):
        if syllable or chance.random() < 0.9:
            phones.append(chance.choice(_ONSETS))
        if phones and phones[-1] in _BEFORE_LIQUID and chance.random() < 0.06:
            phones.append(chance.choice(("l", "r")))
        phones.append(chance.choice(_INVENTED_VOWELS))
        coda = chance.choice(_CODAS)
        if coda:
            phones.append(coda)
    return tuple(phones)


class SentenceSource:
    """Sentences drawn at random, as pronunciations; the same seed draws the same ones."""

    def __init__(
        self, vocabulary: Vocabulary, sentences: Sequence[str], digits: Sequence[str], chance: random.Random
    ) -> None:
        self._ways = {word: (tuple(ways), tuple(ways.values())) for word, ways in vocabulary.ways.items()}
        self._words = vocabulary.words
        self._sentences = [
            known for known in ([w for w in one.split() if w in vocabulary.ways] for one in sentences) if known
        ]
        self._digits = tuple(digits)
        self._chance = chance

    def draw(self) -> Sentence:
        """Three in ten are digits, a quarter parts of real sentences, the rest words and invented words mixed."""
        chance = self._chance
        kind = chance.random()
        if kind < 0.28:
            return [self._say(chance.choice(self._digits)) for _ in range(chance.randint(1, 8))]
        if kind < 0.53:
            sentence = chance.choice(self._sentences)
            first = chance.randrange(len(sentence))
            return [self._say(word) for word in sentence[first : first + chance.randint(2, 7)]]
        if kind < 0.72:
            return [self._say(chance.choice(self._words)) for _ in range(chance.randint(1, 6))]
        mixed = chance.random() < 0.3
        return [
            self._say(chance.choice(self._words)) if mixed and chance.random() < 0.5 else invented_word(chance)
            for _ in range(chance.randint(1, 6))
        ]

    def draw_for(self, can_say: Callable[[Pronunciation], bool]) -> Sentence:
        """A sentence of which only the words are left that a voice can say.

        Raises:
            LookupError: if the voice can say hardly anything.
        """
        for _ in range(_TRIES):
            words = [word for word in self.draw() if can_say(word)]
            if words:
                return words
        raise LookupError("the voice can say none of the words drawn")

    def _say(self, word: str) -> Pronunciation:
        ways, weights = self._ways[word]
        return self._chance.choices(ways, weights)[0]
