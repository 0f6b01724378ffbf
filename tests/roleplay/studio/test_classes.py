"""Classes and their tasks, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timezone

import pytest

from bot import clock
from bot.roleplay.studio.classes import ClassError, Classes

NOON = datetime(2026, 11, 29, 5, 0, tzinfo=timezone.utc)


@pytest.fixture
def classes(database_url: str) -> Iterator[Classes]:
    opened = Classes(database_url)
    with clock.at(NOON):
        yield opened
    opened.close()


def test_a_class_has_a_name_of_its_own(classes: Classes) -> None:
    assert classes.add("  Angkatan   7 ", made_by="rini").name == "Angkatan 7"
    with pytest.raises(ClassError, match="sudah ada"):
        classes.add("Angkatan 7", made_by="rini")
    with pytest.raises(ClassError, match="harus diisi"):
        classes.add(" ", made_by="rini")


def test_whoever_is_named_belongs_to_a_class_and_nobody_else(classes: Classes) -> None:
    made = classes.add("Angkatan 7", made_by="rini")
    assert classes.set_trainees(made.id, ["budi", "ani", "ani"]).trainees == ("ani", "budi")
    assert classes.set_trainees(made.id, ["cici"]).trainees == ("cici",)


def test_a_task_reaches_the_trainees_of_its_class(classes: Classes) -> None:
    made = classes.add("Angkatan 7", made_by="rini")
    classes.set_trainees(made.id, ["ani"])
    task = classes.assign(made.id, "periksa/O4", "ujian", due=date(2026, 11, 29), made_by="rini")
    assert classes.tasks_of("ani") == [task]
    assert classes.tasks_of("budi") == []


def test_a_task_is_not_due_before_it_is_given(classes: Classes) -> None:
    made = classes.add("Angkatan 7", made_by="rini")
    with pytest.raises(ClassError, match="sudah lewat"):
        classes.assign(made.id, "periksa/O4", "ujian", due=date(2026, 11, 28), made_by="rini")
    with pytest.raises(ClassError, match="tidak ada"):
        classes.assign(made.id + 1, "periksa/O4", "ujian", due=None, made_by="rini")
