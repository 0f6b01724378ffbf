"""What follows what when no grammar is set: a bigram of the talks' sentences, backed off to single words."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from voice.model.kaldi.graph import UNKNOWN, Graph

_BEGIN, _END = "<s>", "</s>"
_DISCOUNT = 0.6
"""Taken from every count and given to words that were never seen there."""
_BASE_COUNT = 0.3
"""Every word of the vocabulary counts as if it had been said this often, `[unk]` and names included."""


def bigram_graph(sentences: Iterable[str], ids: Mapping[str, int]) -> Graph:
    """The grammar as a graph over word ids (heard = said); words outside ``ids`` break a sentence in two.

    Absolute discounting: a pair's probability is (count - discount) / count of its first word, and what was discounted
    goes to the single words.
    """
    singles: Counter[str] = Counter()
    pairs: dict[str, Counter[str]] = defaultdict(Counter)
    for sentence in sentences:
        before = _BEGIN
        for word in [*sentence.split(), _END]:
            if word != _END and word not in ids:
                before = ""
                continue
            singles[word] += 1
            if before:
                pairs[before][word] += 1
            before = word
    weights = {word: singles[word] + _BASE_COUNT for word in ids} | {_END: singles[_END] + _BASE_COUNT}
    weights[UNKNOWN] = _BASE_COUNT
    whole = sum(weights.values())
    graph = Graph()
    states = {_BEGIN: graph.add_state(), "": graph.add_state()}
    for word in sorted(word for word in pairs if word != _BEGIN):
        states[word] = graph.add_state()
    for word, number in ids.items():
        graph.add_arc(states[""], states.get(word, states[""]), number, number, -math.log(weights[word] / whole))
    graph.final[states[""]] = -math.log(weights[_END] / whole)
    for before, counts in pairs.items():
        _add_history(graph, states, before, counts, ids)
    return graph


def _add_history(
    graph: Graph, states: dict[str, int], before: str, counts: Counter[str], ids: Mapping[str, int]
) -> None:
    total = sum(counts.values())
    kept = {word: count - _DISCOUNT for word, count in counts.items() if count > 1}
    given_away = total - sum(kept.values())
    for word, count in kept.items():
        cost = -math.log(count / total)
        if word == _END:
            graph.final[states[before]] = cost
        else:
            graph.add_arc(states[before], states.get(word, states[""]), ids[word], ids[word], cost)
    graph.add_arc(states[before], states[""], cost=-math.log(given_away / total))
