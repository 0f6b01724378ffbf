"""A browser before the running application."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from bot.people.options import PeopleOptions
from bot.server import create_application
from bot.server.options import WebOptions
from bot.settings import Settings
from tests.server.live_server import served
from tests.server.scripted_engine import ScriptedEngine
from tests.server.signing_in import add_everyone

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {"width": 360, "height": 740}
PATIENCE_MS = 20_000
"""A page on a busy build server may take that long; one that is there at once is not waited for."""

expect.set_options(timeout=PATIENCE_MS)


# for each module: Playwright keeps an event loop running, and no asynchronous test of another module may meet it
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched_with() as launched:
        yield launched


@contextmanager
def launched_with(*arguments: str) -> Iterator[Browser]:
    """A browser."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=[*ARGUMENTS, *arguments])
        yield launched
        launched.close()


def with_microphone(sound: Path) -> AbstractContextManager[Browser]:
    """A browser whose microphone plays a file, over and over."""
    return launched_with(
        "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-audio-capture={sound}", "--autoplay-policy=no-user-gesture-required",
    )  # fmt: skip


@pytest.fixture(scope="module")
def engine() -> ScriptedEngine:
    return ScriptedEngine()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, engine: ScriptedEngine) -> Iterator[str]:
    """The address of an application that all tests of a module share; each has its own session."""
    folder = tmp_path_factory.mktemp("situs")
    with served(create_application(settings_in(folder), engine, options=WebOptions())) as address:
        yield address


def settings_in(folder: Path) -> Settings:
    return Settings(var_directory=folder, database_url=f"sqlite:///{folder / 'uji.db'}", api_token="uji")


@contextmanager
def workplace_in(folder: Path) -> Iterator[str]:
    """The address of an application in which every role has an account."""
    application = create_application(
        settings_in(folder), ScriptedEngine(), options=WebOptions(), people_options=PeopleOptions()
    )
    with served(application) as address:
        add_everyone(application.state.services.people)
        yield address


@contextmanager
def screen(
    browser: Browser, viewport: dict[str, int] = PHONE, timezone: str = "Asia/Jakarta"
) -> Iterator[BrowserContext]:
    """A browser of its own for one test, in Indonesian."""
    opened = browser.new_context(viewport=viewport, locale="id-ID", timezone_id=timezone)  # type: ignore[arg-type]
    opened.set_default_timeout(PATIENCE_MS)
    yield opened
    opened.close()


@contextmanager
def faultless_page(context: BrowserContext, site: str, pardoned: Sequence[str] = ()) -> Iterator[Page]:
    """A page that must run without a single error or a request to another site.

    Args:
        pardoned: words of errors that a test brings about on purpose.
    """
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    opened.on("request", lambda request: None if site in request.url else complaints.append(request.url))
    yield opened
    assert [one for one in complaints if not any(words in one for words in pardoned)] == []


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    with screen(browser) as opened:
        yield opened


@pytest.fixture
def page(context: BrowserContext, site: str) -> Iterator[Page]:
    """A phone on the chat page."""
    with faultless_page(context, site) as opened:
        opened.goto(site)
        opened.locator("#opening").wait_for()
        yield opened
