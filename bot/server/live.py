"""Pages that stay up to date: a stream that says only that something has changed; the page then fetches what did."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable

from fastapi.responses import StreamingResponse

LOOK_AGAIN_SECONDS = 0.7
STREAM_SECONDS = 20
SEEN_EVERY_SECONDS = 10
"""How often an open page tells that its reader is there."""


async def _nobody_asks() -> None:
    return


def stream_of_change(
    known: str, version_now: Callable[[], Awaitable[str]], note_seen: Callable[[], Awaitable[None]] = _nobody_asks
) -> StreamingResponse:
    """One event as soon as the version is another one than ``known``, for some seconds.

    Args:
        note_seen: told at once and then every few seconds that the page is open.
    """

    async def events() -> AsyncIterator[str]:
        yield ": tersambung\n\n"
        until, seen_at = time.monotonic() + STREAM_SECONDS, 0.0
        while time.monotonic() < until:
            if time.monotonic() - seen_at > SEEN_EVERY_SECONDS:
                seen_at = time.monotonic()
                await note_seen()
            version = await version_now()
            if version != known:
                yield f"data: {json.dumps({'version': version})}\n\n"
                return
            await asyncio.sleep(LOOK_AGAIN_SECONDS)

    return StreamingResponse(events(), media_type="text/event-stream", headers={"Cache-Control": "no-store"})
