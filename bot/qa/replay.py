"""Running e2e tests against the assistant: the real model, the real actions, a database of the run's own.

::

    async with open_replayer(settings, vocabulary) as replayer:
        result = await replayer.run(case)
"""

from __future__ import annotations

import dataclasses
import logging
import tempfile
import time
import uuid
from collections.abc import AsyncIterator, Mapping
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from bot import clock
from bot.apkt.model import Ticket
from bot.apkt.store import TicketStore
from bot.apkt.tables import tickets
from bot.customers.demo import load_demo
from bot.database import open_engine, reading
from bot.migrations import upgrade
from bot.qa.compare import differences
from bot.qa.customers import with_report_number
from bot.qa.e2e_model import Case, TicketExpected, Turn
from bot.qa.outcome import CaseResult, Difference, Message, ObservedTurn, SpokenTurn
from bot.qa.vocabulary import Vocabulary
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.engine.engine import Engine

log = logging.getLogger(__name__)

SOP_STEP_SLOT = "langkah_sop"
REPORT_NUMBER_SLOT = "nomor_laporan"


@asynccontextmanager
async def open_replayer(settings: Settings, vocabulary: Vocabulary) -> AsyncIterator[Replayer]:
    """Load the assistant over a fresh temporary database with the invented customers.

    Raises:
        EngineNotReady: if there is no usable model.
    """
    from bot.engine.engine import Engine  # brings Rasa along

    with tempfile.TemporaryDirectory(prefix="pln123-qa-") as folder:
        database_url = f"sqlite:///{Path(folder) / 'replay.db'}"
        upgrade(database_url)
        load_demo(database_url)
        own = dataclasses.replace(settings, var_directory=Path(folder), database_url=database_url)
        engine = await Engine.load(own)
        made = _TicketsMade(database_url)
        try:
            yield Replayer(engine, made, vocabulary)
        finally:
            made.close()
            await engine.close()


class Replayer:
    """Runs tests, one after the other, each as a talk of its own."""

    def __init__(self, engine: Engine, made: _TicketsMade, vocabulary: Vocabulary) -> None:
        self._engine = engine
        self._made = made
        self._vocabulary = vocabulary

    async def run(self, case: Case) -> CaseResult:
        """Run one test; whatever breaks is part of its result."""
        talk: list[SpokenTurn] = []
        seen: list[ObservedTurn] = []
        found: list[Difference] = []
        broke = ""
        begun = time.perf_counter()
        with ExitStack() as clocks:
            clocks.enter_context(clock.at(case.moment or clock.now()))
            try:
                await self._play(case, clocks, talk, seen, found)
            except Exception as error:  # a test that breaks is red, and the others run all the same
                log.exception("test %s broke", case.name)
                broke = f"{type(error).__name__}: {error}"
        return CaseResult(case, tuple(found), tuple(talk), time.perf_counter() - begun, broke, tuple(seen))

    async def _play(
        self,
        case: Case,
        clocks: ExitStack,
        talk: list[SpokenTurn],
        seen: list[ObservedTurn],
        found: list[Difference],
    ) -> None:
        sender = f"qa-{uuid.uuid4().hex}"
        watched = _Watched(self._vocabulary)
        before = self._made.numbers()
        if case.slots:
            await self._engine.set_slots(sender, case.slots)
            watched.take(await self._engine.events_of(sender))
        for number, turn in enumerate(case.turns, start=1):
            if turn.moment:
                clocks.enter_context(clock.at(turn.moment))
            said = with_report_number(turn.text or "", watched.slots.get(REPORT_NUMBER_SLOT))
            answers = await self._send(sender, turn, said)
            observed = watched.turn(await self._engine.events_of(sender, since=watched.events_seen), answers)
            if any(isinstance(one, TicketExpected) for one in turn.expectations):
                observed = dataclasses.replace(observed, tickets=self._made.since(before))
            talk.append(SpokenTurn(said, tuple(message.text for message in observed.messages if message.text)))
            seen.append(observed)
            found.extend(differences(number, turn, observed))

    async def _send(self, sender: str, turn: Turn, said: str) -> list[dict[str, Any]]:
        if turn.text is None:
            return await self._engine.open(sender, turn.metadata)
        return await self._engine.handle(sender, said, turn.metadata, turn.message_id)


class _Watched:
    """What one talk's events have told so far."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.slots: dict[str, Any] = dict(vocabulary.initial_slots)
        self.events_seen = 0
        self._response_of_text = dict(vocabulary.texts)

    def take(self, events: list[dict[str, Any]]) -> None:
        """Note what slots hold and which response each text came from."""
        self.events_seen += len(events)
        for event in events:
            if event["event"] == "slot":
                self.slots[event["name"]] = event["value"]
            elif event["event"] == "bot" and event.get("text"):
                response = (event.get("metadata") or {}).get("utter_action")
                if response:
                    self._response_of_text[event["text"]] = response

    def turn(self, events: list[dict[str, Any]], answers: list[dict[str, Any]]) -> ObservedTurn:
        """The turn that made these events and answers; a message answered from memory makes no events."""
        self.take(events)
        intents = [event["parse_data"]["intent"].get("name") for event in events if event["event"] == "user"]
        return ObservedTurn(
            messages=tuple(self._message(answer) for answer in answers),
            actions=tuple(event["name"] for event in events if event["event"] == "action" and event.get("name")),
            intent=intents[-1] if intents else None,
            slots=dict(self.slots),
            rule=self.slots.get(SOP_STEP_SLOT),
        )

    def _message(self, answer: Mapping[str, Any]) -> Message:
        text = answer.get("text")
        return Message(
            response=self._response_of_text.get(text) if text else None,
            text=text,
            buttons=tuple(answer.get("buttons") or ()),
            custom=answer.get("custom"),
        )


class _TicketsMade:
    """The tickets of the run's database, whoever made them and under whatever key."""

    def __init__(self, database_url: str) -> None:
        self._engine = open_engine(database_url)
        self._store = TicketStore(database_url)

    def numbers(self) -> list[str]:
        """The numbers of all tickets, oldest first."""
        with reading(self._engine) as connection:
            return list(connection.execute(select(tickets.c.nomor).order_by(tickets.c.id)).scalars())

    def since(self, before: list[str]) -> tuple[Ticket, ...]:
        """The tickets that were not there ``before``, oldest first."""
        known = set(before)
        found = (self._store.get(nomor) for nomor in self.numbers() if nomor not in known)
        return tuple(ticket for ticket in found if ticket is not None)

    def close(self) -> None:
        """Give database connections back."""
        self._store.close()
        self._engine.dispose()
