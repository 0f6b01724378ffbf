"""One call on the SIP line, from INVITE to BYE."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Sequence

from sipmessage import Request

from voice.line.call import Call
from voice.transports.sip import description, messages
from voice.transports.sip.media import Media

FIRST_RETRY_SECONDS = 0.5
LAST_RETRY_SECONDS = 4.0
GIVE_UP_SECONDS = 32.0

Send = Callable[[bytes, messages.Reached], None]


class Dialog:
    """A call and what SIP says about it.

    Args:
        invite: that began it.
        came_from: where from.
        call: what is carried.
        ours: the address that is told to the caller.
        port: on which we wait for SIP.
        send: sends a datagram.

    Attributes:
        ended_by_caller: a BYE or CANCEL has come.
        accepted: 200 was sent, so it is too late to cancel.
    """

    def __init__(
        self, invite: Request, came_from: messages.Reached, offer: description.Offer, call: Call, ours: str, port: int,
        send: Send,
    ) -> None:  # fmt: skip
        self.invite, self.came_from, self.call, self.offer = invite, came_from, call, offer
        self.ours = ours
        self.media = Media(call, offer, came_from[0])
        self.tag = messages.new_tag()
        self.accepted = False
        self.ended_by_caller = asyncio.Event()
        self.acknowledged = asyncio.Event()
        self.bye_answered = asyncio.Event()
        self._port = port
        self._send = send
        self._session = secrets.randbelow(1 << 31)
        self._version = 0
        self._media_port = 0

    @property
    def contact(self) -> str:
        """Where we are to be reached within the call."""
        return f"<sip:123@{self.ours}:{self._port}>"

    def progress(self, code: int) -> None:
        """Tell the caller how far we are: 100 or 180."""
        response = messages.respond(self.invite, self.came_from, code, self.tag if code > 100 else "")
        self._send(messages.written(response), messages.answers_go_to(self.invite, self.came_from))

    async def open_media(self, host: str, ports: Sequence[int]) -> None:
        """Take a port for sound.

        Raises:
            NoPortLeft: if all are taken.
        """
        self._media_port = await self.media.open(host, ports)

    async def accept(self) -> bool:
        """Say 200 until the caller acknowledges it; false if he never does or goes before."""
        self.accepted = True
        answer = self._accepting(self.invite, self.came_from)
        return await self._until(self.acknowledged, answer, messages.answers_go_to(self.invite, self.came_from))

    def again(self, request: Request, came_from: messages.Reached) -> bytes:
        """The answer to an INVITE within the call: the caller moves, holds or goes on.

        Raises:
            UnacceptableOffer: if it offers no sound that we can carry.
        """
        if request.body:
            self.offer = description.read_offer(request.body.decode("utf8", "replace"))
            self.media.change(self.offer)
        return self._accepting(request, came_from)

    async def hang_up(self) -> None:
        """Send BYE until it is answered."""
        to = messages.respond(self.invite, self.came_from, 200, self.tag).headers["To"]
        request = messages.bye(self.invite, to, self.contact, f"{self.ours}:{self._port}", 1)
        data = messages.written(request)
        await self._until(self.bye_answered, data, messages.first_hop(self.invite, self.came_from))

    def _accepting(self, request: Request, came_from: messages.Reached) -> bytes:
        self._version += 1
        body = description.answer(self.offer, self.ours, self._media_port, self._session, self._version)
        response = messages.respond(request, came_from, 200, self.tag, Contact=self.contact, Allow=messages.METHODS)
        return messages.written(response, body, description.CONTENT_TYPE)

    async def _until(self, done: asyncio.Event, data: bytes, to: messages.Reached) -> bool:
        """Send the same again and again, ever more seldom (RFC 3261, 13.3.1.4), until it is answered."""
        wait, waited = FIRST_RETRY_SECONDS, 0.0
        while waited < GIVE_UP_SECONDS:
            self._send(data, to)
            finished = await asyncio.wait(
                [asyncio.ensure_future(done.wait()), asyncio.ensure_future(self.ended_by_caller.wait())],
                timeout=wait, return_when=asyncio.FIRST_COMPLETED,
            )  # fmt: skip
            for waiting in finished[1]:
                waiting.cancel()
            if finished[0]:
                return done.is_set()
            waited += wait
            wait = min(2 * wait, LAST_RETRY_SECONDS)
        return False
