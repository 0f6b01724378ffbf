"""What the line says when nothing, or nothing that fits, is heard: each time in other words, at last something else."""

from __future__ import annotations

from collections.abc import Sequence

from voice.line.expectations import Expectation
from voice.line.words import LineWords


class Ladder:
    """The steps of one kind of trouble; an answer that fits leads back to the first.

    Args:
        steps: words with a place for the question and one for the keys.
    """

    def __init__(self, words: LineWords, steps: Sequence[str]) -> None:
        self._words = words
        self._steps = steps
        self._taken = 0

    @property
    def next_step(self) -> int:
        """Which step comes next, counted from 1; one more than there are when all are used up."""
        return self._taken + 1

    def climb(self, question: str, expected: Expectation) -> str | None:
        """The words of the next step; ``None`` if there is none left."""
        if self._taken >= len(self._steps):
            return None
        self._taken += 1
        return self._words.asking_again(self._taken - 1, self._steps, question, expected)

    def leave(self) -> None:
        """Begin anew."""
        self._taken = 0
