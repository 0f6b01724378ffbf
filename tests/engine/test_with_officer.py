"""A talk that an officer answers: the bot keeps silent, nothing is lost, and afterwards it goes on at its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.apkt.handover import HandoverQueue
from bot.database import StorageUnavailable
from bot.engine.engine import Engine
from tests.engine.talking import AT_THE_CODES, Caller
from tests.engines import LoadEngine

SILENCE = [{"recipient_id": "penelepon", "custom": {"kind": "with_officer", "officer": "Hana"}}]


@pytest.fixture
def queue(sqlite_file: Path) -> HandoverQueue:
    return HandoverQueue(f"sqlite:///{sqlite_file}")


def take(queue: HandoverQueue) -> int:
    waiting = queue.open_of("penelepon")
    assert waiting is not None
    return queue.take(waiting.id, "hana", "Hana").id


def lines(talk: dict) -> list[tuple[str, str]]:
    return [(turn["speaker"], turn["text"]) for turn in talk["transcript"]]


async def test_the_bot_is_silent_for_the_officer_and_then_asks_where_it_stood(
    engine: Engine, queue: HandoverQueue
) -> None:
    caller = Caller(engine)
    await caller.says(*AT_THE_CODES, "mau bicara dengan petugas")
    asked = (await caller.talk())["transcript"][-1]
    number = take(queue)
    assert await engine.handle("penelepon", "halo bu", message_id="m-1") == SILENCE
    assert await engine.handle("penelepon", "halo bu", message_id="m-1") == SILENCE
    await engine.note_message("penelepon", "cso", "Selamat siang, saya Hana.", name="Hana")
    for _ in range(2):
        await engine.note_message("penelepon", "cso", "Ada yang bisa dibantu?", name="Hana", message_id="klik-1")
    during = await caller.talk()
    assert lines(during)[-3:] == [
        ("pelanggan", "halo bu"),
        ("cso", "Selamat siang, saya Hana."),
        ("cso", "Ada yang bisa dibantu?"),
    ]
    assert during["transcript"][-1]["custom"] == {"kind": "officer", "name": "Hana"}
    assert len(await engine.said_unasked("penelepon")) == 2
    queue.give_back(number, "hana")
    await engine.resume("penelepon", "Kita lanjutkan.")
    after = await caller.talk()
    assert lines(after)[-2:] == [("bot", "Kita lanjutkan."), ("bot", asked["text"])]
    assert after["transcript"][-1].get("custom") == asked.get("custom")
    await caller.says("1")
    assert (await caller.talk())["slots"]["kode_08"] == "1"


async def test_whether_a_talk_is_the_bots_alone_is_known_from_its_last_turn(
    engine: Engine, queue: HandoverQueue
) -> None:
    caller = Caller(engine)
    assert not engine.is_bots_alone("penelepon")
    await caller.says(*AT_THE_CODES)
    assert engine.is_bots_alone("penelepon")
    await caller.says("mau bicara dengan petugas")
    assert not engine.is_bots_alone("penelepon")
    queue.give_back(take(queue), "hana")
    await engine.resume("penelepon", "Kita lanjutkan.")
    await caller.says("1")
    assert not engine.is_bots_alone("penelepon")  # an officer's words may not have been fetched yet
    await engine.let_go("penelepon")
    assert not engine.is_bots_alone("penelepon")


async def test_a_talk_handed_over_in_a_turn_that_could_not_be_saved_is_the_officers(
    engine: Engine, queue: HandoverQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    caller = Caller(engine)
    await caller.says(*AT_THE_CODES)

    def unavailable(*_: object) -> None:
        raise StorageUnavailable

    with monkeypatch.context() as broken:
        broken.setattr(engine._store, "_write", unavailable)
        assert "sedang terganggu" in await caller.says("mau bicara dengan petugas")
    take(queue)
    assert await engine.handle("penelepon", "halo?") == SILENCE


async def test_what_was_said_to_the_officer_outlives_the_process(
    load_engine: LoadEngine, sqlite_file: Path, queue: HandoverQueue
) -> None:
    first = await load_engine(f"sqlite:///{sqlite_file}")
    caller = Caller(first)
    await caller.says(*AT_THE_CODES, "mau bicara dengan petugas")
    number = take(queue)
    await first.handle("penelepon", "halo bu", message_id="m-1")
    await first.note_message("penelepon", "cso", "Selamat siang.", name="Hana")
    before = lines(await caller.talk())
    await first.close()
    second = await load_engine(f"sqlite:///{sqlite_file}")
    caller = Caller(second)
    assert await second.handle("penelepon", "halo bu", message_id="m-1") == SILENCE
    assert lines(await caller.talk()) == before
    queue.give_back(number, "hana")
    await caller.says("1")
    assert (await caller.talk())["slots"]["kode_08"] == "1"
    await second.close()


async def test_what_the_officer_put_right_is_known_and_the_question_goes_on(
    engine: Engine, queue: HandoverQueue
) -> None:
    caller = Caller(engine)
    await caller.says(*AT_THE_CODES, "mau bicara dengan petugas")
    question = (await caller.talk())["requested_slot"]
    queue.give_back(take(queue), "hana")
    await engine.resume("penelepon", "Kita lanjutkan.", {"nama": "Joko Susanto"})
    talk = await caller.talk()
    assert (talk["slots"]["nama"], talk["requested_slot"]) == ("Joko Susanto", question)
    assert ("bot", "Kita lanjutkan.") in lines(talk)
    await caller.says("1")
    assert (await caller.talk())["slots"]["kode_08"] == "1"


async def test_what_rested_on_a_changed_answer_is_asked_anew(engine: Engine, queue: HandoverQueue) -> None:
    caller = Caller(engine)
    await caller.says(*AT_THE_CODES, "mau bicara dengan petugas")
    queue.give_back(take(queue), "hana")
    await engine.resume("penelepon", "Kita lanjutkan.", {"pernah_lapor": None})
    talk = await caller.talk()
    assert talk["requested_slot"] == "pernah_lapor"


async def test_nobody_else_speaks_in_a_talk(engine: Engine) -> None:
    with pytest.raises(ValueError, match="satpam"):
        await engine.note_message("penelepon", "satpam", "Halo.")
