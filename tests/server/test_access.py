"""Every role at every page, and that no address is left without a guard."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from itertools import product

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from bot.people.options import PeopleOptions
from bot.people.rights import ROLES, may
from bot.server import create_application
from bot.server.access import FORM_HEADER, LOGIN_COOKIE, form_token, require, signed_in
from bot.server.auth import require_api_token, require_channel_access
from bot.server.options import WebOptions
from bot.settings import Settings
from tests.server.scripted_engine import ScriptedEngine
from tests.server.signing_in import add_everyone, form_token_of, log_in

# Every page of the workplace and who may open it.
PAGES = {
    "/kerja": set(ROLES),
    "/qa": {"qa", "supervisor"},
    "/qa/percakapan": {"qa", "supervisor"},
    "/qa/cakupan": {"qa", "supervisor"},
    "/qa/penilaian": {"qa", "supervisor"},
    "/qa/simulasi": {"qa", "supervisor"},
    "/qa/panggilan": {"qa", "supervisor"},
    "/apkt": {"cso", "backoffice", "vcc", "unit", "supervisor"},
    "/apkt/gangguan": {"cso"},
    "/apkt/keluhan": {"cso"},
    "/apkt/eskalasi": {"backoffice", "supervisor"},
    "/apkt/vcc": {"vcc", "supervisor"},
    "/apkt/wo": {"unit", "supervisor"},
    "/petugas": {"cso", "supervisor"},
    "/latihan": {"cso", "trainee", "supervisor"},
    "/pelatihan": {"supervisor", "qa"},
    "/data-pribadi": {"supervisor"},
    "/akun": {"supervisor", "admin"},
    "/akun/catatan": {"admin"},
}
# Pages to which a page of those above leads, with what they need to know.
PAGES_BELOW = {
    "/qa/penilaian/sanggahan": ("", {"qa", "supervisor"}),
    "/pelatihan/unduhan/hasil.csv": ("", {"supervisor", "qa"}),
    "/pelatihan/unduhan/xapi.json": ("", {"supervisor", "qa"}),
    "/data-pribadi/dihapus": ("", {"supervisor"}),
    "/qa/penilaian/percakapan": ("?pengenal=tidak-ada", {"qa", "supervisor"}),
}
OPEN_TO_ALL = {"/", "/pln-mobile", "/widget.js", "/tiket/{nomor}", "/docs", "/masuk", "/healthz", "/livez", "/metrics"}
GUARDED_BY_TOKEN = ("/api/", "/webhooks/")


@pytest.fixture(scope="module")
def browsers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, TestClient]]:
    """A browser for each role, logged in."""
    folder = tmp_path_factory.mktemp("peran")
    settings = Settings(var_directory=folder, database_url=f"sqlite:///{folder / 'uji.db'}", api_token="uji")
    application = create_application(settings, ScriptedEngine(), options=WebOptions(), people_options=PeopleOptions())
    with TestClient(application, base_url="http://127.0.0.1:8123") as first:
        add_everyone(application.state.services.people)
        made = {"": first}
        for role in ROLES:
            made[role] = TestClient(application, base_url="http://127.0.0.1:8123")
            log_in(made[role], role)
        for browser in made.values():
            browser.headers["Accept"] = "text/html"
        yield made


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("page", PAGES)
def test_a_role_opens_its_pages_and_is_refused_at_the_others(
    browsers: dict[str, TestClient], role: str, page: str
) -> None:
    answer = browsers[role].get(page)
    assert answer.status_code == (200 if role in PAGES[page] else 403), answer.text
    if answer.status_code == 403:
        assert "tidak berhak" in answer.text


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("page", PAGES_BELOW)
def test_a_role_is_refused_below_the_pages_that_it_may_not_open(
    browsers: dict[str, TestClient], role: str, page: str
) -> None:
    needs, roles = PAGES_BELOW[page]
    assert (browsers[role].get(page + needs).status_code == 403) is (role not in roles)


@pytest.mark.parametrize("page", PAGES)
def test_nobody_opens_a_page_without_a_login(browsers: dict[str, TestClient], page: str) -> None:
    answer = browsers[""].get(page, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/masuk?kembali={page}")


@pytest.mark.parametrize("role", ROLES)
def test_the_navigation_shows_exactly_what_the_role_may_open(browsers: dict[str, TestClient], role: str) -> None:
    shown = browsers[role].get("/kerja").text
    for page, roles in PAGES.items():
        if page != "/kerja":
            assert (f'<a href="{page}"' in shown) is (role in roles), page


def guards_of(route: APIRoute) -> list[object]:
    """What the route depends on, at any depth."""
    found, waiting = [], [route.dependant]
    while waiting:
        dependant = waiting.pop()
        found.append(dependant.call)
        waiting.extend(dependant.dependencies)
    return found


def is_guarded(route: APIRoute) -> bool:
    check = require("qa.view")
    return any(
        call is signed_in or getattr(call, "__code__", None) is check.__code__  # type: ignore[attr-defined]
        for call in guards_of(route)
    )


def test_every_address_asks_for_a_login_unless_it_is_named_here(client: TestClient) -> None:
    application = client.app
    assert isinstance(application, FastAPI)
    routes = [route for route in application.routes if isinstance(route, APIRoute)]
    unguarded = {route.path for route in routes if not is_guarded(route)}
    assert {path for path in unguarded if not path.startswith(GUARDED_BY_TOKEN)} == OPEN_TO_ALL


def test_every_page_of_the_workplace_is_among_those_tested_here(client: TestClient) -> None:
    application = client.app
    assert isinstance(application, FastAPI)
    pages = {
        route.path
        for route in application.routes
        if isinstance(route, APIRoute) and is_guarded(route) and "GET" in route.methods and "{" not in route.path
    }
    assert pages == set(PAGES) | set(PAGES_BELOW)


# Addresses for whoever is logged in: what is shown there depends on the person, and is tested where it stands.
OPEN_TO_ALL_ROLES = {"/keluar", "/kerja", "/latihan/{attempt_id}/hasil", "/latihan/{attempt_id}/sanggahan"}
# What stands under /api and needs no token of the API: it has sessions of its own (test_pln_mobile.py).
SESSIONS_OF_CALLERS = "/api/pln-mobile/"
SOCKETS = {"/ws", "/telepon", "/latihan/{attempt_id}/telepon"}


def routes_of(client: TestClient) -> list[APIRoute]:
    application = client.app
    assert isinstance(application, FastAPI)
    return [route for route in application.routes if isinstance(route, APIRoute)]


def actions_of(route: APIRoute) -> set[str]:
    """The rights that the route asks for, all of them."""
    code = require("qa.view").__code__  # type: ignore[attr-defined]
    checks = [call for call in guards_of(route) if getattr(call, "__code__", None) is code]
    return {inspect.getclosurevars(call).nonlocals["action"] for call in checks}  # type: ignore[arg-type]


def test_whatever_stands_outside_the_table_of_rights_is_named_here(browsers: dict[str, TestClient]) -> None:
    routes = routes_of(browsers[""])
    assert {route.path for route in routes if is_guarded(route) and not actions_of(route)} == OPEN_TO_ALL_ROLES
    of_programs = [route for route in routes if route.path.startswith(GUARDED_BY_TOKEN)]
    without_token = {
        route.path for route in of_programs if not {require_api_token, require_channel_access} & set(guards_of(route))
    }
    assert without_token
    assert all(path.startswith(SESSIONS_OF_CALLERS) for path in without_token)
    application = browsers[""].app
    assert isinstance(application, FastAPI)
    others = {route.path for route in application.routes if not isinstance(route, APIRoute)}  # type: ignore[attr-defined]
    assert others == SOCKETS | {"/static", "/openapi.json"}


def test_every_address_is_refused_to_every_role_without_its_right(browsers: dict[str, TestClient]) -> None:
    """Also an address that is written tomorrow: its right is read from the route, and asked for at its door."""
    tokens = {role: form_token(browsers[role].cookies[LOGIN_COOKIE]) for role in ROLES}
    refused = 0
    for route in filter(actions_of, routes_of(browsers[""])):
        path = re.sub(r"\{\w+(:path)?\}", "1", route.path)
        for method, role in product(route.methods, ROLES):
            fields = {} if method == "GET" else {"data": {"csrf": tokens[role]}}
            if not all(may((role,), action) for action in actions_of(route)):
                assert browsers[role].request(method, path, **fields).status_code == 403, (role, method, path)
                refused += 1
            elif method != "GET":
                # without the form's token it is refused to those who have the right, too
                assert browsers[role].request(method, path).status_code == 403, (role, method, path)
        answer = browsers[""].request(sorted(route.methods)[0], path, follow_redirects=False)
        assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, "/masuk"), path
    assert refused > 400


class TestFormToken:
    """What changes something must come from our own page."""

    @pytest.mark.parametrize("sent", [{}, {"csrf": ""}, {"csrf": "0" * 64}, {"csrf": "ä"}])
    def test_without_it_nothing_is_done(self, workplace: TestClient, sent: dict[str, str]) -> None:
        log_in(workplace, "qa")
        assert workplace.post("/keluar", data=sent).status_code == 403
        assert workplace.get("/qa").status_code == 200

    def test_that_of_another_login_does_not_do(self, workplace: TestClient) -> None:
        log_in(workplace, "qa")
        foreign = form_token_of(workplace.get("/qa"))
        log_in_anew = log_in_as_another(workplace, foreign)
        assert workplace.post("/keluar", data={"csrf": foreign}).status_code == 403
        assert workplace.post("/keluar", data={"csrf": log_in_anew}, follow_redirects=False).status_code == 303

    def test_scripts_send_it_in_a_header(self, workplace: TestClient) -> None:
        log_in(workplace, "qa")
        token = form_token_of(workplace.get("/qa"))
        assert workplace.post("/keluar", headers={FORM_HEADER: "0" * 64}, data={"csrf": token}).status_code == 403
        assert workplace.post("/keluar", headers={FORM_HEADER: token}, follow_redirects=False).status_code == 303


def log_in_as_another(browser: TestClient, form_token: str) -> str:
    """Log out and in again; gives the new form token."""
    browser.post("/keluar", data={"csrf": form_token})
    log_in(browser, "admin")
    return form_token_of(browser.get("/akun"))


def test_a_refusal_is_written_down(workplace: TestClient) -> None:
    log_in(workplace, "qa")
    workplace.get("/akun/catatan")
    [line, *_] = workplace.app.state.services.people.activity.latest()  # type: ignore[attr-defined]
    assert (line.actor, line.action, line.subject) == ("qa", "access.denied", "/akun/catatan")
    assert line.details == {"action": "people.log"}


def looks_of(browser: TestClient, role: str, *pages: str) -> list[tuple[str, str | None, dict[str, object]]]:
    """What is written down when somebody of the role opens the pages."""
    log_in(browser, role)
    activity = browser.app.state.services.people.activity  # type: ignore[attr-defined]
    before = activity.latest(1)[0].id
    for page in pages:
        browser.get(page)
    lines = [line for line in reversed(activity.latest()) if line.id > before]
    assert {line.actor for line in lines} <= {role}
    return [(line.action, line.subject, dict(line.details)) for line in lines]


def test_each_look_at_customers_data_is_written_down_without_them(workplace: TestClient) -> None:
    pages = ("/apkt?nama=Budi&unit=", "/apkt/tiket/G5426112200001", "/apkt/isian/pelanggan/541234567890", "/petugas")
    assert looks_of(workplace, "cso", *pages) == [
        ("desk.view", "/apkt", {"menurut": ["nama"]}),
        ("desk.view", "/apkt/tiket/G5426112200001", {}),
        ("customer.view", "/apkt/isian/pelanggan/•••890", {}),
        ("handover.view", "/petugas", {}),
    ]


def test_a_look_at_a_talk_names_the_talk(workplace: TestClient) -> None:
    talk = "/qa/penilaian/percakapan?pengenal="
    assert looks_of(workplace, "supervisor", f"{talk}web-abc", f"{talk}081234567890") == [
        ("audit.view", "/qa/penilaian/percakapan", {"menurut": ["pengenal"], "percakapan": "web-abc"}),
        ("audit.view", "/qa/penilaian/percakapan", {"menurut": ["pengenal"], "percakapan": "•••890"}),
    ]


def test_what_is_masked_or_fetched_by_an_open_page_is_no_look(workplace: TestClient) -> None:
    assert looks_of(workplace, "qa", "/qa", "/qa/penilaian/percakapan?pengenal=web-abc") == []
    workplace.cookies.clear()
    assert looks_of(workplace, "cso", "/apkt/daftar/0/isi", "/apkt/gangguan") == []


def test_a_right_that_is_none_can_not_be_asked_for() -> None:
    with pytest.raises(ValueError, match=r"qa\.lihat"):
        require("qa.lihat")


def test_someone_with_two_roles_may_what_each_may(workplace: TestClient) -> None:
    log_in(workplace, "rangkap")
    assert [workplace.get(page).status_code for page in ("/qa", "/akun/catatan")] == [200, 200]


def test_a_login_that_has_ended_can_not_change_anything(workplace: TestClient) -> None:
    log_in(workplace, "qa")
    token = form_token_of(workplace.get("/qa"))
    workplace.app.state.services.people.accounts.set_active("qa", False, actor="uji")  # type: ignore[attr-defined]
    answer = workplace.post("/keluar", data={"csrf": token}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/masuk")
