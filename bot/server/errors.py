"""The one shape in which every error leaves the server: ``{"error": {"code", "message", "field"?}}``.

``code`` is for programs (English, stable), ``message`` for people (Indonesian). A person who asks for a page
with a browser gets the same words as a page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel
from starlette.exceptions import HTTPException as StarletteHTTPException

from bot.apkt.errors import TicketError
from bot.database import StorageUnavailable, StorageUnusable
from bot.server.failures import traces_of
from bot.server.rendering import render_page

log = structlog.get_logger(__name__)

_PROGRAM_PATHS = ("/api/", "/webhooks/", "/healthz", "/metrics", "/openapi.json")

_STATUS_WORDS: dict[int, tuple[str, str]] = {
    400: ("bad_request", "Permintaan tidak dapat dibaca. Mohon periksa kembali isinya."),
    401: ("unauthorized", "Mohon sertakan token akses yang benar."),
    403: ("forbidden", "Anda tidak berhak membuka bagian ini."),
    404: ("not_found", "Yang Anda cari tidak ditemukan."),
    405: ("method_not_allowed", "Cara akses ini tidak tersedia untuk alamat tersebut."),
    413: ("too_large", "Kiriman terlalu besar. Mohon kirim dalam beberapa bagian yang lebih pendek."),
    415: ("unsupported_media_type", "Mohon kirim isi permintaan sebagai JSON."),
    422: ("invalid", "Ada isian yang belum sesuai."),
    429: ("too_many_requests", "Pesan datang terlalu cepat. Mohon tunggu sebentar lalu coba lagi."),
    500: ("internal_error", "Maaf, terjadi kendala di sistem kami. Silakan coba lagi sebentar lagi."),
    503: ("not_ready", "Maaf, layanan belum siap. Silakan coba lagi sebentar lagi."),
}

_TICKET_STATUS = {
    "tidak_ditemukan": 404,
    "kunci_dipakai": 409,
    "tidak_berlaku": 409,
    "sudah_dilaporkan": 409,
    "tanpa_laporan": 409,
    "nomor_habis": 503,
}

_VALIDATION_WORDS: tuple[tuple[str, str], ...] = (
    ("value_error.missing", "Isian ini wajib ada."),
    ("type_error.none", "Isian ini tidak boleh kosong."),
    ("type_error.dict", "Isian ini harus berupa objek JSON."),
    ("type_error.str", "Isian ini harus berupa teks."),
    ("type_error.bool", "Isian ini harus berupa true atau false."),
    ("type_error.integer", "Isian ini harus berupa bilangan bulat."),
    ("type_error.float", "Isian ini harus berupa angka."),
    ("value_error.datetime", "Isian ini harus berupa tanggal dan jam menurut ISO 8601."),
    ("type_error.enum", "Pilihan ini tidak dikenal."),
    ("value_error.const", "Pilihan ini tidak dikenal."),
    ("value_error.extra", "Isian ini tidak dikenal."),
    ("value_error.any_str.min_length", "Isian ini terlalu pendek."),
    ("value_error.any_str.max_length", "Isian ini terlalu panjang."),
    ("value_error.number", "Angka ini di luar batas."),
    ("value_error.list", "Jumlah isian ini di luar batas."),
)


class ErrorWords(BaseModel):
    """What went wrong, for a program and for a person, and the field at fault if it is one."""

    code: str
    message: str
    field: str = ""


class ErrorOut(BaseModel):
    """The one shape of every error."""

    error: ErrorWords


ERROR_RESPONSES: dict[int | str, dict[str, Any]] = {"4XX": {"model": ErrorOut}, "5XX": {"model": ErrorOut}}
"""For the description of a router whose errors all have the shape."""


class ApiError(HTTPException):
    """An error with words for the person who meets it.

    Args:
        status: HTTP status code.
        message: Indonesian sentence; the status's usual words when left out.
        code: stable name for programs; the status's usual name when left out.
        field: dotted path of the field at fault, such as ``metadata.telepon``.
    """

    def __init__(
        self,
        status: int,
        message: str | None = None,
        *,
        code: str | None = None,
        field: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        usual_code, usual_message = status_words(status)
        super().__init__(status, detail=message or usual_message, headers=dict(headers) if headers else None)
        self.message = message or usual_message
        self.code = code or usual_code
        self.field = field


def status_words(status: int) -> tuple[str, str]:
    """The usual code and Indonesian message of an HTTP status."""
    return _STATUS_WORDS.get(status) or _STATUS_WORDS[400 if status < 500 else 500]


def error_body(code: str, message: str, field: str | None = None) -> dict[str, Any]:
    """The one error shape as plain data."""
    error = {"code": code, "message": message}
    if field:
        error["field"] = field
    return {"error": error}


def error_response(error: ApiError) -> JSONResponse:
    """``error`` as JSON, for places that lie outside the application's exception handlers."""
    return JSONResponse(error_body(error.code, error.message, error.field), error.status_code, headers=error.headers)


