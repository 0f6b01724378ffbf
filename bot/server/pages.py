"""What people open: the chat page, the widget's script, a ticket to print, and the API's manual."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import FileResponse, HTMLResponse

from bot.server.errors import ApiError
from bot.server.rendering import STATIC_DIRECTORY, render_page
from bot.server.services import services_of

router = APIRouter(include_in_schema=False)


@router.get("/")
async def chat_page(request: Request, tampilan: str = "halaman") -> HTMLResponse:
    """The chat; with ``?tampilan=panel`` as it stands inside the widget's frame."""
    services = services_of(request)
    in_panel = tampilan == "panel"
    # inside another site's frame the browser gives no microphone
    values = {
        "agent_name": services.settings.agent_name,
        "in_panel": in_panel,
        "can_call": services.phone.installed and not in_panel,
        "keep_talks_days": services.options.keep_talks_days,
    }
    return render_page(request, "chat.html", values)


@router.get("/widget.js")
async def widget_script() -> FileResponse:
    """The script that other sites load to show the chat."""
    return FileResponse(STATIC_DIRECTORY / "widget.js", media_type="text/javascript")


@router.get("/tiket/{nomor}")
async def ticket_page(request: Request, nomor: str, izin: str = "") -> HTMLResponse:
    """A ticket made to be printed, for the session that made it.

    Args:
        izin: the pass that the chat hands out with the ticket; it names session and number.

    Raises:
        ApiError: 404 for everybody else, so that nobody learns which numbers exist.
    """
    services = services_of(request)
    sender = services.tokens.ticket_pass_holder(izin, nomor)
    ticket = await run_in_threadpool(services.database.tickets.get, nomor) if sender else None
    if ticket is None:
        raise ApiError(404, "Tiket ini tidak ditemukan, atau bukan tiket dari percakapan Anda.")
    return render_page(request, "ticket.html", {"ticket": ticket})


@router.get("/docs")
async def manual_page(request: Request) -> HTMLResponse:
    """The OpenAPI description as a plain page: the usual viewer would load scripts from elsewhere."""
    described: dict[str, Any] = request.app.openapi()
    return render_page(request, "docs.html", {"openapi": described})
