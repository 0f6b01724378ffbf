"""The door to practice calls: begin one, put it away, go on with it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.roleplay.practice.attempt import Attempt, Equipment
from bot.roleplay.practice.desk import PracticeDesks
from bot.roleplay.practice.ear import CueEar, Ear
from bot.roleplay.practice.scenario import EXAM, Scenarios
from bot.settings import Settings
from bot.sop.book import Book, load_book

FOLDER = "latihan"
"""Inside the folder of everything that is written while running."""


class Practice:
    """Practice calls of one installation.

    Attributes:
        scenarios: what can be practised.
    """

    def __init__(self, book: Book, scenarios: Scenarios, ear: Ear, desks: PracticeDesks) -> None:
        self._book = book
        self.scenarios = scenarios
        self._ear = ear
        self._desks = desks

    @classmethod
    def open(cls, settings: Settings, ear: Ear | None = None) -> Practice:
        """Practice over the installation's folders.

        Args:
            ear: how officers are understood; left out: by cues.
        """
        book = load_book()
        desks = PracticeDesks(book, Path(settings.var_directory) / FOLDER)
        return cls(book, Scenarios(book), ear or CueEar(book), desks)

    def begin(
        self, scenario_id: str, seed: int, level: str = EXAM, *, officer: str = "LATIHAN", name: str | None = None
    ) -> Attempt:
        """A new call.

        Args:
            officer: the trainee's name, as reports are signed with it.
            name: of the attempt, unlike any other; left out: made up.

        Raises:
            ScenarioError: if there is no such scenario.
            AttemptError: if it is not practised at this level.
        """
        call = self.scenarios.call(scenario_id, seed)
        name = name or uuid.uuid4().hex
        equipment = Equipment(self._book, self._ear, self._desks.open(name))
        return Attempt.begin(equipment, call, name=name, level=level, officer=officer)

    def resume(self, kept: Mapping[str, Any]) -> Attempt:
        """Go on with a call that :meth:`bot.roleplay.practice.attempt.Attempt.as_json` kept.

        Raises:
            ScenarioError: if its scenario is not there any more.
        """
        call = self.scenarios.call(kept["scenario"], kept["seed"])
        equipment = Equipment(self._book, self._ear, self._desks.open(kept["name"]))
        return Attempt.resume(equipment, call, kept)

    def discard(self, name: str) -> None:
        """Forget the APKT of an attempt that is over: its result holds all that was saved."""
        self._desks.discard(name)
