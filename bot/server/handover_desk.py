"""What officers do with talks that were handed over (HND-01): take, answer, give back, release, close.

Each deed is one transaction in the queue, with its line in the log of the queue; it is in the log of activity too, and
the caller hears of it in the talk. Whatever the caller is told comes after the deed, so that a process killed between
the two leaves a talk that somebody answers.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import structlog

from bot import clock
from bot.apkt.handover import BOT as NOBODY
from bot.apkt.handover import Handover, HandoverQueue
from bot.database import StorageUnavailable, StorageUnusable
from bot.engine.noted import BOT, OFFICER
from bot.people.activity import ActivityLog
from bot.responses import response_text
from bot.server.engine_port import Engine
from bot.server.failures import traces_of
from bot.server.talks import Talks

if TYPE_CHECKING:
    from bot.server.access import Person  # which reaches the desk among the services

log = structlog.get_logger(__name__)

LOOK_EVERY_SECONDS = 2.0
# an officer's message can't have the id of one of the caller's
_OFFICERS_ID = "petugas:"

_TAKEN = "utter_petugas_bergabung"
_GIVEN_BACK = "utter_petugas_mengembalikan"
_CLOSED = "utter_petugas_selesai"
_RELEASED = "utter_petugas_melepas"


class HandoverDesk:
    """The officers' side of the queue.

    Args:
        queue: the queue; closed with the desk.
        gone_minutes: how long an officer's browser may be gone.
        agent_name: the name of the bot.

    Attributes:
        queue: to be read.
    """

    def __init__(
        self, queue: HandoverQueue, talks: Talks, activity: ActivityLog, gone_minutes: float, agent_name: str
    ) -> None:
        self.queue = queue
        self._talks = talks
        self._activity = activity
        self._gone = timedelta(minutes=gone_minutes)
        self._agent_name = agent_name
        self._watch: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to look after officers who are gone and callers whose place has changed."""
        self._watch = asyncio.create_task(self._look_after())

    async def close(self) -> None:
        """Stop looking and give database connections back."""
        if self._watch:
            self._watch.cancel()
        self.queue.close_connections()

    async def take(self, handover_id: int, person: Person) -> Handover:
        """The person answers this talk from now on.

        Raises:
            TicketError: as :meth:`HandoverQueue.take`.
        """
        name, shown = person.account.name, person.account.display_name
        was_free = (await asyncio.to_thread(self.queue.get, handover_id)).waits
        handover = await asyncio.to_thread(self.queue.take, handover_id, name, shown)
        if was_free:
            await self._record("handover.take", handover, person)
            await self._tell(handover, _TAKEN, shown)
        return handover

    async def answer(self, handover_id: int, person: Person, text: str, message_id: str | None = None) -> None:
        """The officer says something to the caller.

        Args:
            message_id: what is sent twice under one id, as by a double click, is said once.

        Raises:
            TicketError: as :meth:`HandoverQueue.held_by`.
            StorageUnavailable: if it could not be kept; nothing was said then.
        """
        held = await asyncio.to_thread(self.queue.held_by, handover_id, person.account.name)
        own_id = f"{_OFFICERS_ID}{handover_id}:{message_id}" if message_id else None
        await self._talks.speak(held.sender, _saying(held.sender, OFFICER, text, held.officer_name, own_id))

    async def give_back(self, handover_id: int, person: Person, changed: Mapping[str, Any]) -> None:
        """The bot goes on, with the facts that the officer has put right.

        Raises:
            TicketError: as :meth:`HandoverQueue.held_by`.
        """
        held = await asyncio.to_thread(self.queue.give_back, handover_id, person.account.name, tuple(changed))
        await self._record("handover.give_back", held, person, {"changed": list(changed)})
        words = self._words(_GIVEN_BACK, held.officer_name or "")
        await self._speak(held, lambda engine: engine.resume(held.sender, words, changed))

    async def release(self, handover_id: int, person: Person) -> None:
        """Put the talk back into the queue, for another officer.

        Raises:
            TicketError: as :meth:`HandoverQueue.held_by`.
        """
        waiting = await asyncio.to_thread(self.queue.release, handover_id, person.account.name)
        await self._record("handover.release", waiting, person)
        await self._tell(waiting, _RELEASED, person.account.display_name)

    async def finish(self, handover_id: int, person: Person) -> None:
        """The matter is settled: the talk leaves the queue.

        Raises:
            TicketError: as :meth:`HandoverQueue.held_by`.
        """
        held = await asyncio.to_thread(self.queue.held_by, handover_id, person.account.name)
        await asyncio.to_thread(self.queue.close, handover_id, person.account.name)
        await self._record("handover.close", held, person)
        await self._tell(held, _CLOSED, person.account.display_name)

    async def release_gone(self) -> None:
        """Put back the talks of officers whose browser gave no sign for too long."""
        for left in await asyncio.to_thread(self.queue.release_unseen, clock.now() - self._gone):
            await asyncio.to_thread(
                self._activity.record,
                "handover.release",
                actor=NOBODY,
                subject=str(left.id),
                details={"officer": left.taken_by},
            )
            await self._tell(left, _RELEASED, left.officer_name or "")

    async def _look_after(self) -> None:
        while True:
            try:
                await self.release_gone()
                await self._talks.tell_standings()
            except Exception as failure:  # a database that is away now comes back; the watch must not end
                log.error("handovers_unwatched", **traces_of(failure))
            await asyncio.sleep(LOOK_EVERY_SECONDS)

    async def _record(
        self, action: str, handover: Handover, person: Person, details: Mapping[str, Any] | None = None
    ) -> None:
        await asyncio.to_thread(
            self._activity.record,
            action,
            actor=person.account.name,
            subject=str(handover.id),
            address=person.address,
            details=details,
        )

    async def _tell(self, handover: Handover, response: str, officer: str) -> None:
        await self._speak(handover, _saying(handover.sender, BOT, self._words(response, officer)))

    def _words(self, response: str, officer: str) -> str:
        return response_text(response, petugas=officer, nama_petugas=self._agent_name)

    async def _speak(self, handover: Handover, deed: Callable[[Engine], Awaitable[None]]) -> None:
        """Say it in the talk; the deed that it tells of is done, whether or not it can be told."""
        try:
            await self._talks.speak(handover.sender, deed)
        except (StorageUnavailable, StorageUnusable) as failure:
            log.error("handover_untold", **traces_of(failure))
        await self._talks.tell_standings()


def _saying(
    sender: str, speaker: str, text: str, name: str | None = None, message_id: str | None = None
) -> Callable[[Engine], Awaitable[None]]:
    return lambda engine: engine.note_message(sender, speaker, text, name=name, message_id=message_id)
