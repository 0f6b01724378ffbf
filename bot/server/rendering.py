"""Jinja2 templates of ``bot/web`` and how Indonesians write dates in them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from fastapi.templating import Jinja2Templates

from bot.clock import local
from bot.qa.writing import written_number

WEB_DIRECTORY = Path(__file__).resolve().parent.parent / "web"
STATIC_DIRECTORY = WEB_DIRECTORY / "static"

_MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip

_templates = Jinja2Templates(directory=WEB_DIRECTORY / "templates")


def indonesian_moment(moment: datetime | str, zone: str = "WIB") -> str:
    """``moment`` as ``22 November 2026, 14.05 WIB``.

    Args:
        moment: aware date and time, or the same as ISO 8601 text.
        zone: ``WIB``, ``WITA`` or ``WIT``.
    """
    read = datetime.fromisoformat(moment.replace("Z", "+00:00")) if isinstance(moment, str) else moment
    there = local(read, zone)
    return f"{there.day} {_MONTHS[there.month - 1]} {there.year}, {there:%H.%M} {zone}"


def begun_large(text: str) -> str:
    """``text`` with a capital at its beginning, all else as it is: "WA atau SMS", "ListriQu" keep theirs."""
    return text[:1].upper() + text[1:]


_templates.env.filters["begun_large"] = begun_large
_templates.env.filters["indonesian_moment"] = indonesian_moment
_templates.env.filters["indonesian_number"] = written_number


def render_page(request: Request, template: str, values: Mapping[str, Any], status_code: int = 200) -> HTMLResponse:
    """``template`` filled with ``values``; never kept by a cache, since pages differ by session."""
    return _templates.TemplateResponse(
        request, template, dict(values), status_code=status_code, headers={"Cache-Control": "no-store"}
    )
