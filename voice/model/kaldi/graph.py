"""The decoding graph: from transitions to words, without a grammar, which Vosk joins to it while it runs.

The words' sounds form a tree, so that words which begin alike share their beginning; the word is told at its end.
After a word there may be silence. ``[unk]`` is any row of sounds, each at a price: it takes what is no word of the
grammar.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from voice.model.kaldi.transitions import LEAVING_COST, STAYING_COST, leaving, staying
from voice.model.phones import PHONES, SILENCE, Pronunciation, in_position

UNKNOWN = "[unk]"
SILENCE_PROBABILITY = 0.5
UNKNOWN_COST_PER_SOUND = 6.0


@dataclass
class Graph:
    """A weighted transducer under construction; state 0 is the start."""

    arcs: list[tuple[int, int, int, int, float]] = field(default_factory=list)
    final: dict[int, float] = field(default_factory=dict)
    states: int = 0

    def add_state(self) -> int:
        """A new state."""
        self.states += 1
        return self.states - 1

    def add_arc(self, source: int, target: int, heard: int = 0, said: int = 0, cost: float = 0.0) -> None:
        """From one state to another, taking a transition id and giving a word id (0: none)."""
        self.arcs.append((source, target, heard, said, cost))

    def add_sound(self, source: int, placed: str, cost: float = 0.0) -> int:
        """One sound, which may last, from ``source`` to a new state, which is returned."""
        sounding = self.add_state()
        self.add_arc(source, sounding, leaving(placed), 0, LEAVING_COST + cost)
        self.add_arc(sounding, sounding, staying(placed), 0, STAYING_COST)
        return sounding

    def as_text(self) -> str:
        """In the notation of ``fstcompile``; the start comes first."""
        ordered = sorted(self.arcs, key=lambda arc: arc[0])
        arcs = [f"{source} {target} {heard} {said} {cost:.5f}" for source, target, heard, said, cost in ordered]
        return "\n".join(arcs + [f"{state} {cost:.5f}" for state, cost in self.final.items()]) + "\n"


def build(ways: Mapping[str, Mapping[Pronunciation, float]], ids: Mapping[str, int]) -> Graph:
    """The graph of a vocabulary.

    Args:
        ways: each word's pronunciations with their weights.
        ids: the number of each word, and of ``[unk]``, from 1.
    """
    graph = Graph()
    start, between, after = graph.add_state(), graph.add_state(), graph.add_state()
    without_silence, with_silence = -math.log(1 - SILENCE_PROBABILITY), -math.log(SILENCE_PROBABILITY)
    for state in (start, after):
        graph.add_arc(state, between, cost=without_silence)
        graph.add_arc(graph.add_sound(state, SILENCE, with_silence), between)
        graph.final[state] = 0.0
    graph.final[between] = 0.0
    _add_words(graph, ways, ids, between, after)
    _add_unknown(graph, ids[UNKNOWN], between, after)
    return graph


def _add_words(
    graph: Graph, ways: Mapping[str, Mapping[Pronunciation, float]], ids: Mapping[str, int], root: int, after: int
) -> None:
    following: dict[tuple[int, str], int] = {}
    for word in sorted(ways):
        for pronunciation, weight in ways[word].items():
            state = root
            for placed in in_position(pronunciation):
                if (state, placed) not in following:
                    following[state, placed] = graph.add_sound(state, placed)
                state = following[state, placed]
            graph.add_arc(state, after, said=ids[word], cost=-math.log(weight))


def _add_unknown(graph: Graph, number: int, root: int, after: int) -> None:
    """A row of at least two sounds, each at its price."""
    cost = math.log(len(PHONES)) + UNKNOWN_COST_PER_SOUND
    begun, inside, ended = graph.add_state(), graph.add_state(), graph.add_state()
    graph.add_arc(root, begun, said=number)
    for phone in PHONES:
        graph.add_arc(graph.add_sound(begun, f"{phone}_B", cost), inside)
        graph.add_arc(graph.add_sound(inside, f"{phone}_I", cost), inside)
        graph.add_arc(graph.add_sound(inside, f"{phone}_E", cost), ended)
    graph.add_arc(ended, after)
