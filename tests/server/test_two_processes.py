"""Two applications over one engine's talks, one database and one Redis server, as two processes serve them."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from bot.apkt.handover import HandoverQueue
from bot.server import create_application
from bot.server.options import WebOptions
from bot.settings import Settings
from tests.redis_servers import RedisServer
from tests.server.scripted_engine import ScriptedEngine
from tests.server.signing_in import add_everyone, form_token_of, log_in
from tests.server.test_chat import page, texts


@dataclass
class Two:
    """Browsers before two processes."""

    a: TestClient
    b: TestClient


def served(settings: Settings, engine: ScriptedEngine) -> TestClient:
    options = WebOptions(messages_at_once=6, messages_per_second=0.01)
    return TestClient(create_application(settings, engine, options=options), base_url="http://127.0.0.1:8123")


@pytest.fixture
def shared_settings(settings: Settings, redis_server: RedisServer) -> Settings:
    return dataclasses.replace(settings, redis_url=redis_server.url)


@pytest.fixture
def two(shared_settings: Settings, engine: ScriptedEngine) -> Iterator[Two]:
    with served(shared_settings, engine) as a, served(shared_settings, engine) as b:
        yield Two(a, b)


def test_a_page_sees_what_was_said_to_another_process(two: Two) -> None:
    with page(two.a) as here, page(two.b, here.welcome["token"]) as there:
        said = texts(here.say("halo", "m1"))
        assert len(said) >= 2
        assert texts(there.until("progress")) == said
        answered = texts(there.say("kode saya", "m2"))
        assert texts(here.until("progress")) == answered
        # and in the order in which it was said
        assert texts(here.say("sudah", "m3")) == texts(there.until("progress"))
    with page(two.a, here.welcome["token"]) as again:
        shown = [entry["text"] for entry in again.welcome["history"] if "text" in entry]
    with page(two.b, here.welcome["token"]) as again:
        assert [entry["text"] for entry in again.welcome["history"] if "text" in entry] == shown


def test_what_an_officer_says_in_one_process_reaches_the_page_at_the_other(two: Two, engine: ScriptedEngine) -> None:
    services = two.a.app.state.services  # type: ignore[attr-defined]
    queue: HandoverQueue = services.handovers.queue
    engine.queue = queue
    add_everyone(services.people)
    with page(two.b) as caller:
        caller.say("mau petugas")
        waiting = queue.list_open()[0]
        two.a.headers["Accept"] = "text/html"
        assert log_in(two.a, "cso").status_code == 303
        token = form_token_of(two.a.get("/petugas"))
        assert two.a.post(f"/petugas/{waiting.id}/ambil", data={"csrf": token}).status_code == 200
        assert queue.get(waiting.id).taken_by == "cso"
        officer = caller.until("officer")[-1]["officer"]
        while officer["state"] != "talking":
            officer = caller.until("officer")[-1]["officer"]
        words = {"csrf": token, "pesan": "Selamat siang, saya Hana."}
        assert two.a.post(f"/petugas/{waiting.id}/jawab", data=words).status_code == 200
        frames = caller.until("message")
        while frames[-1].get("speaker") != "cso":
            frames = caller.until("message")
        assert frames[-1]["text"] == "Selamat siang, saya Hana."


def test_news_told_by_one_process_reach_the_page_at_the_other(two: Two, engine: ScriptedEngine) -> None:
    with page(two.b) as caller:
        caller.say("halo")
        sender = engine.asked[-1][0]
        engine.untold[sender] = ["CTT sudah disetujui."]
        two.a.portal.call(two.a.app.state.services.talks.tell_news, sender)  # type: ignore[attr-defined,union-attr]
        assert texts(caller.until("progress")) == ["CTT sudah disetujui."]


def test_a_page_that_moves_to_another_process_redraws_the_same_talk(two: Two) -> None:
    with page(two.a) as here:
        here.say("halo")
        last_seen = here.say("kode saya", "m2")[-2]
    shown = {"token": here.welcome["token"], "last_seen": last_seen.get("cursor")}
    with page(two.b, **shown) as there:
        assert there.welcome["complete"] is True
        assert [entry["text"] for entry in there.welcome["history"]][0] == "halo"
        there.say("halo", "m1", repeated=True)  # the engine has answered it: nothing is said twice
    with page(two.a, here.welcome["token"]) as again:
        assert [entry.get("text") for entry in again.welcome["history"]].count("halo") == 1


def test_words_that_came_between_in_another_process_stand_in_their_place(two: Two, engine: ScriptedEngine) -> None:
    with page(two.a) as here:
        here.say("halo")
        sender = engine.asked[-1][0]
        engine.pause = 0.3
        here.send(type="say", id="m2", text="kode saya")
        here.until("typing")
        # the other process writes while this one's turn is on its way, and tells of it only later
        engine._note(sender, "cso", "Dari petugas.", custom={"kind": "officer", "name": "Hana"})
        redrawn = here.until("welcome")[-1]
        assert redrawn["complete"] is True
        spoken = [(entry["speaker"], entry.get("text")) for entry in redrawn["history"]]
        assert spoken.index(("cso", "Dari petugas.")) < spoken.index(("pelanggan", "kode saya"))


def test_the_pace_of_a_session_holds_over_processes(two: Two) -> None:
    with page(two.a) as here, page(two.b, here.welcome["token"]) as there:
        for number in range(3):
            here.say("halo", f"a{number}")
            there.send(type="say", id=f"b{number}", text="halo")
            there.until("ack")
        here.send(type="say", id="a4", text="halo")
        assert here.until("wait")[-1]["seconds"] > 1


def test_without_redis_the_pace_is_kept_by_each_process_and_health_tells(two: Two, redis_server: RedisServer) -> None:
    assert two.a.get("/healthz").json() == {"status": "siap"}
    redis_server.stop()
    answer = two.a.get("/healthz")
    assert answer.status_code == 503
    assert "Redis" in answer.json()["error"]["message"]
    with page(two.a) as here:
        assert texts(here.say("halo"))
    redis_server.start()
    assert two.a.get("/healthz").json() == {"status": "siap"}


def test_news_are_heard_again_after_redis_was_away(two: Two, redis_server: RedisServer) -> None:
    with page(two.a) as here, page(two.b, here.welcome["token"]) as there:
        here.say("halo", "m1")
        there.until("progress")
        redis_server.stop()
        here.say("kode saya", "m2")
        redis_server.start()
        until = time.monotonic() + 20
        heard: list[str] = []
        while "kode saya" not in heard:
            assert time.monotonic() < until
            heard += texts(there.until("progress"))


def test_one_key_of_sessions_serves_several_machines(shared_settings: Settings, tmp_path: Path) -> None:
    machines = [
        dataclasses.replace(shared_settings, session_key="rahasia-bersama", var_directory=tmp_path / name)
        for name in ("satu", "dua")
    ]
    one, other = [create_application(settings, ScriptedEngine(), options=WebOptions()) for settings in machines]
    with TestClient(one) as here, TestClient(other) as there, page(here) as opened:
        token = there.app.state.services.tokens.sender_of(opened.welcome["token"])  # type: ignore[attr-defined]
        assert token is not None
