"""A failing talk is written as an e2e test that can be read, names only what exists, and asks for what must be."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.qa.customers import filled
from bot.qa.e2e_format import read_file
from bot.qa.e2e_model import SaidExpected, SlotExpected, TicketExpected
from bot.qa.selfplay.keep import keep
from bot.qa.selfplay.talk import TalkResult
from bot.qa.vocabulary import Vocabulary
from tests.qa.selfplay.assistants import (
    FaithfulAssistant,
    FilesAWrongTicket,
    Message,
    NeverUnderstands,
    SaysWhatACodeIsFor,
)
from tests.qa.selfplay.conftest import Play


async def kept_case(play: Play, saboteur: type[FaithfulAssistant], folder: Path, row: str = "O1"):  # type: ignore[no-untyped-def]
    result: TalkResult = await play(saboteur, row=row)
    (file,) = keep(folder, {result.failures[0].name: result}, seed=1)
    (case,) = read_file(file)
    assert list(Vocabulary.load().errors_of(case)) == []
    return result, filled(case)


async def test_a_wrong_ticket_becomes_the_ticket_that_is_expected(play: Play, tmp_path: Path) -> None:
    result, case = await kept_case(play, FilesAWrongTicket, tmp_path)
    assert [turn.text for turn in case.turns] == [exchange.said.text for exchange in result.exchanges]
    assert case.moment is not None
    (expected,) = case.turns[-1].expectations
    assert isinstance(expected, TicketExpected)
    assert expected.fields is not None
    assert expected.fields["permasalahan"].startswith("1 RUMAH PADAM (LAYAR")
    assert expected.count == 1


async def test_a_dead_end_becomes_the_slot_that_must_be_filled(play: Play, tmp_path: Path) -> None:
    _, case = await kept_case(play, NeverUnderstands, tmp_path)
    (expected,) = case.turns[-1].expectations
    assert isinstance(expected, SlotExpected)
    assert expected.slot == "nama"


async def test_a_matter_that_is_not_taken_up_becomes_a_question_that_must_come(play: Play, tmp_path: Path) -> None:
    class AsksNothing(NeverUnderstands):
        def ask(self, fact: str) -> list[Message]:
            return self.answers(f"Maaf, soal {fact} kami belum paham.")

    _, case = await kept_case(play, AsksNothing, tmp_path)
    (expected,) = case.turns[-1].expectations
    assert isinstance(expected, SlotExpected)
    assert expected.slot == "requested_slot"


async def test_a_forbidden_saying_becomes_words_that_must_be_absent(play: Play, tmp_path: Path) -> None:
    _, case = await kept_case(play, SaysWhatACodeIsFor, tmp_path)
    (expected,) = case.turns[-1].expectations
    assert isinstance(expected, SaidExpected)
    assert expected.absent
    assert "tegangan" in str(expected.matches)


@pytest.mark.parametrize("seed", [1, 2])
async def test_the_same_talk_gives_the_same_bytes(play: Play, tmp_path: Path, seed: int) -> None:
    result = await play(FilesAWrongTicket)
    first, second = (
        keep(tmp_path / name, {result.failures[0].name: result}, seed)[0].read_bytes() for name in ("a", "b")
    )
    assert first == second
