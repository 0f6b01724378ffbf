"""Mutation of the book: whether anything notices when one thing in it is wrong.

Each mutant (:mod:`bot.qa.mutants`) is held against what bears on it, the cheapest first: the loader, the checks, the
model check, then the e2e tests that went through what was changed, shortest first, up to the first that turns red.
A mutant that no state of any talk can tell from the book is no fault, and is not counted.
"""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.qa.book_places import BookPlaces
from bot.qa.branches import Path
from bot.qa.check import CHECKS
from bot.qa.checks.project import Project
from bot.qa.e2e_model import Case, Place
from bot.qa.modelcheck import Fault, check_model
from bot.qa.mutants import Mutant
from bot.qa.outcome import CaseResult
from bot.qa.sightings import BRANCH, ROW, RULE, STAGE, VARIANT, Key
from bot.qa.ways import Walk, walk
from bot.sop.book import Book, BookError, Topic
from bot.sop.conditions import Facts, holds
from bot.sop.flow import next_step, outcome_of

KILLED, SURVIVED, EQUIVALENT, EXCUSED = "ditemukan", "lolos", "setara", "dikecualikan"


@dataclass(frozen=True)
class Judged:
    """What became of a mutant.

    Attributes:
        verdict: ``ditemukan``, ``lolos``, ``setara`` or ``dikecualikan``.
        by: what noticed it, or the reason of its excuse.
        tests: how many e2e tests were run for it.
    """

    name: str
    place: Place
    verdict: str
    by: str = ""
    tests: int = 0


@dataclass(frozen=True)
class MutationResult:
    """All mutants of a run.

    Attributes:
        needless_excuses: for mutants that are noticed after all, or that do not exist.
    """

    judged: tuple[Judged, ...]
    needless_excuses: tuple[str, ...] = ()

    def count(self, verdict: str) -> int:
        """How many mutants ended so."""
        return sum(one.verdict == verdict for one in self.judged)

    @property
    def score(self) -> float:
        """Per cent of the real faults that were noticed; those excused count as not noticed."""
        real = sum(one.verdict != EQUIVALENT for one in self.judged)
        return 100.0 * self.count(KILLED) / real if real else 100.0


class CoverageMap:
    """Which tests went through what, from a run with the book as it is."""

    def __init__(self, seen: Mapping[str, frozenset[Key]], seconds: Mapping[str, float]) -> None:
        self._seen = seen
        self._seconds = seconds

    def tests_for(self, path: Path) -> list[str]:
        """Tests that went through what stands at ``path``, the quickest first; without any such trace all of them."""
        found = [name for name, keys in self._seen.items() if any(_bears_on(key, path) for key in keys)]
        if not found:
            found = list(self._seen)
        return sorted(found, key=lambda name: self._seconds[name])


class StaticJudge:
    """Notices faults without the assistant.

    Args:
        project: as it is, without fault.
        places: of the book as it is.

    What is found in the book as it is notices no mutant: only findings that come with the fault count.
    """

    def __init__(self, project: Project, places: BookPlaces) -> None:
        self._project = project
        self._places = places
        self._known = {title: frozenset(map(str, check(project))) for title, check in CHECKS.items()}
        self._known_faults = frozenset(map(str, self._model_faults(project.book)))
        self._walks = {name: walk(project.book, topic) for name, topic in project.book.topics.items() if topic.stages}

    def noticed_by(self, mutant: Mutant) -> str:
        """What notices the mutant; empty when nothing does."""
        try:
            book = mutant.book(self._project.book)
        except BookError:
            return "pembaca buku"
        # a copy made anew: the walks of the sound book must not be taken over
        project = dataclasses.replace(self._project, book=book)
        for title, check in CHECKS.items():
            try:
                if any(str(finding) not in self._known[title] for finding in check(project)):
                    return title
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                return f"{title} ({type(error).__name__})"  # a book so broken that it can't even be checked
        new = (fault for fault in self._model_faults(book) if str(fault) not in self._known_faults)
        return next((f"Pemeriksaan model: {fault.kind}" for fault in new), "")

    def _model_faults(self, book: Book) -> Iterator[Fault]:
        for result in check_model(book, self._project.responses, self._places):
            yield from result.faults

    def is_equivalent(self, mutant: Mutant) -> bool:
        """Whether no state of any talk tells the mutant from the book: the same said, asked, and come to everywhere."""
        part = mutant.path[1]
        if part not in ("sop_rules", "stages", "outcomes"):
            return False
        book = mutant.book(self._project.book)
        changed_rules = {name for name, rule in self._project.book.rules.items() if book.rules.get(name) != rule}
        if changed_rules - {step for stage in book.stages.values() for step in stage.steps}:
            return False
        return all(
            _same_everywhere(self._project.book, book, topic, self._walks[name])
            for name, topic in self._project.book.topics.items()
            if name in self._walks
        )


