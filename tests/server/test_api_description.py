"""Every address of the API does what its OpenAPI description says, whatever is sent to it: schemathesis asks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import load_all_checks, not_a_server_error
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from bot.server import create_application
from bot.server.options import WebOptions
from bot.settings import Settings
from tests.apkt.drafts import gangguan, keluhan
from tests.server.conftest import API_TOKEN
from tests.server.live_server import served
from tests.server.scripted_engine import ScriptedEngine

load_all_checks()
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
TICKETS = "^/api/apkt/tickets"
EXAMPLES = 25
"""Requests for each operation."""

OPERATIONS = {
    ("GET", "/api/apkt/tickets"),
    ("POST", "/api/apkt/tickets"),
    ("GET", "/api/apkt/tickets/{nomor}"),
    *(
        ("POST", f"/api/apkt/tickets/{{nomor}}/{deed}")
        for deed in ("lapor-ulang", "update", "selesai", "eskalasi", "ctt", "wo")
    ),
}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A running server with a few tickets."""
    folder: Path = tmp_path_factory.mktemp("described")
    chosen = Settings(var_directory=folder, database_url=f"sqlite:///{folder / 'uji.db'}", api_token=API_TOKEN)
    application = create_application(chosen, ScriptedEngine(), options=WebOptions())
    with served(application) as base:
        tickets = application.state.services.database.tickets
        for number, draft in enumerate((gangguan(), gangguan(), keluhan())):
            tickets.create(draft, actor="bot", idempotency_key=str(number))
        yield base


@pytest.fixture(scope="module")
def api_schema(address: str) -> schemathesis.BaseSchema:
    schema = schemathesis.openapi.from_url(f"{address}/openapi.json", config=SchemathesisConfig())
    return schema.include(path_regex=TICKETS)


@pytest.fixture(scope="module")
def whole_schema(address: str) -> schemathesis.BaseSchema:
    """Of everything that is described, also what needs no token."""
    return schemathesis.openapi.from_url(f"{address}/openapi.json", config=SchemathesisConfig())


def test_the_contract_is_described_whole(api_schema: schemathesis.BaseSchema) -> None:
    described = {(one.ok().method.upper(), one.ok().path) for one in api_schema.get_all_operations()}
    assert described == OPERATIONS


schema = schemathesis.pytest.from_fixture("whole_schema")


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_as_described(case: schemathesis.Case) -> None:
    case.call_and_validate(checks=CHECKS, headers={"Authorization": f"Bearer {API_TOKEN}"})
