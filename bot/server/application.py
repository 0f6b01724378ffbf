"""The web application, put together."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import lru_cache

from fastapi import APIRouter, FastAPI
from starlette.routing import BaseRoute

from bot.apkt.handover import HandoverQueue
from bot.callers.recordings import QA_RUNS
from bot.database import LoopReads
from bot.people.demo import add_demo_accounts
from bot.people.options import PeopleOptions
from bot.people.people import People
from bot.processes.talk_news import TalkNews
from bot.qa.background import BackgroundRuns
from bot.roleplay.assistant.answering import ThroughTheAssistant
from bot.server import (
    account_pages,
    audit_pages,
    call_pages,
    caller_pages,
    chat,
    conversations,
    desk_escalation_pages,
    desk_follow_up_pages,
    desk_form_pages,
    desk_pages,
    desk_unit_pages,
    desk_vcc_pages,
    handover_pages,
    health,
    login,
    pages,
    phone,
    pln_mobile,
    practice_call_pages,
    practice_class_pages,
    practice_pages,
    practice_phone,
    practice_result_pages,
    qa_pages,
    tickets,
    webhook,
    workplace,
)
from bot.server.access import install_login_redirect
from bot.server.auth import api_token
from bot.server.database import Database
from bot.server.desk_services import DeskServices
from bot.server.engine_port import Engine, EngineHost, EngineLoader, load_rasa_engine
from bot.server.errors import install_error_handlers
from bot.server.handover_desk import HandoverDesk
from bot.server.metrics import Metrics
from bot.server.middleware import BodyLimit, Compressed, NoNul, SecurityHeaders
from bot.server.options import MAXIMUM_BODY_BYTES, WebOptions
from bot.server.phone_room import PhoneRoom
from bot.server.practice_room import PracticeRoom
from bot.server.rate_limit import LocalPaces, Paces
from bot.server.rendering import STATIC_DIRECTORY
from bot.server.retention import Retention
from bot.server.self_report_desk import LOOKUPS_AT_ONCE, LOOKUPS_PER_SECOND, SelfReportDesk
from bot.server.services import Services
from bot.server.sessions import SessionTokens
from bot.server.shared_paces import RedisPaces
from bot.server.static_files import AskedForAgain
from bot.server.talks import Talks
from bot.server.turn_queue import TurnQueue
from bot.server.turns import TurnService
from bot.settings import Settings
from bot.vcc.command_centre import CommandCentre
from bot.vcc.ctt import SimulatedCttIssuer

COMPRESS_FROM_BYTES = 1_000

_ROUTED = (
    *(webhook, chat, conversations, tickets, health, pages, login, workplace),
    *(account_pages, caller_pages, audit_pages, call_pages, qa_pages, handover_pages, pln_mobile, phone),
    *(desk_pages, desk_follow_up_pages, desk_form_pages, desk_escalation_pages, desk_vcc_pages, desk_unit_pages),
    *(practice_pages, practice_call_pages, practice_result_pages, practice_class_pages, practice_phone),
)
"""In the order in which an address is looked up."""


def create_application(
    settings: Settings,
    engine: Engine | None = None,
    *,
    options: WebOptions | None = None,
    people_options: PeopleOptions | None = None,
    load_engine: EngineLoader = load_rasa_engine,
    seconds_to_get_ready: float = 0.0,
) -> FastAPI:
    """The application for ``settings``.

    On start the database is migrated and the engine loaded in the background: pages open at once,
    ``/healthz`` says when all is ready, and what can't be made ready is told there instead of ending the
    server.

    Args:
        engine: an engine that is ready already; without it ``load_engine`` makes one. It is closed with the
            application.
        options: of the web application alone; those of the environment when left out.
        people_options: of accounts and logins, likewise.
        seconds_to_get_ready: so long the start waits for the engine, since others of the same port answer meanwhile.
    """
    chosen = options or WebOptions.from_environment()
    chosen_people = people_options or PeopleOptions.from_environment()

    @asynccontextmanager
    async def lifespan(application: FastAPI) -> AsyncIterator[None]:
        # where Rasa is loaded for the callers' talks, customers of practice calls answer through it as well
        assistant = ThroughTheAssistant(settings) if engine is None and load_engine is load_rasa_engine else None
        services = _services(settings, chosen, chosen_people, EngineHost(engine), assistant)
        application.state.services = services
        await services.database.problem()  # migrates; if it can't, /healthz tells and tries again
        services.host.start(load_engine, settings)
        if seconds_to_get_ready:
            await asyncio.wait({asyncio.create_task(services.host.settled())}, timeout=seconds_to_get_ready)
        services.handovers.start()
        services.retention.start()
        if services.news:
            services.news.listen(services.talks.hear)
        yield
        if services.news:
            await services.news.close()
        await services.handovers.close()
        await services.phone.close()
        await services.talks.close()
        await services.host.close()
        services.retention.close()
        services.self_reports.close()
        services.practice.close()
        services.people.close()
        services.desk.close()
        services.database.close()

    application = FastAPI(
        title="PLN 123 Simulator",
        description="Simulator pusat kontak PLN 123: percakapan, kanal REST Rasa, dan tiket APKT.",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
    )
    install_error_handlers(application)
    install_login_redirect(application)
    application.router.routes.extend(_routes())
    application.mount("/static", AskedForAgain(directory=STATIC_DIRECTORY), name="static")
    application.add_middleware(NoNul)
    application.add_middleware(BodyLimit, maximum_bytes=MAXIMUM_BODY_BYTES)
    application.add_middleware(Compressed, minimum_size=COMPRESS_FROM_BYTES)
    application.add_middleware(SecurityHeaders, allowed_origins=chosen.allowed_origins)
    return application


@lru_cache(maxsize=1)
def _routes() -> tuple[BaseRoute, ...]:
    """Every address of the pages and of the API. They hold nothing of one application, and to make them costs much."""
    together = APIRouter()
    for module in _ROUTED:
        together.include_router(module.router)
    return tuple(together.routes)


def _environment_of(settings: Settings) -> dict[str, str]:
    """What a command must find in its environment to work on the same data as this application."""
    return {
        "PLN123_VAR": str(settings.var_directory),
        "PLN123_DATABASE_URL": settings.database_url,
        "PLN123_MODEL": str(settings.model_path),
    }


def _services(
    settings: Settings,
    options: WebOptions,
    people_options: PeopleOptions,
    host: EngineHost,
    assistant: ThroughTheAssistant | None,
) -> Services:
    metrics = Metrics()
    tokens = SessionTokens.of(settings)
    turns = TurnService(host, metrics, TurnQueue(options.turns_at_once, options.tell_wait_seconds, metrics))

    def paces(name: str, capacity: float, per_second: float) -> Paces:
        if settings.redis_url:
            return RedisPaces(settings.redis_url, name, capacity, per_second)
        return LocalPaces(capacity, per_second)

    def prepare_accounts() -> None:
        if people_options.demo:
            add_demo_accounts(settings.database_url, settings.var_directory)

    database = Database(settings.database_url, prepare_accounts)
    people = People(settings.database_url, people_options)
    queue, reads = HandoverQueue(settings.database_url), LoopReads.of(settings.database_url)
    sessions = paces("session", options.messages_at_once, options.messages_per_second)
    news = TalkNews(settings.redis_url) if settings.redis_url else None
    talks = Talks(host, turns, tokens, sessions, queue, reads, news)
    return Services(
        settings=settings,
        options=options,
        api_token=api_token(settings),
        host=host,
        reads=reads,
        database=database,
        command_centre=CommandCentre(database.tickets, SimulatedCttIssuer()),
        desk=DeskServices(settings.database_url, database.tickets),
        people=people,
        qa_runs=BackgroundRuns(settings.var_directory / QA_RUNS, _environment_of(settings)),
        metrics=metrics,
        tokens=tokens,
        turns=turns,
        news=news,
        talks=talks,
        self_reports=SelfReportDesk(
            settings.database_url,
            database.tickets,
            sessions,
            paces("lookup", LOOKUPS_AT_ONCE, LOOKUPS_PER_SECOND),
        ),
        handovers=HandoverDesk(queue, talks, people.activity, options.officer_gone_minutes, settings.agent_name),
        practice=PracticeRoom(settings, assistant),
        phone=PhoneRoom(settings),
        retention=Retention(settings.database_url, settings.var_directory, options.keep_talks_days, talks.forget),
    )
