"""Who is at a page of the workplace, and whether they may do what they ask.

Every page and address behind a login names the action it needs, as a dependency::

    @router.post("/qa/putaran")
    async def start(person: Annotated[Person, Depends(require("qa.run"))]) -> Response: ...

Without a login a page leads to ``/masuk``, everything else answers 401; without the right 403, which is logged.
Where a page shows customers' data without a mask, the look is written down here as well (UU 27/2022).
Requests that change something must carry the form token of the login, as the form field ``csrf`` or the header
``X-CSRF-Token``: that is checked here, so no page can forget it.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit

from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response
from starlette.requests import HTTPConnection

from bot.language.masking import masked
from bot.people.accounts import Account
from bot.people.activity import LONGEST_SUBJECT
from bot.people.rights import ACTIONS, SHOWING_CUSTOMERS
from bot.server.errors import ApiError, answer_error, asked_path, wants_page
from bot.server.services import services_of

LOGIN_COOKIE = "pln123_login"
LOGIN_PATH = "/masuk"
FORM_FIELD = "csrf"
FORM_HEADER = "X-CSRF-Token"

_FETCHED_BY_PAGES = ("/isi", "/kejadian", "/keadaan", "/kemajuan")
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_LOGIN_NEEDED = "Mohon masuk terlebih dahulu."
_NOT_OURS = "Halaman ini sudah lama terbuka. Mohon muat ulang halamannya, lalu coba lagi."


@dataclass(frozen=True)
class Person:
    """Somebody who is logged in.

    Attributes:
        token: of the login.
        address: network address of the browser.
    """

    account: Account
    token: str = field(repr=False)
    address: str

    def may(self, action: str) -> bool:
        """Whether the person has the right to ``action``."""
        return self.account.may(action)

    @property
    def form_token(self) -> str:
        """What the person's forms and scripts send along."""
        return form_token(self.token)


class LoginNeeded(ApiError):
    """Nobody is logged in."""

    def __init__(self) -> None:
        super().__init__(401, _LOGIN_NEEDED, code="login_needed")


Check = Callable[[Request], Awaitable[Person]]


def require(action: str) -> Check:
    """A dependency that gives the person who is logged in and has the right to ``action``.

    Raises:
        ValueError: at once, if there is no such action.
    """
    if action not in ACTIONS:
        raise ValueError(f"no such action: {action!r}")

    async def check(request: Request) -> Person:
        person = await signed_in(request)
        if not person.may(action):
            await _record(request, person, "access.denied", asked_path(request), {"action": action})
            raise ApiError(403, f"Mohon maaf, akun Anda tidak berhak {ACTIONS[action]}.")
        if action in SHOWING_CUSTOMERS and person.may("personal_data.view"):
            await _record_look(request, person, action)
        return person

    return check


async def signed_in(request: Request) -> Person:
    """Dependency: whoever is logged in, for what needs no right.

    Raises:
        LoginNeeded: if nobody is.
        ApiError: 403 if something would be changed without the form token.
    """
    person = await person_of(request)
    if person is None:
        raise LoginNeeded
    if request.method not in _SAFE_METHODS and not is_form_token(await _sent_token(request), person.token):
        raise ApiError(403, _NOT_OURS, code="form_outdated")
    return person


async def person_of(connection: HTTPConnection) -> Person | None:
    """Whoever is logged in; ``None`` if nobody is."""
    token = connection.cookies.get(LOGIN_COOKIE)
    if not token:
        return None
    account = await run_in_threadpool(services_of(connection).people.logins.find, token)
    connection.state.is_signed_in = account is not None
    return Person(account, token, address_of(connection)) if account else None


def form_token(secret: str) -> str:
    """The token of forms that belongs to a secret cookie; the cookie can't be read from it."""
    return hmac.new(secret.encode(), b"form", hashlib.sha256).hexdigest()


def is_form_token(sent: str, secret: str) -> bool:
    """Whether ``sent`` is the token of forms that belongs to ``secret``."""
    return hmac.compare_digest(sent.encode(), form_token(secret).encode())


def address_of(connection: HTTPConnection) -> str:
    """The network address of the browser, as the server or a trusted proxy before it knows it."""
    return connection.client.host if connection.client else ""


def own_path(written: str) -> str | None:
    """``written`` if it is a path of this server, else ``None``: nobody is led elsewhere after logging in."""
    if not written.startswith("/") or written.startswith(("//", "/\\")):
        return None
    if any(letter < " " or letter in "\\\x7f" for letter in written):
        return None
    parts = urlsplit(written)
    if parts.scheme or parts.netloc or parts.path == LOGIN_PATH:
        return None
    return written


def install_login_redirect(application: FastAPI) -> None:
    """Lead whoever asks for a page without a login to the login page, and back afterwards."""
    application.add_exception_handler(LoginNeeded, _lead_to_login)


async def _lead_to_login(request: Request, failure: Exception) -> Response:
    assert isinstance(failure, LoginNeeded)
    if not wants_page(request):
        return answer_error(request, failure)
    query = request.scope["query_string"].decode("latin-1")
    wanted = asked_path(request) + (f"?{query}" if query else "")
    back = f"?kembali={quote(wanted, safe='/')}" if request.method == "GET" else ""
    return RedirectResponse(LOGIN_PATH + back, 303)


async def _sent_token(request: Request) -> str:
    header = request.headers.get(FORM_HEADER)
    if header is not None:
        return header
    value = (await request.form()).get(FORM_FIELD)
    return value if isinstance(value, str) else ""


async def _record_look(request: Request, person: Person, action: str) -> None:
    """Who opened which page, and by which fields it was looked for; the log holds no customer's data itself. What an
    open page fetches again by itself is no look.
    """
    path = asked_path(request)
    if request.method != "GET" or path.endswith(_FETCHED_BY_PAGES):
        return
    query = request.query_params
    details: dict[str, Any] = {"menurut": sorted({name for name, value in query.items() if value})} if query else {}
    if query.get("pengenal"):
        details["percakapan"] = masked(query["pengenal"])[:LONGEST_SUBJECT]
    await _record(request, person, action, masked(path), details)


async def _record(request: Request, person: Person, action: str, subject: str, details: Mapping[str, Any]) -> None:
    await run_in_threadpool(
        services_of(request).people.activity.record,
        action,
        actor=person.account.name,
        subject=subject,
        address=person.address,
        details=details,
    )
