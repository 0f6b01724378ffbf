"""Figures about times: percentiles, and how a turn's cost grows with the talk."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from statistics import median


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least ``share`` (0 to 1) of all are not above (nearest rank).

    Raises:
        ValueError: if there are no values, since no measurement must look like a quick one.
    """
    if not values:
        raise ValueError("nothing was measured")
    ordered = sorted(values)
    return ordered[max(0, -(-int(share * 1000) * len(ordered) // 1000) - 1)]


def summary(values: Sequence[float]) -> dict[str, float]:
    """``{"p50", "p95", "max"}`` in the unit of the values."""
    return {"p50": percentile(values, 0.5), "p95": percentile(values, 0.95), "max": max(values)}


def growth(talks: Sequence[Sequence[float]], early: int, late: int) -> float:
    """Median over talks of turn ``late`` by turn ``early``, both counted from 1."""
    return median(talk[late - 1] / talk[early - 1] for talk in talks)


def growth_by_stretch(talks: Sequence[Sequence[float]], length: int) -> float:
    """Median over talks of the last ``length`` turns' median by that of the first ``length`` after the opening.

    Less at the mercy of what happens to be said in one turn than :func:`growth`.
    """
    return median(median(talk[-length:]) / median(talk[1 : length + 1]) for talk in talks)


def growth_of_repeats(talks: Sequence[Sequence[float]], lines: Sequence[str], apart: int) -> float | None:
    """Median over talks and messages of a message's last turn by its first, the two at least ``apart`` turns apart.

    The same message does the same work wherever it is said, so that nothing but the length of the talk tells;
    ``None`` if no message comes back so late.
    """
    turns_of: dict[str, list[int]] = defaultdict(list)
    for turn, line in enumerate(lines):
        turns_of[line].append(turn)
    pairs = [(turns[0], turns[-1]) for turns in turns_of.values() if turns[-1] - turns[0] >= apart]
    return median(talk[last] / talk[first] for talk in talks for first, last in pairs) if pairs else None
