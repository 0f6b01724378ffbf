"""What is recalled is what Rasa would predict anew."""

from __future__ import annotations

import bot.engine.preload  # noqa: F401  # isort: skip  # before anything of Rasa

from collections.abc import Callable
from typing import Any

import pytest
from rasa.core.policies.policy import PolicyPrediction
from rasa.core.processor import MessageProcessor
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActiveLoop,
    BotUttered,
    DefinePrevUserUtteredFeaturization,
    Event,
    LoopInterrupted,
    Restarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.importers.importer import TrainingDataImporter

from bot.engine import recalled_predictions
from bot.engine.engine import Engine
from bot.engine.rasa_prediction import predict_replaying_once
from bot.engine.rasa_speed import slot_twin
from bot.engine.recalled_predictions import RecalledPredictions, predict_or_recall, what_decides
from bot.settings import PROJECT_ROOT
from tests.engine.talking import WHOLE_TALK, Caller
from tests.engine.test_rasa_prediction import DOMAIN

STEERING = ("hasil", "marah")
DETOURS = (
    "kenapa ditanya?",
    "kamu robot ya?",
    "tunggu sebentar",
    "kapan selesainya?",
    "asdf qwer",
    "batal saja",
    "tidak",
)


def message(intent: str, text: str = "halo", entities: tuple[str, ...] = ()) -> UserUttered:
    """What a caller said."""
    return UserUttered(
        text, {"name": intent, "confidence": 1.0}, [{"entity": name, "value": name} for name in entities]
    )


def talk(*events: Event, **initial: Any) -> DialogueStateTracker:
    """A talk in which a caller has spoken, and what came then."""
    slots = [slot_twin(slot) for slot in DOMAIN.slots]
    for slot in slots:
        slot.initial_value = initial.get(slot.name, slot.initial_value)
        slot.reset()
    begun = (ActionExecuted("action_listen"), message("salam"))
    return DialogueStateTracker.from_events("siapa", [*begun, *events], slots)


@pytest.mark.parametrize(
    "event",
    [
        message("jawab"),
        message("salam", entities=("kota",)),
        message("salam", text=""),
        SlotSet("hasil", "padam"),
        SlotSet("marah", True),
        ActiveLoop("form_satu"),
        ActionExecuted("action_satu"),
        ActionExecuted("action_satu", hide_rule_turn=True),
        ActionExecutionRejected("form_satu"),
        LoopInterrupted(True),
        DefinePrevUserUtteredFeaturization(False),
    ],
    ids=str,
)
def test_whatever_policies_look_at_decides(event: Event) -> None:
    assert what_decides(talk(event), STEERING) != what_decides(talk(), STEERING)
    assert what_decides(talk(event), STEERING) == what_decides(talk(event), STEERING)


def test_what_a_talk_begins_with_decides() -> None:
    assert what_decides(talk(hasil="padam"), STEERING) != what_decides(talk(), STEERING)


@pytest.mark.parametrize("event", [BotUttered("ya"), SlotSet("nama", "Budi")], ids=str)
def test_what_no_policy_looks_at_decides_nothing(event: Event) -> None:
    assert what_decides(talk(event), STEERING) == what_decides(talk(), STEERING)


def test_an_event_of_another_kind_is_left_to_rasa() -> None:
    assert what_decides(talk(Restarted(), ActionExecuted("action_satu")), STEERING) is None


def test_a_slot_that_holds_a_list_is_left_to_rasa() -> None:
    assert what_decides(talk(SlotSet("hasil", ["padam"])), STEERING) is None


@pytest.mark.parametrize("left", ["words", "slots"])
def test_of_a_form_that_goes_on_only_the_form_decides(left: str) -> None:
    other = message("tanya", "lain") if left == "words" else SlotSet("hasil", "padam")
    running = (ActiveLoop("form_satu"), ActionExecuted("action_listen"))
    assert what_decides(talk(*running, other), STEERING) == what_decides(talk(*running), STEERING) != None  # noqa: E711


@pytest.mark.parametrize("event", [message("restart"), ActionExecutionRejected("form_satu")], ids=str)
def test_of_a_form_that_does_not_go_on_more_decides(event: Event) -> None:
    running = (ActiveLoop("form_satu"), ActionExecuted("action_listen"))
    assert what_decides(talk(*running, event), STEERING) != what_decides(talk(*running), STEERING)


