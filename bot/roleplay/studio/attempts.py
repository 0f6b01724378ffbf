"""The attempts of trainees as they are kept: each goes on after a restart, and its result stays as it was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from bot import clock
from bot.database import open_engine, reading, writing
from bot.roleplay.studio.tables import practice_attempts as table

MOST_AT_ONCE = 5_000
"""How many results are read for one page of figures: the newest ones."""


class AttemptUnknown(LookupError):
    """There is no such attempt; the message says so in Indonesian."""


class AttemptChanged(RuntimeError):
    """Something else has happened in this attempt meanwhile; the message says in Indonesian what to do."""


@dataclass(frozen=True)
class KeptAttempt:
    """One attempt.

    Attributes:
        id: name of the attempt, which its APKT for practice has too.
        trainee: name of the account.
        state: :meth:`bot.roleplay.practice.attempt.Attempt.as_json`; kept out of ``repr``.
        result: :meth:`bot.roleplay.practice.scoring.Result.as_json`, once it is finished.
        version: which change it is, from 1.
    """

    id: str
    trainee: str
    scenario: str
    topic: str
    level: str
    task_id: int | None
    begun_at: datetime
    touched_at: datetime
    version: int
    state: Mapping[str, Any] = field(repr=False)
    finished_at: datetime | None = None
    result: Mapping[str, Any] | None = field(default=None, repr=False)
    score: float | None = None
    passed: bool | None = None

    @property
    def seed(self) -> int:
        """From which the facts of this attempt were drawn."""
        return int(self.state["seed"])


class KeptAttempts:
    """The attempts of one database.

    Raises:
        StorageUnavailable: by every method, if the database can't be reached.
    """

    def __init__(self, database_url: str) -> None:
        self._engine = open_engine(database_url)

    def close(self) -> None:
        """Give database connections back."""
        self._engine.dispose()

    def begin(
        self, attempt_id: str, *, trainee: str, topic: str, state: Mapping[str, Any], task_id: int | None = None
    ) -> KeptAttempt:
        """Keep a new attempt."""
        now = clock.now()
        row = {
            "id": attempt_id,
            "trainee": trainee,
            "scenario": state["scenario"],
            "topic": topic,
            "level": state["level"],
            "task_id": task_id,
            "begun_at": now,
            "touched_at": now,
            "version": 1,
            "state": dict(state),
        }
        with writing(self._engine) as connection:
            connection.execute(insert(table).values(row))
        return KeptAttempt(**row)

    def put(self, kept: KeptAttempt, state: Mapping[str, Any]) -> KeptAttempt:
        """Keep what the attempt has become.

        Raises:
            AttemptChanged: if it is not any more as ``kept`` shows it; nothing is written then.
        """
        return self._change(kept, {"state": dict(state)})

    def finish(self, kept: KeptAttempt, state: Mapping[str, Any], result: Mapping[str, Any]) -> KeptAttempt:
        """Keep the result; an attempt that is finished is not changed any more.

        Raises:
            AttemptChanged: as :meth:`put`.
        """
        outcome = {"score": result["score"], "passed": result["passed"], "finished_at": clock.now()}
        return self._change(kept, {"state": dict(state), "result": dict(result), **outcome})

    def get(self, attempt_id: str) -> KeptAttempt:
        """One attempt.

        Raises:
            AttemptUnknown: if there is none.
        """
        with reading(self._engine) as connection:
            row = connection.execute(select(table).where(table.c.id == attempt_id)).mappings().first()
        if row is None:
            raise AttemptUnknown("Latihan ini tidak ada.")
        return KeptAttempt(**row)

    def of_trainee(self, trainee: str, limit: int = MOST_AT_ONCE) -> list[KeptAttempt]:
        """The trainee's own, newest first."""
        return self._found(table.c.trainee == trainee, limit=limit)

    def finished(self, trainees: Sequence[str] | None = None, limit: int = MOST_AT_ONCE) -> list[KeptAttempt]:
        """Those that have a result, newest first.

        Args:
            trainees: only theirs; left out: everybody's.
        """
        wanted = [table.c.finished_at.is_not(None)]
        if trainees is not None:
            wanted.append(table.c.trainee.in_(trainees))
        return self._found(*wanted, limit=limit)

    def _found(self, *wanted: Any, limit: int) -> list[KeptAttempt]:
        query = select(table).where(*wanted).order_by(table.c.begun_at.desc(), table.c.id).limit(limit)
        with reading(self._engine) as connection:
            return [KeptAttempt(**row) for row in connection.execute(query).mappings()]

    def _change(self, kept: KeptAttempt, values: Mapping[str, Any]) -> KeptAttempt:
        as_known = (table.c.id == kept.id, table.c.version == kept.version, table.c.finished_at.is_(None))
        changed = {**values, "version": kept.version + 1, "touched_at": clock.now()}
        with writing(self._engine) as connection:
            rows = connection.execute(update(table).where(*as_known).values(changed)).rowcount
        if not rows:
            raise AttemptChanged("Latihan ini sudah berubah di jendela lain. Muat ulang halamannya.")
        return self.get(kept.id)
