"""What many results say: how far a trainee has come, what a class fails, how well a point tells trainees apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.roleplay.practice.scenario import EXAM
from bot.roleplay.practice.scoring import is_certified
from bot.roleplay.studio.attempts import KeptAttempt
from bot.sop.conformance.result import COUNTED, MET, UNSURE


@dataclass(frozen=True)
class Progress:
    """How far somebody has come in one topic.

    Attributes:
        first, best, last: scores, 0–100, of all finished attempts.
        certified: the last three exams, each with facts of its own, were passed.
        exams: results of the last exams, oldest first, as passed or not.
    """

    topic: str
    attempts: int
    first: float
    best: float
    last: float
    last_at: datetime
    certified: bool
    exams: tuple[bool, ...]


@dataclass(frozen=True)
class Cell:
    """A rule in the calls of one trainee: how often it counted, and how often it was met."""

    counted: int
    met: int

    @property
    def share(self) -> float | None:
        """0–1; ``None`` when it never counted."""
        return self.met / self.counted if self.counted else None


@dataclass(frozen=True)
class HeatRow:
    """A rule over all trainees.

    Attributes:
        cells: by trainee.
    """

    rule: str
    cells: dict[str, Cell]
    all: Cell


@dataclass(frozen=True)
class PointAnalysis:
    """How a rule works as a question of the exam.

    Attributes:
        share: of the calls in which it counted, 0–1: how easy it is.
        tells_apart: its share among the better half of the calls less that among the other half, −1 to 1;
            ``None`` when there are too few calls to say.
        unsure: how often the scorer could not decide.
    """

    rule: str
    counted: int
    share: float
    tells_apart: float | None
    unsure: int


FEWEST_TO_COMPARE = 4


def progress_of(attempts: Iterable[KeptAttempt]) -> list[Progress]:
    """One trainee's standing by topic, in order of topics' names.

    Args:
        attempts: finished ones, in any order, with rulings laid over their score and ``passed``.
    """
    by_topic: dict[str, list[KeptAttempt]] = defaultdict(list)
    for attempt in sorted(attempts, key=lambda one: one.begun_at):
        by_topic[attempt.topic].append(attempt)
    return [_progress(topic, by_topic[topic]) for topic in sorted(by_topic)]


def heat_map(attempts: Sequence[KeptAttempt]) -> list[HeatRow]:
    """Every rule that counted somewhere, the ones that fail most first."""
    cells: dict[str, dict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
    for attempt in attempts:
        for item in _counted(attempt):
            cells[item["rule"]][attempt.trainee].append(item["status"] == MET)
    rows = [
        HeatRow(
            rule,
            {trainee: _cell(results) for trainee, results in of_trainees.items()},
            _cell([one for results in of_trainees.values() for one in results]),
        )
        for rule, of_trainees in cells.items()
    ]
    return sorted(rows, key=lambda row: (row.all.share or 0.0, -row.all.counted, row.rule))


def analysis_of_points(attempts: Sequence[KeptAttempt]) -> list[PointAnalysis]:
    """Every rule as a question, the hardest first."""
    ordered = sorted(attempts, key=lambda one: one.score or 0.0)
    worse = {one.id for one in ordered[: len(ordered) // 2]}
    met: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
    unsure: dict[str, int] = defaultdict(int)
    for attempt in ordered:
        for item in (attempt.result or {}).get("items", ()):
            unsure[item["rule"]] += item["status"] == UNSURE
        for item in _counted(attempt):
            met[item["rule"]].append((attempt.id in worse, item["status"] == MET))
    points = [
        PointAnalysis(
            rule,
            counted=len(results),
            share=sum(is_met for _, is_met in results) / len(results),
            tells_apart=_tells_apart(results),
            unsure=unsure[rule],
        )
        for rule, results in met.items()
    ]
    return sorted(points, key=lambda one: (one.share, one.rule))


def _progress(topic: str, attempts: Sequence[KeptAttempt]) -> Progress:
    scores = [attempt.score or 0.0 for attempt in attempts]
    exams = _with_fresh_facts(attempt for attempt in attempts if attempt.level == EXAM)
    passes = [bool(exam.passed) for exam in exams]
    return Progress(
        topic=topic,
        attempts=len(attempts),
        first=scores[0],
        best=max(scores),
        last=scores[-1],
        last_at=attempts[-1].begun_at,
        certified=is_certified(passes),
        exams=tuple(passes[-3:]),
    )


def _with_fresh_facts(exams: Iterable[KeptAttempt]) -> list[KeptAttempt]:
    """Without those whose facts the trainee had met before."""
    fresh: list[KeptAttempt] = []
    seen: set[tuple[str, int]] = set()
    for exam in exams:
        if (exam.scenario, exam.seed) not in seen:
            fresh.append(exam)
        seen.add((exam.scenario, exam.seed))
    return fresh


def _counted(attempt: KeptAttempt) -> list[dict[str, str]]:
    items = (attempt.result or {}).get("items", ())
    return [item for item in items if item["status"] in COUNTED and not item.get("field")]


def _cell(results: Sequence[bool]) -> Cell:
    return Cell(len(results), sum(results))


def _tells_apart(results: Sequence[tuple[bool, bool]]) -> float | None:
    worse = [is_met for is_worse, is_met in results if is_worse]
    better = [is_met for is_worse, is_met in results if not is_worse]
    if len(results) < FEWEST_TO_COMPARE or not worse or not better:
        return None
    return sum(better) / len(better) - sum(worse) / len(worse)
