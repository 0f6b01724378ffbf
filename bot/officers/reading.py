"""Which rules an officer's words carry out.

A message is cut into passages (:mod:`.passages`). What a passage says is told by what was learnt from officers' words
(:mod:`.trained`), helped by cues for words that hardly say anything else (``cues.yml``). What the book asks for in
several parts counts for sure only when all parts are there, what is denied, supposed or only announced does not
(:mod:`.parts`, :mod:`.unspoken`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np
import yaml

from bot.language.intent_model import IntentModel
from bot.officers.codes import CODE_INTENT, codes_in
from bot.officers.forms import form_of
from bot.officers.parts import has_all_parts, is_spoiled
from bot.officers.passages import Passage, best_cut, clauses_of
from bot.officers.same_words import along_with, in_topic, outshone_by, swallowed_by
from bot.officers.trained import trained_reader
from bot.officers.unspoken import is_unspoken
from bot.sop.book import Book
from bot.sop.conformance.talk import Act

NOTHING = "tanpa_langkah"
FORBIDDEN = "larangan_"
TO_SOME_CALLERS = ("larangan_PRG-01-tidak-cocok", "larangan_VCC-03", "larangan_PRK-07")
"""Intents of words that are wrong towards a caller who has not been matched to what they tell of."""

CUES_FILE = Path(__file__).with_name("cues.yml")

PERHAPS = 0.08
"""Below this likelihood nothing was said that has to do with a rule."""

LEAD = 1.4
"""How many times likelier than the next a rule must be, to count without a human's look."""

BOTH = 0.4
"""How likely a second rule must be in the same passage, to count as well."""

_CUE_WEIGHT = 1.5
"""What a cue adds to the log-odds of its rule."""

_LEAST = 1e-6
_SENTENCE_END = re.compile(r"[.!?\n]")


@dataclass(frozen=True)
class Found:
    """An intent of a passage: the id of a rule, ``NOTHING``, or something forbidden.

    Attributes:
        certain: whether it stands out from all others.
    """

    rule: str
    likelihood: float
    certain: bool
    passage: Passage


@dataclass(frozen=True)
class Weighed:
    """A passage, and how likely each intent is, whatever the others are."""

    passage: Passage
    likelihoods: dict[str, float]

    def standing_out(self) -> list[Found]:
        """The likeliest intent, and others that the passage says as clearly; none that is only unlikely."""
        ranked = sorted(self.likelihoods, key=lambda intent: -self.likelihoods[intent])
        best, second = (self.likelihoods[intent] for intent in ranked[:2])
        if best < PERHAPS:
            return []
        certain = best >= LEAD * second or second >= BOTH
        also = [
            Found(intent, self.likelihoods[intent], True, self.passage)
            for intent in ranked[1:4]
            if self.likelihoods[intent] >= BOTH
        ]
        return [Found(ranked[0], best, certain, self.passage), *also]


def acts_in(book: Book, text: str, topic: str = "") -> tuple[Act, ...]:
    """The rules that an officer's words carry out, each with the words that show it, in the order of the text.

    Args:
        topic: what the call is about, if that is known; questions that several topics have in the same words are
            then taken for those of this one.

    Raises:
        NotTrainedError: if there is no trained reader.
    """
    return Reader(trained_reader()).acts_in(book, text, topic)


