"""A running talk is shortened after every turn; what it answers stays the same, and what it costs stays small."""

from __future__ import annotations

import re
import shutil
from itertools import cycle, islice
from pathlib import Path

import pytest
from rasa.shared.core.trackers import DialogueStateTracker

import bot.engine.tracker_store as tracker_store_module
from bot.engine.compaction import compacted
from bot.engine.engine import Engine
from tests.engine.talking import AT_THE_CODES, WHOLE_TALK, Caller
from tests.engines import LoadEngine

DETOURS = (
    "berapa lama lagi ya nyalanya?",
    "kode ini buat apa sih?",
    "kamu robot ya?",
    "tolong diulang pertanyaannya",
    "sebentar ya saya lihat dulu",
    "makasih",
)


def whole(tracker: DialogueStateTracker) -> DialogueStateTracker:
    """In place of the compaction: nothing is cut."""
    return tracker


async def answers(engine: Engine, messages: tuple[str, ...]) -> list[str]:
    """What the bot answers to each message; report numbers differ and are masked."""
    caller = Caller(engine)
    return [re.sub(r"[GK]\d{13}", "NOMOR", await caller.says(message)) for message in messages]


async def test_shortened_or_whole_the_same_talk_gets_the_same_answers(
    load_engine: LoadEngine, sqlite_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other_file = Path(shutil.copy(sqlite_file, sqlite_file.with_name("whole.db")))
    short = await load_engine(f"sqlite:///{sqlite_file}")
    with_compaction = await answers(short, WHOLE_TALK)
    await short.close()
    monkeypatch.setattr(tracker_store_module, "compacted", whole)
    long = await load_engine(f"sqlite:///{other_file}")
    without = await answers(long, WHOLE_TALK)
    await long.close()
    assert with_compaction == without


async def test_in_a_talk_of_200_turns_memory_stays_small_and_the_place_is_kept(engine: Engine) -> None:
    caller = Caller(engine)
    await caller.says(*AT_THE_CODES)
    sizes = []
    for detour in islice(cycle(DETOURS), 190):
        assert await caller.says(detour)
        tracker = await engine._store.retrieve(caller.sender)
        assert tracker is not None
        sizes.append(len(tracker.events))
    assert max(sizes) <= sizes[0] + 5
    assert await caller.is_asked() == "kode_08"
    await caller.says(*WHOLE_TALK[len(AT_THE_CODES) :])
    talk = await caller.talk()
    assert talk["ended"] is True
    assert talk["slots"]["hasil"] == "O10"
    assert len(talk["transcript"]) > 400


async def test_a_shortened_talk_knows_what_the_long_one_knew(engine: Engine) -> None:
    caller = Caller(engine)
    await caller.says(*AT_THE_CODES, "1")
    events = await engine._store.events_of(caller.sender)
    long = DialogueStateTracker.from_dict(caller.sender, events, engine._agent.domain.slots)
    short = compacted(long)
    assert short.current_slot_values() == long.current_slot_values()
    assert short.active_loop_name == long.active_loop_name == "form_diagnosis"
    assert short.latest_action_name == "action_listen"
    assert len(short.events) < len(long.events) / 2
    assert len(compacted(short).events) == len(short.events)


async def test_a_talk_in_the_middle_of_a_turn_is_left_alone(engine: Engine) -> None:
    caller = Caller(engine)
    await caller.says("halo")
    events = await engine._store.events_of(caller.sender)
    middle = DialogueStateTracker.from_dict(caller.sender, events[:-1], engine._agent.domain.slots)
    assert compacted(middle) is middle
