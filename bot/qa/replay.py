"""Running e2e tests against the assistant: the real model, the real actions, a database of the run's own.

::

    async with open_replayer(settings, vocabulary) as replayer:
        result = await replayer.run(case)
"""

from __future__ import annotations

import asyncio
import dataclasses
import logging
import random
import tempfile
import time
import uuid
import zlib
from collections.abc import AsyncIterator, Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy

from bot import clock
from bot.qa.audit.bot_talk import talk_of_events
from bot.qa.compare import differences
from bot.qa.e2e_model import AuditExpected, Case, HandoverExpected, TicketExpected, Turn
from bot.qa.outcome import CaseResult, Difference, Message, ObservedTurn, SpokenTurn
from bot.qa.recorded import REPORT_NUMBER_SLOT, SOP_STEP_SLOT
from bot.qa.report_numbers import ReportNumbers
from bot.qa.vocabulary import Vocabulary
from bot.qa.world import World
from bot.settings import Settings
from bot.sop.book import Book
from bot.sop.conformance.assess import assess

if TYPE_CHECKING:
    from bot.engine.engine import Engine

log = logging.getLogger(__name__)


class _AtOnce(ThreadPoolExecutor):
    """Does what it is given in the thread that gives it.

    Talks of a run come one after the other: nobody would use the time in which the loop waits for another thread.
    """

    def submit(self, work: Callable[..., Any], /, *arguments: Any, **named: Any) -> Future[Any]:
        """Do it; the future is there already."""
        done: Future[Any] = Future()
        try:
            done.set_result(work(*arguments, **named))
        except Exception as error:  # it is the caller's, who gets it from the future
            done.set_exception(error)
        return done


@dataclass(frozen=True)
class Conditions:
    """What a run holds fixed, so that it can be run again.

    Attributes:
        moment: the clock of tests that set none; ``None``: the present.
        seed: of everything that is chosen by chance, such as one of several wordings.
        customers_from: address of a database whose customers may call besides the invented ones.
    """

    moment: datetime | None = None
    seed: int = 0
    customers_from: str | None = None


@asynccontextmanager
async def open_replayer(
    settings: Settings, vocabulary: Vocabulary, conditions: Conditions = Conditions()
) -> AsyncIterator[Replayer]:
    """Load the assistant over a fresh temporary database with the invented customers.

    Raises:
        EngineNotReady: if there is no usable model.
    """
    from bot.engine.engine import Engine  # brings Rasa along

    with tempfile.TemporaryDirectory(prefix="pln123-qa-") as folder:
        world = World(Path(folder), conditions.customers_from)
        try:
            own = dataclasses.replace(settings, var_directory=Path(folder), database_url=world.database_url)
            engine = await Engine.load(own)
            world.keep()
            asyncio.get_running_loop().set_default_executor(_AtOnce(max_workers=1))
            try:
                yield Replayer(engine, world, vocabulary, conditions)
            finally:
                await engine.close()
        finally:
            world.close()


