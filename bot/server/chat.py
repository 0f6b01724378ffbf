"""``WS /ws``: the widget's channel. Every frame is one JSON object with a ``type``.

The page says:

``hello {token?, last_seen?}``
    First frame. ``token`` is what an earlier ``welcome`` gave; without one (or with a forged or outworn one)
    a new session begins. ``last_seen`` is the last ``cursor`` the page got.
``say {id, text, payload?, repeated?}``
    A message. ``id`` (1–64 characters) is the page's own; the same id is taken once, however often it is
    sent.
    ``payload`` counts only while the bot's last words offer a button with it. ``repeated`` marks a message
    sent again because its end was not seen.
``ping {}``
    Answered by ``pong``.

The server says:

``preparing {message}``
    The model is still loading; ``welcome`` follows when it is ready.
``welcome {token, cursor, complete, history, progress, ended, officer}``
    ``complete``: ``history`` is the whole talk and the page draws itself anew; else it is what came after
    ``last_seen``. Entries are those of :mod:`bot.server.talk`.
``typing {on}``
    The bot is at work, or has finished.
``queued {id, seconds, message}``
    The message waits until others are answered, about so long; told again every ten seconds. ``typing`` follows
    when the bot begins with it.
``message {seq, cursor, speaker, at, text?, buttons?, image?, custom?, id?}``
    One entry, to every page of the session, also the caller's own words (with their ``id``).
``ack {id, seq?}``
    The message has been taken into the talk and will not be lost any more.
``refused {id, error}``
    It was not taken; ``error`` is ``{code, message}`` with kind words: ``too_long`` (shorten it), ``failed``
    or
    ``not_ready`` (the same id may be sent again).
``wait {id, seconds}``
    Too fast; send the same id again after ``seconds``.
``progress {progress, ended}``
    ``progress`` is ``{step, of, label}`` or null.
``officer {officer}``
    The hand-over to an officer: ``{state: "waiting", place, of}``, ``{state: "talking", name}`` or null.
``error {error}``
    The frame was not understood. ``{code, message, field?}``.
"""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import urlsplit

from fastapi import APIRouter, WebSocket, WebSocketDisconnect
from starlette.websockets import WebSocketState

from bot.server.errors import error_body
from bot.server.json_frames import read_json
from bot.server.options import MAXIMUM_BODY_BYTES
from bot.server.services import Services, services_of
from bot.server.talk import Frame, Outbox, Say, Talk
from bot.settings import LONGEST_MESSAGE

MAXIMUM_ID_CHARACTERS = 64
HELLO_SECONDS = 30
SEND_SECONDS = 30
"""How long a page may take nothing of what it is sent."""

POLICY_VIOLATION = 1008
TRY_AGAIN_LATER = 1013

_BOUND = f"{LONGEST_MESSAGE:,}".replace(",", ".")
TOO_LONG = (
    f"Mohon maaf, pesan ini terlalu panjang untuk kami baca sekaligus (paling banyak {_BOUND} huruf). "
    "Boleh dipersingkat, atau dikirim dalam beberapa bagian?"
)

router = APIRouter()


