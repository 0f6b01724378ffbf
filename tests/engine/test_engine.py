"""One turn and many: order, repetition, odd messages, a database that goes away, restarts, models that are wrong."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import bot.database
from bot.apkt.model import TicketSearch
from bot.apkt.store import TicketStore
from bot.engine.engine import Engine
from bot.engine.readiness import EngineNotReady
from bot.settings import Settings
from tests.engine.talking import AT_THE_CODES, WHOLE_TALK, Caller
from tests.engines import LoadEngine

SORRY = "sistem kami sedang terganggu"


def tickets_in(sqlite_file: Path) -> int:
    """How many tickets the database holds."""
    store = TicketStore(f"sqlite:///{sqlite_file}")
    try:
        return len(store.search(TicketSearch()).tickets)
    finally:
        store.close()


@contextmanager
def locked_by_another(sqlite_file: Path) -> Iterator[None]:
    """Another program holds the database for writing."""
    other = sqlite3.connect(sqlite_file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


# --- the whole talk --------------------------------------------------------------------------------


async def test_a_whole_talk_makes_one_ticket_and_ends(engine: Engine, sqlite_file: Path) -> None:
    caller = Caller(engine)
    assert "Terima kasih telah menghubungi PLN 123" in await caller.says(*WHOLE_TALK)
    talk = await caller.talk()
    assert talk["ended"] is True
    assert talk["slots"]["hasil"] == "O10"
    assert len(talk["tickets"]) == 1
    assert tickets_in(sqlite_file) == 1
    written = [turn["text"] for turn in talk["transcript"] if turn["speaker"] == "pelanggan"]
    assert written == list(WHOLE_TALK)


async def test_who_is_not_understood_after_the_end_is_put_into_the_queue_once(engine: Engine) -> None:
    caller = Caller(engine)
    await caller.says(*WHOLE_TALK)
    for words in ("0,34", "75", "sudah lengkap", "0,34", "sudah lengkap", "75"):
        assert len(await engine.handle("penelepon", words)) == 1
    assert "antrean petugas" in await caller.says("75")
    assert "PERIKSA" not in await caller.says("ini robot ya?")


async def test_a_talk_whose_actions_went_in_circles_can_go_on(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caller = Caller(engine)
    await caller.says(*AT_THE_CODES[:3])
    with monkeypatch.context() as breaker:
        breaker.setattr(engine._agent.processor, "max_number_of_predictions", 1)
        assert await caller.says("ini robot ya?")
    assert "a turn that found no end" in caplog.text
    assert "Tara" in await caller.says("ini robot ya?")
    await caller.says("ini robot ya?", *WHOLE_TALK[3:])
    assert (await caller.talk())["ended"] is True


# --- order and repetition ------------------------------------------------------------------------------


async def test_two_messages_at_once_are_answered_in_the_order_in_which_they_came(engine: Engine) -> None:
    caller = Caller(engine)
    await caller.says(*WHOLE_TALK[:3])
    await asyncio.gather(caller.says("masih menyala"), caller.says("belum pernah"), caller.says("14000000011"))
    assert await caller.is_asked() == "alamat_sesuai"
    written = [turn["text"] for turn in (await caller.talk())["transcript"] if turn["speaker"] == "pelanggan"]
    assert written[-3:] == ["masih menyala", "belum pernah", "14000000011"]


async def test_two_callers_at_once_do_not_disturb_one_another(engine: Engine) -> None:
    one, other = Caller(engine, "satu"), Caller(engine, "dua")
    await asyncio.gather(one.says(*WHOLE_TALK[:4]), other.says(*WHOLE_TALK[:3], "padam"))
    assert (await one.knows("kondisi_listrik"), await other.knows("kondisi_listrik")) == ("menyala", "padam")


async def test_a_message_sent_twice_gets_the_same_answer_and_changes_nothing(engine: Engine) -> None:
    caller = Caller(engine)
    await caller.says(*AT_THE_CODES)
    first = await caller.says("1", message_id="m-1")
    before = await caller.talk()
    assert await caller.says("1", message_id="m-1") == first
    assert await caller.talk() == before


async def test_the_message_that_makes_the_ticket_makes_one_however_often_it_comes(
    engine: Engine, sqlite_file: Path
) -> None:
    caller = Caller(engine)
    before_the_ticket = WHOLE_TALK.index("sudah jelas") - 1
    await caller.says(*WHOLE_TALK[:before_the_ticket])
    assert tickets_in(sqlite_file) == 0
    answers = await asyncio.gather(*(caller.says("budi@example.id", message_id="m-tiket") for _ in range(3)))
    assert len(set(answers)) == 1
    assert tickets_in(sqlite_file) == 1


# --- odd messages -----------------------------------------------------------------------------------------

_ODD = {
    "nothing": "",
    "blanks": "  \n\t ",
    "a slash": "/",
    "a command of Rasa": "/restart",
    "an intent by command": '/ya{"nama": "x"}',
    "100 KB": "x" * 100_000,
    "control characters": "\x00\x01\x02\x1b[31m",
    "emoji": "😀🔥⚡" * 20,
    "SQL": "'; DROP TABLE tickets; --",
    "HTML": "<script>alert('x')</script><b>tebal</b>",
    "one very long word": "a" * 3_900,
    "braces": "{nama} {panggilan} {{}}",
    "a lone surrogate": "\ud83d",
    "turned right to left": "\u202eabc\u202c",
}


@pytest.mark.parametrize("message", _ODD.values(), ids=_ODD.keys())
async def test_an_odd_message_gets_kind_words_and_the_question_stands(engine: Engine, message: str) -> None:
    caller = Caller(engine)
    await caller.says(*AT_THE_CODES)
    answer = await caller.says(message)
    assert answer
    assert SORRY not in answer
    assert await caller.is_asked() == "kode_08"
    assert await caller.knows("kode_08") is None
    await caller.says("0402")
    assert await caller.knows("kode_08") == "0402"


@pytest.mark.parametrize("message", _ODD.values(), ids=_ODD.keys())
async def test_an_odd_message_may_also_be_the_first(engine: Engine, message: str) -> None:
    caller = Caller(engine)
    assert await caller.says(message)
    assert await caller.says(*WHOLE_TALK[:3])
    assert await caller.is_asked() == "kondisi_listrik"


# --- the database goes away ---------------------------------------------------------------------------------


async def test_a_locked_database_costs_one_message_and_nothing_of_the_talk(
    engine: Engine, sqlite_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    caller = Caller(engine)
    await caller.says(*WHOLE_TALK[:4])
    for connection in _open_connections(engine):
        connection.execute("PRAGMA busy_timeout=50")
    monkeypatch.setattr(bot.database, "BUSY_TIMEOUT_SECONDS", 0.05)
    with locked_by_another(sqlite_file):
        assert SORRY in await caller.says("belum pernah", message_id="m-1")
    assert await caller.is_asked() == "pernah_lapor"
    assert SORRY not in await caller.says("belum pernah", message_id="m-1")
    assert await caller.is_asked() == "identitas"


async def test_a_database_that_is_gone_is_told_and_the_talk_goes_on_when_it_is_back(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    caller = Caller(engine)
    await caller.says(*AT_THE_CODES)
    with monkeypatch.context() as broken:
        broken.setattr(engine._store, "_write", _unavailable)
        broken.setattr(engine._store, "_read", _unavailable)
        for message in ("1", "", "x" * 100_000):
            assert await caller.says(message)
        stranger = Caller(engine, "orang-baru")
        assert SORRY in await stranger.says("halo")
        assert await stranger.says("")
    assert await caller.is_asked() == "kode_08"
    await caller.says("1")
    assert await caller.is_asked() == "kode_70"


async def test_a_ticket_whose_turn_was_lost_is_made_once(
    engine: Engine, sqlite_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The ticket is saved, then the turn can't be: the same answer again finds the same ticket."""
    caller = Caller(engine)
    before_the_ticket = WHOLE_TALK.index("sudah jelas") - 1
    await caller.says(*WHOLE_TALK[:before_the_ticket])
    with monkeypatch.context() as broken:
        broken.setattr(engine._store, "_write", _unavailable)
        assert SORRY in await caller.says("budi@example.id")
    assert tickets_in(sqlite_file) == 1
    await caller.says("budi@example.id")
    assert tickets_in(sqlite_file) == 1
    assert len((await caller.talk())["tickets"]) == 1


