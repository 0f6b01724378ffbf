"""What every answer carries (security headers), how it is sent (compressed), what no request may exceed (the body
limit) or hold (a NUL)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.server.errors import ApiError, error_response

CHAT_PATH = "/"
PLAIN_FORM = "application/x-www-form-urlencoded"
MOST_FORM_FIELDS = 1_000
_FIELD_SEPARATORS = (b"&", b";")
_FORM_IN_PARTS = "multipart/form-data"
_WRITTEN_NUL = b"%00"
_CHANNELS = "/webhooks/"


class Compressed(GZipMiddleware):
    """Compresses longer answers, but those of the channels: these are short, and whoever waits for one would hold a
    compressor (270 KB) all the while.
    """

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As any ASGI application."""
        if scope["type"] == "http" and scope["path"].startswith(_CHANNELS):
            await self.app(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


class SecurityHeaders:
    """Adds the content security policy and its companions to every HTTP answer.

    Only what this server itself serves may run or load; no inline script, no inline style.

    Args:
        allowed_origins: other sites that may show the chat in a frame; no other page may be shown in one.
    """

    def __init__(self, app: ASGIApp, allowed_origins: Sequence[str] = ()) -> None:
        self._app = app
        self._policy = _policy("'self'")
        self._chat_policy = _policy(" ".join(["'self'", *allowed_origins]))
        self._headers = {
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        is_chat = scope["path"] == CHAT_PATH
        policy = self._chat_policy if is_chat else self._policy
        # the chat page can place a telephone call, in the studio's call window one practises by voice
        microphone = "(self)" if is_chat or _PRACTICE_CALL.fullmatch(scope["path"]) else "()"

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Content-Security-Policy"] = policy
                headers["Permissions-Policy"] = f"camera=(), geolocation=(), microphone={microphone}"
                for name, value in self._headers.items():
                    headers[name] = value
            await send(message)

        await self._app(scope, receive, send_with_headers)


_PRACTICE_CALL = re.compile(r"/latihan/[0-9a-f]{32}")


def _policy(frame_ancestors: str) -> str:
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        f"connect-src 'self'; media-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors {frame_ancestors}"
    )


class BodyLimit:
    """Refuses request bodies above ``maximum_bytes`` with 413, whether or not their length was announced.

    Of forms in their plain writing also those of too many fields: Starlette bounds fields of the other writing alone
    (CVE-2026-54283), and takes seconds for a body full of them, during which nobody else is served.
    """

    def __init__(self, app: ASGIApp, maximum_bytes: int) -> None:
        self._app = app
        self._maximum_bytes = maximum_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        announced = Headers(scope=scope).get("content-length", "")
        if announced.isdigit() and int(announced) > self._maximum_bytes:
            await error_response(ApiError(413))(scope, receive, send)
            return
        received = separators = 0
        is_form = PLAIN_FORM in Headers(scope=scope).get("content-type", "").lower()

        async def receive_bounded() -> Message:
            nonlocal received, separators
            message = await receive()
            body = message.get("body", b"")
            received += len(body)
            if is_form:
                separators += sum(map(body.count, _FIELD_SEPARATORS))
            if received > self._maximum_bytes or separators > MOST_FORM_FIELDS:
                raise ApiError(413)
            return message

        await self._app(scope, receive_bounded, send)


class NoNul:
    """Refuses a NUL in an address or a form with 400: it is no character of any text, PostgreSQL can't look for one, no
    file has one in its name.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if "\0" in scope["path"] or _WRITTEN_NUL in scope["query_string"]:
            await error_response(ApiError(400))(scope, receive, send)
            return
        kind = Headers(scope=scope).get("content-type", "").lower()
        nul = _WRITTEN_NUL if PLAIN_FORM in kind else b"\0" if _FORM_IN_PARTS in kind else None
        end_of_last = b""

        async def receive_without() -> Message:
            nonlocal end_of_last
            message = await receive()
            if nul:
                seen = end_of_last + message.get("body", b"")
                if nul in seen:
                    raise ApiError(400)
                end_of_last = seen[-len(_WRITTEN_NUL) :]
            return message

        await self._app(scope, receive_without, send)
