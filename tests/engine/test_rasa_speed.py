"""What stands in the place of Rasa's own gives the same results."""

from __future__ import annotations

import bot.engine.preload  # noqa: F401  # isort: skip  # before anything of Rasa

import dataclasses
from collections.abc import Iterator
from typing import Any

import pytest
from rasa.core.actions.action import default_actions
from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import ExecutionContext, GraphComponent, GraphSchema, SchemaNode
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActiveLoop, AllSlotsReset, Event, SlotSet, UserUttered
from rasa.shared.core.slots import CategoricalSlot, Slot, TextSlot
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.utils.common import all_subclasses
from rasa.utils.endpoints import EndpointConfig

from bench.turn_worker import PARTS as MEASURED_PARTS
from bot.engine.rasa_speed import (
    PARTS,
    InOrderGraphRunner,
    _default_actions_made_once,
    _event_class,
    _fields_of,
    _is_empty_domain,
    slot_twin,
    speed_up,
)


class Sum(GraphComponent):
    """Adds what it is given, and counts how often it runs."""

    runs = 0

    @classmethod
    def create(cls, *_arguments: Any, **_more: Any) -> Sum:
        """Nothing to prepare."""
        return cls()

    def add(self, left: int, right: int) -> int:
        """``left + right``."""
        Sum.runs += 1
        return left + right


def node(**needs: str) -> SchemaNode:
    """A node that adds."""
    return SchemaNode(needs=needs, uses=Sum, constructor_name="create", fn="add", config={}, is_target=True)


@pytest.fixture
def schema() -> GraphSchema:
    """Two sums that both need a third, which needs what is given."""
    return GraphSchema(
        {
            "base": node(left="one", right="two"),
            "left_sum": node(left="base", right="one"),
            "top": node(left="base", right="left_sum"),
        }
    )


def run(runner: type[DaskGraphRunner], schema: GraphSchema, tmp_path: Any, **options: Any) -> dict[str, Any]:
    """What the runner gives for one and two."""
    context = ExecutionContext(schema)
    made = runner.create(schema, LocalModelStorage(tmp_path), context)
    return dict(made.run({"one": 1, "two": 2}, **options))


def test_a_graph_gives_what_dask_gives(schema: GraphSchema, tmp_path: Any) -> None:
    expected = run(DaskGraphRunner, schema, tmp_path, targets=["top", "left_sum"])
    assert run(InOrderGraphRunner, schema, tmp_path, targets=["top", "left_sum"]) == expected
    assert expected == {"top": 7, "left_sum": 4}


def test_each_node_runs_once_however_many_need_it(schema: GraphSchema, tmp_path: Any) -> None:
    Sum.runs = 0
    run(InOrderGraphRunner, schema, tmp_path, targets=["top"])
    assert Sum.runs == 3


def test_a_node_that_nothing_provides_is_an_error(tmp_path: Any) -> None:
    schema = GraphSchema({"top": node(left="one", right="nowhere")})
    with pytest.raises(GraphRunError, match="nowhere"):
        run(InOrderGraphRunner, schema, tmp_path, targets=["top"])


@pytest.mark.parametrize("slot", [TextSlot("nama", []), CategoricalSlot("hasil", [], values=["padam", "menyala"])])
def test_a_slots_twin_is_like_copys_own_and_stands_alone(slot: Slot) -> None:
    slot.value = "padam"
    twin = slot_twin(slot)
    assert type(twin) is type(slot)
    assert vars(twin) == vars(slot)
    twin.value = "menyala"
    assert slot.value == "padam"


DOMAIN = Domain.from_dict(
    {
        "slots": {
            "nama": {"type": "text", "influence_conversation": False, "mappings": []},
            "hasil": {"type": "categorical", "values": ["padam", "menyala"], "mappings": []},
            "marah": {"type": "bool", "initial_value": False, "mappings": []},
        }
    }
)
EVENTS = [
    SlotSet("nama", "Budi"),
    SlotSet("hasil", "padam"),
    SlotSet("marah", True),
    SlotSet("hasil", None),
    AllSlotsReset(),
    SlotSet("hasil", "menyala"),
]


def values_and_states(events: list[Event]) -> list[Any]:
    """After each event: the values of all slots, what was set, and what the policies see."""
    tracker = DialogueStateTracker("siapa", DOMAIN.slots)
    seen = []
    for event in events:
        tracker.update(event)
        twin = tracker.copy()
        seen.append(
            (
                twin.current_slot_values(),
                {name: slot.has_been_set for name, slot in twin.slots.items()},
                Domain._get_slots_sub_state(twin),
                Domain._get_slots_sub_state(twin, omit_unset_slots=True),
            )
        )
    return seen


@pytest.fixture
def as_before() -> Iterator[None]:
    """Leaves Rasa as the test found it: another test's engine may be running with all parts in place."""
    places = [(owner, name) for part in PARTS.values() for owner, name, _ in part]
    before = [vars(owner).get(name) for owner, name in places]
    yield
    for (owner, name), value in zip(places, before, strict=True):
        if value is not None:
            setattr(owner, name, value)
        elif name in vars(owner):
            delattr(owner, name)


@pytest.mark.usefixtures("as_before")
def test_shared_slots_hold_what_copied_ones_hold() -> None:
    speed_up(without=PARTS)
    as_rasa_has_it = values_and_states(EVENTS)
    speed_up()
    assert values_and_states(EVENTS) == as_rasa_has_it
    assert as_rasa_has_it[2][2]["hasil"][0] == 1.0  # they do hold something


@pytest.mark.usefixtures("as_before")
def test_setting_a_slot_of_one_tracker_leaves_the_domain_and_other_trackers_alone() -> None:
    speed_up()
    first = DialogueStateTracker("satu", DOMAIN.slots)
    second = first.copy()
    first.update(SlotSet("nama", "Budi"))
    assert first.get_slot("nama") == "Budi"
    assert second.get_slot("nama") is None
    assert all(slot.value == slot.initial_value for slot in DOMAIN.slots)


def test_every_event_has_the_class_that_rasa_finds() -> None:
    names = {kind.type_name for kind in all_subclasses(Event)}
    assert "slot" in names
    for name in names:
        first = next(kind for kind in all_subclasses(Event) if kind.type_name == name)
        assert _event_class(name) is first
        assert _event_class(name) is first  # remembered now


def test_an_unknown_event_stays_an_error_and_its_default_is_not_remembered() -> None:
    assert _event_class("entah apa", SlotSet) is SlotSet
    with pytest.raises(ValueError, match="entah apa"):
        _event_class("entah apa")


def test_every_part_can_be_measured_alone() -> None:
    assert set(PARTS) < set(MEASURED_PARTS)


def test_rasas_own_actions_are_the_same_and_made_once_for_an_endpoint() -> None:
    endpoint = EndpointConfig("in-process")
    made = _default_actions_made_once(endpoint)
    assert [type(action) for action in made] == [type(action) for action in default_actions(endpoint)]
    assert _default_actions_made_once(endpoint) is made
    assert _default_actions_made_once(EndpointConfig("in-process")) is not made


def test_a_form_is_told_to_actions_as_rasa_tells_it() -> None:
    tracker = DialogueStateTracker("siapa", DOMAIN.slots)
    tracker.update(UserUttered("halo", {"name": "salam"}))
    tracker.update(ActiveLoop("form_satu"))
    assert tracker.active_loop is not None
    assert _fields_of(tracker.active_loop) == dataclasses.asdict(tracker.active_loop)


def test_only_a_domain_without_anything_is_empty() -> None:
    assert _is_empty_domain(Domain.empty())
    assert not _is_empty_domain(DOMAIN)
