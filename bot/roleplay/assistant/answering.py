"""The customers of practice calls answer through the assistant's stories and actions.

Rasa's agent lives on an event loop in a thread of its own, so that whoever asks may be in any thread; one message is
answered at a time. It is loaded when the first call is expected (:meth:`ThroughTheAssistant.prepare`) or, at the
latest, when something is said.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Coroutine
from dataclasses import replace
from functools import cached_property
from typing import Any

from bot.roleplay.assistant import switchboard
from bot.roleplay.assistant.line import Line
from bot.roleplay.practice.answering import Heard
from bot.roleplay.practice.customer import Caller
from bot.settings import Settings

LONGEST_LOADING_SECONDS = 300.0
LONGEST_ANSWER_SECONDS = 30.0


class ThroughTheAssistant:
    """See :class:`bot.roleplay.practice.answering.Answering`."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._loading = threading.Lock()
        self._line: Line | None = None

    def prepare(self) -> None:
        """Load the assistant beside other work; what hinders it is told when something is said."""
        if self._line is None:
            threading.Thread(target=self._prepare, daemon=True, name="asisten-cso").start()

    def answer(self, name: str, caller: Caller, text: str, topic: str) -> Heard:
        """See :class:`bot.roleplay.practice.answering.Answering`.

        Raises:
            NotTrainedError: if there is no trained assistant.
        """
        line = self._loaded()
        line.connect(name, caller)
        texts = self._on_the_loop(line.say(name, text, topic), LONGEST_ANSWER_SECONDS)
        heard = switchboard.heard_on(name)
        if heard is None:  # no reaction of the assistant: the customer listens, as to words that are no step
            return Heard((), caller.hear(text, ()))
        return Heard(heard.acts, replace(heard.reply, texts=tuple(texts)))

    def hang_up(self, name: str) -> None:
        """See :class:`bot.roleplay.practice.answering.Answering`."""
        if self._line is not None:
            self._line.hang_up(name)

    def close(self) -> None:
        """End the thread of the event loop."""
        if "_loop" in self.__dict__:
            self._loop.call_soon_threadsafe(self._loop.stop)

    def _prepare(self) -> None:
        with contextlib.suppress(Exception):  # told to whoever says something
            self._loaded()

    def _loaded(self) -> Line:
        with self._loading:
            if self._line is None:
                self._line = self._on_the_loop(self._load(), LONGEST_LOADING_SECONDS)
            return self._line

    async def _load(self) -> Line:
        return Line.load(self._settings)

    def _on_the_loop(self, work: Coroutine[Any, Any, Any], seconds: float) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(seconds)

    @cached_property
    def _loop(self) -> asyncio.AbstractEventLoop:
        loop = asyncio.new_event_loop()
        threading.Thread(target=loop.run_forever, daemon=True, name="pelanggan-latihan").start()
        return loop
