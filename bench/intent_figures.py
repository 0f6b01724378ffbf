"""Figures on intents: precision, recall and F1 for each, and what is confused with what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bench.kept_apart import FALLBACK, LabelledText


@dataclass(frozen=True)
class Judged:
    """A text with the intent that the model gave it and how sure the model was (0-1)."""

    labelled: LabelledText
    predicted: str
    confidence: float = 0.0

    @property
    def counted_as(self) -> str:
        """The prediction, or the label itself when the prediction is another right one."""
        return self.labelled.intent if self.predicted in self.labelled.also else self.predicted

    @property
    def right(self) -> bool:
        return self.counted_as == self.labelled.intent


@dataclass(frozen=True)
class IntentScore:
    """How well one intent is found; shares are 0-1."""

    intent: str
    support: int
    precision: float
    recall: float
    f1: float


@dataclass(frozen=True)
class IntentFigures:
    """Figures on one set of texts.

    Attributes:
        accuracy: share that is right, with the labels under ``also`` counting as right.
        strict_accuracy: share whose prediction is the first label.
        macro_f1: mean F1 over the intents that the set has texts for, whatever their number.
        confusion: how often (label, counted prediction) came, the right ones included.
        needless_fallbacks: texts that have an intent and were not taken for any.
        wrongly_taken: texts that no one could read and that were taken for something.
    """

    texts: int
    accuracy: float
    strict_accuracy: float
    macro_f1: float
    scores: tuple[IntentScore, ...]
    confusion: dict[tuple[str, str], int]
    needless_fallbacks: tuple[Judged, ...]
    wrongly_taken: tuple[Judged, ...]
    wrong: tuple[Judged, ...]

    @property
    def intents(self) -> list[str]:
        """Every intent that is a label or a prediction, by name, the fallback last."""
        named = {intent for pair in self.confusion for intent in pair}
        return sorted(named, key=lambda intent: (intent == FALLBACK, intent))

    def worst_confusions(self) -> list[tuple[str, str, int]]:
        """(label, prediction, times) of what is wrong, the commonest first."""
        wrong = [(label, taken, times) for (label, taken), times in self.confusion.items() if label != taken]
        return sorted(wrong, key=lambda confusion: (-confusion[2], confusion[:2]))


@dataclass(frozen=True)
class ScopeFigures:
    """How well talk that no topic deals with is told from the rest; shares are 0-1.

    Attributes:
        texts: texts whose first label is out of scope, by any other label too.
        recall: share of them that is taken for out of scope, or for another of their right labels.
        strictly: share of the texts with no other right label that is taken for out of scope.
        strict_texts: how many these are.
        precision: share of the texts taken for out of scope that may rightly be.
        taken: how many these are.
    """

    texts: int
    recall: float
    strict_texts: int
    strictly: float
    taken: int
    precision: float


def figure_scope(judged: Sequence[Judged], out_of_scope: str = "di_luar_topik") -> ScopeFigures:
    """The figures on the texts of ``judged`` that are out of scope."""
    labelled = [one for one in judged if one.labelled.intent == out_of_scope]
    sure = [one for one in labelled if not one.labelled.also]
    taken = [one for one in judged if one.predicted == out_of_scope]
    return ScopeFigures(
        len(labelled),
        _share(sum(one.right for one in labelled), len(labelled)),
        len(sure),
        _share(sum(one.right for one in sure), len(sure)),
        len(taken),
        _share(sum(one.right for one in taken), len(taken)),
    )


def by_topic(judged: Sequence[Judged], topic_of: Mapping[str, str]) -> IntentFigures:
    """The same figures with intents replaced by their topics; what has none stays as it is."""
    return figure_intents(
        [
            Judged(
                replace(
                    one.labelled,
                    intent=topic_of.get(one.labelled.intent, one.labelled.intent),
                    also=tuple(topic_of.get(intent, intent) for intent in one.labelled.also),
                ),
                topic_of.get(one.predicted, one.predicted),
                one.confidence,
            )
            for one in judged
        ]
    )


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def figure_intents(judged: Sequence[Judged]) -> IntentFigures:
    """The figures on ``judged``.

    Raises:
        ValueError: if there is nothing to judge, since an empty run would look like a perfect one.
    """
    if not judged:
        raise ValueError("no texts to judge")
    confusion = Counter((one.labelled.intent, one.counted_as) for one in judged)
    labels = Counter(one.labelled.intent for one in judged)
    taken = Counter(one.counted_as for one in judged)
    scores = []
    for intent in sorted(labels):
        hits = confusion[(intent, intent)]
        precision, recall = _share(hits, taken[intent]), _share(hits, labels[intent])
        f1 = 2 * precision * recall / (precision + recall) if hits else 0.0
        scores.append(IntentScore(intent, labels[intent], precision, recall, f1))
    wrong = tuple(one for one in judged if not one.right)
    return IntentFigures(
        texts=len(judged),
        accuracy=_share(len(judged) - len(wrong), len(judged)),
        strict_accuracy=_share(sum(one.predicted == one.labelled.intent for one in judged), len(judged)),
        macro_f1=sum(score.f1 for score in scores) / len(scores),
        scores=tuple(scores),
        confusion=dict(confusion),
        needless_fallbacks=tuple(one for one in wrong if one.predicted == FALLBACK),
        wrongly_taken=tuple(one for one in wrong if one.labelled.intent == FALLBACK),
        wrong=wrong,
    )