class Processor:
    """Predicts something new each time."""

    def __init__(self) -> None:
        self.domain = DOMAIN


@pytest.fixture
def predicted(monkeypatch: pytest.MonkeyPatch) -> list[PolicyPrediction]:
    """What was predicted, not recalled."""
    made: list[PolicyPrediction] = []

    def predict(_processor: object, _tracker: object) -> PolicyPrediction:
        prediction = PolicyPrediction.for_action_name(DOMAIN, "action_satu")
        prediction.events.append(LoopInterrupted(True))
        made.append(prediction)
        return prediction

    monkeypatch.setattr(recalled_predictions, "predict_replaying_once", predict)
    return made


Recall = Callable[[DialogueStateTracker], PolicyPrediction]


@pytest.fixture
def recall() -> Recall:
    """Predicts or recalls, with one model."""
    processor = Processor()
    return lambda tracker: predict_or_recall(processor, tracker)  # type: ignore[arg-type]


def test_what_was_predicted_is_not_predicted_again(predicted: list[PolicyPrediction], recall: Recall) -> None:
    assert recall(talk()) == recall(talk()) == predicted[0]
    assert len(predicted) == 1
    recall(talk(message("jawab")))
    assert len(predicted) == 2


@pytest.mark.usefixtures("predicted")
def test_what_is_done_to_a_prediction_does_not_come_back(recall: Recall) -> None:
    for _ in range(3):
        prediction = recall(talk())
        assert (max(prediction.probabilities), len(prediction.events)) == (1.0, 1)
        assert prediction.events[0].timestamp != 7.0
        prediction.events[0].timestamp = 7.0
        prediction.events.append(LoopInterrupted(False))
        prediction.probabilities[:] = [0.0] * len(prediction.probabilities)


def test_only_so_many_are_kept(
    predicted: list[PolicyPrediction], recall: Recall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recalled_predictions, "PREDICTIONS_KEPT", 2)
    for intent in ("salam", "jawab", "salam", "tanya", "salam", "jawab"):  # "jawab" is asked for longest ago
        recall(talk(message(intent)))
    assert len(predicted) == 4


def test_models_do_not_recall_each_others(predicted: list[PolicyPrediction]) -> None:
    for _ in range(2):
        predict_or_recall(Processor(), talk())  # type: ignore[arg-type]
    assert len(predicted) == 2


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """While it is there, each recalled prediction is held against a new one."""
    recalled: list[str] = []

    def all_of(prediction: PolicyPrediction) -> dict[str, Any]:
        events = [{**event.as_dict(), "timestamp": None} for event in prediction.events]
        return {**vars(prediction), "events": events}

    def compare(processor: MessageProcessor, tracker: DialogueStateTracker) -> PolicyPrediction:
        known = RecalledPredictions.of(processor)
        decides, prediction = known.recall(tracker)
        anew = predict_replaying_once(processor, tracker)
        if prediction is not None:
            assert all_of(prediction) == all_of(anew), decides
            recalled.append(str(decides))
        elif decides is not None:
            known.keep(decides, anew)
        return anew

    monkeypatch.setattr(MessageProcessor, "_predict_next_with_tracker", compare)
    return recalled


async def test_in_whole_talks_each_is_what_would_be_predicted_anew(engine: Engine, compared: list[str]) -> None:
    for detour in DETOURS:
        caller = Caller(engine, sender=detour)
        for answer in WHOLE_TALK:
            await caller.says(answer, detour)
    assert len(compared) > 200
    assert len(set(compared)) > 50


def test_no_story_goes_by_the_words_themselves() -> None:
    """Words are not among what decides."""
    files = {name: str(PROJECT_ROOT / name) for name in ("config.yml", "domain.yml")}
    importer = TrainingDataImporter.load_from_config(
        files["config.yml"], files["domain.yml"], [str(PROJECT_ROOT / "data" / kind) for kind in ("stories", "rules")]
    )
    messages = [
        event for step in importer.get_stories().story_steps for event in step.events if isinstance(event, UserUttered)
    ]
    assert messages
    assert all(said.intent_name and not said.text for said in messages)
