"""The room of running calls gives back what a call held when it is over, replaced, or pushed out."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.migrations import upgrade
from bot.roleplay.practice.attempt import Attempt
from bot.roleplay.practice.desk import PracticeDesk
from bot.roleplay.studio.attempts import KeptAttempt
from bot.server import practice_room
from bot.server.practice_room import PracticeRoom
from tests.web.conftest import settings_in

SCENARIO = "periksa/O4"


@pytest.fixture
def closed(monkeypatch: pytest.MonkeyPatch) -> list[PracticeDesk]:
    """Every desk whose connections were given back, in order."""
    desks: list[PracticeDesk] = []
    close = PracticeDesk.close

    def noted(desk: PracticeDesk) -> None:
        desks.append(desk)
        close(desk)

    monkeypatch.setattr(PracticeDesk, "close", noted)
    return desks


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PracticeRoom]:
    settings = settings_in(tmp_path_factory.mktemp("ruang"))
    upgrade(settings.database_url)
    room = PracticeRoom(settings)
    yield room
    room.close()


def begun(room: PracticeRoom) -> tuple[KeptAttempt, Attempt]:
    kept = room.begin("ani", "Ani", SCENARIO, "terpandu", None)
    return kept, room.look(kept)


def test_a_finished_call_gives_its_connections_back(room: PracticeRoom, closed: list[PracticeDesk]) -> None:
    kept, attempt = begun(room)
    room.finish(kept)
    assert attempt.desk in closed


def test_a_call_that_is_read_anew_gives_back_those_of_the_old_one(
    room: PracticeRoom, closed: list[PracticeDesk]
) -> None:
    kept, old = begun(room)
    elsewhere = room.attempts.put(kept, old.as_json())  # another process has gone on with it
    new = room.look(elsewhere)
    assert new is not old
    assert closed == [old.desk]


def test_a_call_pushed_out_gives_its_connections_back(
    room: PracticeRoom, closed: list[PracticeDesk], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, first = begun(room)
    monkeypatch.setattr(practice_room, "CALLS_IN_MEMORY", 1)
    begun(room)
    assert first.desk in closed


def test_no_lock_outlives_the_deeds_of_its_call(room: PracticeRoom) -> None:
    kept, _ = begun(room)
    room.change(kept, lambda attempt, _seconds: attempt.fill("acuan_lokasi", "dekat masjid"))
    with pytest.raises(ZeroDivisionError):
        room.change(kept, lambda _attempt, _seconds: 1 // 0)
    assert room._locks == {}