# --- restarts ---------------------------------------------------------------------------------------------


async def test_a_restart_in_mid_talk_goes_on_at_the_same_place(load_engine: LoadEngine, sqlite_file: Path) -> None:
    address = f"sqlite:///{sqlite_file}"
    for start in range(0, len(WHOLE_TALK), 4):
        engine = await load_engine(address)
        caller = Caller(engine)
        await caller.says(*WHOLE_TALK[start : start + 4])
        talk = await caller.talk()
        await engine.close()
    assert talk["ended"] is True
    assert talk["slots"]["hasil"] == "O10"
    assert tickets_in(sqlite_file) == 1


async def test_a_talk_that_was_let_go_is_no_longer_in_memory_and_goes_on_at_the_same_place(engine: Engine) -> None:
    caller = Caller(engine, "melepas")
    await caller.says(*AT_THE_CODES)
    question = await caller.is_asked()
    await engine.let_go("melepas")
    await engine.let_go("melepas")
    assert "melepas" not in engine._store._running
    assert "melepas" not in engine._answered
    assert await caller.is_asked() == question
    await caller.says("0402")
    assert await caller.is_asked() != question


async def test_a_message_repeated_after_a_restart_is_still_answered_once(
    load_engine: LoadEngine, sqlite_file: Path
) -> None:
    address = f"sqlite:///{sqlite_file}"
    first = await load_engine(address)
    caller = Caller(first)
    await caller.says(*AT_THE_CODES)
    answer = await caller.says("1", message_id="m-1")
    await first.close()
    second = await load_engine(address)
    caller = Caller(second)
    assert await caller.says("1", message_id="m-1") == answer
    assert await caller.is_asked() == "kode_70"
    await second.close()


