"""Which acts of a talk stand in the book's order, where as much as possible is counted in the officer's favour."""

from __future__ import annotations

from collections.abc import Sequence


def heaviest_in_order(places: Sequence[int], weights: Sequence[int]) -> set[int]:
    """Indices of the heaviest run through ``places`` that never goes back.

    Args:
        places: each act's place in the book, in the order of the talk.
        weights: of the same acts; among equally heavy runs the longer one wins.
    """
    best: list[tuple[int, int, tuple[int, ...]]] = []
    for index, place in enumerate(places):
        before = max((best[i] for i in range(index) if places[i] <= place), default=(0, 0, ()), key=_value)
        best.append((before[0] + weights[index], before[1] + 1, (*before[2], index)))
    return set(max(best, key=_value, default=(0, 0, ()))[2])


def _value(run: tuple[int, int, tuple[int, ...]]) -> tuple[int, int]:
    return run[0], run[1]
