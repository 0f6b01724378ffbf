"""rasa-sdk's action executor in the engine's own process: no second server, no HTTP hop."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from rasa.utils.endpoints import EndpointConfig
from rasa_sdk.executor import ActionExecutor

log = logging.getLogger(__name__)

_failures: ContextVar[list[Exception] | None] = ContextVar("failures_of_this_turn", default=None)


class TurnFailed(Exception):
    """An action could not do its work; nothing of the turn is kept."""


class InProcessActions(EndpointConfig):
    """Looks to Rasa like the endpoint of an action server.

    Rasa swallows what an action raises, goes on with the talk, having lost the action's events, and saves it so. What
    was raised is therefore kept (:func:`watching_failures`), and the tracker store refuses a turn in which anything was
    (:func:`refuse_half_a_turn`): it is taken back as a whole.
    """

    def __init__(self, package: str) -> None:
        super().__init__(url="in-process")
        logging.getLogger("rasa_sdk").setLevel(logging.WARNING)
        self._executor = ActionExecutor()
        self._executor.register_package(package)

    async def request(self, **kwargs: Any) -> dict[str, Any] | None:
        """Run the action that Rasa asks for."""
        try:
            return await self._executor.run(kwargs["json"])
        except Exception as error:
            failures = _failures.get()
            if failures is not None:
                failures.append(error)
            log.exception("action %s failed", kwargs["json"].get("next_action"))
            raise


@contextmanager
def watching_failures() -> Iterator[None]:
    """Inside, what actions raise is kept."""
    token = _failures.set([])
    try:
        yield
    finally:
        _failures.reset(token)


def refuse_half_a_turn() -> None:
    """Nothing of a turn counts if one of its actions could not do its work.

    Raises:
        TurnFailed: if one could not.
    """
    failures = _failures.get()
    if failures:
        raise TurnFailed from failures[0]
