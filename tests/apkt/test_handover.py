"""A talk that asks for a human waits once, is taken by one officer, and is given back."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone

import pytest

from bot import clock
from bot.apkt.errors import TicketError
from bot.apkt.handover import DATA_LIMIT, HandoverQueue

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
