"""How much one message can hold: a caller can answer two questions at once, but only one meter code."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations

from bot.sop.conformance.course import Step

MOST_QUESTIONS_AT_ONCE = 2
MOST_CODES_AT_ONCE = 1
MOST_STAGES_AT_ONCE = 3


def heeded(steps: Iterable[Step]) -> set[str]:
    """Ids of those ``steps`` of one message that count: as many as it can hold, the heaviest ones."""
    by_stage: dict[str, dict[str, Step]] = {}
    for step in steps:
        by_stage.setdefault(step.stage.name, {})[step.rule.id] = step
    if len(by_stage) <= MOST_STAGES_AT_ONCE:
        chosen: Iterable[Sequence[str]] = [tuple(by_stage)]
    else:
        chosen = combinations(by_stage, MOST_STAGES_AT_ONCE)
    kept = (_heeded_of([step for name in names for step in by_stage[name].values()]) for names in chosen)
    return {step.rule.id for step in max(kept, key=_weight, default=[])}


def _heeded_of(steps: list[Step]) -> list[Step]:
    questions = sorted((step for step in steps if step.rule.ask), key=lambda one: -one.rule.weight)
    codes = [step for step in questions if step.rule.code][:MOST_CODES_AT_ONCE]
    others = [step for step in questions if not step.rule.code]
    heaviest = sorted([*codes, *others], key=lambda one: -one.rule.weight)[:MOST_QUESTIONS_AT_ONCE]
    return [*(step for step in steps if not step.rule.ask), *heaviest]


def _weight(steps: Iterable[Step]) -> int:
    return sum(step.rule.weight for step in steps)
