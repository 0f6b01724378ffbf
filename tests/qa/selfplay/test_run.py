"""Plans, shrinking, and a small self-play with the real assistant."""

from __future__ import annotations

import copy
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.apkt.store import TicketStore
from bot.customers.demo import load_demo
from bot.qa.selfplay.branches import Branch
from bot.qa.selfplay.laboratory import Laboratory
from bot.qa.selfplay.player import Part, Player
from bot.qa.selfplay.run import Plan, Script, shrunk
from bot.qa.selfplay.talk import CUSTOMER_FAULT, EMPTY_ANSWER, FORBIDDEN, Noise
from tests.engines import LoadEngine
from tests.qa.selfplay.assistants import FaithfulAssistant, Message
from tests.qa.selfplay.conftest import BOOK, QUESTIONS, sheet_of


def test_a_plan_gives_every_row_its_share() -> None:
    script = Script(Plan(0, 3, ("periksa",)), BOOK)
    rows = [script.part(number).branch.row for number in range(3 * len(script.branches.rows))]
    assert {rows.count(row) for _, row in script.branches.rows} == {3}


def test_every_row_of_the_book_can_be_arranged() -> None:
    script = Script(Plan(0, seed=3), BOOK)
    played = {row for _, row in script.branches.rows}
    assert played >= {outcome.id for outcome in BOOK.topics["periksa"].outcomes}


def test_the_same_plan_gives_the_same_parts_and_another_seed_others() -> None:
    scripts = [Script(Plan(0, seed, ("periksa",)), BOOK) for seed in (3, 3, 4)]
    parts = [[script.part(number) for number in range(12)] for script in scripts]
    assert parts[0] == parts[1]
    assert parts[0] != parts[2]


async def test_a_failing_talk_loses_every_noise_that_it_does_not_need(database_url: str, store: TicketStore) -> None:
    class LosesItsTongueAtSilence(FaithfulAssistant):
        def answers(self, text: str) -> list[Message]:
            return super().answers(text) if self.heard[-1] else []

    sheet = sheet_of("O1")
    needed, others = Noise("pesan kosong", 1), (Noise("menyimpang", 0, "alasan"), Noise("salah ketik", 2))
    part = Part(0, Branch("periksa", "O1", {}), sheet, (others[0], needed, others[1]), "1-0")

    class Anew:
        """Every talk with an assistant that has heard nothing yet."""

        def __init__(self) -> None:
            self._one = LosesItsTongueAtSilence(BOOK, sheet, store, QUESTIONS * 3)
            self._sender = ""

        async def handle(self, sender: str, text: str, metadata: dict[str, str]) -> list[Message]:
            if sender != self._sender:
                self._sender, self._one = sender, LosesItsTongueAtSilence(BOOK, sheet, store, QUESTIONS * 3)
            return await self._one.handle(sender, text, metadata)

        async def events_of(self, sender: str, since: int = 0) -> list[dict[str, object]]:
            return await self._one.events_of(sender, since)

    laboratory = Laboratory(Anew(), database_url)  # type: ignore[arg-type]
    result = await shrunk(Player(BOOK, laboratory), part, EMPTY_ANSWER)
    laboratory.close()
    assert result.noises == (needed,)
    assert [failure.name for failure in result.failures] == [EMPTY_ANSWER]


@pytest_asyncio.fixture
async def real(load_engine: LoadEngine, migrated_sqlite_file: Path, tmp_path: Path) -> AsyncIterator[Laboratory]:
    """A laboratory with the trained assistant."""
    database_url = f"sqlite:///{shutil.copy(migrated_sqlite_file, tmp_path / 'real.db')}"
    load_demo(database_url)
    engine = await load_engine(database_url)
    laboratory = Laboratory(engine, database_url)
    yield laboratory
    laboratory.close()
    await engine.close()


async def test_the_real_assistant_talks_with_customers_of_every_row(real: Laboratory) -> None:
    script = Script(Plan(0, 1, ("periksa",)), BOOK)
    player = Player(BOOK, real)
    results = [await player.play(script.part(number)) for number in range(11)]
    assert {result.row for result in results} == {row for _, row in script.branches.rows}
    assert all(result.turns > 2 for result in results)
    assert not [failure for result in results for failure in result.failures if failure.kind == CUSTOMER_FAULT]
    again = await player.play(script.part(3))
    assert again == results[3]


@pytest.mark.parametrize("words", ["Angka itu menunjukkan tegangan.", ""])
async def test_the_real_assistant_is_caught_when_it_is_led_astray(real: Laboratory, words: str) -> None:
    class LedAstray:
        """Says ``words`` in place of its second answer."""

        def __init__(self) -> None:
            self._turns = 0

        async def handle(self, sender: str, text: str, metadata: dict[str, str]) -> list[Message]:
            self._turns += 1
            answers = await real.assistant.handle(sender, text, metadata)
            return [{"text": words}] if self._turns == 2 else answers

        async def events_of(self, sender: str, since: int = 0) -> list[dict[str, object]]:
            return await real.assistant.events_of(sender, since)

    led_astray = copy.copy(real)
    led_astray.assistant = LedAstray()  # type: ignore[assignment]
    result = await Player(BOOK, led_astray).play(Script(Plan(0, 1, ("periksa",)), BOOK).part(0))
    assert result.turns == 2
    assert [failure.kind for failure in result.failures] == [FORBIDDEN if words else EMPTY_ANSWER]