def install_error_handlers(application: FastAPI) -> None:
    """Make every failure of ``application`` leave in the one shape."""
    application.add_exception_handler(StarletteHTTPException, _http_error)
    application.add_exception_handler(RequestValidationError, _validation_error)
    application.add_exception_handler(TicketError, _ticket_error)
    application.add_exception_handler(StorageUnavailable, _storage_error)
    application.add_exception_handler(StorageUnusable, _storage_error)
    application.add_exception_handler(Exception, _unexpected_error)


async def _http_error(request: Request, failure: Exception) -> Response:
    assert isinstance(failure, StarletteHTTPException)
    if isinstance(failure, ApiError):
        return answer_error(request, failure)
    return answer_error(request, ApiError(failure.status_code, headers=failure.headers))


async def _validation_error(request: Request, failure: Exception) -> Response:
    assert isinstance(failure, RequestValidationError)
    first = failure.errors()[0]
    if first["type"] in {"json_invalid", "value_error.jsondecode"}:
        return answer_error(request, ApiError(400, "Isi permintaan bukan JSON yang utuh.", code="broken_json"))
    return answer_error(request, ApiError(422, _validation_words(first["type"]), field=_field_path(first["loc"])))


async def _ticket_error(request: Request, failure: Exception) -> Response:
    assert isinstance(failure, TicketError)
    status = status_of_ticket_error(failure)
    return answer_error(request, ApiError(status, failure.message, code=failure.code, field=failure.field))


def status_of_ticket_error(failure: TicketError) -> int:
    """The HTTP status with which a refusal of the store leaves."""
    return _TICKET_STATUS.get(failure.code, 422)


async def _storage_error(request: Request, failure: Exception) -> Response:
    assert isinstance(failure, (StorageUnavailable, StorageUnusable))
    log.error("storage_failed", **traces_of(failure))
    return answer_error(request, ApiError(503, failure.message, code="storage_unavailable"))


async def _unexpected_error(request: Request, failure: Exception) -> Response:
    log.error("request_failed", **traces_of(failure))
    return answer_error(request, ApiError(500))


def answer_error(request: Request, error: ApiError) -> Response:
    """``error`` as whoever asked can read it."""
    if wants_page(request):
        at_work = getattr(request.state, "is_signed_in", False)
        values = {"message": error.message, "at_work": at_work}
        page = render_page(request, "error.html", values, status_code=error.status_code)
        page.headers.update(error.headers or {})
        return page
    return error_response(error)


def asked_path(request: Request) -> str:
    """The path that was asked for and routed; ``request.url`` has that which a client's ``Host`` header makes of it
    (CVE-2026-48710).
    """
    path: str = request.scope["path"]
    return path


def wants_page(request: Request) -> bool:
    """Whether a person asked with a browser for something to look at."""
    return "text/html" in request.headers.get("accept", "") and not asked_path(request).startswith(_PROGRAM_PATHS)


def _validation_words(kind: str) -> str:
    return next((words for prefix, words in _VALIDATION_WORDS if kind.startswith(prefix)), status_words(422)[1])


def _field_path(location: Sequence[int | str]) -> str | None:
    inside = location[1:] if location and location[0] in {"body", "query", "path", "header"} else location
    return ".".join(str(part) for part in inside if part != "__root__") or None
