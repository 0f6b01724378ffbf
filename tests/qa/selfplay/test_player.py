"""A talk that is as it should be passes; each saboteur is caught for what it does, and for nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from bot.apkt.handover import HandoverQueue
from bot.qa.loops_of_book import HAND_OVER
from bot.qa.selfplay.talk import (
    BROKE,
    DEAD_END,
    EMPTY_ANSWER,
    EXTRA_TICKET,
    FORBIDDEN,
    NO_TICKET,
    NOT_HANDED_OVER,
    WRONG_TICKET,
)
from tests.qa.selfplay.assistants import (
    Breaks,
    FaithfulAssistant,
    FilesAWrongTicket,
    FilesNothing,
    FilesTwice,
    GoesSilent,
    NeverUnderstands,
    SaysWhatACodeIsFor,
)
from tests.qa.selfplay.conftest import BRANCHES, QUESTIONS, Play


@pytest.mark.parametrize("row", sorted(set(BRANCHES) - {"keluar"}))
async def test_an_assistant_that_keeps_to_the_book_is_not_blamed(play: Play, row: str) -> None:
    result = await play(row=row)
    assert result.failures == ()
    assert result.turns == 4


@pytest.mark.parametrize(
    ("saboteur", "kind"),
    [
        (FilesAWrongTicket, WRONG_TICKET),
        (FilesTwice, EXTRA_TICKET),
        (FilesNothing, NO_TICKET),
        (SaysWhatACodeIsFor, FORBIDDEN),
        (GoesSilent, EMPTY_ANSWER),
        (NeverUnderstands, DEAD_END),
        (Breaks, BROKE),
    ],
)
async def test_a_saboteur_is_caught(play: Play, saboteur: type[FaithfulAssistant], kind: str) -> None:
    result = await play(saboteur)
    assert {failure.kind for failure in result.failures} == {kind}


async def test_an_answered_question_that_is_left_to_an_officer_is_caught(play: Play) -> None:
    class GivesTheCallerAway(NeverUnderstands):
        async def handle(self, sender: str, text: str, metadata: Mapping[str, Any]) -> list[dict[str, Any]]:
            if self.heard:
                self._events.append({"event": "action", "name": HAND_OVER})
            return await super().handle(sender, text, metadata)

    (failure,) = (await play(GivesTheCallerAway)).failures
    assert (failure.kind, failure.subject) == (DEAD_END, "nama")
    assert "diserahkan ke petugas" in failure.detail


@pytest.mark.parametrize("files_at", [4, 9], ids=["after the report", "before it"])
async def test_who_asks_for_a_human_keeps_the_report_that_was_made_before(
    play: Play, database_url: str, files_at: int
) -> None:
    class FilesThenHandsOver(FaithfulAssistant):
        async def handle(self, sender: str, text: str, metadata: Mapping[str, Any]) -> list[dict[str, Any]]:
            answers = await super().handle(sender, text, metadata)
            if len(self.heard) == files_at:
                self.file(sender)
            if "petugas" in text.lower():
                queue = HandoverQueue(database_url)
                queue.create(sender, "penelepon meminta petugas", {})
                queue.close_connections()
            return answers

    questions = (*QUESTIONS, "bantuan_lain", "informasi_jelas")
    result = await play(FilesThenHandsOver, questions=questions, wants_human=True)
    assert "petugas" in result.exchanges[-1].said.text.lower()
    assert result.failures == ()


async def test_a_wrong_ticket_is_named_by_its_field(play: Play) -> None:
    (failure,) = (await play(FilesAWrongTicket)).failures
    assert failure.subject == "permasalahan"
    assert "LAYAR APP BLANK/GELAP" in failure.detail
    assert "'1 RUMAH PADAM'" in failure.detail


async def test_a_report_where_none_may_be_is_caught(play: Play) -> None:
    class FilesAnyway(FaithfulAssistant):
        def file(self, sender: str) -> None:
            draft = self.draft({"jenis": "GANGGUAN", "permasalahan": "1 RUMAH PADAM"})
            self._store.create(draft, actor="bot", idempotency_key=sender)

    assert [failure.kind for failure in (await play(FilesAnyway, row="O8")).failures] == [EXTRA_TICKET]


async def test_a_repeated_report_that_reaches_no_officer_is_caught(play: Play) -> None:
    assert [failure.kind for failure in (await play(row="keluar")).failures] == [NOT_HANDED_OVER]


async def test_no_talk_finds_the_report_of_another(play: Play) -> None:
    first, second = await play(), await play()
    assert first == second
