"""What the pages of the desk share: the key of a deed, and the version by which they stay current."""

from __future__ import annotations

from fastapi import Request
from fastapi.concurrency import run_in_threadpool

from bot.server.access import Person
from bot.server.services import services_of

LONGEST_NOTE = 1000
LONGEST_KEY = 64
LONGEST_NUMBER = 20


def key_of_deed(person: Person, deed: str, nomor: str, key: str) -> str:
    """The idempotency key of one submitted form: sent twice it is done once."""
    return f"desk:{person.account.name}:{deed}:{nomor}:{key[:LONGEST_KEY]}"


async def version_of_tickets(request: Request) -> str:
    """Changes whenever any report does."""
    moment = await run_in_threadpool(services_of(request).database.tickets.last_change)
    return f"{moment.timestamp():.6f}" if moment else "0"
