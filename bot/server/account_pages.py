"""``/akun``: who has an account, and what has been done."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse

from bot.people.rights import ROLES
from bot.server.access import Person, require
from bot.server.services import services_of
from bot.server.workplace import render_workplace

LOG_PAGE = 50
GREATEST_ID = 2**63 - 1

router = APIRouter(prefix="/akun", include_in_schema=False)


@router.get("")
async def accounts_page(request: Request, person: Annotated[Person, Depends(require("people.view"))]) -> HTMLResponse:
    """Every account with its roles."""
    accounts = await run_in_threadpool(services_of(request).people.accounts.list)
    return render_workplace(request, person, "accounts.html", {"accounts": accounts, "role_names": ROLES})


@router.get("/catatan")
async def log_page(
    request: Request,
    person: Annotated[Person, Depends(require("people.log"))],
    sebelum: Annotated[int | None, Query(ge=1, le=GREATEST_ID)] = None,
) -> HTMLResponse:
    """The log of activity, newest first, a page at a time.

    Args:
        sebelum: only lines older than the one with this id.
    """
    lines = await run_in_threadpool(services_of(request).people.activity.latest, LOG_PAGE, before=sebelum)
    older = lines[-1].id if len(lines) == LOG_PAGE else None
    return render_workplace(request, person, "activity.html", {"lines": lines, "older": older, "first": not sebelum})
