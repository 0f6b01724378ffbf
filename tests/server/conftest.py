"""An application over an engine of the tests' own, in a folder of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from bot.server import create_application
from bot.server.options import WebOptions
from bot.settings import Settings
from tests.server.scripted_engine import ScriptedEngine
from tests.server.signing_in import add_everyone

API_TOKEN = "token-untuk-uji"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(var_directory=tmp_path, database_url=f"sqlite:///{tmp_path / 'uji.db'}", api_token=API_TOKEN)


@pytest.fixture
def engine() -> ScriptedEngine:
    return ScriptedEngine()


@pytest.fixture
def client(settings: Settings, engine: ScriptedEngine) -> Iterator[TestClient]:
    """Asks from this machine, without a token."""
    application = create_application(settings, engine, options=WebOptions())
    with TestClient(application, base_url="http://127.0.0.1:8123", raise_server_exceptions=False) as made:
        yield made


@pytest.fixture
def api(client: TestClient) -> TestClient:
    """Asks with the API's token."""
    client.headers["Authorization"] = f"Bearer {API_TOKEN}"
    return client


@pytest.fixture
def workplace(client: TestClient) -> TestClient:
    """A browser before an application in which every role has an account; nobody is logged in."""
    add_everyone(client.app.state.services.people)  # type: ignore[attr-defined]
    client.headers["Accept"] = "text/html"
    return client
