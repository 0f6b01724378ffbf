"""Mutation of the book: whether anything notices when one thing in it is wrong.

Each mutant (:mod:`bot.qa.mutants`) is held against what bears on it, the cheapest first: the loader, the checks that
only look things up, the e2e tests that went through what was changed (shortest first, up to the first that turns red),
and last what walks through the whole book: the other checks and the model check. A mutant that no state of any talk
can tell from the book is no fault, and is not counted.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from bot.qa.book_places import BookPlaces
from bot.qa.check import CHECKS
from bot.qa.checks.agreement import disagreeing
from bot.qa.checks.catalogue import missing_from_book
from bot.qa.checks.fulfilment import unfulfilled
from bot.qa.checks.project import Project
from bot.qa.checks.sayings import forbidden, unused
from bot.qa.checks.self_report import self_report_differing
from bot.qa.e2e_model import AuditExpected, Case, Place, SaidExpected
from bot.qa.modelcheck import Fault, check_model
from bot.qa.mutants import SHARED_STAGES, Mutant
from bot.qa.outcome import CaseResult
from bot.qa.sightings import BRANCH, ROW, RULE, STAGE, VARIANT, Key
from bot.qa.telling import Points
from bot.sop.book import Book, BookError, Topic
from bot.sop.branches import Path
from bot.sop.conditions import Facts, holds
from bot.sop.flow import next_step, outcome_of
from bot.sop.ways import Walk, rests_on, walk

QUICK = frozenset((missing_from_book, unfulfilled, forbidden, unused, disagreeing, self_report_differing))
"""Checks that take less time than a test; the others walk through the book."""

TESTS_BEFORE_WALKS = 8
"""So many tests take about as long as walking through a large topic."""

VISIBLE_IN_TALKS = ("sop_rules", "stages", SHARED_STAGES, "outcomes", "facts")
"""Parts of the book in which a fault shows at points of talks (:mod:`bot.qa.telling`)."""

PARAMETERS, NEVER = "parameters", "never"
"""Parts of the book that leave no trace in a talk: what is looked up, and what only audits and checks read."""

STEERING = VISIBLE_IN_TALKS[:-1]
"""Parts of the book that say what is asked, said and come to."""

KILLED, SURVIVED, EQUIVALENT, EXCUSED = "ditemukan", "lolos", "setara", "dikecualikan"
LOADER = "pembaca buku"


@dataclass(frozen=True)
class Judged:
    """What became of a mutant.

    Attributes:
        verdict: ``ditemukan``, ``lolos``, ``setara`` or ``dikecualikan``.
        by: what noticed it, or the reason of its excuse.
        test: the e2e test that noticed it; empty when something else did, or nothing.
        tests: how many e2e tests were run for it.
        topic: of the book, whose rule was changed.
    """

    name: str
    place: Place
    verdict: str
    by: str = ""
    test: str = ""
    tests: int = 0
    topic: str = ""


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
    def by_tests(self) -> int:
        """How many faults an e2e test noticed."""
        return sum(one.verdict == KILLED and bool(one.test) for one in self.judged)

    def by_topic(self) -> dict[str, MutationResult]:
        """The result of each topic of which there are mutants."""
        topics = dict.fromkeys(one.topic for one in self.judged)
        return {topic: MutationResult(tuple(one for one in self.judged if one.topic == topic)) for topic in topics}

    @property
    def score(self) -> float:
        """Per cent of the real faults that were noticed; those excused count as not noticed."""
        real = sum(one.verdict != EQUIVALENT for one in self.judged)
        return 100.0 * self.count(KILLED) / real if real else 100.0


class CoverageMap:
    """Which tests went through what, from a run with the book as it is.

    Args:
        seen: by the name of the test.
        turns: how long each test is; the cost of running it.
    """

    def __init__(self, seen: Mapping[str, frozenset[Key]], turns: Mapping[str, int]) -> None:
        self._seen = seen
        self._turns = turns

    def tests_for(self, mutant: Mutant, first: Sequence[str] = ()) -> list[str]:
        """Tests that went through what was changed, the shortest first.

        Args:
            first: tests that are likely to notice it; those of them that bear on it come before the others.

        What leaves no trace of its own in a talk, such as a parameter, is looked for by all tests, those of its topic
        first: other topics may look at it as well.
        """
        path = mutant.path
        found = [name for name, keys in self._seen.items() if any(_bears_on(key, path) for key in keys)]
        if not found and mutant.rules:
            found = [name for name in self._seen if self._saw_all(name, mutant)]
        own = frozenset[str]()
        if not found:
            found = list(self._seen)
            own = frozenset(name for name in found if any(_is_of(key, str(path[0])) for key in self._seen[name]))

        def later(name: str) -> tuple[bool, bool, bool, int]:
            return name not in first, name not in own, not self._saw_all(name, mutant), self._turns[name]

        return sorted(found, key=later)

    def _saw_all(self, test: str, mutant: Mutant) -> bool:
        rules = {key[1] for key in self._seen[test] if key[0] == RULE}
        return rules.issuperset(mutant.rules)


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

    def noticed_by(self, mutant: Mutant) -> str:
        """What notices the mutant; empty when nothing does."""
        return self.quickly_noticed_by(mutant) or self.slowly_noticed_by(mutant)

    def quickly_noticed_by(self, mutant: Mutant) -> str:
        """Which of the loader and the checks that only look things up notices the mutant."""
        try:
            book = mutant.book(self._project.book)
        except BookError:
            return LOADER
        return self._checks(dataclasses.replace(self._project, book=book), quick=True)

    def slowly_noticed_by(self, mutant: Mutant) -> str:
        """Which of the checks that walk through the book notices the mutant."""
        book = mutant.book(self._project.book)
        touched = self._touched(mutant, book)
        walks = {
            name: walk(book, book.topics[name]) if name in touched else found
            for name, found in self._walks.items()
            if book.topics[name].outcomes
        }
        found = self._checks(dataclasses.replace(self._project, book=book, walked=walks), quick=False)
        if found or not touched:
            return found
        new = (fault for fault in self._model_faults(book, touched) if str(fault) not in self._known_faults)
        return next((f"Pemeriksaan model: {fault.kind}" for fault in new), "")

    def _checks(self, project: Project, *, quick: bool) -> str:
        for title, check in CHECKS.items():
            if (check in QUICK) is quick:
                try:
                    if any(str(finding) not in self._known[title] for finding in check(project)):
                        return title
                except (KeyError, TypeError, ValueError, AttributeError) as error:
                    return f"{title} ({type(error).__name__})"  # a book so broken that it can't even be checked
        return ""

    def _touched(self, mutant: Mutant, book: Book) -> frozenset[str]:
        """The topics whose walk is another one with the fault."""
        sound = self._project.book
        everywhere = bool(mutant.topic.shared_stages) and mutant.path[1] == PARAMETERS
        return frozenset(
            name
            for name in self._walks
            if everywhere
            or name == mutant.topic.name
            or rests_on(book, book.topics[name]) != rests_on(sound, sound.topics[name])
        )

    @cached_property
    def _known(self) -> Mapping[str, frozenset[str]]:
        return {title: frozenset(map(str, check(self._project))) for title, check in CHECKS.items()}

    @cached_property
    def _known_faults(self) -> frozenset[str]:
        return frozenset(map(str, self._model_faults(self._project.book, frozenset(self._walks))))

    @cached_property
    def _walks(self) -> Mapping[str, Walk]:
        book = self._project.book
        return {name: walk(book, topic) for name, topic in book.topics.items() if topic.stages}

    def _model_faults(self, book: Book, topics: frozenset[str]) -> Iterator[Fault]:
        for result in check_model(book, self._project.responses, self._places, topics):
            yield from result.faults

    def is_equivalent(self, mutant: Mutant) -> bool:
        """Whether no state of any talk tells the mutant from the book: the same said, asked, and come to everywhere."""
        if mutant.path[1] not in STEERING:
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
    if any(one.when != stage.when for one, stage in zip(changed.stages, topic.stages, strict=True)):
        return False  # which stages a talk comes to is not seen within any of them
    differing = {
        stage.form
        for stage in topic.stages
        if other.stages[stage.form] != stage or any(book.rules[step] != other.rules[step] for step in stage.steps)
    }
    for stage, facts in found.visited:
        if stage.form in differing:
            mutated = other.stages[stage.form]
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


class Judge:
    """Judges mutants, and learns from each which tests notice faults in which part of the book.

    Args:
        cases: by their names, those of which ``cover`` knows.
        run_with: runs a test with another book; it may end with the first thing that is not as expected.
        most_tests: how many e2e tests at most are run for one mutant; ``None``: all that may notice it.
        points: of the talks of the tests; without them the tests that went through the changed part are tried, the
            shortest first.
        tests_first: the checks get only what no test notices, so that every verdict tells whether a test does.
    """

    def __init__(
        self,
        book: Book,
        places: BookPlaces,
        static: StaticJudge,
        cover: CoverageMap,
        cases: Mapping[str, Case],
        run_with: RunWith,
        excuses: Mapping[str, str],
        most_tests: int | None,
        *,
        points: Points | None = None,
        tests_first: bool = False,
    ) -> None:
        self._book = book
        self._places = places
        self._static = static
        self._cover = cover
        self._cases = cases
        self._run_with = run_with
        self._excuses = excuses
        self._most_tests = most_tests
        self._points = points
        self._tests_first = tests_first
        self._noticed: dict[tuple[Any, ...], list[str]] = {}

    async def judge(self, mutant: Mutant) -> Judged:
        """What becomes of one mutant."""
        judged = Judged(mutant.name, self._places.place(mutant.path), SURVIVED, topic=mutant.topic.name)
        quickly = self._static.quickly_noticed_by(mutant)
        loads = quickly != LOADER
        if quickly and not (self._tests_first and loads):
            return dataclasses.replace(judged, verdict=KILLED, by=quickly)
        if not quickly and self._static.is_equivalent(mutant):
            return dataclasses.replace(judged, verdict=EQUIVALENT)
        tests, telling = self._tests_for(mutant) if loads and mutant.path[1] != NEVER else ([], 0)
        before = TESTS_BEFORE_WALKS
        if self._tests_first and not quickly:
            before = len(tests)
        elif self._points is not None and mutant.path[1] in VISIBLE_IN_TALKS:
            before = min(before, telling)  # the others are tried last: the fault should do nothing in their talks
        done, test = await self._first_red(mutant, tests[:before])
        by = f"uji: {test}" if test else quickly or self._static.slowly_noticed_by(mutant)
        if not by:
            more, test = await self._first_red(mutant, tests[before:])
            done, by = done + more, f"uji: {test}" if test else ""
        verdict = KILLED if by else SURVIVED
        if not by and mutant.name in self._excuses:
            verdict, by = EXCUSED, self._excuses[mutant.name]
        return dataclasses.replace(judged, verdict=verdict, by=by, test=test, tests=done)

    def _tests_for(self, mutant: Mutant) -> tuple[list[str], int]:
        """The tests to run, and how many of them come to a point at which the fault does something."""
        similar = self._noticed.get(_neighbourhood(mutant), ())
        words = self._words_of(mutant)
        values = _values_changed(self._book, mutant)
        speaking = {
            name
            for name, case in self._cases.items()
            if not words.isdisjoint(_words_in(case)) or any(_names(case, value) for value in values)
        }
        rules = {*mutant.rules, *map(str, mutant.path[2:3])}
        audited = [name for name, case in self._cases.items() if not rules.isdisjoint(_audited_in(case))]
        bearing = self._cover.tests_for(mutant, (*similar, *speaking))
        found = self._points.telling(mutant.book(self._book)) if self._points is not None else []
        telling = sorted(found, key=lambda name: (name not in similar, name not in speaking))
        tests = list(dict.fromkeys((*telling, *audited, *bearing)))[: self._most_tests]
        return tests, min(len(telling), len(tests))

    def _words_of(self, mutant: Mutant) -> set[str]:
        """The responses of the rules that the fault is in or between."""
        named = (*mutant.rules, str(mutant.path[2])) if len(mutant.path) > 2 else mutant.rules
        rules = [self._book.rules[name] for name in named if name in self._book.rules]
        return {rule.say or f"utter_ask_{rule.ask}" for rule in rules if rule.say or rule.ask}

    async def _first_red(self, mutant: Mutant, tests: Sequence[str]) -> tuple[int, str]:
        """How many tests were run, and the one that turned red; it ended the search."""
        book = mutant.book(self._book)
        for number, name in enumerate(tests, start=1):
            if not (await self._run_with(book, self._cases[name])).passed:
                self._noticed.setdefault(_neighbourhood(mutant), []).append(name)
                return number, name
        return len(tests), ""


def _words_in(case: Case) -> set[str]:
    """The responses that a test expects, or expects not to hear."""
    said = (one for turn in case.turns for one in turn.expectations if isinstance(one, SaidExpected))
    return {one.response for one in said if one.response}


def _audited_in(case: Case) -> set[str]:
    """The rules that a test has the audit judge."""
    return {one.rule for turn in case.turns for one in turn.expectations if isinstance(one, AuditExpected)}


def _values_changed(book: Book, mutant: Mutant) -> list[Any]:
    """The texts and days in a parameter that the fault changes or leaves out."""
    if mutant.path[1] != PARAMETERS:
        return []
    name = str(mutant.path[2])
    before, after = (
        list(_leaves(topic.parameters.get(name))) for topic in (book.topics[mutant.topic.name], mutant.topic)
    )
    return [value for value in before if before.count(value) > after.count(value) and isinstance(value, (str, date))]


def _leaves(value: Any) -> Iterator[Any]:
    parts = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else None
    if parts is None:
        yield value
    else:
        for part in parts:
            yield from _leaves(part)


def _names(case: Case, value: str | date) -> bool:
    """Whether a test takes place on that day, or has that text anywhere in what it gives, says or expects."""
    if isinstance(value, date):
        moments = (case.moment, *(turn.moment for turn in case.turns))
        return any(moment is not None and moment.date() == value for moment in moments)
    return value in repr(case)


def _neighbourhood(mutant: Mutant) -> tuple[Any, ...]:
    return mutant.path[:3]


def _bears_on(key: Key, path: Path) -> bool:
    """Whether having gone through ``key`` is having gone through what stands at ``path``."""
    kind = key[0]
    if kind == RULE:
        return path[1] == "sop_rules" and key[1] == path[2]
    if kind in (ROW, VARIANT):
        return key[1][:3] == path[:3]
    if path[1] == SHARED_STAGES:  # talks go through it in whatever topic they are
        return kind in (STAGE, BRANCH) and key[1][1:3] == ("stages", path[2])
    if kind == STAGE:
        return path[:3] == key[1]
    return bool(kind == BRANCH and key[1][: len(path)] == path)


def _is_of(key: Key, topic: str) -> bool:
    """Whether having gone through ``key`` is having been in ``topic``."""
    return key[0] in (STAGE, ROW) and key[1][0] == topic
