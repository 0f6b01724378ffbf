"""Telephone calls over the web: a scripted dialogue, real ears with the shipped model, a real mouth."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from bench.phone_caller import voice
from bot.server.phone_room import BUSY, PhoneRoom
from tests.server.scripted_engine import TICKET, ScriptedEngine
from voice.line.frames import FRAME_BYTES, SILENT_FRAME, whole_frames

PATH = "/telepon"


class Line:
    """The page's end of a call."""

    def __init__(self, socket: Any) -> None:
        self.socket = socket
        self.told: list[dict[str, Any]] = []
        self.sound: list[bytes] = []

    def take(self) -> dict[str, Any] | bytes:
        message = self.socket.receive()
        if message["type"] == "websocket.close":
            raise WebSocketDisconnect(message.get("code", 1000))
        if message.get("bytes") is not None:
            self.sound.append(message["bytes"])
            return bytes(message["bytes"])
        self.told.append(json.loads(message["text"]))
        return self.told[-1]

    def exchange(self, frame: bytes) -> None:
        self.socket.send_bytes(frame)
        while not isinstance(self.take(), bytes):
            pass
        time.sleep(0.001)  # the bot's words are made meanwhile

    def until_told(self, kind: str, **parts: Any) -> dict[str, Any]:
        """Stay silent until the server tells that."""
        for _ in range(6000):
            for told in self.told:
                if told["type"] == kind and parts.items() <= told.items():
                    return told
            self.exchange(SILENT_FRAME)
        raise AssertionError(f"never told {kind} {parts}: {self.told}")

    def until_closed(self) -> None:
        """Take what comes until the server closes."""
        for _ in range(1000):
            try:
                self.take()
            except WebSocketDisconnect:
                return
        raise AssertionError("never closed")

    def press(self, key: str) -> None:
        self.socket.send_text(json.dumps({"type": "key", "key": key}))


@pytest.fixture(autouse=True)
def greeting(engine: ScriptedEngine) -> None:
    engine.greeting = "Apakah sudah pernah dilaporkan?"


def test_what_is_said_on_the_phone_reaches_the_dialogue(client: TestClient, engine: ScriptedEngine) -> None:
    with client.websocket_connect(PATH) as socket:
        line = Line(socket)
        assert line.take() == {"type": "answered", "recorded": False}
        line.until_told("said", speaker="bot", text=engine.greeting)
        for _ in range(200):  # the greeting sounds
            line.exchange(SILENT_FRAME)
        for frame in whole_frames(voice("f2")("belum pernah")):
            line.exchange(frame)
        said = line.until_told("said", speaker="pelanggan")
        assert (said["text"], said["by"]) == ("belum pernah", "suara")
        line.until_told("said", text="Saya catat: belum pernah")
        assert {len(frame) for frame in line.sound} == {FRAME_BYTES}
        assert any(frame != SILENT_FRAME for frame in line.sound)
    assert [text for _, text in engine.asked] == ["belum pernah"]
    assert engine.metadata[-1] == {"kanal": "telepon"}


def test_keys_and_reports_are_told(client: TestClient, engine: ScriptedEngine) -> None:
    with client.websocket_connect(PATH) as socket:
        line = Line(socket)
        line.take()
        line.press("2")
        assert line.until_told("said", by="tombol")["text"] == "tidak"
        assert line.until_told("ticket")["nomor"] == TICKET["nomor"]
    assert [text for _, text in engine.asked] == ["tidak"]


@pytest.mark.parametrize(
    "odd", ['{"type": "key", "key": "x"}', '{"type": "key", "key": 7}', "[]", "{", '{"type": "?"}', ""]
)
def test_odd_orders_do_not_end_the_call(client: TestClient, odd: str) -> None:
    with client.websocket_connect(PATH) as socket:
        line = Line(socket)
        line.take()
        socket.send_text(odd)
        socket.send_bytes(b"\0" * 7)
        line.exchange(SILENT_FRAME)
        assert len(line.sound) == 1


def test_hanging_up_ends_the_call_and_frees_the_line(client: TestClient) -> None:
    room: PhoneRoom = client.app.state.services.phone  # type: ignore[attr-defined]
    with client.websocket_connect(PATH) as socket:
        line = Line(socket)
        line.take()
        assert len(room._calls) == 1
        socket.send_text('{"type": "hang_up"}')
        line.until_closed()
    assert not room._calls


def test_a_page_that_goes_away_frees_the_line(client: TestClient) -> None:
    room: PhoneRoom = client.app.state.services.phone  # type: ignore[attr-defined]
    with client.websocket_connect(PATH) as socket:
        Line(socket).take()
    deadline = time.monotonic() + 10
    while room._calls and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not room._calls


def test_another_site_may_not_call(client: TestClient) -> None:
    with pytest.raises(WebSocketDisconnect), client.websocket_connect(PATH, headers={"origin": "https://lain.id"}):
        pass


def test_without_the_voice_packages_the_chat_runs_and_offers_no_call(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    room: PhoneRoom = client.app.state.services.phone  # type: ignore[attr-defined]
    assert 'id="phone-call"' in client.get("/").text
    assert 'id="phone-call"' not in client.get("/?tampilan=panel").text
    monkeypatch.setitem(room.__dict__, "installed", False)
    assert 'id="phone-call"' not in client.get("/").text
    with client.websocket_connect(PATH) as socket:
        refused = Line(socket).take()
        assert isinstance(refused, dict)
        assert "make voice-environment" in refused["message"]


def test_a_missing_model_is_told_in_words(client: TestClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PLN123_VOICE_MODEL", str(tmp_path))
    with client.websocket_connect(PATH) as socket:
        refused = Line(socket).take()
        assert isinstance(refused, dict)
        assert "Tidak ada model Vosk" in refused["message"]


def test_when_all_lines_are_busy_the_next_caller_is_told(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.server.phone_room.MOST_CALLS", 1)
    with client.websocket_connect(PATH) as first:
        Line(first).take()
        with client.websocket_connect(PATH) as second:
            assert Line(second).take() == {"type": "refused", "message": BUSY}


def test_only_the_chat_page_may_use_the_microphone(client: TestClient) -> None:
    assert "microphone=(self)" in client.get("/").headers["Permissions-Policy"]
    assert "microphone=()" in client.get("/docs").headers["Permissions-Policy"]


def test_recorded_calls_are_kept_and_the_caller_is_told(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLN123_PHONE_RECORD", "1")
    with client.websocket_connect(PATH) as socket:
        line = Line(socket)
        assert line.take() == {"type": "answered", "recorded": True}
        line.until_told("said", text="Percakapan ini direkam untuk keperluan latihan.")
        socket.send_text('{"type": "hang_up"}')
        line.until_closed()
    folder: Path = client.app.state.services.settings.var_directory / "telepon"  # type: ignore[attr-defined]
    deadline = time.monotonic() + 10
    while len(list(folder.glob("*"))) < 2 and time.monotonic() < deadline:
        time.sleep(0.05)
    assert {path.suffix for path in folder.glob("*")} == {".json", ".wav"}
