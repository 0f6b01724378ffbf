"""The practice line over the web: real ears with the shipped model, a real mouth, a simulated customer."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from bench.phone_caller import voice
from bot.server.phone_room import BUSY
from bot.server.practice_phone import FINISHED
from tests.server.test_phone import Line
from tests.server.test_practice_pages import begin, do, served, signed_in, trainee
from voice.line.frames import SILENT_FRAME, whole_frames

__all__ = ["served", "trainee"]

GREETING = "pln satu dua tiga selamat pagi dengan hana ada yang bisa kami bantu"


@pytest.fixture
def call(trainee: TestClient) -> str:
    return begin(trainee, level="petunjuk")


def connect(client: TestClient, call: str, **how: Any) -> Any:
    return client.websocket_connect(f"{call}/telepon", **how)


def loudness(line: Line) -> int:
    return sum(frame != SILENT_FRAME for frame in line.sound)


def test_the_customer_is_heard_and_the_officers_words_are_told_as_they_are_written(
    trainee: TestClient, call: str
) -> None:
    with connect(trainee, call) as socket:
        line = Line(socket)
        assert line.take() == {"type": "connected"}
        for _ in range(150):
            line.exchange(SILENT_FRAME)
        assert loudness(line) > 20, "the customer speaks first"
        for frame in whole_frames(voice("f2")(GREETING)):
            line.exchange(frame)
        heard = line.until_told("heard")
        assert heard["sure"]
        assert not heard["again"]
        assert heard["text"].startswith("PLN 123 selamat pagi")
        assert [told["on"] for told in line.told if told["type"] == "speaking"][:2] == [True, False]
        assert "bisa kami bantu" not in trainee.get(call).text, "nothing counts before the page says it"
        before = loudness(line)
        do(trainee, f"{call}/ucap", text=heard["text"])
        socket.send_text('{"type": "news"}')
        for _ in range(150):
            line.exchange(SILENT_FRAME)
        assert loudness(line) > before, "the customer answers"


def test_a_call_that_ends_hangs_up_when_the_last_words_have_sounded(trainee: TestClient, call: str) -> None:
    with connect(trainee, call) as socket:
        line = Line(socket)
        line.take()
        assert do(trainee, f"{call}/alihkan", alasan="minta petugas lain").json()["over"]
        socket.send_text('{"type": "news"}')
        with pytest.raises(WebSocketDisconnect):
            line.until_told("never")
        assert line.told[-1] == {"type": "over"}


@pytest.mark.parametrize("odd", ["[]", "{", '{"type": "?"}', "7", ""])
def test_odd_orders_do_not_end_the_call(trainee: TestClient, call: str, odd: str) -> None:
    with connect(trainee, call) as socket:
        line = Line(socket)
        line.take()
        socket.send_text(odd)
        socket.send_bytes(b"\0" * 7)
        line.exchange(SILENT_FRAME)
        assert len(line.sound) == 1


def test_nobody_else_gets_on_the_line(served: TestClient, call: str) -> None:
    signed_in(served, "supervisor")
    with pytest.raises(WebSocketDisconnect), connect(served, call):
        pass
    served.cookies.clear()
    with pytest.raises(WebSocketDisconnect), connect(served, call):
        pass


def test_another_site_may_not_call(trainee: TestClient, call: str) -> None:
    with pytest.raises(WebSocketDisconnect), connect(trainee, call, headers={"origin": "https://lain.id"}):
        pass


def test_a_scored_call_has_no_line(trainee: TestClient, call: str) -> None:
    do(trainee, f"{call}/selesai")
    with connect(trainee, call) as socket:
        assert Line(socket).take() == {"type": "refused", "message": FINISHED}


def test_trainees_and_callers_share_the_places_of_the_line(
    trainee: TestClient, call: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.server.phone_room.MOST_CALLS", 1)
    with connect(trainee, call) as socket:
        Line(socket).take()
        with trainee.websocket_connect("/telepon") as second:
            assert Line(second).take() == {"type": "refused", "message": BUSY}


def test_without_the_packages_the_line_says_why_there_is_none(
    trainee: TestClient, call: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = trainee.app.state.services.phone  # type: ignore[attr-defined]
    monkeypatch.setitem(room.__dict__, "installed", False)
    assert 'id="telepon"' not in trainee.get(call).text
    with connect(trainee, call) as socket:
        refused = Line(socket).take()
        assert isinstance(refused, dict)
        assert "make voice-environment" in refused["message"]
