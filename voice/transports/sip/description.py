"""What a caller's session description (SDP, RFC 4566) offers for sound, and our answer to it (RFC 3264)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from voice.line.frames import FRAME_SECONDS

PCMU, PCMA = 0, 8
NAMES = {PCMU: "PCMU", PCMA: "PCMA"}
CONTENT_TYPE = "application/sdp"
_EVENTS = re.compile(r"a=rtpmap:(\d+) telephone-event/8000", re.IGNORECASE)
_ANSWERED_DIRECTION = {"sendrecv": "sendrecv", "sendonly": "recvonly", "recvonly": "sendonly", "inactive": "inactive"}


class UnacceptableOffer(ValueError):
    """No sound is offered that a telephone line can carry (G.711 over RTP)."""


@dataclass(frozen=True)
class Offer:
    """What the caller offers.

    Attributes:
        address, port: where the caller waits for sound.
        payload_type: of the first of PCMU and PCMA that is offered.
        events: payload type of telephone keys (RFC 4733); ``None`` if they are not offered.
        direction: as the caller means it: ``sendrecv``, ``sendonly``, ``recvonly`` or ``inactive``.
        media: every media line, so that each can be answered; ``which`` is the one that is taken.
    """

    address: str
    port: int
    payload_type: int
    events: int | None
    direction: str
    media: tuple[str, ...]
    which: int

    @property
    def held(self) -> bool:
        """Whether the caller does not listen for now."""
        return self.direction in {"sendonly", "inactive"} or self.address == "0.0.0.0"  # noqa: S104 (RFC 2543's hold)


def read_offer(body: str) -> Offer:
    """The offer in a session description.

    Raises:
        UnacceptableOffer: if it offers no G.711 sound, or can't be read.
    """
    common, *media = re.split(r"(?m)^(?=m=)", body.replace("\r\n", "\n"))
    for which, section in enumerate(media):
        fields = section.split("\n", 1)[0].removeprefix("m=").split()
        if len(fields) < 4 or fields[0] != "audio" or fields[2] != "RTP/AVP" or not fields[1].isdigit():
            continue
        law = next((int(kind) for kind in fields[3:] if kind in {str(PCMU), str(PCMA)}), None)
        address = _address(section) or _address(common)
        if law is None or address is None or not 0 < int(fields[1]) < 65536:
            continue
        events = _EVENTS.search(section)
        direction = _direction(section) or _direction(common) or "sendrecv"
        lines = tuple(line.split("\n", 1)[0] for line in media)
        return Offer(
            address, int(fields[1]), law, int(events.group(1)) if events else None, direction, lines, which
        )  # fmt: skip
    raise UnacceptableOffer("no PCMU or PCMA over RTP/AVP is offered")


def answer(offer: Offer, address: str, port: int, session: int, version: int) -> str:
    """Our session description.

    Args:
        address, port: where we wait for sound.
        session, version: of the description; the version grows when it changes within a call.
    """
    lines = ["v=0", f"o=pln123 {session} {version} IN IP4 {address}", "s=PLN 123", f"c=IN IP4 {address}", "t=0 0"]
    for at, line in enumerate(offer.media):
        if at != offer.which:
            lines.append(re.sub(r"^(m=\S+) \d+(/\d+)?", r"\1 0", line))
            continue
        kinds = [offer.payload_type] + ([] if offer.events is None else [offer.events])
        lines.append(f"m=audio {port} RTP/AVP {' '.join(map(str, kinds))}")
        lines.append(f"a=rtpmap:{offer.payload_type} {NAMES[offer.payload_type]}/8000")
        if offer.events is not None:
            lines += [f"a=rtpmap:{offer.events} telephone-event/8000", f"a=fmtp:{offer.events} 0-11"]
        lines += [f"a=ptime:{round(1000 * FRAME_SECONDS)}", f"a={_ANSWERED_DIRECTION[offer.direction]}"]
    return "\r\n".join(lines) + "\r\n"


def _address(section: str) -> str | None:
    found = re.search(r"(?m)^c=IN IP4 ([0-9.]+)", section)
    return found.group(1) if found else None


def _direction(section: str) -> str | None:
    found = re.search(r"(?m)^a=(sendrecv|sendonly|recvonly|inactive)\s*$", section)
    return found.group(1) if found else None
