"""Shortening a live tracker to what the policies need, after every turn.

Rasa replays every event of a session several times in each turn, so that a turn costs more the longer the talk
is. And it marks a form that is asked again after a detour as a hidden rule turn: the stories then lose their
place when that form ends. What the policies need of the past is little: the slots, the running form, and the
message that began the way through the stories (the memoization looks at one state, ``max_history: 1``).

A slot keeps its value by beginning with it: not even the events that set the slots are replayed. Rasa's forms try
events out on a tracker of their own, which begins with the domain's slots; here it begins with the talk's.

The full talk stays in the store; only the tracker in memory is cut. Measured with and without, turn by turn, in
``tests/engine/test_compaction.py``.
"""

from __future__ import annotations

from rasa.core.actions.forms import FormAction
from rasa.core.policies.memoization import MemoizationPolicy
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME, REQUESTED_SLOT
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.slots import Slot
from rasa.shared.core.trackers import DialogueStateTracker

from bot.engine.rasa_speed import slot_twin


def _tracker_to_try_on(
    form: FormAction,
    tracker: DialogueStateTracker,
    more: list[Event],
    domain: Domain,  # noqa: ARG001 - the arguments are Rasa's
) -> DialogueStateTracker:
    """The talk with ``more`` after it, the talk itself untouched."""
    twin = tracker.copy()
    for event in (SlotSet(REQUESTED_SLOT, form.get_slot_to_fill(tracker)), ActionExecuted(form.name()), *more):
        twin.update(event)
    return twin


FormAction._temporary_tracker = _tracker_to_try_on


def compacted(tracker: DialogueStateTracker) -> DialogueStateTracker:
    """A short tracker that stands at the same place; the tracker itself if it is not between two turns."""
    if tracker.latest_action_name != ACTION_LISTEN_NAME:
        return tracker
    events: list[Event] = [ActionExecuted(ACTION_SESSION_START_NAME), SessionStarted()]
    beginning = _beginning_of_story(tracker)
    if beginning is not None and tracker.active_loop_name:
        events += [ActionExecuted(ACTION_LISTEN_NAME), beginning]
        events += [ActionExecuted(tracker.active_loop_name), ActiveLoop(tracker.active_loop_name)]
    events.append(ActionExecuted(ACTION_LISTEN_NAME))
    short = DialogueStateTracker(tracker.sender_id, ())
    # the slots themselves: given to the tracker, each would be copied
    short.slots = {name: _begun_as_it_is(slot) if slot._has_been_set else slot for name, slot in tracker.slots.items()}
    for event in events:
        short.update(event)
    short.model_id = tracker.model_id
    short.assistant_id = tracker.assistant_id
    return short


def _begun_as_it_is(slot: Slot) -> Slot:
    """The slot with its value as the one it begins with, so that no event needs to set it in every replay."""
    twin = slot_twin(slot)
    twin.initial_value = slot.value
    twin.reset()
    return twin


def _beginning_of_story(tracker: DialogueStateTracker) -> UserUttered | None:
    """The last message that a story, not a rule or a form, went on from."""
    beginning: UserUttered | None = None
    last_message: UserUttered | None = None
    for event in tracker.applied_events():
        if isinstance(event, UserUttered):
            last_message = event
        elif isinstance(event, ActionExecuted) and MemoizationPolicy.__name__ in (event.policy or ""):
            beginning = last_message
    return beginning or _first_message(tracker)


def _first_message(tracker: DialogueStateTracker) -> UserUttered | None:
    """After an earlier cut, the first message is the one that was kept as the beginning."""
    return next((event for event in tracker.events if isinstance(event, UserUttered)), None)
