"""Answers calls that come over SIP: a user agent server on one UDP port.

Kept Python libraries were looked for and not found: the one that reads messages well (`sipmessage`) is used; those with
transactions and sound are GPL (pyVoIP, pjsua2), want a newer Python (aiosipua), know no G.711 (voip-utils) or are left
alone (aiosip). Left out on purpose, as an exchange in front does them better: TCP and TLS, SRTP, registration and
passwords. So the port belongs behind an exchange or in a home network, not on the internet.
"""

from __future__ import annotations

import asyncio
import re
import socket
import uuid
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

import structlog
from sipmessage import Request, Response

from voice.line.call import Call
from voice.transports.sip import description, messages
from voice.transports.sip.dialog import Dialog
from voice.transports.sip.media import NoPortLeft
from voice.transports.sip.options import SipOptions

log = structlog.get_logger(__name__)

_ANSWERS_KEPT = 512
_CLOSING_SECONDS = 2.0
_SIGNAL = re.compile(r"(?im)^signal\s*=\s*([0-9*#])\s*$")


@dataclass(frozen=True)
class Ended:
    """A call that is over: its name, what is kept of it, and how its sound left."""

    name: str
    call: Call
    frames_sent: int
    frames_late: int
    frames_lost: int


NewCall = Callable[[str, str], Call]
"""A call that rings, by its name and the caller's number."""


