"""The widget's channel: resumes, keeps order, takes each message once and loses none."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from fastapi.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from bot.server import create_application
from bot.server.options import WebOptions
from bot.settings import LONGEST_MESSAGE, Settings
from tests.server.scripted_engine import TICKET, ScriptedEngine


class Page:
    """One open page."""

    def __init__(self, socket: Any) -> None:
        self.socket = socket
        self.welcome: dict[str, Any] = {}

    def send(self, **frame: object) -> None:
        self.socket.send_text(json.dumps(frame))

    def until(self, kind: str) -> list[dict[str, Any]]:
        """Frames up to the first of that kind, which is the last of the list."""
        frames = [self.socket.receive_json()]
        while frames[-1]["type"] != kind:
            frames.append(self.socket.receive_json())
        return frames

    def say(self, text: str, id: str = "m1", **more: object) -> list[dict[str, Any]]:
        """Say it and hear all that comes of it."""
        self.send(type="say", id=id, text=text, **more)
        frames = self.until("typing")
        return [*frames, *self.until("typing")]


def texts(frames: list[dict[str, Any]]) -> list[str]:
    return [frame["text"] for frame in frames if frame["type"] == "message" and "text" in frame]


@contextmanager
def page(client: TestClient, token: str | None = None, last_seen: str | None = None) -> Iterator[Page]:
    with client.websocket_connect("/ws") as socket:
        opened = Page(socket)
        opened.send(type="hello", token=token, last_seen=last_seen)
        opened.welcome = opened.until("welcome")[-1]
        yield opened


def test_a_first_visit_gets_a_session_of_the_servers_making(client: TestClient, engine: ScriptedEngine) -> None:
    with page(client) as first, page(client) as second:
        assert first.welcome["history"] == []
        assert first.welcome["complete"]
        first.say("halo")
        second.say("halo")
    senders = {sender for sender, _ in engine.asked}
    assert len(senders) == 2
    assert all(len(sender) > 20 for sender in senders)


@pytest.mark.parametrize("forged", ["", "web-budi", "abc.def.ghi", 7, None, {"s": 1}])
def test_a_forged_token_opens_nobodys_talk(client: TestClient, forged: Any) -> None:
    with page(client) as mine:
        mine.say("rahasia saya")
    with page(client, token=forged) as other:
        assert other.welcome["history"] == []


def test_the_order_of_a_turn(client: TestClient) -> None:
    with page(client) as here:
        frames = here.say("meteran saya PERIKSA")
    assert [frame["type"] for frame in frames] == [
        "typing", "message", "ack", "message", "message", "progress", "typing",
    ]  # fmt: skip
    assert [frame["seq"] for frame in frames if frame["type"] == "message"] == [1, 2, 3]
    assert frames[1]["speaker"] == "pelanggan"
    assert frames[1]["id"] == "m1"
    assert frames[5]["progress"] == {"step": 1, "of": 12, "label": "Keluhan"}


def test_a_reload_brings_the_whole_talk_back(client: TestClient) -> None:
    with page(client) as here:
        here.say("halo")
    with page(client, here.welcome["token"]) as again:
        assert [entry["text"] for entry in again.welcome["history"]] == ["halo", "Saya catat: halo"]
        assert again.welcome["complete"]
        assert again.welcome["progress"]["step"] == 1


def test_a_mended_line_brings_only_what_was_missed(client: TestClient) -> None:
    with page(client) as one:
        token = one.welcome["token"]
        cursor = [frame for frame in one.say("satu", "a") if frame["type"] == "message"][-1]["cursor"]
        one.say("dua", "b")
    with page(client, token, cursor) as again:
        assert not again.welcome["complete"]
        assert [entry["text"] for entry in again.welcome["history"]] == ["dua", "Saya catat: dua"]


@pytest.mark.parametrize("cursor", ["", "lain:1", "x", 5, "salah:salah"])
def test_a_cursor_that_means_nothing_brings_everything(client: TestClient, cursor: Any) -> None:
    with page(client) as one:
        one.say("satu")
    with page(client, one.welcome["token"], cursor) as again:
        assert again.welcome["complete"]
        assert len(again.welcome["history"]) == 2


def test_after_a_restart_the_talk_is_read_from_the_engine(settings: Settings, engine: ScriptedEngine) -> None:
    with (
        TestClient(create_application(settings, engine, options=WebOptions())) as before,
        page(before) as one,
    ):
        token = one.welcome["token"]
        frames = one.say("meteran saya PERIKSA", "a")
        cursor = frames[-3]["cursor"]
        one.say("tidak usah dibaca", "b", payload="/tidak")
    with TestClient(create_application(settings, engine, options=WebOptions())) as after:
        with page(after, token, cursor) as again:
            assert again.welcome["complete"], "what an older process counted means nothing to this one"
            said = [entry["text"] for entry in again.welcome["history"] if entry["speaker"] == "pelanggan"]
            assert said == ["meteran saya PERIKSA", "Belum pernah"], "a button reads as its title"
            again.send(type="say", id="b", text="Belum pernah", payload="/tidak", repeated=True)
            assert again.until("ack")[-1] == {"type": "ack", "id": "b"}
        with page(after, token) as once_more:
            assert len(once_more.welcome["history"]) == len(again.welcome["history"])
    assert [text for _, text in engine.asked] == ["meteran saya PERIKSA", "/tidak"]


def test_the_same_id_is_taken_once(client: TestClient, engine: ScriptedEngine) -> None:
    with page(client) as here:
        first = here.say("halo", "sama")
        here.send(type="say", id="sama", text="halo")
        assert here.until("ack") == [{"type": "ack", "id": "sama", "seq": first[1]["seq"]}]
    assert len(engine.asked) == 1


def test_the_same_id_twice_at_once_is_taken_once(client: TestClient, engine: ScriptedEngine) -> None:
    engine.pause = 0.05
    with page(client) as here:
        here.send(type="say", id="sama", text="halo")
        here.send(type="say", id="sama", text="halo")
        here.until("ack")
        here.send(type="ping")
        assert "ack" not in [frame["type"] for frame in here.until("pong")]
    assert len(engine.asked) == 1


def test_messages_at_once_are_handled_one_by_one_in_order(client: TestClient, engine: ScriptedEngine) -> None:
    engine.pause = 0.02
    with page(client) as here:
        for number in range(5):
            here.send(type="say", id=f"m{number}", text=f"pesan {number}")
        for _ in range(5):
            here.until("ack")
    assert [text for _, text in engine.asked] == [f"pesan {number}" for number in range(5)]
    assert engine.most_busy == 1


def test_two_pages_of_one_session_see_the_same(client: TestClient, engine: ScriptedEngine) -> None:
    with page(client) as left, page(client, left.welcome["token"]) as right:
        left.say("dari kiri", "a")
        assert texts(right.until("progress")) == ["dari kiri", "Saya catat: dari kiri"]
        right.say("dari kanan", "b")
    assert len({sender for sender, _ in engine.asked}) == 1


def test_a_page_that_leaves_in_mid_turn_finds_the_answer_later(client: TestClient, engine: ScriptedEngine) -> None:
    engine.pause = 0.1
    with page(client) as here:
        here.send(type="say", id="a", text="halo")
        here.until("typing")
    with page(client, here.welcome["token"]) as again:
        seen = [entry["text"] for entry in again.welcome["history"]]
        assert (seen or texts(again.until("progress"))) == ["halo", "Saya catat: halo"]


def test_a_long_message_comes_back_with_kind_words(client: TestClient, engine: ScriptedEngine) -> None:
    with page(client) as here:
        here.send(type="say", id="m1", text="x" * 100_000)
        refused = here.until("refused")[-1]
        assert refused["id"] == "m1"
        assert refused["error"]["code"] == "too_long"
        assert "terlalu panjang" in refused["error"]["message"]
        longest = "x" * LONGEST_MESSAGE
        assert texts(here.say(longest, "m2"))[0] == longest
    assert len(engine.asked) == 1


def test_the_bot_speaks_first(client: TestClient, engine: ScriptedEngine) -> None:
    engine.greeting = "Selamat siang, PLN 123."
    with page(client) as first:
        assert [entry["text"] for entry in first.welcome["history"]] == ["Selamat siang, PLN 123."]
    with page(client, first.welcome["token"]) as again:
        assert len(again.welcome["history"]) == 1, "once"
    assert engine.metadata == [{"kanal": "chat"}]


def test_the_database_gone_loses_nothing(client: TestClient, engine: ScriptedEngine) -> None:
    with page(client) as here:
        engine.broken = ConnectionError()
        refused = next(frame for frame in here.say("halo") if frame["type"] == "refused")
        assert refused["error"]["code"] == "failed"
        assert "terganggu" in refused["error"]["message"]
        engine.broken = None
        assert texts(here.say("halo")) == ["halo", "Saya catat: halo"], "the same id may be sent again"


def test_a_turn_that_the_engine_could_not_save_may_be_sent_again(client: TestClient, engine: ScriptedEngine) -> None:
    with page(client) as here:
        engine.storage_gone = True
        refused = next(frame for frame in here.say("halo") if frame["type"] == "refused")
        assert refused["error"] == {"code": "failed", "message": "Sistem kami sedang terganggu."}
        engine.storage_gone = False
        assert texts(here.say("halo")) == ["halo", "Saya catat: halo"], "the same id may be sent again"


def test_a_button_counts_only_while_it_is_offered(client: TestClient, engine: ScriptedEngine) -> None:
    with page(client) as here:
        here.say("pura-pura", "a", payload="/tidak")
        here.say("meteran saya PERIKSA", "b")
        here.say("dikarang", "c", payload="/tidak")
        here.say("terlambat", "d", payload="/ya")
    assert [text for _, text in engine.asked] == ["pura-pura", "meteran saya PERIKSA", "/tidak", "terlambat"]


def test_typed_commands_to_the_dialogue_are_only_words(client: TestClient, engine: ScriptedEngine) -> None:
    with page(client) as here:
        assert texts(here.say("/restart"))[0] == "/restart"
    assert engine.asked[0][1] == "restart"


def test_a_session_that_sends_too_fast_is_asked_to_wait(settings: Settings, engine: ScriptedEngine) -> None:
    options = WebOptions(messages_at_once=3, messages_per_second=0.01)
    with TestClient(create_application(settings, engine, options=options)) as client, page(client) as here:
        for number in range(3):
            here.say("halo", f"m{number}")
        here.send(type="say", id="lebih", text="halo")
        wait = here.until("wait")[-1]
        assert wait["id"] == "lebih"
        assert 90 < wait["seconds"] <= 100
        with page(client) as other:
            assert texts(other.say("halo")), "another session is not slowed"
    assert len(engine.asked) == 4


@pytest.mark.parametrize(
    ("frame", "code", "field"),
    [
        ("{", "broken_json", None),
        ("[]", "invalid", None),
        ('{"type": "nyanyi"}', "invalid", "type"),
        ('{"type": "say", "text": "halo"}', "invalid", "id"),
        ('{"type": "say", "id": "", "text": "halo"}', "invalid", "id"),
        ('{"type": "say", "id": "a", "text": 7}', "invalid", "text"),
        (b'{"type": "say", "id": "a", "text": "halo"}', "invalid", None),
        ("[" * 200_000, "broken_json", None),
    ],
)
def test_a_frame_that_makes_no_sense_is_answered_and_survived(
    client: TestClient, frame: str | bytes, code: str, field: str | None
) -> None:
    with page(client) as here:
        (here.socket.send_bytes if isinstance(frame, bytes) else here.socket.send_text)(frame)
        error = here.until("error")[-1]["error"]
        assert error["code"] == code
        assert error.get("field") == field
        assert texts(here.say("halo")) == ["halo", "Saya catat: halo"]


def test_half_of_an_emoji_is_left_out_of_the_words(client: TestClient) -> None:
    with page(client) as here:
        assert texts(here.say("halo \ud83d", "satu \ud83d")) == ["halo ", "Saya catat: halo "]
        assert texts(here.say("pagi \ud83d\ude00", "dua")) == ["pagi \U0001f600", "Saya catat: pagi \U0001f600"]


@pytest.mark.parametrize("token", ["\ud800.\ud800", "\x00", "a.b.c", ["a"], 7, None])
def test_a_token_that_is_none_begins_a_new_session(client: TestClient, token: object) -> None:
    with client.websocket_connect("/ws") as socket:
        socket.send_text(json.dumps({"type": "hello", "token": token}))
        assert socket.receive_json()["type"] == "welcome"


def test_hello_comes_first(client: TestClient) -> None:
    with client.websocket_connect("/ws") as socket:
        socket.send_text('{"type": "say", "id": "a", "text": "halo"}')
        assert socket.receive_json()["error"]["code"] == "hello_first"


def test_pages_of_other_sites_are_refused(client: TestClient) -> None:
    with (
        pytest.raises(WebSocketDisconnect),
        client.websocket_connect("/ws", headers={"Origin": "https://jahat.example"}) as socket,
    ):
        socket.receive_json()


def test_a_ticket_comes_with_the_pass_to_its_page(client: TestClient) -> None:
    with page(client) as here:
        custom = next(frame["custom"] for frame in here.say("tiket") if frame.get("custom"))
    assert custom["ticket"] == TICKET
    assert custom["page"].startswith(f"/tiket/{TICKET['nomor']}?izin=")


def test_a_talk_of_the_bots_alone_costs_no_look_into_the_officers_queue(
    client: TestClient, engine: ScriptedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    queue = client.app.state.services.handovers.queue  # type: ignore[attr-defined]
    monkeypatch.setattr(queue, "standing_of", asked.append)
    with page(client) as here:
        here.say("halo", "m1")
        before = len(asked)
        here.say("halo", "m2")
        assert len(asked) == before + 1
        monkeypatch.setattr(engine, "is_bots_alone", lambda _sender: True)
        here.say("halo", "m3")
        assert len(asked) == before + 1
