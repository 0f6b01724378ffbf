"""The CSO-side assistant in a call: the customer reacts by the stories and tells what is on the fact sheet."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest

from bot.roleplay.assistant.line import Line
from bot.roleplay.practice.customer import Caller
from bot.roleplay.practice.scenarios import Scenarios
from bot.settings import Settings
from bot.sop.book import load_book

BOOK = load_book()
CALL = Scenarios(BOOK).call("periksa/O4", 7)
_numbers = itertools.count()


@pytest.fixture(scope="module")
def line() -> Line:
    return Line.load(Settings.from_environment())


@pytest.fixture
def name(line: Line) -> Iterator[str]:
    """A call in which the customer has rung."""
    name = f"panggilan-{next(_numbers)}"
    caller = Caller(BOOK, CALL)
    caller.open()
    line.connect(name, caller)
    yield name
    line.hang_up(name)


async def test_the_customer_gives_the_name_of_the_fact_sheet(line: Line, name: str) -> None:
    said = await line.say(name, "Mohon maaf, dengan Bapak atau Ibu siapa kami berbicara?")
    assert CALL.sheet.persona.name.split()[0] in " ".join(said)


async def test_two_steps_in_one_message_are_both_understood(line: Line, name: str) -> None:
    said = await line.say(name, "Baik, mohon maaf atas kendalanya. Sebelumnya sudah pernah lapor?")
    assert said


async def test_who_was_promised_an_hour_holds_on_to_it(line: Line, name: str) -> None:
    said = await line.say(name, "Tenang saja, petugas pasti tiba jam 7 malam.")
    assert any("saya pegang" in text for text in said)


async def test_who_learns_what_a_code_is_for_says_so(line: Line, name: str) -> None:
    said = await line.say(name, "Kode 41 itu untuk melihat tegangan listriknya.")
    assert any("gunanya" in text for text in said)


async def test_after_the_closing_words_nobody_answers(line: Line, name: str) -> None:
    await line.say(name, "PLN 123, selamat pagi, saya Hana, ada yang bisa kami bantu?")
    goodbye = await line.say(name, "Terima kasih telah menghubungi PLN 123, selamat pagi Bapak Budi.")
    assert goodbye
    assert await line.say(name, "Halo, Pak?") == []


async def test_nobody_answers_on_a_line_without_a_caller(line: Line) -> None:
    assert await line.say("tidak-ada", "Halo, dengan Bapak siapa?") == []
