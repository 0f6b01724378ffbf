"""``pln123 serve``: the application under uvicorn."""

from __future__ import annotations

import asyncio
import os
import sys
from socket import socket

import structlog
import uvicorn

from bot.database import open_engine
from bot.engine.readiness import EngineNotReady
from bot.people.demo import demo_password_file
from bot.people.options import PeopleOptions
from bot.processes.redis_server import check_address
from bot.server.application import create_application
from bot.server.auth import api_token, api_token_file
from bot.server.logs import begin_logging
from bot.server.options import MAXIMUM_BODY_BYTES, WebOptions
from bot.server.workers import end_with_parent, leave_as_not_ready, run_workers, seconds_to_get_ready, tell_ready
from bot.settings import Settings


def run(settings: Settings) -> None:
    """Serve until stopped; says its addresses on standard output, one a line.

    Raises:
        EngineNotReady: if the model is missing or corrupt; the server has been stopped then.
        StorageUnusable: if the database's address can't be one. A database that can't be reached now is waited for.
        ValueError: with an Indonesian message, if an option of the web application can't be read.
    """
    _begin(settings)
    open_engine(settings.database_url).dispose()
    people_options = PeopleOptions.from_environment()
    if settings.redis_url:
        check_address(settings.redis_url)
    if settings.workers > 1:
        _run_workers(settings, demo=people_options.demo)
        return
    application = create_application(settings, people_options=people_options)
    api_token(settings)  # made before its place is told
    server = _Server(_config(settings, application), application)
    _say(*_addresses(settings, demo=people_options.demo))
    server.run()


def serve_one(sockets: list[socket] | None) -> None:
    """What each of several processes does; its settings are those of the environment."""
    end_with_parent()
    settings = Settings.from_environment()
    _begin(settings)
    application = create_application(settings, seconds_to_get_ready=seconds_to_get_ready())
    server = _Server(_config(settings, application), application)
    try:
        server.run(sockets)
    except EngineNotReady as failure:
        leave_as_not_ready(str(failure))


def _run_workers(settings: Settings, *, demo: bool) -> None:
    if not settings.redis_url:
        raise ValueError(
            "Lebih dari satu proses memerlukan Redis: setel PLN123_REDIS_URL, misalnya redis://127.0.0.1:6379/0."
        )
    WebOptions.from_environment()  # what can't be read is told once, not by every process
    api_token(settings)
    _say(*_addresses(settings, demo=demo))
    if not run_workers(settings, _config(settings, "bot.server.running:serve_one"), serve_one):
        raise EngineNotReady("Tidak ada proses yang dapat melayani; sebabnya tertulis di atas.")


def _config(settings: Settings, application: object) -> uvicorn.Config:
    return uvicorn.Config(
        application,  # type: ignore[arg-type]
        host=settings.host,
        port=settings.port,
        workers=settings.workers,
        log_config=None,
        log_level="warning",
        ws_max_size=MAXIMUM_BODY_BYTES,
        # for a page that stays open it costs 100 KB each, and little of what a chat says is long
        ws_per_message_deflate=False,
        server_header=False,
    )


def _begin(settings: Settings) -> None:
    """Keep standard output for the addresses, and files for this user; whoever has set logging up already keeps it."""
    os.umask(0o077)  # talks, recordings and results of QA hold data of callers
    if not structlog.is_configured():
        begin_logging(settings.log_form)


class _Server(uvicorn.Server):
    """uvicorn, on the event loop that it chooses (uvloop), until it is stopped or its engine will never be ready."""

    def __init__(self, config: uvicorn.Config, application: object) -> None:
        super().__init__(config)
        self._application = application

    async def serve(self, sockets: list[socket] | None = None) -> None:
        """Serve; raises why the engine will never be ready."""
        watching = asyncio.create_task(_watch(self, self._application))
        await super().serve(sockets)
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
        workers = services.settings.workers
        whose = f"Proses {os.getpid()} (satu dari {workers}) siap" if workers > 1 else "Siap"
        tell_ready()
        _say(f"{whose} melayani. Tekan Ctrl+C untuk berhenti.")
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
