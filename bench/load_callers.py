"""Who calls when a server is put under load: invented customers with whole PERIKSA talks, over REST and WebSocket.

Each caller is a customer of their own, since one customer's matter is reported once however often it is told. They are
written into the server's own database, beside those that ``pln123 prepare`` wrote.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

import aiohttp

from bench.talk_script import fitting_customers, load_script
from bot.customers.simulated import SimulatedCustomerRegistry

ANSWER_SECONDS = 60
FAILURE = "sistem kami sedang terganggu"
AGAIN_SECONDS = 0.25
_SERIALS = 10**8

Answers = list[dict[str, Any]]


@dataclass(frozen=True)
class Matter:
    """What one customer reports.

    Attributes:
        idpel: by which the report is found; empty if the customer tells none.
        words: one message after another.
        telepon: by which the report is found where there is no IDPEL.
        again: what the customer says in a second talk about the same thing, on the other channel; empty: there is none.
        again_at_once: whether the second talk goes on beside the first, and not after it.
    """

    idpel: str
    words: tuple[str, ...]
    telepon: str = ""
    again: tuple[str, ...] = ()
    again_at_once: bool = False

    @property
    def found_by(self) -> dict[str, str]:
        """The search of the API that finds its reports."""
        return {"idpel": self.idpel} if self.idpel else {"telepon": self.telepon}


class NotAnswered(Exception):
    """The message was not answered, however often it was sent; says what came instead."""


class Caller(Protocol):
    """Somebody in one talk."""

    repeats: int
    """How often a message had to be sent again."""
    queued: list[float]
    """Seconds that the server said it would take, each time that it could not answer at once."""

    async def say(self, words: str) -> Answers:
        """Say something; the bot's answers.

        Raises:
            NotAnswered: see there.
        """

    async def said(self) -> list[str]:
        """What the server holds to have been said by the caller so far.

        Raises:
            NotAnswered: if the server can't tell.
        """

    async def pause(self, seconds: float) -> None:
        """Say nothing for a while."""

    async def leave(self) -> None:
        """Hang up."""


def new_matters(database_url: str, count: int) -> list[Matter]:
    """So many customers who are in the database from now on and have reported nothing yet."""
    fitting = fitting_customers()
    first = secrets.randbelow(_SERIALS - count)
    customers = []
    for serial in range(first, first + count):
        example = fitting[serial % len(fitting)]
        idpel, meter = f"{example.kode_unit}98{serial:08d}", f"986{serial:08d}"
        customers.append(replace(example, idpel=idpel, nomor_meter=meter, telepon=None, email=None))
    registry = SimulatedCustomerRegistry(database_url)
    try:
        registry.add_missing(customers)
    finally:
        registry.close()
    return [Matter(one.idpel, load_script(customer=one, mobile=f"0813{one.idpel[-8:]}").turns) for one in customers]


class RestCaller:
    """A talk over Rasa's REST channel; each message has a key of its own, under which it may be sent again.

    Args:
        tries: how often a message is sent before it counts as not answered.
    """

    def __init__(self, session: aiohttp.ClientSession, address: str, token: str, tries: int = 1) -> None:
        self._session = session
        self._origin = address
        self._address = f"{address}/webhooks/rest/webhook"
        self._sender = f"beban-{uuid.uuid4().hex}"
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._tries = tries
        self.repeats = 0
        self.queued: list[float] = []

    async def say(self, words: str) -> Answers:
        """See :class:`Caller`."""
        headers = {**self._headers, "Idempotency-Key": uuid.uuid4().hex}
        problem = ""
        for attempt in range(self._tries):
            if attempt:
                self.repeats += 1
                await asyncio.sleep(AGAIN_SECONDS)
            try:
                async with self._session.post(
                    self._address, json={"sender": self._sender, "message": words}, headers=headers
                ) as response:
                    answers: Answers = await response.json()
            except (aiohttp.ClientError, asyncio.TimeoutError, OSError, ValueError) as error:
                problem = repr(error)
                continue
            wait = float(response.headers.get("Retry-After", 0))
            if wait:
                self.queued.append(wait)
                await asyncio.sleep(wait)
            if response.status == 200 and not _failed(answers):
                return answers
            problem = f"{response.status}: {answers}"
        raise NotAnswered(problem)

    async def said(self) -> list[str]:
        """See :class:`Caller`."""
        address = f"{self._origin}/api/conversations/{self._sender}"
        for _ in range(self._tries):
            try:
                async with self._session.get(address, headers=self._headers) as response:
                    if response.status == 200:
                        return _by_caller((await response.json())["transcript"])
            except (aiohttp.ClientError, asyncio.TimeoutError, OSError, ValueError):
                pass
            await asyncio.sleep(AGAIN_SECONDS)
        raise NotAnswered("the talk can't be read")

    async def pause(self, seconds: float) -> None:
        """See :class:`Caller`."""
        await asyncio.sleep(seconds)

    async def leave(self) -> None:
        """Nothing is kept open."""


class WebSocketCaller:
    """A talk as the chat page has it: a turn has ended when the bot stops typing. Arguments as for REST."""

    def __init__(self, session: aiohttp.ClientSession, address: str, tries: int = 1) -> None:
        self._session = session
        self._address = f"{address.replace('http', 'ws', 1)}/ws"
        self._tries = tries
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self._token: str | None = None
        self.repeats = 0
        self.queued: list[float] = []

    async def say(self, words: str) -> Answers:
        """See :class:`Caller`; a lost connection is made anew, and what was on its way is sent again."""
        message_id, problem = uuid.uuid4().hex, ""
        for attempt in range(self._tries):
            if attempt:
                self.repeats += 1
                await asyncio.sleep(AGAIN_SECONDS)
            try:
                if self._socket is None:
                    await self._connect()
                return await self._answers(words, message_id, repeated=attempt > 0)
            except (aiohttp.ClientError, asyncio.TimeoutError, OSError) as error:
                problem = repr(error)
                await self.leave()
            except NotAnswered as error:
                problem = str(error)
        raise NotAnswered(problem)

    async def said(self) -> list[str]:
        """See :class:`Caller`; as a page that opens the talk anew is told."""
        for _ in range(self._tries):
            await self.leave()
            try:
                return _by_caller((await self._connect())["history"])
            except (aiohttp.ClientError, asyncio.TimeoutError, OSError):
                await asyncio.sleep(AGAIN_SECONDS)
        raise NotAnswered("the talk can't be read")

    async def pause(self, seconds: float) -> None:
        """See :class:`Caller`; when the server asks whether the page is there, it is answered as by a browser."""
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        while self._socket is not None and (left := until - loop.time()) > 0:
            with contextlib.suppress(asyncio.TimeoutError):
                frame = await asyncio.wait_for(self._socket.receive(), left)
                if frame.type is not aiohttp.WSMsgType.TEXT:
                    await self.leave()
        await asyncio.sleep(until - loop.time())

    async def leave(self) -> None:
        """Close the connection."""
        socket, self._socket = self._socket, None
        if socket is not None:
            await socket.close()

    async def _connect(self) -> dict[str, Any]:
        self._socket = await self._session.ws_connect(self._address)
        await self._socket.send_json({"type": "hello", "token": self._token})
        welcome = await self._frame()
        while welcome["type"] != "welcome":
            welcome = await self._frame()
        self._token = welcome["token"]
        return welcome

    async def _answers(self, words: str, message_id: str, *, repeated: bool) -> Answers:
        assert self._socket is not None
        await self._socket.send_json({"type": "say", "id": message_id, "text": words, "repeated": repeated})
        answers: Answers = []
        problem, at_work = "", False
        while True:
            frame = await self._frame()
            kind = frame["type"]
            if kind == "wait":
                raise SystemExit("The server holds sessions back: start it with PLN123_RATE_PER_SECOND=1000.")
            if kind == "message" and frame["speaker"] == "bot":
                answers.append(frame)
            elif kind == "welcome":
                answers = [entry for entry in frame["history"] if entry["speaker"] == "bot"]
            elif kind == "ack" and not at_work:
                return answers  # taken before the connection was lost; what was answered stands in the history
            elif kind == "queued":
                self.queued.append(frame["seconds"])
            elif kind == "refused":
                problem = f"{frame['error']['code']}: {frame['error']['message']}"
            elif kind == "typing":
                if at_work and not frame["on"]:
                    break
                at_work = True
        if problem or _failed(answers[-1:]):
            raise NotAnswered(problem or FAILURE)
        return answers

    async def _frame(self) -> dict[str, Any]:
        assert self._socket is not None
        frame = await asyncio.wait_for(self._socket.receive(), ANSWER_SECONDS)
        if frame.type is not aiohttp.WSMsgType.TEXT:
            raise aiohttp.ClientConnectionError(f"connection lost: {frame.type.name} {frame.data}")
        read: dict[str, Any] = json.loads(frame.data)
        return read


def cards_in(answers: Sequence[dict[str, Any]]) -> list[str]:
    """Numbers of the reports of which the answers show a card."""
    shown = (answer.get("custom") or {} for answer in answers)
    return [custom["ticket"]["nomor"] for custom in shown if custom.get("kind") == "ticket"]


def _by_caller(lines: Sequence[dict[str, Any]]) -> list[str]:
    return [line["text"] for line in lines if line["speaker"] == "pelanggan"]


def _failed(answers: Sequence[dict[str, Any]]) -> bool:
    return any(FAILURE in (answer.get("text") or "") for answer in answers)
