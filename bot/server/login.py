"""``/masuk`` and ``/keluar``."""

from __future__ import annotations

import secrets
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response

from bot.people.errors import LoginRefused
from bot.server.access import (
    FORM_FIELD,
    LOGIN_COOKIE,
    LOGIN_PATH,
    Person,
    address_of,
    form_token,
    is_form_token,
    own_path,
    person_of,
    signed_in,
)
from bot.server.rendering import render_page
from bot.server.services import services_of
from bot.server.workplace import HOME_PATH

VISITOR_COOKIE = "pln123_visitor"
"""Stands in for the login that there isn't yet, so that no other site can log somebody in."""

LONGEST_NAME = 200
LONGEST_PASSWORD = 1_000

_OUTDATED = "Halaman ini sudah lama terbuka. Silakan isi sekali lagi."

router = APIRouter(include_in_schema=False)


@router.get(LOGIN_PATH)
async def login_page(request: Request, kembali: str = "") -> Response:
    """The form; whoever is logged in already goes on at once."""
    if await person_of(request):
        return RedirectResponse(own_path(kembali) or HOME_PATH, 303)
    return _form(request, kembali)


@router.post(LOGIN_PATH)
async def log_in(
    request: Request,
    name: Annotated[str, Form(max_length=LONGEST_NAME)] = "",
    password: Annotated[str, Form(max_length=LONGEST_PASSWORD)] = "",
    kembali: Annotated[str, Form()] = "",
    csrf: Annotated[str, Form(alias=FORM_FIELD)] = "",
) -> Response:
    """Log in and go where one wanted to go; else the form again, with the reason."""
    visitor = request.cookies.get(VISITOR_COOKIE)
    if not visitor or not is_form_token(csrf, visitor):
        return _form(request, kembali, name=name, problem=_OUTDATED, status_code=403)
    people = services_of(request).people
    earlier = request.cookies.get(LOGIN_COOKIE)
    try:
        token, _ = await run_in_threadpool(
            people.logins.begin, name, password, address=address_of(request), earlier=earlier
        )
    except LoginRefused as refusal:
        status = 429 if refusal.wait_seconds else 401
        answer = _form(request, kembali, name=name, problem=refusal.message, status_code=status)
        if refusal.wait_seconds:
            answer.headers["Retry-After"] = str(refusal.wait_seconds)
        return answer
    answer = RedirectResponse(own_path(kembali) or HOME_PATH, 303)
    answer.set_cookie(
        LOGIN_COOKIE,
        token,
        max_age=int(people.options.login_duration.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=_is_encrypted(request),
    )
    answer.delete_cookie(VISITOR_COOKIE)
    return answer


@router.post("/keluar")
async def log_out(request: Request, person: Annotated[Person, Depends(signed_in)]) -> Response:
    """End the login."""
    await run_in_threadpool(services_of(request).people.logins.end, person.token, address=person.address)
    answer = RedirectResponse(LOGIN_PATH, 303)
    answer.delete_cookie(LOGIN_COOKIE)
    return answer


def _form(request: Request, back: str, *, name: str = "", problem: str = "", status_code: int = 200) -> Response:
    visitor = request.cookies.get(VISITOR_COOKIE) or secrets.token_urlsafe(32)
    values = {
        "back": own_path(back) or "",
        "name": name,
        "problem": problem,
        "form_token": form_token(visitor),
        "demo": services_of(request).people.options.demo,
    }
    page = render_page(request, "login.html", values, status_code)
    page.set_cookie(VISITOR_COOKIE, visitor, httponly=True, samesite="strict", secure=_is_encrypted(request))
    return page


def _is_encrypted(request: Request) -> bool:
    """Whether the browser came by https, also when a trusted proxy before this server took that off."""
    return request.url.scheme == "https"
