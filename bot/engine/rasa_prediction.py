"""What policies look at before they predict: the states that a talk went through, and the rules that fit the last one.

Rasa replays the talk for every policy and for every way in which one looks at it, three times in a prediction, and
asks all steering slots for their features at every step. Here it is replayed once in a prediction, and the slots are
asked again only after one of them may have changed. Nothing is kept from one prediction to the next.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from rasa.core.policies.policy import PolicyPrediction
from rasa.core.policies.rule_policy import RulePolicy
from rasa.core.processor import MessageProcessor
from rasa.shared.core.constants import ACTIVE_LOOP, PREVIOUS_ACTION, SLOTS, USER
from rasa.shared.core.domain import Domain, State, SubState
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActiveLoop,
    BotUttered,
    DefinePrevUserUtteredFeaturization,
    Event,
    LoopInterrupted,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ACTION_NAME

_ADDS_ONLY = frozenset(
    {ActionExecutionRejected, ActiveLoop, BotUttered, DefinePrevUserUtteredFeaturization, LoopInterrupted, SlotSet,
     UserUttered}
)  # fmt: skip
"""Events that are applied whatever else happened."""
_LEAVES_MESSAGE = frozenset({ActionExecuted, ActionExecutionRejected, ActiveLoop, BotUttered, LoopInterrupted, SlotSet})
_LEAVES_SLOTS = (_ADDS_ONLY - {SlotSet}) | {ActionExecuted}
# where a tracker that is predicted for keeps its moments for that long
_MOMENTS = "_moments_of_this_prediction"

_predict = MessageProcessor._predict_next_with_tracker
_applied_events = DialogueStateTracker.applied_events
_possible_rules = RulePolicy._get_possible_keys


@dataclass(frozen=True)
class _Moment:
    """Where the talk stood before an action; what is in ``state`` is shared and must not be changed.

    Attributes:
        hidden: the action is a rule's alone, which stories know nothing of.
        decides: whether ``hidden`` holds from here on; a form that runs goes on as it was.
    """

    state: State
    hidden: bool
    previous_action: SubState | None
    decides: bool


def predict_replaying_once(processor: MessageProcessor, tracker: DialogueStateTracker) -> PolicyPrediction:
    """Predict as Rasa does; all policies look at one replay of the talk."""
    setattr(tracker, _MOMENTS, {})
    try:
        return _predict(processor, tracker)
    finally:
        delattr(tracker, _MOMENTS)


def states_of_talk(
    domain: Domain,
    tracker: DialogueStateTracker,
    omit_unset_slots: bool = False,
    ignore_rule_only_turns: bool = False,
    rule_only_data: dict[str, Any] | None = None,
) -> list[State]:
    """See ``Domain.states_for_tracker_history``: the states of the talk before each action, and the present one."""
    states: list[State] = []
    last_shown_action: SubState | None = None
    hides = False
    for moment in _moments(domain, tracker, omit_unset_slots):
        if ignore_rule_only_turns:
            if not hides:
                last_shown_action = moment.previous_action
            if moment.decides:
                hides = moment.hidden
            if hides:
                continue
        state = {part: dict(sub_state) for part, sub_state in moment.state.items()}
        if ignore_rule_only_turns:
            domain._remove_rule_only_features(state, rule_only_data)
            if states:
                domain._substitute_rule_only_user_input(state, states[-1])
            if last_shown_action:
                state[PREVIOUS_ACTION] = last_shown_action
        states.append(domain._clean_state(state))
    return states


def _moments(domain: Domain, tracker: DialogueStateTracker, omit_unset_slots: bool) -> list[_Moment]:
    known = getattr(tracker, _MOMENTS, None)
    if known is None:
        return list(_replayed(domain, tracker, omit_unset_slots))
    if omit_unset_slots not in known:
        known[omit_unset_slots] = list(_replayed(domain, tracker, omit_unset_slots))
    moments: list[_Moment] = known[omit_unset_slots]
    return moments


def _replayed(domain: Domain, tracker: DialogueStateTracker, omit_unset_slots: bool) -> Iterator[_Moment]:
    replay = tracker.init_copy()
    user: SubState = {}
    slots: SubState = {}
    message_changed = slots_changed = True
    for event in (*tracker.applied_events(), None):
        if event is None or isinstance(event, ActionExecuted):
            if message_changed:
                user, message_changed = domain._get_user_sub_state(replay), False
            if slots_changed:
                slots = domain._get_slots_sub_state(replay, omit_unset_slots=omit_unset_slots)
                slots_changed = False
            state = {
                USER: user,
                SLOTS: slots,
                PREVIOUS_ACTION: domain._get_prev_action_sub_state(replay),
                ACTIVE_LOOP: domain._get_active_loop_sub_state(replay),
            }
            yield _Moment(
                domain._clean_state(state),
                hidden=event is not None and event.hide_rule_turn,
                previous_action=state[PREVIOUS_ACTION],
                decides=not replay.followup_action and replay.latest_action_name != replay.active_loop_name,
            )
        if event is not None and type(event) is not BotUttered and not _sets_what_nothing_looks_at(event, replay):
            event.apply_to(replay)
            message_changed = message_changed or type(event) not in _LEAVES_MESSAGE
            slots_changed = slots_changed or type(event) not in _LEAVES_SLOTS


def _sets_what_nothing_looks_at(event: Event, tracker: DialogueStateTracker) -> bool:
    """Whether the event only sets a slot that policies do not look at."""
    if type(event) is not SlotSet:
        return False
    slot = tracker.slots.get(event.key)
    return slot is None or not slot.influence_conversation


def applied_events(tracker: DialogueStateTracker) -> list[Event]:
    """See ``DialogueStateTracker.applied_events``; the class of most events tells that they are simply added.

    Rasa asks every event whether it is of any of five classes, which are abstract ones and slow to answer.
    """
    loops = {event.name for event in tracker.events if type(event) is ActiveLoop}
    applied: list[Event] = []
    for event in tracker.events:
        if type(event) in _ADDS_ONLY:
            applied.append(event)
        elif type(event) is ActionExecuted:
            name = event.action_name
            if name and name in loops and not tracker._first_loop_execution_or_unhappy_path(name, applied):
                tracker._undo_till_previous_loop_execution(name, applied)
            else:
                applied.append(event)
        elif type(event) is SessionStarted:
            applied = []
        else:
            return _applied_events(tracker)
    return applied


def possible_rules(policy: RulePolicy, lookup: dict[str, str], states: list[State]) -> set[str]:
    """See ``RulePolicy._get_possible_keys``; only rules that go on from the last action are held against the states."""
    action = (states[-1].get(PREVIOUS_ACTION) or {}).get(ACTION_NAME) if states else None
    by_action = _rules_by_last_action(policy, lookup)
    candidates = {*by_action.get(action, ()), *by_action.get(None, ())} if action else set(lookup)
    if not candidates:
        return candidates
    return set(_possible_rules(policy, dict.fromkeys(candidates, ""), states))


def _rules_by_last_action(policy: RulePolicy, lookup: dict[str, str]) -> dict[str | None, list[str]]:
    """The rules by the action that they go on from; under ``None`` those that name none."""
    sorted_so_far = vars(policy).setdefault("_sorted_rules", {})
    known = sorted_so_far.get(id(lookup))
    if known is None or known[0] is not lookup or known[1] != len(lookup):
        by_action: dict[str | None, list[str]] = {}
        for key in lookup:
            last = policy._rule_key_to_state(key)[-1:]
            action = (last[0].get(PREVIOUS_ACTION) or {}).get(ACTION_NAME) if last else None
            by_action.setdefault(action, []).append(key)
        known = sorted_so_far[id(lookup)] = (lookup, len(lookup), by_action)
    rules: dict[str | None, list[str]] = known[2]
    return rules