async def test_looking_at_a_talk_while_it_is_taken_up_again_doubles_nothing(
    load_engine: LoadEngine, sqlite_file: Path
) -> None:
    address = f"sqlite:///{sqlite_file}"
    first = await load_engine(address)
    await Caller(first).says(*WHOLE_TALK[:4])
    await first.close()
    second = await load_engine(address)
    caller = Caller(second)
    await asyncio.gather(
        second.conversation(caller.sender),
        caller.says("belum pernah"),
        second.conversation(caller.sender),
        second.conversation(caller.sender),
    )
    written = [turn["text"] for turn in (await caller.talk())["transcript"] if turn["speaker"] == "pelanggan"]
    assert written == [*WHOLE_TALK[:4], "belum pernah"]
    await second.close()


# --- models that are wrong ------------------------------------------------------------------------------------


def _newest_model() -> Path:
    return max(Settings().model_path.glob("*.tar.gz"), key=lambda file: file.stat().st_mtime)


@pytest.mark.parametrize("what", ["missing", "empty folder", "no archive", "truncated"])
async def test_a_model_that_can_not_be_used_is_told_in_indonesian(what: str, tmp_path: Path, sqlite_file: Path) -> None:
    model = tmp_path / "model.tar.gz"
    if what == "empty folder":
        model = tmp_path / "models"
        model.mkdir()
    elif what == "no archive":
        model.write_bytes(b"bukan model")
    elif what == "truncated":
        whole = _newest_model().read_bytes()
        model.write_bytes(whole[: len(whole) // 2])
    settings = Settings(database_url=f"sqlite:///{sqlite_file}", var_directory=tmp_path, model_path=model)
    with pytest.raises(EngineNotReady) as refusal:
        await Engine.load(settings)
    assert "Jalankan `make train`" in str(refusal.value)
    assert ("belum ada" in str(refusal.value)) is (what in ("missing", "empty folder"))


def _unavailable(*_args: object) -> None:
    raise bot.database.StorageUnavailable


def _open_connections(engine: Engine) -> list[sqlite3.Connection]:
    """The connections that the engine's stores have waiting."""
    pools = [engine._store._engine.pool, engine._services.tickets._engine.pool]
    return [record.dbapi_connection for pool in pools for record in list(pool._pool.queue)]
