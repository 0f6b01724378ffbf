"""What the routers share, hung on the application once and handed to them by :func:`services_of`."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import HTTPConnection

from bot.database import LoopReads
from bot.people.people import People
from bot.processes.talk_news import TalkNews
from bot.qa.background import BackgroundRuns
from bot.server.database import Database
from bot.server.desk_services import DeskServices
from bot.server.engine_port import EngineHost
from bot.server.handover_desk import HandoverDesk
from bot.server.metrics import Metrics
from bot.server.options import WebOptions
from bot.server.phone_room import PhoneRoom
from bot.server.practice_room import PracticeRoom
from bot.server.retention import Retention
from bot.server.self_report_desk import SelfReportDesk
from bot.server.sessions import SessionTokens
from bot.server.talks import Talks
from bot.server.turns import TurnService
from bot.settings import Settings
from bot.vcc.command_centre import CommandCentre


@dataclass(frozen=True)
class Services:
    """Everything one application needs to answer.

    Attributes:
        host: the engine and its state.
        reads: how the event loop reads a little from the database.
        database: the tickets, and whether the database can be reached.
        command_centre: decides on reports with a self-diagnosis.
        desk: what officers of the APKT desk work with.
        people: accounts and logins.
        qa_runs: QA commands begun from the pages.
        news: of and for other processes; ``None`` while this one is alone.
        talks: the widget sessions that this process shows.
        self_reports: PLN Mobile's reports, and how fast they may come.
        handovers: what officers do with talks that were handed over.
        practice: calls that trainees practise, their results and classes.
        phone: the phone line, if the voice packages are installed.
        retention: deletes old talks.
    """

    settings: Settings
    options: WebOptions
    api_token: str
    host: EngineHost
    reads: LoopReads
    database: Database
    command_centre: CommandCentre
    desk: DeskServices
    people: People
    qa_runs: BackgroundRuns
    metrics: Metrics
    tokens: SessionTokens
    turns: TurnService
    news: TalkNews | None
    talks: Talks
    self_reports: SelfReportDesk
    handovers: HandoverDesk
    practice: PracticeRoom
    phone: PhoneRoom
    retention: Retention


def services_of(connection: HTTPConnection) -> Services:
    """The services of the application that serves ``connection``."""
    services: Services = connection.app.state.services
    return services