class Reader:
    """Reads with one set of learnt tables."""

    def __init__(self, model: IntentModel) -> None:
        self._model = model

    def acts_in(self, book: Book, text: str, topic: str = "") -> tuple[Act, ...]:
        """See :func:`acts_in`."""
        acts: dict[str, Act] = {}
        for found in self.found_in(text, book, topic):
            for rule in self._rules_of(found, text):
                for named in (rule, *along_with(rule)):
                    if named in book.rules:
                        act = self._judged(named, found, text)
                        if named not in acts or act.certain and not acts[named].certain:
                            acts[named] = act
        sure = {rule for rule, act in acts.items() if act.certain}
        kept = (
            act
            for act in acts.values()
            if swallowed_by(act.rule).isdisjoint(acts) and (act.certain or outshone_by(act.rule).isdisjoint(sure))
        )
        return tuple(sorted(kept, key=lambda act: act.start))

    def found_in(self, text: str, book: Book, topic: str = "") -> list[Found]:
        """Every intent that a passage of ``text`` perhaps has, in the order of the text."""
        found: list[Found] = []
        for weighed in self.weighed_in(text, book, topic):
            for intent in TO_SOME_CALLERS:  # forbidden only towards some callers, else the act of a rule
                weighed.likelihoods.pop(intent, None)
            found += weighed.standing_out()
        return found

    def weighed_in(self, text: str, book: Book, topic: str = "") -> Iterator[Weighed]:
        """The passages into which ``text`` falls, each with how likely every intent is."""
        hits = _cues_in(text)
        for sentence in clauses_of(text):
            seen: dict[tuple[int, int], np.ndarray] = {}

            def likelihoods(passage: Passage, seen: dict[tuple[int, int], np.ndarray] = seen) -> np.ndarray:
                place = (passage.start, passage.end)
                if place not in seen:
                    seen[place] = self._likelihoods(passage, hits)
                return seen[place]

            for passage in best_cut(sentence, lambda one: float(likelihoods(one).max())):
                each = dict(zip(self._model.intents, likelihoods(passage).tolist(), strict=True))
                yield Weighed(passage, in_topic(book, topic, each))

    def _likelihoods(self, passage: Passage, hits: list[tuple[str, int, int]]) -> np.ndarray:
        each = self._model.likelihood_of_each(form_of(passage.words))
        for rule, start, end in hits:
            if passage.start <= start and end <= passage.end and rule in self._places:
                place = self._places[rule]
                likely = min(max(each[place], _LEAST), 1 - _LEAST)
                odds = np.log(likely / (1 - likely)) + _CUE_WEIGHT
                each[place] = 1 / (1 + np.exp(-odds))
        return each

    @property
    def _places(self) -> Mapping[str, int]:
        return _places_of(self._model.intents)

    def _rules_of(self, found: Found, text: str) -> list[str]:
        if found.rule == NOTHING or found.rule.startswith(FORBIDDEN):
            return []
        if found.rule == CODE_INTENT:
            return codes_in(text[found.passage.start : found.passage.end])
        return [found.rule]

    def _judged(self, rule: str, found: Found, text: str) -> Act:
        passage = found.passage
        words = text[passage.start : passage.end]
        act = Act(rule, found.certain, passage.start, passage.end)
        if (
            not has_all_parts(rule, text)
            or is_spoiled(rule, words)
            or is_unspoken(rule, words, *_sentence_around(text, passage.start, passage.end))
        ):
            return replace(act, certain=False)
        return act


@lru_cache(maxsize=4)
def _places_of(intents: tuple[str, ...]) -> Mapping[str, int]:
    return {intent: place for place, intent in enumerate(intents)}


def _sentence_around(text: str, start: int, end: int) -> tuple[str, str]:
    """What stands before and after a passage in its sentence."""
    return _SENTENCE_END.split(text[:start])[-1], _SENTENCE_END.split(text[end:])[0]


def _cues_in(text: str) -> list[tuple[str, int, int]]:
    """Rule, start and end of every cue that is found."""
    return [
        (rule, hit.start(), hit.end())
        for rule, patterns in _cues().items()
        for pattern in patterns
        if (hit := pattern.search(text)) is not None
    ]


@lru_cache(maxsize=1)
def _cues() -> Mapping[str, tuple[re.Pattern[str], ...]]:
    content = yaml.safe_load(CUES_FILE.read_text(encoding="utf-8"))
    return {rule: tuple(re.compile(one, re.IGNORECASE) for one in patterns) for rule, patterns in content.items()}


def what_matters_most(found: list[Found]) -> list[tuple[str, float]]:
    """Intents that were found with their likelihoods, what the listener must react to first: questions come last."""
    ranked: dict[str, float] = {}
    for one in sorted(found, key=lambda one: (one.rule == NOTHING, -one.passage.start)):
        ranked[one.rule] = max(one.likelihood, ranked.get(one.rule, 0.0))
    return list(ranked.items())
