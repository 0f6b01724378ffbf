"""Numbers of reports in a replay: each run makes its own, and they stand in for those that a test can't know."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from bot.qa.e2e_model import Expectation, SaidExpected, SlotExpected

PLACEHOLDER = "nomor_laporan"
"""``{nomor_laporan}`` in what a test says or expects is the newest number of its talk."""


class ReportNumbers:
    """The numbers that one talk has got so far.

    Args:
        recorded: those that it got when it was recorded, oldest first.
    """

    def __init__(self, recorded: Sequence[str] = ()) -> None:
        self._recorded = tuple(recorded)
        self._made: list[str] = []

    def note(self, number: str | None) -> None:
        """Take note of the number that the talk has now."""
        if number and number not in self._made:
            self._made.append(number)

    def put_into(self, value: Any) -> Any:
        """``value`` with this talk's numbers in every text in it."""
        if isinstance(value, str):
            for recorded, made in zip(self._recorded, self._made, strict=False):
                value = value.replace(recorded, made)
            return value.replace(f"{{{PLACEHOLDER}}}", self._made[-1]) if self._made else value
        if isinstance(value, Mapping):
            return {name: self.put_into(part) for name, part in value.items()}
        if isinstance(value, (list, tuple)):
            return type(value)(self.put_into(part) for part in value)
        return value

    def put_into_expectation(self, expectation: Expectation) -> Expectation:
        """The expectation with this talk's numbers in its texts."""
        if isinstance(expectation, SaidExpected) and expectation.text is not None:
            return dataclasses.replace(expectation, text=self.put_into(expectation.text))
        if isinstance(expectation, SlotExpected):
            return dataclasses.replace(expectation, value=self.put_into(expectation.value))
        return expectation
