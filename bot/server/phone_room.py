"""The phone line within the server: opened with the first call, if the voice packages are installed.

Callers who talk with the bot and trainees who talk with a simulated customer share its places.
"""

from __future__ import annotations

import asyncio
from functools import cached_property
from importlib.util import find_spec
from typing import TYPE_CHECKING, Protocol

from bot.settings import Settings

if TYPE_CHECKING:
    from voice.line.call import Call
    from voice.phone import PhoneLine

MOST_CALLS = 20
BY_CALLER, BY_BOT = "pelanggan", "bot"
NOT_INSTALLED = "Jalur telepon belum terpasang di server ini. Pengelola dapat memasangnya: make voice-environment"
BUSY = "Semua jalur sedang sibuk. Silakan coba lagi sebentar lagi, atau lanjutkan lewat obrolan."


class OnTheLine(Protocol):
    """Whatever takes a place on the line."""

    async def hang_up(self, by: str) -> None:
        """End it."""


class PhoneUnavailable(RuntimeError):
    """No call can be taken now; the message says why in Indonesian."""


class PhoneRoom:
    """The line and the calls on it."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._line: PhoneLine | None = None
        self._opening = asyncio.Lock()
        self._calls: set[OnTheLine] = set()

    @cached_property
    def installed(self) -> bool:
        """Whether the packages are there; without them the chat page offers no call."""
        return all(find_spec(package) is not None for package in ("vosk", "pyttsx3"))

    async def line(self) -> PhoneLine:
        """The line, opened if it is not yet.

        Raises:
            PhoneUnavailable: if something of it is missing, or too many are calling.
        """
        if not self.installed:
            raise PhoneUnavailable(NOT_INSTALLED)
        if len(self._calls) >= MOST_CALLS:
            raise PhoneUnavailable(BUSY)
        from voice.ears.engine import EngineMissing
        from voice.mouth.mouth import MouthMissing
        from voice.phone import PhoneLine

        async with self._opening:
            if self._line is None:
                try:
                    self._line = await asyncio.to_thread(PhoneLine.open)
                except (EngineMissing, MouthMissing, ValueError) as missing:
                    raise PhoneUnavailable(str(missing)) from missing
        return self._line

    def begun(self, call: OnTheLine) -> None:
        """Count a call."""
        self._calls.add(call)

    async def left(self, call: OnTheLine, by: str = BY_CALLER) -> None:
        """Hang up; the place is free."""
        try:
            await call.hang_up(by)
        finally:  # even if the server does not wait for the end of the last turn
            self._calls.discard(call)

    async def ended(self, call: Call, name: str) -> None:
        """Hang up, and keep the record if calls are recorded."""
        await self.left(call)
        if self._line is not None:
            await asyncio.to_thread(self._line.save, call, self._settings.var_directory, name)

    async def close(self) -> None:
        """Hang up all calls and close the line."""
        for call in tuple(self._calls):
            await call.hang_up(BY_BOT)
        if self._line is not None:
            await asyncio.to_thread(self._line.close)
