"""Places in Rasa 3.6 that take most of a turn without doing anything for it, and what stands there instead.

Each is measured in ``bench/turns.py`` (with and without, in one run); each leaves results as they are, which
``tests/engine/test_rasa_speed.py`` checks against the original.
"""

from __future__ import annotations

import copy
from collections.abc import Collection
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

import rasa.core.actions.action
import rasa.core.actions.forms
import rasa.core.policies.memoization
import rasa.core.policies.rule_policy
import rasa.core.processor
import rasa.shared.core.trackers
from rasa.core.actions.action import Action, RemoteAction
from rasa.core.policies.rule_policy import RulePolicy
from rasa.core.processor import MessageProcessor
from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import GraphNode
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.core.slots import Slot
from rasa.shared.core.trackers import AnySlotDict, DialogueStateTracker, TrackerActiveLoop
from rasa.utils.endpoints import EndpointConfig

from bot.engine.rasa_prediction import applied_events, possible_rules, predict_replaying_once, states_of_talk
from bot.engine.recalled_predictions import predict_or_recall


class InOrderGraphRunner(DaskGraphRunner):
    """Runs the model's graph node by node.

    A turn runs small graphs of a handful of nodes a few times; handing them to dask's scheduler costs more than
    most of the nodes themselves.
    """

    def run(self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None) -> dict[str, Any]:
        """Run what the targets need, each node once.

        Raises:
            GraphRunError: if a node needs an input that nothing provides.
        """
        given = inputs or {}
        outputs: dict[str, tuple[str, Any]] = {name: (name, value) for name, value in given.items()}
        wanted = targets or self._graph_schema.target_names
        for name in wanted:
            self._run_node(name, outputs)
        return {name: outputs[name][1] for name in wanted}

    def _run_node(self, name: str, outputs: dict[str, tuple[str, Any]]) -> None:
        if name in outputs:
            return
        try:
            needed = list(self._graph_schema.nodes[name].needs.values())
        except KeyError:
            raise GraphRunError(f"nothing provides {name!r}") from None
        for other in needed:
            self._run_node(other, outputs)
        node: GraphNode = self._instantiated_nodes[name]
        outputs[name] = node(*(outputs[other] for other in needed))


def slot_twin(slot: Slot) -> Slot:
    """A shallow copy, as ``copy.copy`` makes it, without going through the pickling protocol."""
    twin = object.__new__(type(slot))
    twin.__dict__.update(slot.__dict__)
    return twin


def _shared(slot: Slot) -> Slot:
    """The slot itself: trackers may share it, since none changes a slot that is in place."""
    return slot


def _set_slot(tracker: DialogueStateTracker, key: str, value: Any) -> None:
    """Put a slot with the value in the place of the one that is there.

    A tracker copies and resets all slots of the domain whenever it is copied, some ten times in a turn, to
    change a few of them: here only those few are copied.
    """
    if key not in tracker.slots:
        _report_missing_slot(tracker, key, value)
        return
    twin = slot_twin(tracker.slots[key])
    twin.value = value
    tracker.slots[key] = twin


_report_missing_slot = DialogueStateTracker._set_slot


def _reset_slots(tracker: DialogueStateTracker) -> None:
    """Put slots with their initial values in the place of those that were set."""
    for name, slot in tracker.slots.items():
        if slot._has_been_set:  # the attribute itself: a property is asked a million times in a few hundred turns
            twin = slot_twin(slot)
            twin.reset()
            tracker.slots[name] = twin


def _init_copy(tracker: DialogueStateTracker) -> DialogueStateTracker:
    """An empty tracker with the same slots, without asking each slot for a copy."""
    twin = DialogueStateTracker(
        tracker.sender_id, None, tracker._max_event_history, is_rule_tracker=tracker.is_rule_tracker
    )
    if isinstance(tracker.slots, AnySlotDict):
        return twin
    twin.slots = dict(tracker.slots)
    twin._reset_slots()
    return twin


def _copy_tracker(tracker: DialogueStateTracker) -> DialogueStateTracker:
    """A tracker that stands where this one stands, without replaying its events."""
    twin: DialogueStateTracker = object.__new__(type(tracker))
    twin.__dict__.update(tracker.__dict__)
    twin.events = tracker.events.copy()
    twin.slots = tracker.slots.copy()
    twin.latest_action = dict(tracker.latest_action or {})
    twin.active_loop = copy.copy(tracker.active_loop)
    # as Rasa's own copies have it
    twin.sender_source = twin.model_id = twin.assistant_id = None
    return twin


def _slots_in_state(tracker: DialogueStateTracker, omit_unset_slots: bool = False) -> dict[str, Any]:
    """The features of the slots that steer the talk, without asking the many others for theirs.

    A slot without a value has no features, of whatever type it is.
    """
    steering = {
        name: slot for name, slot in tracker.slots.items() if slot.influence_conversation and slot._value is not None
    }
    return dict(_features_of_all_slots(SimpleNamespace(slots=steering), omit_unset_slots=omit_unset_slots))


