"""Which steps of a matter stand in the book's order, and by which act each one is judged."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.sop.book import Rule, Topic
from bot.sop.conformance.course import Course, Step
from bot.sop.conformance.order import heaviest_in_order, may_change_places
from bot.sop.conformance.talk import Act, Turn

PlacedAct = tuple[int, Turn, Act]
"""An act with its turn and the turn's place in the talk."""

_Deed = tuple[int, int, int, Rule]
"""Place of the turn, start within it, place of the step in the book, rule."""


class Standing:
    """The order in which a matter's steps were done.

    Args:
        timely_acts: of a rule, those that could count, in the order in which they came.
        course_before: what the book asks for with what is known before a turn.

    Attributes:
        in_order: rules of which an act stands in the book's order. What was told too early and once more in its place
            was done in its place.
    """

    def __init__(
        self,
        topic: Topic,
        steps: Sequence[Step],
        timely_acts: Callable[[Rule], Sequence[PlacedAct]],
        course_before: Callable[[int], Course],
    ) -> None:
        self._topic = topic
        self._rules = [step.rule for step in steps]
        self._timely_acts = timely_acts
        self._course_before = course_before
        self._judged_by: dict[str, int] = {}
        self.in_order = self._with_what_was_told_again()

    def act_of(self, rule: Rule) -> PlacedAct | None:
        """The act by which a rule is judged: the one in its place, or the first."""
        acts = self._timely_acts(rule)
        return acts[self._judged_by.get(rule.id, 0)] if acts else None

    def _with_what_was_told_again(self) -> set[str]:
        in_order = self._in_order()
        while again := [rule.id for rule in self._rules if rule.id not in in_order and self._was_told_later(rule)]:
            self._judged_by |= {rule: self._judged_by.get(rule, 0) + 1 for rule in again}
            in_order = self._in_order()
        self._judged_by = {rule: act for rule, act in self._judged_by.items() if rule in in_order}
        return in_order

    def _was_told_later(self, rule: Rule) -> bool:
        return bool(rule.say) and self._judged_by.get(rule.id, 0) + 1 < len(self._timely_acts(rule))

    def _in_order(self) -> set[str]:
        done: list[_Deed] = []
        for position, rule in enumerate(self._rules):
            act = self.act_of(rule)
            if act is not None:
                done.append((act[0], act[2].start, position, rule))
        done.sort(key=lambda one: one[:3])
        kept = heaviest_in_order([one[2] for one in done], [max(1, one[3].weight) for one in done])
        chain = [done[index] for index in sorted(kept)]
        early_or_late = [one for index, one in enumerate(done) if index not in kept]
        innocent = [one[3].id for one in early_or_late if not any(self._clash(one, other) for other in chain)]
        return {one[3].id for one in chain} | set(innocent)

    def _clash(self, one: _Deed, other: _Deed) -> bool:
        """Whether of two steps the later one of the book was done while the earlier one stood open.

        What one message holds is done at once, whatever stands first in it.
        """
        if one[0] == other[0] or (one[0] < other[0]) == (one[2] < other[2]):
            return False
        first_done, passed_over = (one, other) if one[0] < other[0] else (other, one)
        if first_done[3].early or may_change_places(self._topic, first_done[3], passed_over[3]):
            return False
        at_that_time = self._course_before(first_done[0])
        return any(step.rule.id == passed_over[3].id for step in at_that_time.steps)