class _Unreadable(Exception):
    """A frame that makes no sense; carries the error to answer with."""

    def __init__(self, code: str, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.frame = {"type": "error", **error_body(code, message, field)}


@router.websocket("/ws")
async def chat(websocket: WebSocket) -> None:
    """Serve one page of a session until it goes away."""
    services = services_of(websocket)
    if not from_own_page(websocket):
        await websocket.close(POLICY_VIOLATION)
        return
    await websocket.accept()
    outbox = Outbox()
    writer = asyncio.create_task(_write(websocket, outbox))
    talk: Talk | None = None
    try:
        talk = await _greet(websocket, services, outbox)
        services.metrics.sessions.set(services.talks.connected())
        while True:
            try:
                await _obey(services, talk, outbox, await _receive(websocket))
            except _Unreadable as problem:
                outbox.put(problem.frame)
    except (WebSocketDisconnect, asyncio.TimeoutError):
        pass
    finally:
        if talk:
            talk.outboxes.discard(outbox)
            services.metrics.sessions.set(services.talks.connected())
        writer.cancel()
        if websocket.client_state is WebSocketState.CONNECTED:
            await websocket.close(POLICY_VIOLATION)


def from_own_page(websocket: WebSocket) -> bool:
    """Pages of other sites may frame the chat, but not talk in its place; programs send no origin."""
    origin = websocket.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == websocket.headers.get("host")


async def _write(websocket: WebSocket, outbox: Outbox) -> None:
    """Send what comes, until the page reads too slowly or not at all: what it missed waits for its next connection."""
    own_task = asyncio.current_task()
    assert own_task is not None
    loop = asyncio.get_running_loop()
    while not outbox.overflowed:
        frame = await outbox.take()
        patience = loop.call_later(SEND_SECONDS, own_task.cancel)
        try:
            await websocket.send_json(frame)
        except asyncio.CancelledError:
            if loop.time() < patience.when():
                raise
            break
        finally:
            patience.cancel()
    await websocket.close(TRY_AGAIN_LATER)


async def _receive(websocket: WebSocket) -> Frame:
    try:
        text = await websocket.receive_text()
    except KeyError:  # Starlette looks for the text of a frame of bytes
        raise _Unreadable("invalid", "Kiriman harus berupa teks JSON.") from None
    if len(text) > MAXIMUM_BODY_BYTES:
        raise _Unreadable("too_large", "Kiriman terlalu besar.")
    try:
        frame = read_json(text)
    except ValueError:
        raise _Unreadable("broken_json", "Kiriman bukan JSON yang utuh.") from None
    if not isinstance(frame, dict):
        raise _Unreadable("invalid", "Kiriman harus berupa objek JSON.")
    return frame


async def _greet(websocket: WebSocket, services: Services, outbox: Outbox) -> Talk:
    """Wait for ``hello`` and answer with ``welcome``."""
    while True:
        try:
            hello = await asyncio.wait_for(_receive(websocket), HELLO_SECONDS)
            if hello.get("type") == "hello":
                break
            raise _Unreadable("hello_first", "Kiriman pertama harus hello.", "type")
        except _Unreadable as problem:
            outbox.put(problem.frame)
    if services.host.engine is None:
        outbox.put({"type": "preparing", "message": services.host.problem})
        await services.host.settled()
        if services.host.problem:
            outbox.put({"type": "preparing", "message": services.host.problem})
    sender = services.tokens.sender_of(hello.get("token")) or services.tokens.new_sender()
    talk = await services.talks.open(sender)
    outbox.put(services.talks.welcome(talk, hello.get("last_seen")))
    talk.outboxes.add(outbox)
    return talk


async def _obey(services: Services, talk: Talk, outbox: Outbox, frame: Frame) -> None:
    if frame.get("type") == "ping":
        outbox.put({"type": "pong"})
        return
    if frame.get("type") != "say":
        raise _Unreadable("invalid", "Jenis kiriman ini tidak dikenal.", "type")
    message = _say_of(frame, talk)
    seq = talk.taken(message.message_id)
    if seq is not None:
        outbox.put({"type": "ack", "id": message.message_id, "seq": seq})
        return
    if len(message.text) > LONGEST_MESSAGE:
        outbox.put({"type": "refused", "id": message.message_id, **error_body("too_long", TOO_LONG)})
        return
    seconds = await services.talks.wait_of(talk)
    if seconds or not services.talks.say(talk, message):
        outbox.put({"type": "wait", "id": message.message_id, "seconds": round(max(seconds, 0.5), 2)})


def _say_of(frame: Frame, talk: Talk) -> Say:
    message_id, text = _text(frame, "id"), _text(frame, "text")
    if not 0 < len(message_id) <= MAXIMUM_ID_CHARACTERS:
        raise _Unreadable("invalid", "Tanda pengenal pesan harus 1–64 huruf.", "id")
    payload = frame.get("payload")
    title = talk.offered().get(payload) if isinstance(payload, str) else None
    repeated = frame.get("repeated") is True
    if title is not None:
        return Say(message_id, title, payload, repeated)
    # a leading slash would be read by Rasa as a command to the dialogue, which only offered buttons may give
    spoken = text.lstrip("/ ") if text.startswith("/") else None
    return Say(message_id, text, spoken, repeated)


def _text(frame: Frame, field: str) -> str:
    value: Any = frame.get(field)
    if not isinstance(value, str):
        raise _Unreadable("invalid", "Isian ini harus berupa teks.", field)
    return value
