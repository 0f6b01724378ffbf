"""A practice call through the assistant: it goes as without it, and its stories bring what only they bring."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.roleplay.assistant.answering import ThroughTheAssistant
from bot.roleplay.practice.attempt import Attempt
from bot.roleplay.practice.practice import Practice
from bot.roleplay.practice.scenario import GUIDED
from bot.settings import Settings
from tests.roleplay.practice.officers import serve
from tests.roleplay.practice.paraphraser import Paraphraser

SCENARIOS = ("periksa/O10", "listriqu/O1", "progres/O1")
PROMISE = "Tenang saja, petugas pasti tiba jam 7 malam."


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder: Path = tmp_path_factory.mktemp("asisten")
    return dataclasses.replace(Settings.from_environment(), var_directory=folder)


@pytest.fixture(scope="module")
def through(settings: Settings) -> Iterator[Practice]:
    """Practice in which customers answer through the assistant."""
    assistant = ThroughTheAssistant(settings)
    yield Practice.open(settings, answering=assistant)
    assistant.close()


@pytest.fixture(scope="module")
def direct(settings: Settings) -> Practice:
    return Practice.open(settings)


def served(practice: Practice, scenario: str) -> Attempt:
    return serve(practice.begin(scenario, 11, GUIDED, officer="Hana"), speak=Paraphraser(), tries=2)


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_whole_call_goes_as_without_the_assistant(through: Practice, direct: Practice, scenario: str) -> None:
    one, other = served(through, scenario), served(direct, scenario)
    assert [event.content.get("texts") for event in one.events] == [
        event.content.get("texts") for event in other.events
    ]
    assert one.finish().score == other.finish().score


def test_who_was_promised_an_hour_holds_on_to_it_in_the_window(through: Practice) -> None:
    attempt = through.begin("periksa/O4", 7, GUIDED, officer="Hana")
    assert any("saya pegang" in text for text in attempt.say(PROMISE).texts)


def test_a_call_goes_on_after_a_restart(through: Practice) -> None:
    attempt = through.begin("periksa/O4", 7, GUIDED, officer="Hana")
    attempt.say("PLN 123, selamat pagi, saya Hana, ada yang bisa kami bantu?")
    again = through.resume(attempt.as_json())
    question = "Mohon maaf, dengan Bapak atau Ibu siapa kami berbicara?"
    assert again.say(question) == attempt.say(question)
