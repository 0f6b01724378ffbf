"""The door to practice calls: begin one, put it away, go on with it."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.roleplay.practice.answering import Answering, Directly
from bot.roleplay.practice.attempt import Attempt, Equipment
from bot.roleplay.practice.desk import PracticeDesks
from bot.roleplay.practice.ear import Ear, OfficersEar
from bot.roleplay.practice.sayings import names, sayings
from bot.roleplay.practice.scenario import EXAM
from bot.roleplay.practice.scenarios import Scenarios
from bot.roleplay.practice.spoken import as_sentence
from bot.settings import Settings
from bot.sop.book import Book, load_book
from bot.sop.conformance.talk import Act

FOLDER = "latihan"
"""Inside the folder of everything that is written while running."""


class Practice:
    """Practice calls of one installation.

    Attributes:
        scenarios: what can be practised.
    """

    def __init__(
        self, book: Book, scenarios: Scenarios, ear: Ear, folder: Path, answering: Answering | None = None
    ) -> None:
        self._book = book
        self._folder = folder
        self.scenarios = scenarios
        self._ear = ear
        self._answering = answering or Directly(ear)
        self._desks = PracticeDesks(book, folder)

    @property
    def book(self) -> Book:
        """The SOP book."""
        return self._book

    @classmethod
    def open(cls, settings: Settings, ear: Ear | None = None, answering: Answering | None = None) -> Practice:
        """Practice over the installation's folders.

        Args:
            ear: how officers are understood; left out: as in an audit.
            answering: how customers come to answer; left out: what the ear understood, without Rasa.
        """
        book = load_book()
        folder = Path(settings.var_directory) / FOLDER
        return cls(book, Scenarios(book), ear or OfficersEar(book), folder, answering)

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
        equipment = Equipment(self._book, self._ear, self._answering, self._desks.open(name))
        return Attempt.begin(equipment, call, name=name, level=level, officer=officer)

    def resume(self, kept: Mapping[str, Any]) -> Attempt:
        """Go on with a call that :meth:`bot.roleplay.practice.attempt.Attempt.as_json` kept.

        Raises:
            ScenarioError: if its scenario is not there any more.
        """
        call = self.scenarios.call(kept["scenario"], kept["seed"])
        equipment = Equipment(self._book, self._ear, self._answering, self._desks.open(kept["name"]))
        return Attempt.resume(equipment, call, kept)

    def acts_in(self, attempt: Attempt, text: str) -> tuple[Act, ...]:
        """What an officer's words carry out in a call, without saying them."""
        return self._ear.acts(text, (), attempt.call.scenario.topic)

    def as_sentence(self, attempt: Attempt, heard: str) -> str:
        """Words that the ears heard in a call, as they are written."""
        call = attempt.call
        return as_sentence(self._ear, heard, call.scenario.topic, names(call, attempt.officer))

    def sayings(self, attempt: Attempt) -> tuple[str, ...]:
        """What may be said in this call and not in every one (:mod:`.sayings`)."""
        return sayings(self._book, attempt.call, attempt.officer)

    def put_away(self, attempt: Attempt) -> Path:
        """Keep a call as a file beside its APKT; whoever has accounts keeps it in the database instead."""
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / f"{attempt.name}.json"
        written = path.with_suffix(".new")
        written.write_text(json.dumps(attempt.as_json(), ensure_ascii=False), encoding="utf-8")
        written.replace(path)
        return path

    def put_away_before(self) -> tuple[dict[str, Any], ...]:
        """Every call that was put away and not finished, the latest first."""
        files = sorted(self._folder.glob("*.json"), key=lambda file: file.stat().st_mtime, reverse=True)
        return tuple(json.loads(file.read_text(encoding="utf-8")) for file in files)

    def discard(self, name: str) -> None:
        """Forget the APKT of an attempt that is over, and its file: the result holds all that was saved."""
        self._desks.discard(name)
        (self._folder / f"{name}.json").unlink(missing_ok=True)
