"""A talk that asks for a human waits once, is taken by one officer, and is given back."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot import clock
from bot.apkt.errors import TicketError
from bot.apkt.handover import DATA_LIMIT, HandoverQueue, Place
from bot.database import open_engine, writing

NOON = datetime(2022, 3, 1, 5, 0, tzinfo=timezone.utc)


@pytest.fixture
def queue(database_url: str) -> Iterator[HandoverQueue]:
    opened = HandoverQueue(database_url)
    yield opened
    opened.close_connections()


def test_a_talk_waits_with_all_that_is_known(queue: HandoverQueue) -> None:
    with clock.at(NOON):
        made = queue.create("tamu-1", "minta petugas", {"nama": "Budi", "kode_70": "0402"})
    assert queue.list_open() == (made,)
    assert (made.sender, made.data["kode_70"], made.created_at) == ("tamu-1", "0402", NOON)


def test_asking_again_keeps_the_place_in_the_queue(queue: HandoverQueue) -> None:
    with ThreadPoolExecutor(4) as threads:
        places = set(threads.map(lambda _: queue.create("tamu-1", "minta petugas", {}).id, range(8)))
    assert len(places) == 1


def test_the_longest_waiting_comes_first(queue: HandoverQueue) -> None:
    with clock.at(NOON):
        queue.create("tamu-1", "minta petugas", {})
        clock.advance(timedelta(minutes=-5))
        queue.create("tamu-2", "minta petugas", {})
    assert [waiting.sender for waiting in queue.list_open()] == ["tamu-2", "tamu-1"]


def test_one_officer_takes_a_talk_and_no_other(queue: HandoverQueue) -> None:
    waiting = queue.create("tamu-1", "minta petugas", {})
    with clock.at(NOON):
        taken = queue.take(waiting.id, "HANA")
    assert (taken.taken_by, taken.taken_at) == ("HANA", NOON)
    assert queue.take(waiting.id, "HANA") == taken
    with pytest.raises(TicketError) as refusal:
        queue.take(waiting.id, "RINI")
    assert refusal.value.code == "sudah_diambil"


def test_a_closed_talk_can_wait_anew(queue: HandoverQueue) -> None:
    first = queue.create("tamu-1", "minta petugas", {})
    closed = queue.close(first.id)
    assert queue.close(first.id) == closed
    assert (queue.list_open(), queue.open_of("tamu-1")) == ((), None)
    with pytest.raises(TicketError) as refusal:
        queue.take(first.id, "HANA")
    assert refusal.value.code == "sudah_ditutup"
    again = queue.create("tamu-1", "tidak paham", {})
    assert again.id != first.id
    assert queue.open_of("tamu-1") == again


def test_what_is_too_long_or_unknown_is_refused(queue: HandoverQueue) -> None:
    with pytest.raises(TicketError, match="terlalu panjang"):
        queue.create("tamu-1", "minta petugas", {"pesan": "x" * DATA_LIMIT})
    with pytest.raises(TicketError, match="wajib"):
        queue.create("", "minta petugas", {})
    with pytest.raises(TicketError, match="antrean"):
        queue.close(999)


def test_of_two_officers_at_once_exactly_one_takes_the_talk(queue: HandoverQueue) -> None:
    waiting = queue.create("tamu-1", "minta petugas", {})

    def take(officer: str) -> str:
        try:
            return queue.take(waiting.id, officer).taken_by or ""
        except TicketError as refusal:
            return refusal.code

    with ThreadPoolExecutor(8) as threads:
        outcomes = sorted(threads.map(take, [f"petugas-{number}" for number in range(8)]))
    assert [one for one in outcomes if one != "sudah_diambil"] == [queue.get(waiting.id).taken_by]
    assert outcomes.count("sudah_diambil") == 7
    assert [line.deed for line in queue.log_of(waiting.id)] == ["asked", "taken"]


def test_the_place_counts_only_those_who_wait_longer(queue: HandoverQueue) -> None:
    first, _, third = (queue.create(f"tamu-{number}", "minta petugas", {}) for number in (1, 2, 3))
    assert queue.place_of(third.sender) == Place(3, 3)
    queue.take(first.id, "hana")
    assert queue.place_of(third.sender) == Place(2, 2)
    assert queue.place_of(first.sender) is None


def test_the_officer_who_is_gone_loses_the_talk_and_the_place_stays(queue: HandoverQueue) -> None:
    with clock.at(NOON):
        gone, seen = (queue.create(f"tamu-{number}", "minta petugas", {}) for number in (1, 2))
        queue.take(gone.id, "hana", "Hana Pertiwi")
        queue.take(seen.id, "rini")
        clock.advance(timedelta(minutes=6))
        queue.create("tamu-3", "minta petugas", {})
        queue.note_seen("rini")
        left = queue.release_unseen(clock.now() - timedelta(minutes=5))
        assert [(one.id, one.officer_name) for one in left] == [(gone.id, "Hana Pertiwi")]
        assert queue.release_unseen(clock.now() - timedelta(minutes=5)) == ()
    assert queue.place_of(gone.sender) == Place(1, 2)
    assert queue.get(seen.id).taken_by == "rini"
    last = queue.log_of(gone.id)[-1]
    assert (last.actor, last.deed, last.details) == ("bot", "released", {"officer": "hana"})


def test_only_who_has_the_talk_may_give_it_back_or_release_it(queue: HandoverQueue) -> None:
    waiting = queue.create("tamu-1", "minta petugas", {})
    for deed in (queue.give_back, queue.release, queue.held_by):
        with pytest.raises(TicketError) as refusal:
            deed(waiting.id, "hana")
        assert refusal.value.code == "bukan_milik"
    queue.take(waiting.id, "hana")
    assert queue.release(waiting.id, "hana").waits
    queue.take(waiting.id, "rini")
    given = queue.give_back(waiting.id, "rini", ["nama"])
    assert given.closed_at is not None
    assert [(line.actor, line.deed) for line in queue.log_of(waiting.id)] == [
        ("bot", "asked"), ("hana", "taken"), ("hana", "released"), ("rini", "taken"), ("rini", "given_back"),
    ]  # fmt: skip
    with pytest.raises(TicketError) as refusal:
        queue.give_back(waiting.id, "rini")
    assert refusal.value.code == "sudah_ditutup"


@pytest.mark.parametrize("statement", ["UPDATE handover_log SET actor = 'lain'", "DELETE FROM handover_log"])
def test_the_log_only_grows(queue: HandoverQueue, database_url: str, statement: str) -> None:
    queue.create("tamu-1", "minta petugas", {})
    with pytest.raises(DBAPIError, match="only grows"), writing(open_engine(database_url)) as connection:
        connection.execute(text(statement))
