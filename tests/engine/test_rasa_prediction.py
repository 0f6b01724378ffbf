"""Policies see what Rasa's own replays show them, of any talk."""

from __future__ import annotations

import bot.engine.preload  # noqa: F401  # isort: skip  # before anything of Rasa

import json
import random
from typing import Any

import pytest
from rasa.core.policies.policy import PolicyPrediction
from rasa.core.policies.rule_policy import RulePolicy
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActionReverted,
    ActiveLoop,
    AllSlotsReset,
    BotUttered,
    Event,
    FollowupAction,
    LoopInterrupted,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUtteranceReverted,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot.engine import rasa_prediction
from bot.engine.rasa_prediction import applied_events, possible_rules, predict_replaying_once, states_of_talk

STATES_AS_RASA_HAS_IT = Domain.states_for_tracker_history
TALKS = 300
DOMAIN = Domain.from_dict(
    {
        "intents": ["salam", "jawab", "tanya"],
        "slots": {
            "nama": {"type": "text", "influence_conversation": False, "mappings": []},
            "hasil": {"type": "categorical", "values": ["padam", "menyala"], "mappings": []},
            "marah": {"type": "bool", "initial_value": False, "mappings": []},
        },
        "forms": {"form_satu": {"required_slots": ["nama"]}, "form_dua": {"required_slots": ["nama"]}},
        "actions": ["action_satu"],
    }
)
RULE_ONLY = {"rule_only_slots": ["marah"], "rule_only_loops": ["form_dua"]}


def any_event(choose: random.Random) -> Event:
    """An event such as a talk is made of; the commonest come often."""
    name = choose.choice(["action_listen", "action_listen", "form_satu", "form_satu", "form_dua", "action_satu"])
    hidden = ActionExecuted(name, hide_rule_turn=choose.random() < 0.3)
    intent = {"name": choose.choice(["salam", "jawab", "tanya"]), "confidence": 1.0}
    common = [
        hidden,
        ActionExecuted(name),
        UserUttered("halo", intent, [{"entity": "kota", "value": "Malang"}]),
        BotUttered("ya"),
        SlotSet("nama", choose.choice(["Budi", None])),
        SlotSet("hasil", choose.choice(["padam", "menyala", None])),
        SlotSet("marah", choose.choice([True, False])),
        ActiveLoop(choose.choice(["form_satu", "form_dua", None])),
    ]
    rare = [
        ActionExecutionRejected(name),
        LoopInterrupted(True),
        FollowupAction("action_satu"),
        ActionReverted(),
        UserUtteranceReverted(),
        AllSlotsReset(),
        SessionStarted(),
        Restarted(),
    ]
    return choose.choice(rare if choose.random() < 0.1 else common)


def any_talk(number: int) -> DialogueStateTracker:
    """The talk of this number: always the same one."""
    choose = random.Random(number)
    tracker = DialogueStateTracker("siapa", DOMAIN.slots)
    for _ in range(choose.randint(0, 40)):
        tracker.update(any_event(choose))
    return tracker


@pytest.mark.parametrize("looking", [{}, {"ignore_rule_only_turns": True, "rule_only_data": RULE_ONLY}])
def test_states_are_those_of_rasas_replay(looking: dict[str, Any]) -> None:
    seen = 0
    for number in range(TALKS):
        tracker = any_talk(number)
        for omit in (False, True):
            expected = STATES_AS_RASA_HAS_IT(DOMAIN, tracker, omit_unset_slots=omit, **looking)
            assert states_of_talk(DOMAIN, tracker, omit_unset_slots=omit, **looking) == expected
            seen += len(expected)
    assert seen > TALKS  # they do hold something


def test_a_changed_state_leaves_the_next_look_at_the_same_talk_alone() -> None:
    seen: list[Any] = []

    class Processor:
        def predict(self, tracker: DialogueStateTracker) -> None:
            for _ in range(2):
                states = states_of_talk(DOMAIN, tracker)
                seen.append(json.loads(json.dumps(states)))
                for state in states:
                    for part in state.values():
                        part.clear()

    _look_within_a_prediction(Processor.predict, any_talk(7))
    assert seen[0] == seen[1] != []


def test_nothing_of_a_prediction_is_left_for_the_next() -> None:
    lengths: list[int] = []

    def predict(_processor: object, tracker: DialogueStateTracker) -> None:
        lengths.append(len(states_of_talk(DOMAIN, tracker)))

    tracker = DialogueStateTracker("siapa", DOMAIN.slots)
    _look_within_a_prediction(predict, tracker)
    tracker.update(ActionExecuted("action_satu"))
    _look_within_a_prediction(predict, tracker)
    assert lengths == [1, 2]


def _look_within_a_prediction(predict: Any, tracker: DialogueStateTracker) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(rasa_prediction, "_predict", predict)
        predict_replaying_once(object(), tracker)  # type: ignore[arg-type]


def test_a_prediction_is_rasas_own(monkeypatch: pytest.MonkeyPatch) -> None:
    made = PolicyPrediction.for_action_name(DOMAIN, "action_satu")
    monkeypatch.setattr(rasa_prediction, "_predict", lambda _processor, _tracker: made)
    assert predict_replaying_once(object(), any_talk(1)) is made  # type: ignore[arg-type]


def test_the_events_that_count_are_those_that_rasa_counts() -> None:
    for number in range(TALKS):
        tracker = any_talk(number)
        assert applied_events(tracker) == rasa_prediction._applied_events(tracker)


def state(choose: random.Random) -> dict[str, Any]:
    """A state of a talk or of a rule; that before the first action has none before it."""
    found: dict[str, Any] = {
        "user": {"intent": choose.choice(["salam", "jawab"])},
        "slots": {"hasil": choose.choice([[1.0, 0.0], [0.0, 1.0], "None"])},
        "prev_action": {"action_name": choose.choice(["action_listen", "action_satu", "form_satu"])},
    }
    for part in ("user", "slots", "prev_action"):
        if choose.random() < 0.25:
            del found[part]
    return found


def test_the_rules_that_fit_are_those_that_rasa_finds() -> None:
    choose = random.Random(5)
    lookup = {
        json.dumps([state(choose) for _ in range(choose.randint(1, 3))], sort_keys=True): "action_satu"
        for _ in range(200)
    }
    policy = RulePolicy.__new__(RulePolicy)
    fitting = 0
    for _ in range(TALKS):
        states = [state(choose) for _ in range(choose.randint(1, 3))]
        expected = rasa_prediction._possible_rules(policy, lookup, states)
        assert possible_rules(policy, lookup, states) == expected
        fitting += len(expected)
    assert fitting > TALKS


def test_rules_that_came_later_are_found_too() -> None:
    policy = RulePolicy.__new__(RulePolicy)
    lookup: dict[str, str] = {}
    present = [{"prev_action": {"action_name": "action_listen"}, "user": {"intent": "salam"}}]
    assert possible_rules(policy, lookup, present) == set()
    lookup[json.dumps(present)] = "action_satu"
    assert possible_rules(policy, lookup, present) == {json.dumps(present)}