class SipEndpoint(asyncio.DatagramProtocol):
    """Takes requests apart and gives each call its dialog.

    Args:
        new_call: makes the call of an INVITE.
        ended: told each call that is over.
    """

    def __init__(self, new_call: NewCall, options: SipOptions, ended: Callable[[Ended], None] = lambda _ended: None):
        self._new_call = new_call
        self._options = options
        self._ended = ended
        self._transport: asyncio.DatagramTransport | None = None
        self._host, self._port = "", 0
        self._dialogs: dict[str, Dialog] = {}
        self._answers: OrderedDict[tuple[str, str], tuple[bytes, messages.Reached]] = OrderedDict()
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def port(self) -> int:
        """On which it waits."""
        return self._port

    @property
    def calls(self) -> int:
        """How many are on the line now."""
        return len(self._dialogs)

    async def close(self) -> None:
        """Hang up all calls and stop waiting."""
        for dialog in tuple(self._dialogs.values()):
            await dialog.call.hang_up("bot")
        if self._tasks:
            _, unfinished = await asyncio.wait(self._tasks, timeout=_CLOSING_SECONDS)
            for task in unfinished:  # a caller that does not answer our BYE
                task.cancel()
        if self._transport is not None:
            self._transport.close()

    # --- the net --------------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)
        self._host, self._port = transport.get_extra_info("sockname")[:2]

    def datagram_received(self, data: bytes, address: messages.Reached) -> None:
        message = messages.read_request(data)
        if isinstance(message, Response):
            self._answered(message)
        elif message is not None:
            self._asked(message, address)

    def _send(self, data: bytes, to: messages.Reached) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.sendto(data, to)

    # --- requests ---------------------------------------------------------------------------------------

    def _asked(self, request: Request, came_from: messages.Reached) -> None:
        known = self._answers.get((messages.branch_of(request), request.method))
        if known is not None:
            self._send(*known)  # the answer was lost on its way
            return
        dialog = self._dialogs.get(request.call_id)
        handle = _HANDLERS.get(request.method)
        if handle is None:
            self._answer(request, came_from, 405, Allow=messages.METHODS)
        else:
            handle(self, request, came_from, dialog)

    def _answer(self, request: Request, came_from: messages.Reached, code: int, tag: str = "", **headers: str) -> None:
        response = messages.respond(request, came_from, code, tag or messages.new_tag(), **headers)
        self._keep(request, came_from, messages.written(response))

    def _keep(self, request: Request, came_from: messages.Reached, data: bytes) -> None:
        """Answer, and remember how, for a request that comes again."""
        to = messages.answers_go_to(request, came_from)
        self._answers[messages.branch_of(request), request.method] = (data, to)
        while len(self._answers) > _ANSWERS_KEPT:
            self._answers.popitem(last=False)
        self._send(data, to)

    def _invited(self, request: Request, came_from: messages.Reached, dialog: Dialog | None) -> None:
        if dialog is not None:
            self._invited_again(request, came_from, dialog)
            return
        if "tag" in request.to_address.parameters:
            self._answer(request, came_from, 481)
            return
        if request.require:
            self._answer(request, came_from, 420, Unsupported=", ".join(request.require))
            return
        if len(self._dialogs) >= self._options.most_calls:
            self._answer(request, came_from, 486)
            return
        try:
            offer = description.read_offer(request.body.decode("utf8", "replace"))
        except description.UnacceptableOffer:
            self._answer(request, came_from, 488)
            return
        task = asyncio.create_task(self._carry(request, came_from, offer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _invited_again(self, request: Request, came_from: messages.Reached, dialog: Dialog) -> None:
        if "tag" not in request.to_address.parameters:
            return  # the first INVITE once more: its answer is on the way, and comes again by itself
        try:
            self._keep(request, came_from, dialog.again(request, came_from))
        except description.UnacceptableOffer:
            self._answer(request, came_from, 488)

    def _acknowledged(self, _request: Request, _from: messages.Reached, dialog: Dialog | None) -> None:
        if dialog is not None:
            dialog.acknowledged.set()

    def _said_bye(self, request: Request, came_from: messages.Reached, dialog: Dialog | None) -> None:
        self._answer(request, came_from, 481 if dialog is None else 200)
        if dialog is not None:
            dialog.ended_by_caller.set()
            self._hang_up(dialog)

    def _cancelled(self, request: Request, came_from: messages.Reached, dialog: Dialog | None) -> None:
        self._answer(request, came_from, 481 if dialog is None else 200)
        if dialog is not None and not dialog.accepted:
            dialog.ended_by_caller.set()

    def _hang_up(self, dialog: Dialog) -> None:
        task = asyncio.create_task(dialog.call.hang_up())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _asked_for_options(self, request: Request, came_from: messages.Reached, _dialog: Dialog | None) -> None:
        self._answer(request, came_from, 200, Allow=messages.METHODS, Accept=description.CONTENT_TYPE)

    def _informed(self, request: Request, came_from: messages.Reached, dialog: Dialog | None) -> None:
        """Some exchanges send keys so."""
        self._answer(request, came_from, 481 if dialog is None else 200)
        key = _SIGNAL.search(request.body.decode("utf8", "replace"))
        if dialog is not None and key is not None and not dialog.call.over:
            dialog.call.press(key.group(1))

    def _answered(self, response: Response) -> None:
        dialog = self._dialogs.get(response.call_id)
        if dialog is not None and response.cseq.method == "BYE" and response.code >= 200:
            dialog.bye_answered.set()

    # --- a call -------------------------------------------------------------------------------------------

    async def _carry(self, invite: Request, came_from: messages.Reached, offer: description.Offer) -> None:
        name = f"telepon-{uuid.uuid4()}"
        call = self._new_call(name, messages.caller_number(invite))
        ours = self._options.address or self._reached_from(came_from)
        dialog = Dialog(invite, came_from, offer, call, ours, self._port, self._send)
        self._dialogs[invite.call_id] = dialog
        try:
            await self._ring_and_talk(dialog)
        except NoPortLeft:
            self._answer(invite, came_from, 503, dialog.tag)
        except Exception:
            log.exception("sip_call_broken", call=name)
            raise
        finally:
            await call.hang_up()
            dialog.media.close()
            del self._dialogs[invite.call_id]
            media = dialog.media
            self._ended(Ended(name, call, media.sent, media.sent_late, media.frames_lost))

    async def _ring_and_talk(self, dialog: Dialog) -> None:
        dialog.progress(100)
        await dialog.open_media(self._host, self._options.ports)
        dialog.progress(180)
        await dialog.call.answer()
        if dialog.ended_by_caller.is_set():
            self._answer(dialog.invite, dialog.came_from, 487, dialog.tag)
            return
        if await dialog.accept():
            await dialog.media.carry()
        if not dialog.ended_by_caller.is_set():
            await dialog.hang_up()

    def _reached_from(self, came_from: messages.Reached) -> str:
        """Our address as the caller's host sees it."""
        if self._host not in {"0.0.0.0", ""}:  # noqa: S104
            return self._host
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect(came_from)  # sends nothing: it only asks which way packets would go
            return str(probe.getsockname()[0])


_HANDLERS: dict[str, Callable[[SipEndpoint, Request, messages.Reached, Dialog | None], None]] = {
    "INVITE": SipEndpoint._invited,
    "ACK": SipEndpoint._acknowledged,
    "BYE": SipEndpoint._said_bye,
    "CANCEL": SipEndpoint._cancelled,
    "OPTIONS": SipEndpoint._asked_for_options,
    "INFO": SipEndpoint._informed,
}


async def serve(
    new_call: NewCall, host: str, port: int, options: SipOptions, ended: Callable[[Ended], None] = lambda _ended: None
) -> SipEndpoint:
    """Wait for calls; closing what is returned stops that.

    Raises:
        OSError: if the port is taken.
    """
    loop = asyncio.get_running_loop()
    _, endpoint = await loop.create_datagram_endpoint(lambda: SipEndpoint(new_call, options, ended), (host, port))
    return endpoint