class Replayer:
    """Runs tests, one after the other, each as a talk of its own."""

    def __init__(self, engine: Engine, world: World, vocabulary: Vocabulary, conditions: Conditions) -> None:
        self._engine = engine
        self._world = world
        self._vocabulary = vocabulary
        self._conditions = conditions

    async def run_by(self, book: Book, case: Case) -> CaseResult:
        """Run one test with actions that go by ``book`` instead of the project's; its first red turn ends it."""
        sound = self._engine.book
        self._engine.use_book(book)
        try:
            return await self.run(case, until_red=True)
        finally:
            self._engine.use_book(sound)

    async def run(self, case: Case, *, until_red: bool = False) -> CaseResult:
        """Run one test; whatever breaks is part of its result.

        Args:
            until_red: leave out the turns that come after one which was not as expected.
        """
        talk: list[SpokenTurn] = []
        seen: list[ObservedTurn] = []
        found: list[Difference] = []
        broke = ""
        begun = time.perf_counter()
        self._world.begin()
        seed = zlib.crc32(f"{self._conditions.seed} {case.name}".encode())
        random.seed(seed)
        numpy.random.seed(seed)  # with which Rasa chooses among wordings
        with ExitStack() as clocks:
            clocks.enter_context(clock.at(case.moment or self._conditions.moment or clock.now()))
            try:
                await self._play(case, clocks, talk, seen, found, until_red=until_red)
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
        *,
        until_red: bool,
    ) -> None:
        sender = f"qa-{uuid.uuid4().hex}"
        earlier = {name: self._world.report_before(name, ticket) for name, ticket in case.tickets.items()}
        for report in case.reports_met:
            self._world.put_report(report)
        met = {report.nomor for report in case.reports_met}
        watched = _Watched(self._vocabulary, ReportNumbers(case.report_numbers, earlier, met))
        if case.slots:
            await self._engine.set_slots(sender, case.slots)
            watched.take(await self._engine.events_of(sender))
        for number, turn in enumerate(case.turns, start=1):
            if turn.moment:
                clocks.enter_context(clock.at(turn.moment))
            said = watched.numbers.put_into(turn.text or "")
            if turn.desk is not None:
                watched.numbers.note(self._world.do_at_desk(*turn.desk))
                answers = await self._engine.news(sender) if turn.told else []
            else:
                answers = await self._send(sender, turn, said)
            observed = watched.turn(await self._engine.events_of(sender, since=watched.events_seen), answers)
            if any(isinstance(one, TicketExpected) for one in turn.expectations):
                observed = dataclasses.replace(
                    observed, tickets=self._world.tickets_made(), earlier=self._world.tickets_before()
                )
            if any(isinstance(one, HandoverExpected) for one in turn.expectations):
                observed = dataclasses.replace(observed, handover=self._world.handed_over(sender))
            if any(isinstance(one, AuditExpected) for one in turn.expectations):
                observed = dataclasses.replace(observed, audit=await self._audited(sender))
            talk.append(SpokenTurn(said, tuple(message.text for message in observed.messages if message.text)))
            seen.append(observed)
            found.extend(differences(number, watched.as_expected_now(turn), observed))
            if found and until_red:
                return

    async def _audited(self, sender: str) -> dict[str, str]:
        """What the audit says of each rule that the talk came to; of several matters, the last one counts."""
        events = await self._engine.events_of(sender)
        book = self._engine.book
        held = assess(book, talk_of_events(book, sender, events, self._world.given_to_reports()))
        return {item.rule.id: item.status for item in held.items}

    async def _send(self, sender: str, turn: Turn, said: str) -> list[dict[str, Any]]:
        if turn.text is None:
            return await self._engine.open(sender, turn.metadata)
        return await self._engine.handle(sender, said, turn.metadata, turn.message_id)


class _Watched:
    """What one talk's events have told so far."""

    def __init__(self, vocabulary: Vocabulary, numbers: ReportNumbers) -> None:
        self.numbers = numbers
        self.slots: dict[str, Any] = dict(vocabulary.initial_slots)
        self.events_seen = 0
        self._response_of_text = dict(vocabulary.texts)

    def take(self, events: list[dict[str, Any]]) -> None:
        """Note what slots hold and which response each text came from."""
        self.events_seen += len(events)
        for event in events:
            if event["event"] == "slot":
                self.slots[event["name"]] = event["value"]
                if event["name"] == REPORT_NUMBER_SLOT:
                    self.numbers.note(event["value"])
            elif event["event"] == "bot" and event.get("text"):
                response = (event.get("metadata") or {}).get("utter_action")
                if response:
                    self._response_of_text[event["text"]] = response

    def as_expected_now(self, turn: Turn) -> Turn:
        """The turn with the numbers of this talk's reports in what is expected of it."""
        expectations = tuple(map(self.numbers.put_into_expectation, turn.expectations))
        return dataclasses.replace(turn, expectations=expectations)

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
            steps=_steps(events),
        )

    def _message(self, answer: Mapping[str, Any]) -> Message:
        text = answer.get("text")
        return Message(
            response=self._response_of_text.get(text) if text else None,
            text=text,
            buttons=tuple(answer.get("buttons") or ()),
            custom=answer.get("custom"),
        )


def _steps(events: list[dict[str, Any]]) -> tuple[tuple[str, Mapping[str, Any]], ...]:
    steps: list[tuple[str, dict[str, Any]]] = []
    for event in events:
        if event["event"] == "action" and event.get("name"):
            steps.append((event["name"], {}))
        elif event["event"] == "slot" and steps:
            steps[-1][1][event["name"]] = event["value"]
    return tuple(steps)
