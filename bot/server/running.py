"""``pln123 serve``: the application under uvicorn."""

from __future__ import annotations

import asyncio
import sys

import structlog
import uvicorn

from bot.people.demo import demo_password_file
from bot.people.options import PeopleOptions
from bot.server.application import create_application
from bot.server.auth import api_token, api_token_file
from bot.server.options import MAXIMUM_BODY_BYTES
from bot.settings import Settings


def run(settings: Settings) -> None:
    """Serve until stopped; says its addresses on standard output, one a line.

    Raises:
        EngineNotReady: if the model is missing or corrupt; the server has been stopped then.
        ValueError: with an Indonesian message, if an option of the web application can't be read.
    """
    _log_to_standard_error()
    people_options = PeopleOptions.from_environment()
    application = create_application(settings, people_options=people_options)
    api_token(settings)  # made before its place is told
    server = uvicorn.Server(
        uvicorn.Config(
            application,
            host=settings.host,
            port=settings.port,
            log_level="warning",
            ws_max_size=MAXIMUM_BODY_BYTES,
            server_header=False,
        )
    )
    _say(*_addresses(settings, demo=people_options.demo))
    asyncio.run(_serve(server, application))


def _log_to_standard_error() -> None:
    """Keep standard output for the addresses; whoever has set logging up already keeps it."""
    if not structlog.is_configured():
        structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))


async def _serve(server: uvicorn.Server, application: object) -> None:
    watching = asyncio.create_task(_watch(server, application))
    await server.serve()
    failure = await watching
    if failure:
        raise failure


async def _watch(server: uvicorn.Server, application: object) -> Exception | None:
    """Say when the engine is ready; stop the server and give back the reason if it will never be."""
    while not server.started:
        if server.should_exit:
            return None
        await asyncio.sleep(0.05)
    services = application.state.services  # type: ignore[attr-defined]
    if await services.host.settled():
        _say("Siap melayani. Tekan Ctrl+C untuk berhenti.")
        return None
    server.should_exit = True
    failure: Exception | None = services.host.failure
    return failure


def _addresses(settings: Settings, *, demo: bool) -> list[str]:
    shown_host = "127.0.0.1" if settings.host in {"0.0.0.0", "::"} else settings.host
    base = f"http://{f'[{shown_host}]' if ':' in shown_host else shown_host}:{settings.port}"
    token_place = "PLN123_API_TOKEN" if settings.api_token else str(api_token_file(settings.var_directory))
    demo_lines = [f"Akun demo      {demo_password_file(settings.var_directory)}"] if demo else []
    return [
        f"Halaman chat   {base}/",
        f"Widget         {base}/widget.js",
        f"Panduan API    {base}/docs",
        f"Kesehatan      {base}/healthz",
        f"Token API      {token_place}",
        f"Ruang kerja    {base}/masuk",
        *demo_lines,
        "Menyiapkan robot, mohon tunggu …",
    ]


def _say(*lines: str) -> None:
    for line in lines:
        sys.stdout.write(line + "\n")
    sys.stdout.flush()
