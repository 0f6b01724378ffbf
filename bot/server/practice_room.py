"""What the pages of the training studio work with: running calls, kept attempts, classes, and rulings."""

from __future__ import annotations

import secrets
import threading
import uuid
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from typing import TypeVar

from bot import clock
from bot.qa.audit.disputes import Dispute, Disputes
from bot.roleplay.assistant.answering import ThroughTheAssistant
from bot.roleplay.practice.attempt import Attempt
from bot.roleplay.practice.practice import Practice
from bot.roleplay.studio.attempts import KeptAttempt, KeptAttempts
from bot.roleplay.studio.classes import Classes
from bot.roleplay.studio.marking import talk_name, with_rulings
from bot.settings import Settings
from bot.sop.book import Book, load_book

CALLS_IN_MEMORY = 100
LONGEST_PAUSE_SECONDS = 120.0
"""Between two things that happen in a call; who stays away longer has put the call aside."""

_SEEDS = 1_000_000_000

Done = TypeVar("Done")


class PracticeRoom:
    """The studio of one installation.

    Attributes:
        attempts, classes, disputes: what is kept.
    """

    def __init__(self, settings: Settings, assistant: ThroughTheAssistant | None = None) -> None:
        """Put the studio together.

        Args:
            assistant: through which customers answer; without it they answer directly, which needs no Rasa.
        """
        self._settings = settings
        self._assistant = assistant
        self.attempts = KeptAttempts(settings.database_url)
        self.classes = Classes(settings.database_url)
        self.disputes = Disputes(settings.database_url)
        self._calls: OrderedDict[str, tuple[int, Attempt]] = OrderedDict()
        self._guard = threading.Lock()
        # the lock of each call in which something is being done, and how many do or wait to
        self._locks: dict[str, tuple[threading.Lock, int]] = {}

    @cached_property
    def practice(self) -> Practice:
        """Scenarios and the door to calls, opened at first use."""
        return Practice.open(self._settings, answering=self._assistant)

    @property
    def book(self) -> Book:
        """The SOP book."""
        return load_book()

    def close(self) -> None:
        """Give database connections back."""
        if self._assistant:
            self._assistant.close()
        for _, attempt in self._calls.values():
            attempt.desk.close()
        self.attempts.close()
        self.classes.close()
        self.disputes.close()

    def begin(self, trainee: str, officer: str, scenario: str, level: str, task_id: int | None) -> KeptAttempt:
        """A new call with facts of its own.

        Raises:
            ScenarioError: if there is no such scenario.
            AttemptError: if it is not practised at this level.
        """
        if self._assistant:
            self._assistant.prepare()
        name = uuid.uuid4().hex
        attempt = self.practice.begin(scenario, secrets.randbelow(_SEEDS), level, officer=officer, name=name)
        topic = attempt.call.scenario.topic
        kept = self.attempts.begin(name, trainee=trainee, topic=topic, state=attempt.as_json(), task_id=task_id)
        self._remember(kept, attempt)
        return kept

    def look(self, kept: KeptAttempt) -> Attempt:
        """The call as it was kept; nothing may be done in it."""
        known = self._calls.get(kept.id)
        if known is not None and known[0] == kept.version:
            return known[1]
        attempt = self.practice.resume(kept.state)
        self._remember(kept, attempt)
        return attempt

    def change(self, kept: KeptAttempt, deed: Callable[[Attempt, float], Done]) -> tuple[Attempt, Done]:
        """Do something in a call and keep what it has become.

        Args:
            deed: gets the call and the seconds since something happened last; what it raises is raised here, with
                what it has noted kept.

        Raises:
            AttemptChanged: if the call went on elsewhere meanwhile.
        """
        with self._alone(kept.id):
            kept = self.attempts.get(kept.id)
            attempt = self.look(kept)
            pause = (clock.now() - kept.touched_at).total_seconds()
            events_before = len(attempt.events)
            try:
                done = deed(attempt, min(max(pause, 0.0), LONGEST_PAUSE_SECONDS))
            finally:
                if len(attempt.events) != events_before:
                    self._keep(kept, attempt)
            return attempt, done

    def finish(self, kept: KeptAttempt) -> KeptAttempt:
        """Score a call; one that is finished already stays as it is.

        Raises:
            AttemptChanged: if the call went on elsewhere meanwhile.
        """
        with self._alone(kept.id):
            kept = self.attempts.get(kept.id)
            if kept.finished_at is not None:
                return kept
            attempt = self.look(kept)
            finished = self.attempts.finish(kept, attempt.as_json(), attempt.finish().as_json())
            self._forget(kept.id)
            return finished

    def disputes_about(self, kept: KeptAttempt) -> list[Dispute]:
        """Objections to points of an attempt, oldest first."""
        return self.disputes.all(talk_name(kept.id))

    def ruled(self, attempts: Sequence[KeptAttempt]) -> list[KeptAttempt]:
        """Finished attempts with supervisors' rulings laid over their results."""
        by_talk: dict[str, list[Dispute]] = {}
        for dispute in self.disputes.all() if attempts else ():
            by_talk.setdefault(dispute.talk, []).append(dispute)
        return [self._ruled(one, by_talk.get(talk_name(one.id), ())) for one in attempts]

    def _ruled(self, kept: KeptAttempt, disputes: Sequence[Dispute]) -> KeptAttempt:
        if kept.result is None or not disputes:
            return kept
        result = with_rulings(kept.result, disputes, self.book)
        return replace(kept, result=result, score=result["score"], passed=result["passed"])

    def _keep(self, kept: KeptAttempt, attempt: Attempt) -> None:
        try:
            put = self.attempts.put(kept, attempt.as_json())
        except Exception:
            self._forget(kept.id)  # what is in memory has never happened
            raise
        self._remember(put, attempt)

    def _remember(self, kept: KeptAttempt, attempt: Attempt) -> None:
        with self._guard:
            before = self._calls.get(kept.id)
            self._calls[kept.id] = (kept.version, attempt)
            self._calls.move_to_end(kept.id)
            gone = [self._calls.popitem(last=False)[1] for _ in range(len(self._calls) - CALLS_IN_MEMORY)]
        if before is not None and before[1] is not attempt:
            gone.append(before)
        for _, old in gone:
            old.desk.close()

    def _forget(self, attempt_id: str) -> None:
        with self._guard:
            known = self._calls.pop(attempt_id, None)
        if known is not None:
            known[1].desk.close()

    @contextmanager
    def _alone(self, attempt_id: str) -> Iterator[None]:
        """One deed of a call at a time in this process; other processes are told apart by the version."""
        with self._guard:
            lock, waiting = self._locks.get(attempt_id, (threading.Lock(), 0))
            self._locks[attempt_id] = lock, waiting + 1
        try:
            with lock:
                yield
        finally:
            with self._guard:
                lock, waiting = self._locks.pop(attempt_id)
                if waiting > 1:
                    self._locks[attempt_id] = lock, waiting - 1
