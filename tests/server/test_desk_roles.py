"""Every role at every address of the desk that reads or changes something."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from bot.apkt.model import Ticket
from bot.people.options import PeopleOptions
from bot.people.rights import ROLES
from bot.server import create_application
from bot.server.options import WebOptions
from bot.settings import Settings
from tests.apkt.drafts import FULL_GANGGUAN, gangguan, keluhan
from tests.server.desk_tickets import complete, escalate, make, post, services_in
from tests.server.scripted_engine import ScriptedEngine
from tests.server.signing_in import add_everyone, log_in

# One column a role; written by hand from issue 5. {g}: an open disturbance that waits for the VCC and the unit,
# {k}: a complaint that is done, {e}: an escalated report.
MATRIX = """
                                          cso backoffice vcc unit trainee supervisor qa admin
GET  /apkt                                 +   +          +   +    -       +          -  -
GET  /apkt/daftar/0/isi                    +   +          +   +    -       +          -  -
GET  /apkt/daftar/0/kejadian               +   +          +   +    -       +          -  -
GET  /apkt/unduhan/tiket.csv               -   -          -   -    -       +          -  -
POST /apkt/saringan                        +   +          +   +    -       +          -  -
POST /apkt/saringan/1/hapus                +   +          +   +    -       +          -  -
GET  /apkt/tiket/{g}                       +   +          +   +    -       +          -  -
GET  /apkt/tiket/{g}/isi                   +   +          +   +    -       +          -  -
GET  /apkt/tiket/{g}/kejadian              +   +          +   +    -       +          -  -
GET  /apkt/tiket/{g}/percakapan            +   +          +   +    -       +          -  -
GET  /apkt/tiket/{g}/ikon/update           +   +          -   -    -       -          -  -
POST /apkt/tiket/{g}/ikon/update           +   +          -   -    -       -          -  -
POST /apkt/tiket/{g}/ikon/lapor-ulang      +   +          -   -    -       -          -  -
POST /apkt/tiket/{k}/ikon/laporan-baru     +   -          -   -    -       -          -  -
GET  /apkt/gangguan                        +   -          -   -    -       -          -  -
POST /apkt/gangguan                        +   -          -   -    -       -          -  -
GET  /apkt/keluhan                         +   -          -   -    -       -          -  -
POST /apkt/keluhan                         +   -          -   -    -       -          -  -
GET  /apkt/isian/pelanggan/541234567890    +   -          -   -    -       -          -  -
GET  /apkt/isian/wilayah/Tebet             +   -          -   -    -       -          -  -
GET  /apkt/eskalasi                        -   +          -   -    -       +          -  -
GET  /apkt/eskalasi/daftar/0/isi           -   +          -   -    -       +          -  -
GET  /apkt/eskalasi/daftar/0/kejadian      -   +          -   -    -       +          -  -
POST /apkt/eskalasi/{e}/ambil              -   +          -   -    -       -          -  -
POST /apkt/eskalasi/{e}/catat              -   +          -   -    -       -          -  -
POST /apkt/eskalasi/{e}/teruskan           -   +          -   -    -       -          -  -
POST /apkt/eskalasi/{e}/tutup              -   +          -   -    -       -          -  -
GET  /apkt/vcc                             -   -          +   -    -       +          -  -
GET  /apkt/vcc/daftar/0/isi                -   -          +   -    -       +          -  -
GET  /apkt/vcc/daftar/0/kejadian           -   -          +   -    -       +          -  -
POST /apkt/vcc/{g}/wo                      -   -          +   -    -       -          -  -
POST /apkt/vcc/{g}/ctt                     -   -          +   -    -       -          -  -
GET  /apkt/wo                              -   -          -   +    -       +          -  -
GET  /apkt/wo/daftar/0/isi                 -   -          -   +    -       +          -  -
GET  /apkt/wo/daftar/0/kejadian            -   -          -   +    -       +          -  -
POST /apkt/wo/{g}/selesai                  -   -          -   +    -       -          -  -
"""
_HEADING, *_LINES = MATRIX.strip().splitlines()
CELLS = [
    (role, method, path, sign == "+")
    for method, path, *signs in map(str.split, _LINES)
    for role, sign in zip(_HEADING.split(), signs, strict=True)
]


@pytest.fixture(scope="module")
def browsers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, TestClient]]:
    folder = tmp_path_factory.mktemp("meja")
    settings = Settings(var_directory=folder, database_url=f"sqlite:///{folder / 'uji.db'}", api_token="uji")
    application = create_application(settings, ScriptedEngine(), options=WebOptions(), people_options=PeopleOptions())
    with TestClient(application, base_url="http://127.0.0.1:8123"):
        add_everyone(application.state.services.people)
        made = {}
        for role in ROLES:
            made[role] = TestClient(application, base_url="http://127.0.0.1:8123", raise_server_exceptions=False)
            log_in(made[role], role)
            made[role].headers["Accept"] = "text/html"
        yield made


@pytest.fixture
def reports(browsers: dict[str, TestClient]) -> dict[str, Ticket]:
    store = services_in(browsers["cso"]).database.tickets
    return {
        "g": make(store, FULL_GANGGUAN),
        "k": complete(store, make(store, keluhan())),
        "e": escalate(store, make(store, gangguan())),
    }


@pytest.fixture(autouse=True)
def short_streams(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.server.live.STREAM_SECONDS", 0.0)


@pytest.mark.parametrize(
    ("role", "method", "path", "allowed"),
    CELLS,
    ids=[f"{role}-{method}-{path}" for role, method, path, _ in CELLS],
)
def test_a_role_is_refused_exactly_where_the_matrix_says(
    browsers: dict[str, TestClient], reports: dict[str, Ticket], role: str, method: str, path: str, allowed: bool
) -> None:
    address = path.format(**{letter: ticket.nomor for letter, ticket in reports.items()})
    browser = browsers[role]
    if method == "GET":
        answer = browser.get(address)
    else:
        page = browser.get("/kerja")  # every role has it; its form for logging out holds the token
        assert page.status_code == 200
        answer = post(browser, address)
    if allowed:
        # empty forms are answered with what is missing, a missing talk or record with 404: but never 403
        assert answer.status_code in (200, 303, 404, 409, 422), answer.text
    else:
        assert answer.status_code == 403, answer.text
        assert "tidak berhak" in answer.text
        for ticket in reports.values():
            assert services_in(browser).database.tickets.get(ticket.nomor) == ticket


def test_the_matrix_names_every_address_of_the_desk(browsers: dict[str, TestClient]) -> None:
    application = browsers["cso"].app
    assert isinstance(application, FastAPI)
    routes = [
        (method, route)
        for route in application.routes
        if isinstance(route, APIRoute) and route.path.startswith("/apkt")
        for method in route.methods
    ]
    named = {(method, path) for _, method, path, _ in CELLS}
    missing = [
        f"{method} {route.path}"
        for method, route in routes
        if not any(method == one and route.path_regex.fullmatch(path) for one, path in named)
    ]
    assert missing == []