def _same_everywhere(book: Book, other: Book, topic: Topic, found: Walk) -> bool:
    changed = other.topics[topic.name]
    for stage, facts in found.visited:
        mutated = other.stages[stage.form]
        if mutated is not stage or any(book.rules[step] is not other.rules[step] for step in stage.steps):
            expected, actual = next_step(book, stage, facts, ()), next_step(other, mutated, facts, ())
            if [one.id for one in expected.say] != [one.id for one in actual.say]:
                return False
            if (expected.ask and expected.ask.id) != (actual.ask and actual.ask.id):
                return False
            if expected.ask is None and stage.outcome(facts) != mutated.outcome(facts):
                return False
    if changed.outcomes == topic.outcomes:
        return True
    return all(_ticket(topic, way.facts) == _ticket(changed, way.facts) for way in found.ways)


def _ticket(topic: Topic, facts: Facts) -> tuple[Any, ...]:
    row = outcome_of(topic, facts)
    if row is None or row.ticket is None:
        return (row and row.id,)
    text = next((text for condition, text in row.permasalahan if holds(condition, facts)), None)
    return row.id, row.ticket, text


RunWith = Callable[[Book, Case], Awaitable[CaseResult]]


async def judge(
    mutants: Sequence[Mutant],
    book: Book,
    places: BookPlaces,
    static: StaticJudge,
    cover: CoverageMap,
    cases: Mapping[str, Case],
    run_with: RunWith,
    excuses: Mapping[str, str],
    most_tests: int,
) -> AsyncIterator[Judged]:
    """Judge the mutants one after the other; see :class:`Judged`.

    Args:
        most_tests: how many e2e tests at most are run for one mutant.
    """
    for mutant in mutants:
        place = places.place(mutant.path)
        by = static.noticed_by(mutant)
        tests = 0
        if not by and static.is_equivalent(mutant):
            yield Judged(mutant.name, place, EQUIVALENT)
            continue
        if not by:
            mutated = mutant.book(book)
            for name in cover.tests_for(mutant.path)[:most_tests]:
                tests += 1
                result = await run_with(mutated, cases[name])
                if not result.passed:
                    by = f"uji: {name}"
                    break
        if by:
            yield Judged(mutant.name, place, KILLED, by, tests)
        elif mutant.name in excuses:
            yield Judged(mutant.name, place, EXCUSED, excuses[mutant.name], tests)
        else:
            yield Judged(mutant.name, place, SURVIVED, "", tests)


def _bears_on(key: Key, path: Path) -> bool:
    """Whether having gone through ``key`` is having gone through what stands at ``path``."""
    kind = key[0]
    if kind == RULE:
        return path[1] == "sop_rules" and key[1] == path[2]
    if kind in (ROW, VARIANT):
        return key[1][:3] == path[:3]
    if kind == STAGE:
        return path[:3] == key[1]
    return bool(kind == BRANCH and key[1][: len(path)] == path)
