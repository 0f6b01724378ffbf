"""The phones as Kaldi numbers them, and the transition model: one state a phone, which may last.

Kaldi's phone 1 is silence; each of our phones has four numbers, one for each place in a word, which share the network's
output. A phone has two transitions: staying (odd id) and leaving (even id).
"""

from __future__ import annotations

import math

from voice.model.kaldi.binary import integer, integers, real, token, vector
from voice.model.phones import LABEL_OF, PHONES, POSITIONS, SILENCE

PLACED_PHONES = (SILENCE, *(f"{phone}_{position}" for phone in PHONES for position in POSITIONS))
NUMBER_OF = {placed: number for number, placed in enumerate(PLACED_PHONES, start=1)}
STAYING = 0.5
"""The probability that a phone lasts another 30 ms."""
STAYING_COST = -math.log(STAYING)
LEAVING_COST = -math.log(1 - STAYING)
_BOUNDARY_NAMES = {"B": "begin", "E": "end", "I": "internal", "S": "singleton"}
_NO_STATE = -1


def staying(placed: str) -> int:
    """Id of the transition from a phone to itself."""
    return 2 * NUMBER_OF[placed] - 1


def leaving(placed: str) -> int:
    """Id of the transition out of a phone; in the graph it is taken on the way in, as Kaldi's reordered graphs do."""
    return 2 * NUMBER_OF[placed]


def output_of(placed: str) -> int:
    """Which output of the network scores a placed phone."""
    return LABEL_OF[placed.rpartition("_")[0] or placed]


def transition_model() -> bytes:
    """The ``<TransitionModel>`` of `final.mdl`."""
    count = len(PLACED_PHONES)
    sounding_state = integer(0) + integer(2) + integer(0) + real(STAYING) + integer(1) + real(1 - STAYING)
    final_state = integer(_NO_STATE) + integer(0)
    topology = (
        token("<Topology>")
        + integers(range(1, count + 1))
        + integers([_NO_STATE] + [0] * count)
        + integer(1) + integer(2) + sounding_state + final_state
        + token("</Topology>")
    )  # fmt: skip
    triples = b"".join(
        integer(number) + integer(0) + integer(output_of(placed)) for placed, number in NUMBER_OF.items()
    )
    probabilities = [0.0] + [-STAYING_COST, -LEAVING_COST] * count
    return (
        token("<TransitionModel>") + topology
        + token("<Triples>") + integer(count) + triples + token("</Triples>")
        + token("<LogProbs>") + vector(probabilities) + token("</LogProbs>")
        + token("</TransitionModel>")
    )  # fmt: skip


def word_boundaries() -> str:
    """`word_boundary.int`: which phones begin and end words."""
    lines = [f"{number} {_BOUNDARY_NAMES.get(placed[-1], '') if '_' in placed else 'nonword'}"
             for placed, number in NUMBER_OF.items()]  # fmt: skip
    return "\n".join(lines) + "\n"
