"""Who may use the API: ``Authorization: Bearer`` with ``PLN123_API_TOKEN``, or with the token made at first
start.

``/api/*`` always needs the token. Rasa's REST channel needs it too, except when the server listens on the
loopback address only and the request truly comes from this machine: asked for by a loopback name (so no DNS
rebinding), not passed on by a proxy, and not sent by a page of another site.
"""

from __future__ import annotations

import hmac
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from bot.server.errors import ApiError
from bot.server.key_files import read_or_create_key
from bot.server.options import LOOPBACK_NAMES
from bot.server.services import Services, services_of
from bot.settings import Settings

TOKEN_FILE = "api.token"

_bearer = HTTPBearer(auto_error=False, description="Token API: PLN123_API_TOKEN atau isi var/api.token")
Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]


def api_token(settings: Settings) -> str:
    """The token that callers of the API must show; made at first start if the settings name none."""
    return settings.api_token or read_or_create_key(api_token_file(settings.var_directory))


def api_token_file(var_directory: Path) -> Path:
    """Where the token is kept that was made at first start."""
    return var_directory / TOKEN_FILE


async def require_api_token(request: Request, credentials: Credentials) -> None:
    """Dependency of ``/api/*``.

    Raises:
        ApiError: 401 if the bearer token is missing or wrong.
    """
    _check(services_of(request), credentials)


async def require_channel_access(request: Request, credentials: Credentials) -> None:
    """Dependency of Rasa's REST channel.

    Raises:
        ApiError: 401 if the token is wrong, or missing where it is needed.
    """
    services = services_of(request)
    if credentials is None and services.settings.host in LOOPBACK_NAMES and comes_from_this_machine(request):
        return
    _check(services, credentials)


def require_figures_access(request: Request, credentials: Credentials) -> None:
    """Dependency of ``/metrics``: Prometheus asks each process itself; what comes by way of a proxy is of the world.

    Raises:
        ApiError: 401 if the token is wrong, or missing in a request that was passed on.
    """
    if credentials is not None or _is_passed_on(request):
        _check(services_of(request), credentials)


def comes_from_this_machine(request: Request) -> bool:
    """Whether a request to a loopback-only server was made on this machine by a program or by our own
    page.
    """
    if request.url.hostname not in LOOPBACK_NAMES:
        return False
    if _is_passed_on(request):
        return False
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.url.netloc


def _is_passed_on(request: Request) -> bool:
    return "forwarded" in request.headers or "x-forwarded-for" in request.headers


def _check(services: Services, credentials: HTTPAuthorizationCredentials | None) -> None:
    shown = credentials.credentials if credentials else ""
    if not hmac.compare_digest(shown.encode(), services.api_token.encode()):
        raise ApiError(
            401,
            "Token API salah." if credentials else "Mohon sertakan token API (Authorization: Bearer …).",
            headers={"WWW-Authenticate": "Bearer"},
        )
