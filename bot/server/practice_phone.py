"""``WS /latihan/{id}/telepon``: a practice call by voice. The trainee speaks as the officer and hears the customer.

Sound goes both ways (:mod:`bot.server.sound_socket`). What is heard counts only when the page says it
(``POST /latihan/{id}/ucap``), as if it had been typed; so spoken and typed turns mix, and the trainee sees what counts.

The page says ``news {}`` when something was said or done in the call, and ``hang_up {}``.

The server says:

``connected {}``
    The line stands; sound begins with what the customer said last.
``speaking {on}``
    The trainee's voice is there, or is not any more.
``heard {text, confidence, sure, again}``
    What was understood. It may count at once only if it is ``sure``; ``again``: it seems to be said in place of what
    was heard before.
``over {}``
    The call has ended and the customer's last words have sounded.
``refused {message}``
    No line can be had; kind words say why.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Depends, WebSocket
from fastapi.concurrency import run_in_threadpool

from bot.roleplay.practice import events as kinds
from bot.roleplay.practice.attempt import Attempt
from bot.roleplay.studio.attempts import AttemptUnknown, KeptAttempt
from bot.server.access import person_of
from bot.server.chat import POLICY_VIOLATION, from_own_page
from bot.server.phone_room import PhoneUnavailable
from bot.server.practice_call_pages import AttemptId
from bot.server.practice_room import PracticeRoom
from bot.server.services import services_of
from bot.server.sound_socket import carry, close, refuse

if TYPE_CHECKING:
    from voice.line.practice_line import OfficersWords, PracticeLine
    from voice.mouth.mouth import Manner

FINISHED = "Panggilan ini sudah dinilai."

router = APIRouter(prefix="/latihan")


async def _own_attempt(websocket: WebSocket, attempt_id: AttemptId) -> KeptAttempt | None:
    """Dependency: the attempt, if it is the trainee's own."""
    person = await person_of(websocket)
    if person is None or not person.may("training.practise") or not from_own_page(websocket):
        return None
    try:
        kept = await run_in_threadpool(services_of(websocket).practice.attempts.get, attempt_id)
    except AttemptUnknown:
        return None
    return kept if kept.trainee == person.account.name else None


@router.websocket("/{attempt_id}/telepon")
async def practice_call(websocket: WebSocket, kept: KeptAttempt | None = Depends(_own_attempt)) -> None:  # noqa: B008
    """Carry one practice call."""
    if kept is None:
        await websocket.close(POLICY_VIOLATION)
        return
    await websocket.accept()
    services = services_of(websocket)
    try:
        end = await _trainees_end(websocket, kept)
    except PhoneUnavailable as why:
        await refuse(websocket, str(why))
        return
    services.phone.begun(end.line)
    try:
        await websocket.send_json({"type": "connected"})
        await carry(websocket, end)
    finally:
        await services.phone.left(end.line)
    await close(websocket)


async def _trainees_end(websocket: WebSocket, kept: KeptAttempt) -> _TraineesEnd:
    """The line of a call that goes on.

    Raises:
        PhoneUnavailable: if there is no line, or nothing left to talk about.
    """
    if kept.finished_at is not None:
        raise PhoneUnavailable(FINISHED)
    services = services_of(websocket)
    phone = await services.phone.line()
    attempt = await run_in_threadpool(services.practice.look, kept)
    sayings = await run_in_threadpool(services.practice.practice.sayings, attempt)
    line = await asyncio.to_thread(phone.practice_line, sayings)
    return _TraineesEnd(websocket, services.practice, kept.id, line, phone.options.manner)


class _TraineesEnd:
    """A practice call as its socket carries it.

    Attributes:
        line: of this call.
    """

    def __init__(
        self, websocket: WebSocket, room: PracticeRoom, attempt_id: str, line: PracticeLine, bot: Manner
    ) -> None:
        self._websocket = websocket
        self._room = room
        self._attempt_id = attempt_id
        self.line = line
        self._bot = bot
        self._attempt: Attempt | None = None
        self._sounded = 0
        self._news = True
        self._spoke = False

    @property
    def over(self) -> bool:
        """See :class:`bot.server.sound_socket.FarEnd`."""
        return self._attempt is not None and self._attempt.over and not self._news and not self.line.sounding

    def exchange(self, frame: bytes) -> bytes:
        """See :class:`bot.server.sound_socket.FarEnd`."""
        return self.line.exchange(frame)

    async def obey(self, order: Mapping[str, Any]) -> bool:
        """See :class:`bot.server.sound_socket.FarEnd`."""
        self._news = self._news or order.get("type") == "news"
        return order.get("type") != "hang_up"

    async def tell_new(self) -> None:
        """See :class:`bot.server.sound_socket.FarEnd`."""
        if self._news:
            await self._let_customer_speak()
            self._news = False
        if self.line.speaking != self._spoke:
            self._spoke = self.line.speaking
            await self._websocket.send_json({"type": "speaking", "on": self._spoke})
        for heard in self.line.take_heard():
            await self._websocket.send_json(await run_in_threadpool(self._told, heard))
        if self.over:
            await self._websocket.send_json({"type": "over"})

    async def _let_customer_speak(self) -> None:
        """Let the customer say their last words, if they have not sounded yet."""
        from voice.line.customers_voice import as_said, customers_manner

        kept = await run_in_threadpool(self._room.attempts.get, self._attempt_id)
        self._attempt = attempt = await run_in_threadpool(self._room.look, kept)
        place = max(place for place, event in enumerate(attempt.events) if event.kind == kinds.CALLER)
        if place < self._sounded:
            return
        self._sounded, last = place + 1, attempt.events[place]
        manner = customers_manner(attempt.call.sheet.persona, last.content["mood"], self._bot)
        self.line.customer_says([as_said(text) for text in last.content["texts"]], manner)

    def _told(self, heard: OfficersWords) -> dict[str, Any]:
        assert self._attempt is not None
        return {
            "type": "heard",
            "text": self._room.practice.as_sentence(self._attempt, heard.text),
            "confidence": round(heard.confidence, 2),
            "sure": heard.sure,
            "again": heard.again,
        }
