"""Reports on the desk of a running application, and a browser that works on them."""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import count
from typing import Any

from fastapi.testclient import TestClient
from httpx import Response

from bot import clock
from bot.apkt.model import Ticket, TicketDraft
from bot.apkt.store import TicketStore
from bot.server.services import Services
from tests.server.signing_in import form_token_of

_keys = map(str, count())
_KEY = re.compile(r'name="kunci" value="([^"]+)"')


def services_in(client: TestClient) -> Services:
    """What the application works with."""
    services: Services = client.app.state.services  # type: ignore[attr-defined]
    return services


def make(store: TicketStore, draft: TicketDraft, *, ago: timedelta = timedelta(0)) -> Ticket:
    """A report that was made some time ago."""
    with clock.at(clock.now() - ago):
        return store.create(draft, actor="bot", idempotency_key=f"desk-test:{next(_keys)}")


def complete(store: TicketStore, ticket: Ticket, note: str = "SUDAH NORMAL") -> Ticket:
    """The unit has settled it."""
    return store.complete(ticket.nomor, note, actor="posko", idempotency_key=f"desk-test:{next(_keys)}")


def escalate(store: TicketStore, ticket: Ticket) -> Ticket:
    """It waits for the back office."""
    return store.escalate(ticket.nomor, "NO LAPOR BARU", actor="cso", idempotency_key=f"desk-test:{next(_keys)}")


def post(client: TestClient, address: str, page: str = "/kerja", **fields: Any) -> Response:
    """Send a form as a browser would: with the token that stands in ``page``; gives the answer without following."""
    token = form_token_of(client.get(page))
    return client.post(address, data={"csrf": token, **fields}, follow_redirects=False)


def key_in(page: Response) -> str:
    """The first form key that stands in a page."""
    found = _KEY.search(page.text)
    assert found, page.text
    return found[1]
