"""rasa-sdk's action executor in the engine's own process: no second server, no HTTP hop."""

from __future__ import annotations

import logging
from contextvars import ContextVar
from typing import Any

from rasa.utils.endpoints import EndpointConfig
from rasa_sdk.executor import ActionExecutor

log = logging.getLogger(__name__)

_failures: ContextVar[list[Exception] | None] = ContextVar("failures_of_this_turn", default=None)


class InProcessActions(EndpointConfig):
    """Looks to Rasa like the endpoint of an action server.

    Rasa swallows what an action raises and goes on with the talk, having lost the action's events. What was
    raised is therefore kept: :func:`failures_of_turn` tells the engine, which then takes the whole turn back.
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


def watch_failures() -> list[Exception]:
    """A fresh list into which the actions of this turn put what they raise."""
    failures: list[Exception] = []
    _failures.set(failures)
    return failures
