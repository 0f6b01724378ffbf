"""A text classifier that learns with scikit-learn and predicts without it.

Learning is scikit-learn's: tf-idf of words and of runs of letters, and a logistic regression of each intent
against all others. What it has learnt is a few tables; a prediction adds up the rows of one short text's
features. Through scikit-learn's own pipeline one text takes five times as long, nearly all of it in checks and
in matrices of one row, and a process that only predicts would import all of it first. That the likelihoods are
the pipeline's is tested in ``tests/language/test_intent_model.py``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from sklearn.pipeline import Pipeline

_WORD_RUNS = (1, 2)
_LETTER_RUNS = (1, 4)
_WORDS_REMEMBERED = 20_000
_TABLES = "intents.npz"
_NAMES = "intents.json"


def words_of(text: str) -> Iterator[str]:
    """The words of a text, which are cut already, and every pair of neighbours: ``a``, ``b``, ``a b``."""
    words = text.split()
    for length in range(_WORD_RUNS[0], _WORD_RUNS[1] + 1):
        for start in range(len(words) - length + 1):
            yield " ".join(words[start : start + length])


def letters_of(text: str) -> Iterator[str]:
    """Runs of one to four signs within each word, which begins and ends with a blank."""
    for word in text.split():
        framed = f" {word} "
        for length in range(_LETTER_RUNS[0], _LETTER_RUNS[1] + 1):
            if length >= len(framed):
                yield framed
                break
            for start in range(len(framed) - length + 1):
                yield framed[start : start + length]


FILES = (_TABLES, _NAMES)
"""The files of a saved model."""


@dataclass(frozen=True)
class IntentModel:
    """What was learnt.

    Attributes:
        intents: names, in the order of the rows of ``weights``.
        columns: for each kind of feature the column of every known feature.
        rarity: inverse document frequency, shape ``(features,)``.
        weights: shape ``(features, intents)``.
        bias: shape ``(intents,)``.
    """

    intents: tuple[str, ...]
    columns: Mapping[str, Mapping[str, int]]
    rarity: np.ndarray
    weights: np.ndarray
    bias: np.ndarray
    _letters: dict[str, np.ndarray] = field(default_factory=dict, repr=False, compare=False)
    """Columns of the letters of words met before: people use the same words over and over."""

    def likelihood(self, text: str) -> np.ndarray:
        """How likely each intent is, shape ``(intents,)``, together 1."""
        alone = self.likelihood_of_each(text)
        return np.asarray(alone / alone.sum())

    def likelihood_of_each(self, text: str) -> np.ndarray:
        """How likely each intent is, whatever the others are, shape ``(intents,)``: a text may have several."""
        scores = self.bias.copy()
        known = self.columns["words"]
        words = np.array([known[feature] for feature in words_of(text) if feature in known], dtype=np.int64)
        letters = np.concatenate([self._letters_of(word) for word in text.split()] or [words[:0]])
        for met in (words, letters):
            if met.size:
                columns, often = np.unique(met, return_counts=True)
                values = (1 + np.log(often)) * self.rarity[columns]
                # no matrix product: for so few rows it would wait for threads that other work may hold up
                scores += np.einsum("i,ij->j", values / np.sqrt(values @ values), self.weights[columns])
        return np.asarray(1 / (1 + np.exp(-scores)))

    def _letters_of(self, word: str) -> np.ndarray:
        """Columns of the known runs of letters of a word."""
        found = self._letters.get(word)
        if found is None:
            known = self.columns["letters"]
            found = np.array([known[run] for run in letters_of(word) if run in known], dtype=np.int64)
            if len(self._letters) >= _WORDS_REMEMBERED:
                self._letters.clear()
            self._letters[word] = found
        return found

    def knows_word(self, word: str) -> bool:
        """Whether the word stood in an example."""
        return word in self.columns["words"]

    def familiar_share(self, word: str) -> float:
        """From 0 to 1: how many of the runs of three and four signs in the word the examples hold."""
        runs = [run for run in letters_of(word) if len(run) > 2]
        known = self.columns["letters"]
        return sum(run in known for run in runs) / len(runs) if runs else 1.0

    def save(self, folder: Path) -> None:
        """Write tables and names into the folder; neither holds anything that could be executed."""
        np.savez_compressed(folder / _TABLES, rarity=self.rarity, weights=self.weights, bias=self.bias)
        names = {"intents": self.intents, "columns": self.columns}
        (folder / _NAMES).write_text(json.dumps(names, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> IntentModel:
        """Read what :meth:`save` has written.

        Raises:
            OSError, ValueError, KeyError: if the files are not there or not whole.
        """
        names = json.loads((folder / _NAMES).read_text(encoding="utf-8"))
        with np.load(folder / _TABLES, allow_pickle=False) as tables:
            return cls(
                intents=tuple(names["intents"]),
                columns=names["columns"],
                rarity=tables["rarity"],
                weights=tables["weights"],
                bias=tables["bias"],
            )


def learn(texts: Sequence[str], intents: Sequence[str], *, regularisation: float, seed: int) -> IntentModel:
    """Learn from examples of three intents or more.

    Args:
        regularisation: scikit-learn's ``C``, the inverse of its strength.
    """
    return _model_of(untrained(regularisation, seed).fit(texts, intents))


def untrained(regularisation: float, seed: int) -> Pipeline:
    """The scikit-learn pipeline that learns."""
    from sklearn.feature_extraction.text import TfidfVectorizer  # only for learning: it takes seconds to import
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import FeatureUnion, Pipeline

    features = FeatureUnion(
        [
            ("words", TfidfVectorizer(token_pattern=r"\S+", ngram_range=_WORD_RUNS, sublinear_tf=True)),
            ("letters", TfidfVectorizer(analyzer="char_wb", ngram_range=_LETTER_RUNS, sublinear_tf=True)),
        ]
    )
    # liblinear weighs each intent against all others: on sparse rows ten times as fast as one joint model
    # (lbfgs) and in cross-validation no worse.
    regression = LogisticRegression(
        C=regularisation, solver="liblinear", dual=True, max_iter=200, tol=1e-3, random_state=seed
    )
    return Pipeline([("features", features), ("regression", regression)])


def _model_of(pipeline: Pipeline) -> IntentModel:
    regression = pipeline["regression"]
    columns: dict[str, dict[str, int]] = {}
    rarity = []
    offset = 0
    for kind, vectorizer in pipeline["features"].transformer_list:
        columns[kind] = {feature: int(column) + offset for feature, column in vectorizer.vocabulary_.items()}
        rarity.append(vectorizer.idf_)
        offset += len(vectorizer.vocabulary_)
    return IntentModel(
        intents=tuple(map(str, regression.classes_)),
        columns=columns,
        rarity=np.concatenate(rarity),
        weights=np.ascontiguousarray(regression.coef_.T),
        bias=regression.intercept_,
    )
