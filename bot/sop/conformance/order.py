"""Which acts of a talk stand in the book's order, where as much as possible is counted in the officer's favour."""

from __future__ import annotations

from collections.abc import Sequence

from bot.sop.book import Rule, Topic
from bot.sop.conditions import facts_named_in


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


def may_change_places(topic: Topic, one: Rule, other: Rule) -> bool:
    """Whether the book leaves it to the officer which of two steps comes first, and neither rests on the other."""
    free = any({one.id, other.id} <= stage.any_order or {one.id, other.id} & stage.anywhere for stage in topic.stages)
    return free and not (_rests_on(one, other) or _rests_on(other, one))


def _rests_on(rule: Rule, other: Rule) -> bool:
    return bool(other.ask) and other.ask in facts_named_in(rule.when)