_features_of_all_slots = Domain._get_slots_sub_state


_look_through_event_classes = Event.resolve_by_type
_event_classes: dict[str, type[Event]] = {}


def _event_class(type_name: str, default: type[Event] | None = None) -> type[Event] | None:
    """The class of an event by its name, looked for once.

    For every event that an action answers with, Rasa goes through all classes of events and asks each whether
    it is abstract.
    """
    known = _event_classes.get(type_name)
    if known is not None:
        return known
    found = _look_through_event_classes(type_name, default)
    if found is not None and found.type_name == type_name:
        _event_classes[type_name] = found
    return found


_make_default_actions = rasa.core.actions.action.default_actions


def _default_actions_made_once(action_endpoint: EndpointConfig | None = None) -> list[Action]:
    """Rasa's own actions, which keep nothing between two runs; it makes all twelve to find any action by its name."""
    if action_endpoint is None:
        return list(_make_default_actions(None))
    kept = vars(action_endpoint)
    if "_default_actions" not in kept:
        kept["_default_actions"] = _make_default_actions(action_endpoint)
    actions: list[Action] = kept["_default_actions"]
    return actions


def _fields_of(loop: TrackerActiveLoop) -> dict[str, Any]:
    """``dataclasses.asdict`` without copying the message by which the form was begun down to its last word."""
    return dict(vars(loop))


def _is_empty_domain(domain: Domain) -> bool:
    """Whether there is nothing in the domain; Rasa makes an empty one in every turn to hold it against."""
    return domain.as_dict() == _empty_domain()


@lru_cache(maxsize=1)
def _empty_domain() -> dict[str, Any]:
    return dict(Domain.empty().as_dict())


# these copy states and events in depth, and only for debug lines that are not printed
_COPYING_FOR_DEBUG = (
    rasa.core.processor, rasa.core.policies.memoization, rasa.core.policies.rule_policy, rasa.core.actions.forms,
)  # fmt: skip
_NO_COPY = SimpleNamespace(deepcopy=lambda value: value)

PARTS: dict[str, tuple[tuple[Any, str, Any], ...]] = {
    "graph": ((rasa.core.processor, "DaskGraphRunner", InOrderGraphRunner),),
    "slots": (
        (Slot, "__copy__", _shared),
        (DialogueStateTracker, "_set_slot", _set_slot),
        (DialogueStateTracker, "_reset_slots", _reset_slots),
        (DialogueStateTracker, "init_copy", _init_copy),
        (DialogueStateTracker, "copy", _copy_tracker),
        (Domain, "_get_slots_sub_state", staticmethod(_slots_in_state)),
    ),
    # Rasa compiles one and the same JSON schema for every answer of an action server, about 30 ms each; actions
    # that run in this process are checked by the SDK's own executor (``validate_events``)
    "schema": ((RemoteAction, "_validate_action_result", lambda _self, _result: True),),
    "events": ((Event, "resolve_by_type", staticmethod(_event_class)),),
    "copies": (
        *((module, "copy", _NO_COPY) for module in _COPYING_FOR_DEBUG),
        (rasa.shared.core.trackers, "dataclasses", SimpleNamespace(asdict=_fields_of)),
        # writes out all slots after every action, for another such line
        (MessageProcessor, "_log_slots", staticmethod(lambda _tracker: None)),
    ),
    "replays": (
        (MessageProcessor, "_predict_next_with_tracker", predict_replaying_once),
        (Domain, "states_for_tracker_history", states_of_talk),
        (DialogueStateTracker, "applied_events", applied_events),
    ),
    # a step further than "replays", in whose place it stands where both are
    "recall": ((MessageProcessor, "_predict_next_with_tracker", predict_or_recall),),
    "rules": ((RulePolicy, "_get_possible_keys", possible_rules),),
    "lookups": (
        (rasa.core.actions.action, "default_actions", _default_actions_made_once),
        (Domain, "is_empty", _is_empty_domain),
    ),
}
"""What stands in whose place, by the names under which ``bench/turns.py`` measures what each part gains."""

_ORIGINALS = {(owner, name): vars(owner).get(name) for part in PARTS.values() for owner, name, _ in part}


def speed_up(without: Collection[str] = ()) -> None:
    """Put all of them in place; for a process that serves talks. Doing it twice changes nothing.

    Args:
        without: parts that stay as Rasa has them.
    """
    for (owner, name), original in _ORIGINALS.items():
        if original is not None:
            setattr(owner, name, original)
        elif name in vars(owner):
            delattr(owner, name)
    for part, replacements in PARTS.items():
        if part not in without:
            for owner, name, replacement in replacements:
                setattr(owner, name, replacement)
