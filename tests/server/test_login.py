"""Logging in and out by the pages."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from bot.people.options import PeopleOptions
from bot.server import create_application
from bot.server.access import LOGIN_COOKIE, own_path
from bot.server.login import VISITOR_COOKIE
from bot.server.options import WebOptions
from bot.settings import Settings
from tests.server.scripted_engine import ScriptedEngine
from tests.server.signing_in import PASSWORD, add_everyone, form_token_of, log_in


def test_after_logging_in_one_is_at_the_first_part_that_one_may_open(workplace: TestClient) -> None:
    assert log_in(workplace, "qa").headers["location"] == "/kerja"
    page = workplace.get("/kerja")
    assert page.url.path == "/qa"
    assert "Si Qa" in page.text


def test_whoever_has_no_part_is_told_so_kindly(workplace: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.server.workplace.SECTIONS", ())  # as for an account whose roles this version lacks
    log_in(workplace, "trainee")
    page = workplace.get("/kerja")
    assert page.status_code == 200
    assert "Belum ada bagian" in page.text


def test_whoever_is_not_logged_in_is_led_there_and_back(workplace: TestClient) -> None:
    led = workplace.get("/akun?sebelum=3", follow_redirects=False)
    assert (led.status_code, led.headers["location"]) == (303, "/masuk?kembali=/akun%3Fsebelum%3D3")
    form = workplace.get(led.headers["location"])
    assert 'name="kembali" value="/akun?sebelum=3"' in form.text
    assert log_in(workplace, "admin", kembali="/akun?sebelum=3").headers["location"] == "/akun?sebelum=3"


def test_programs_get_401_instead_of_a_form(client: TestClient) -> None:
    answer = client.get("/akun", headers={"Accept": "application/json"})
    assert answer.status_code == 401
    assert answer.json()["error"]["code"] == "login_needed"


@pytest.mark.parametrize(
    "written",
    ["https://lain.example/", "//lain.example", "/\\lain.example", "\\\\lain", "qa", "", "/masuk", "/masuk?kembali=/qa",
     "/qa\r\nX: y", "javascript:alert(1)", "/\t/lain.example", "///lain.example"],
)  # fmt: skip
def test_nobody_is_led_to_another_site(workplace: TestClient, written: str) -> None:
    assert log_in(workplace, "qa", kembali=written).headers["location"] == "/kerja"


def test_own_paths_are_kept_as_they_are() -> None:
    for path in ("/qa", "/qa/putaran/1?giliran=2#akhir", "/masukan"):
        assert own_path(path) == path


@pytest.mark.parametrize(("name", "password"), [("qa", "salah-sandinya"), ("tidak.ada", PASSWORD), ("", "")])
def test_a_refusal_says_the_same_and_keeps_the_name(workplace: TestClient, name: str, password: str) -> None:
    answer = log_in(workplace, name, password)
    assert answer.status_code == 401
    assert "tidak cocok" in answer.text
    assert f'value="{name}"' in answer.text
    assert password not in answer.text or not password
    assert LOGIN_COOKIE not in workplace.cookies


def test_too_many_failures_are_told_with_the_time_to_wait(workplace: TestClient) -> None:
    for _ in range(5):
        assert log_in(workplace, "qa", "salah-sandinya").status_code == 401
    answer = log_in(workplace, "qa")
    assert answer.status_code == 429
    assert "15 menit" in answer.text
    assert 0 < int(answer.headers["retry-after"]) <= 900


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(workplace: TestClient) -> None:
    cookie = log_in(workplace, "qa").headers["set-cookie"]
    assert cookie.startswith(f"{LOGIN_COOKIE}=")
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Path=/" in cookie
    assert "Secure" not in cookie.split(VISITOR_COOKIE)[0]


def test_behind_https_the_cookies_never_travel_in_the_open(settings: Settings, engine: ScriptedEngine) -> None:
    application = create_application(settings, engine, options=WebOptions(), people_options=PeopleOptions())
    with TestClient(application, base_url="https://pln.example") as client:
        add_everyone(client.app.state.services.people)  # type: ignore[attr-defined]
        assert "Secure" in client.get("/masuk").headers["set-cookie"]
        assert "Secure" in log_in(client, "qa").headers["set-cookie"].split(VISITOR_COOKIE)[0]


def test_another_site_can_not_log_anybody_in(workplace: TestClient) -> None:
    for values in ({}, {"csrf": "0" * 64}, {"csrf": form_token_of(workplace.get("/masuk"))}):
        workplace.cookies.delete(VISITOR_COOKIE) if VISITOR_COOKIE in workplace.cookies else None
        answer = workplace.post("/masuk", data={"name": "qa", "password": PASSWORD, **values})
        assert answer.status_code == 403
        assert LOGIN_COOKIE not in workplace.cookies


def test_each_login_has_a_new_token_and_the_one_before_is_worthless(workplace: TestClient) -> None:
    log_in(workplace, "qa")
    first = workplace.cookies[LOGIN_COOKIE]
    workplace.post("/keluar", data={"csrf": form_token_of(workplace.get("/qa"))})
    log_in(workplace, "qa")
    assert workplace.cookies[LOGIN_COOKIE] != first
    workplace.cookies.clear()
    workplace.cookies.set(LOGIN_COOKIE, first)
    assert workplace.get("/qa", follow_redirects=False).status_code == 303


def test_logging_out_ends_the_login_in_the_database_too(workplace: TestClient) -> None:
    log_in(workplace, "qa")
    token = workplace.cookies[LOGIN_COOKIE]
    answer = workplace.post("/keluar", data={"csrf": form_token_of(workplace.get("/qa"))}, follow_redirects=False)
    assert answer.headers["location"] == "/masuk"
    assert LOGIN_COOKIE not in workplace.cookies
    workplace.cookies.clear()
    workplace.cookies.set(LOGIN_COOKIE, token)
    assert workplace.get("/qa", follow_redirects=False).status_code == 303


def test_whoever_is_logged_in_needs_no_form(workplace: TestClient) -> None:
    log_in(workplace, "qa")
    assert workplace.get("/masuk?kembali=/qa", follow_redirects=False).headers["location"] == "/qa"


def test_a_name_is_shown_as_text_and_never_as_markup(workplace: TestClient) -> None:
    assert "<script>" not in log_in(workplace, "<script>alert(1)</script>").text


def test_a_name_or_password_of_great_length_is_refused_unread(workplace: TestClient) -> None:
    assert log_in(workplace, "q" * 300).status_code == 422
    assert log_in(workplace, "qa", "q" * 3_000).status_code == 422


def test_only_in_demo_mode_does_the_form_tell_of_demo_accounts(settings: Settings, engine: ScriptedEngine) -> None:
    for demo in (False, True):
        options = PeopleOptions(demo=demo)
        application = create_application(settings, engine, options=WebOptions(), people_options=options)
        with TestClient(application) as client:
            assert ("akun-demo.txt" in client.get("/masuk").text) is demo
            assert (settings.var_directory / "akun-demo.txt").exists() is demo
