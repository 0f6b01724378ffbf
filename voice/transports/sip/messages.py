"""SIP messages that we write, on top of `sipmessage`, which reads them."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping

from sipmessage import Address, Message, Request, Response

PHRASES = {
    100: "Trying", 180: "Ringing", 200: "OK", 400: "Bad Request", 405: "Method Not Allowed", 420: "Bad Extension",
    481: "Call/Transaction Does Not Exist", 486: "Busy Here", 487: "Request Terminated", 488: "Not Acceptable Here",
    500: "Server Internal Error", 503: "Service Unavailable",
}  # fmt: skip
METHODS = "INVITE, ACK, BYE, CANCEL, OPTIONS, INFO"
BRANCH = "z9hG4bK"
_ECHOED = ("From", "Call-ID", "CSeq")
_CALLER_NUMBER = re.compile(r"\+?\d{8,15}")

Reached = tuple[str, int]
"""Host and port."""


def read_request(data: bytes) -> Request | Response | None:
    """The message in a datagram, or ``None`` if it is none with which anything can be done."""
    try:
        message = Message.parse(data)
        if not message.via or not message.call_id or not message.from_address:
            return None
        _ = message.to_address, message.cseq
    except (ValueError, KeyError, IndexError, AttributeError):
        return None
    return message


def respond(request: Request, came_from: Reached, code: int, tag: str = "", **headers: str) -> Response:
    """An answer to a request.

    Args:
        came_from: where the request came from, which is told in its topmost Via (RFC 3581).
        tag: ours in this call; not for 100.
        headers: others, with ``_`` for ``-``.
    """
    response = Response(code, PHRASES[code])
    vias = list(request.headers.getlist("Via"))
    vias[0] = _with_received(vias[0], came_from)
    response.headers.setlist("Via", vias)
    for name in _ECHOED:
        response.headers.set(name, request.headers[name])
    to = request.headers["To"]
    response.headers.set("To", to if "tag" in request.to_address.parameters or not tag else f"{to};tag={tag}")
    if request.headers.getlist("Record-Route"):
        response.headers.setlist("Record-Route", request.headers.getlist("Record-Route"))
    for name, value in headers.items():
        response.headers.set(name.replace("_", "-"), value)
    response.headers.set("Server", "PLN 123 Simulator")
    return response


def answers_go_to(request: Request, came_from: Reached) -> Reached:
    """Where answers are sent: the port that the request came from if its sender asks so, else the one it names."""
    via = request.via[0]
    if "rport" in via.parameters:
        return came_from
    return came_from[0], via.port or 5060


def written(message: Request | Response, body: str = "", content_type: str = "") -> bytes:
    """As it goes over the wire."""
    message.body = body.encode()
    if content_type:
        message.headers.set("Content-Type", content_type)
    message.headers.set("Content-Length", str(len(message.body)))
    return bytes(message)


def branch_of(request: Request) -> str:
    """What names its transaction."""
    branch = request.via[0].parameters.get("branch") or ""
    return branch if branch.startswith(BRANCH) else f"{request.call_id}/{request.cseq.sequence}"


def new_tag() -> str:
    """Ours in a new call."""
    return secrets.token_hex(8)


def _with_received(vias: str, came_from: Reached) -> str:
    host, port = came_from
    via, comma, others = vias.partition(",")
    asked = re.search(r";\s*rport(?=\s*(;|$))", via)
    if asked is not None:
        via = f"{via[: asked.start()]};rport={port};received={host}{via[asked.end() :]}"
    elif not re.match(rf"\S+\s+{re.escape(host)}\b", via):
        via = f"{via.rstrip()};received={host}"
    return via + comma + others


def caller_number(request: Request) -> str:
    """The caller's telephone number if the exchange tells one; what it says is believed, as on every telephone."""
    user = request.from_address.uri.user or ""
    return user if _CALLER_NUMBER.fullmatch(user) else ""


def bye(invite: Request, to_header: str, contact: str, via: str, sequence: int) -> Request:
    """Our end of a call that began with ``invite``."""
    target = invite.contact[0].uri if invite.contact else invite.from_address.uri
    request = Request("BYE", target)
    headers: Mapping[str, str] = {
        "Via": f"SIP/2.0/UDP {via};rport;branch={BRANCH}{secrets.token_hex(8)}", "Max-Forwards": "70",
        "From": to_header, "To": invite.headers["From"], "Call-ID": invite.call_id, "CSeq": f"{sequence} BYE",
        "Contact": contact,
    }  # fmt: skip
    for name, value in headers.items():
        request.headers.set(name, value)
    if invite.headers.getlist("Record-Route"):
        request.headers.setlist("Route", invite.headers.getlist("Record-Route"))
    return request


def first_hop(invite: Request, came_from: Reached) -> Reached:
    """Where our own requests in the call go: to the nearest proxy that stays in, else where the call came from."""
    routes = invite.headers.getlist("Record-Route")
    if routes:
        nearest = Address.parse_many(routes[0])[0].uri
        if re.fullmatch(r"[0-9.]+", nearest.host):
            return nearest.host, nearest.port or 5060
    return came_from
