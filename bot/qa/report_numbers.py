"""Numbers of reports in a replay: each run makes its own, and they stand in for those that a test can't know."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from bot.qa.e2e_model import Expectation, SaidExpected, SlotExpected, TicketExpected

PLACEHOLDER = "nomor_laporan"
"""``{nomor_laporan}`` in what a test says or expects is the newest number of its talk."""


NUMBER = "nomor"
"""``{lama.nomor}`` is the number of the report ``lama`` that was made before the test."""


class ReportNumbers:
    """The numbers that one talk has got so far.

    Args:
        recorded: those that it got when it was recorded, oldest first.
        earlier: the numbers of reports made before the test, by name.
        met: numbers of reports that were there when the talk was recorded: nothing stands in for them.
    """

    def __init__(
        self, recorded: Sequence[str] = (), earlier: Mapping[str, str] | None = None, met: Collection[str] = ()
    ) -> None:
        self._recorded = tuple(recorded)
        self._earlier = {f"{{{name}.{NUMBER}}}": number for name, number in (earlier or {}).items()}
        self._met = met
        self._made: list[str] = []

    def note(self, number: str | None) -> None:
        """Take note of the number that the talk has now."""
        if number and number not in self._made and number not in self._met:
            self._made.append(number)

    def put_into(self, value: Any) -> Any:
        """``value`` with this talk's numbers in every text in it."""
        if isinstance(value, str):
            for recorded, made in zip(self._recorded, self._made, strict=False):
                value = value.replace(recorded, made)
            for placeholder, number in self._earlier.items():
                value = value.replace(placeholder, number)
            return value.replace(f"{{{PLACEHOLDER}}}", self._made[-1]) if self._made else value
        if isinstance(value, Mapping):
            return {name: self.put_into(part) for name, part in value.items()}
        if isinstance(value, (list, tuple)):
            return type(value)(self.put_into(part) for part in value)
        return value

    def put_into_expectation(self, expectation: Expectation) -> Expectation:
        """The expectation with this talk's numbers in its texts."""
        if isinstance(expectation, SaidExpected):
            matches = expectation.matches
            return dataclasses.replace(
                expectation, text=self.put_into(expectation.text), matches=self._put_earlier_into(matches)
            )
        if isinstance(expectation, TicketExpected):
            return dataclasses.replace(expectation, fields=self.put_into(expectation.fields))
        if isinstance(expectation, SlotExpected):
            return dataclasses.replace(expectation, value=self.put_into(expectation.value))
        return expectation

    def _put_earlier_into(self, pattern: str | None) -> str | None:
        """A pattern is matched as it was written, but for the numbers that no test can write."""
        for placeholder, number in self._earlier.items():
            pattern = pattern.replace(placeholder, number) if pattern is not None else None
        return pattern
