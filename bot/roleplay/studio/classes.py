"""Classes of trainees, and the calls that a supervisor gives them to practise."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError

from bot import clock
from bot.database import open_engine, reading, writing
from bot.roleplay.studio.tables import practice_classes, practice_members, practice_tasks

LONGEST_NAME = 100


class ClassError(ValueError):
    """This can't be entered; the message says why in Indonesian."""


@dataclass(frozen=True)
class Class:
    """A class; ``trainees`` are names of accounts, sorted."""

    id: int
    name: str
    trainees: tuple[str, ...]


@dataclass(frozen=True)
class Task:
    """A scenario that a class has to practise at a level, by the end of a day or at any time."""

    id: int
    class_id: int
    scenario: str
    level: str
    due: date | None
    made_by: str
    made_at: datetime


class Classes:
    """The classes of one database.

    Raises:
        StorageUnavailable: by every method, if the database can't be reached.
    """

    def __init__(self, database_url: str) -> None:
        self._engine = open_engine(database_url)

    def close(self) -> None:
        """Give database connections back."""
        self._engine.dispose()

    def add(self, name: str, *, made_by: str) -> Class:
        """Make a class.

        Raises:
            ClassError: for a name that is empty, too long, or taken.
        """
        name = " ".join(name.split())
        if not 0 < len(name) <= LONGEST_NAME:
            raise ClassError(f"Nama kelas harus diisi, paling banyak {LONGEST_NAME} huruf.")
        row = {"name": name, "made_by": made_by, "made_at": clock.now()}
        try:
            with writing(self._engine) as connection:
                key = connection.execute(insert(practice_classes).values(row)).inserted_primary_key[0]
        except IntegrityError:
            raise ClassError(f"Kelas {name} sudah ada.") from None
        return Class(key, name, ())

    def all(self) -> list[Class]:
        """Every class by name."""
        with reading(self._engine) as connection:
            classes = list(connection.execute(select(practice_classes).order_by(practice_classes.c.name)))
            members = list(connection.execute(select(practice_members).order_by(practice_members.c.trainee)))
        return [
            Class(one.id, one.name, tuple(member.trainee for member in members if member.class_id == one.id))
            for one in classes
        ]

    def get(self, class_id: int) -> Class:
        """One class.

        Raises:
            ClassError: if there is none.
        """
        found = next((one for one in self.all() if one.id == class_id), None)
        if found is None:
            raise ClassError("Kelas ini tidak ada.")
        return found

    def set_trainees(self, class_id: int, trainees: Iterable[str]) -> Class:
        """Say who belongs to a class; whoever did before and is not named does not any more.

        Raises:
            ClassError: if there is no such class.
        """
        self.get(class_id)
        rows = [{"class_id": class_id, "trainee": name} for name in sorted(set(trainees))]
        with writing(self._engine) as connection:
            connection.execute(delete(practice_members).where(practice_members.c.class_id == class_id))
            if rows:
                connection.execute(insert(practice_members), rows)
        return self.get(class_id)

    def assign(self, class_id: int, scenario: str, level: str, *, due: date | None, made_by: str) -> Task:
        """Give a class a call to practise.

        Raises:
            ClassError: if there is no such class, or the day is over.
        """
        self.get(class_id)
        if due is not None and due < clock.local(clock.now(), "WIB").date():
            raise ClassError("Tenggatnya sudah lewat; pilih hari ini atau sesudahnya.")
        row: dict[str, Any] = {
            "class_id": class_id,
            "scenario": scenario,
            "level": level,
            "due": due,
            "made_by": made_by,
            "made_at": clock.now(),
        }
        with writing(self._engine) as connection:
            key = connection.execute(insert(practice_tasks).values(row)).inserted_primary_key[0]
        return Task(id=key, **row)

    def tasks(self, class_ids: Sequence[int] | None = None) -> list[Task]:
        """Tasks, newest first.

        Args:
            class_ids: of these classes; left out: of all.
        """
        query = select(practice_tasks).order_by(practice_tasks.c.id.desc())
        if class_ids is not None:
            query = query.where(practice_tasks.c.class_id.in_(class_ids))
        with reading(self._engine) as connection:
            return [Task(**row) for row in connection.execute(query).mappings()]

    def tasks_of(self, trainee: str) -> list[Task]:
        """What somebody has to practise, by the classes they belong to; newest first."""
        return self.tasks([one.id for one in self.all() if trainee in one.trainees])
