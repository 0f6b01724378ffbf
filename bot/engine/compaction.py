"""Shortening a live tracker to what the policies need, after every turn.

Rasa replays every event of a session several times in each turn, so that a turn costs more the longer the talk
is. And it marks a form that is asked again after a detour as a hidden rule turn: the stories then lose their
place when that form ends. What the policies need of the past is little: the slots, the running form, and the
message that began the way through the stories (the memoization looks at one state, ``max_history: 1``).

The full talk stays in the store; only the tracker in memory is cut. Measured with and without, turn by turn, in
``tests/engine/test_compaction.py``.
"""

from __future__ import annotations

from rasa.core.policies.memoization import MemoizationPolicy
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker


def compacted(tracker: DialogueStateTracker) -> DialogueStateTracker:
    """A short tracker that stands at the same place; the tracker itself if it is not between two turns."""
    if tracker.latest_action_name != ACTION_LISTEN_NAME:
        return tracker
    events: list[Event] = [ActionExecuted(ACTION_SESSION_START_NAME), SessionStarted()]
    events += [SlotSet(slot.name, slot.value) for slot in tracker.slots.values() if slot.value != slot.initial_value]
    beginning = _beginning_of_story(tracker)
    if beginning is not None and tracker.active_loop_name:
        events += [ActionExecuted(ACTION_LISTEN_NAME), beginning]
        events += [ActionExecuted(tracker.active_loop_name), ActiveLoop(tracker.active_loop_name)]
    events.append(ActionExecuted(ACTION_LISTEN_NAME))
    short = DialogueStateTracker.from_events(tracker.sender_id, events, slots=tracker.slots.values())
    short.model_id = tracker.model_id
    short.assistant_id = tracker.assistant_id
    return short


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
