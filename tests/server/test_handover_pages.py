"""The officers' queue: who may do what, what is hidden, and what caller and officer see of each other."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from bot import clock
from bot.apkt.handover import HandoverQueue
from bot.people.rights import ROLES
from bot.server import live
from bot.settings import Settings
from tests.server.scripted_engine import ScriptedEngine
from tests.server.signing_in import form_token_of, log_in

KNOWN = {"nama": "Budi Santoso", "no_telepon": "081211112222", "pernah_lapor": False, "zona": "WIB"}
HEARD = "nama saya Budi Santoso, hp 081211112222"
MAY_ANSWER = {"cso", "supervisor"}


@pytest.fixture
def queue(workplace: TestClient, engine: ScriptedEngine) -> HandoverQueue:
    queue: HandoverQueue = workplace.app.state.services.handovers.queue  # type: ignore[attr-defined]
    engine.queue = queue
    engine.slots = dict(KNOWN)
    return queue


@pytest.fixture
def waiting(workplace: TestClient, queue: HandoverQueue) -> int:
    """A talk of the REST channel that waits."""
    says(workplace, HEARD)
    says(workplace, "mau petugas")
    held = queue.open_of("tamu")
    assert held is not None
    return held.id


def says(client: TestClient, message: str, **headers: str) -> list[dict[str, Any]]:
    sent = client.post("/webhooks/rest/webhook", json={"sender": "tamu", "message": message}, headers=headers)
    assert sent.status_code == 200, sent.text
    answers: list[dict[str, Any]] = sent.json()
    return answers


def do(browser: TestClient, handover_id: int, deed: str, **fields: str) -> Any:
    token = form_token_of(browser.get("/petugas"))
    return browser.post(f"/petugas/{handover_id}/{deed}", data={"csrf": token, **fields}, follow_redirects=False)


def activities(client: TestClient) -> list[tuple[str | None, str]]:
    services = client.app.state.services  # type: ignore[attr-defined]
    lines = services.people.activity.latest()
    return [(one.actor, one.action) for one in lines if "handover" in one.action and one.action != "handover.view"]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("deed", ["ambil", "jawab", "kembalikan", "lepas", "tutup"])
def test_each_role_may_do_exactly_what_the_table_of_rights_says(
    workplace: TestClient, waiting: int, queue: HandoverQueue, role: str, deed: str
) -> None:
    log_in(workplace, role)
    if role in MAY_ANSWER and deed != "ambil":
        queue.take(waiting, role, role)
    token = form_token_of(workplace.get("/kerja"))
    sent = {"csrf": token, "pesan": "Halo"}
    answer = workplace.post(f"/petugas/{waiting}/{deed}", data=sent, follow_redirects=False)
    assert answer.status_code == (303 if role in MAY_ANSWER else 403), answer.text
    seen = workplace.get(f"/petugas/{waiting}")
    assert seen.status_code == (200 if role in MAY_ANSWER else 403)


@pytest.mark.parametrize("deed", ["ambil", "jawab", "kembalikan", "lepas", "tutup"])
def test_without_the_form_token_nothing_is_done(
    workplace: TestClient, waiting: int, queue: HandoverQueue, deed: str
) -> None:
    log_in(workplace, "cso")
    before = queue.log_of(waiting)
    assert workplace.post(f"/petugas/{waiting}/{deed}", data={"pesan": "Halo"}).status_code == 403
    assert queue.log_of(waiting) == before


def test_who_the_caller_is_stays_hidden_until_the_talk_is_taken(workplace: TestClient, waiting: int) -> None:
    log_in(workplace, "cso")
    for page in ("/petugas", f"/petugas/{waiting}", f"/petugas/{waiting}/isi"):
        text = workplace.get(page).text
        assert "Budi" not in text
        assert "Santoso" not in text
        assert "081211112222" not in text
        assert "B••• S•••" in text
    do(workplace, waiting, "ambil")
    text = workplace.get(f"/petugas/{waiting}").text
    assert "Budi Santoso" in text
    assert HEARD in text
    assert "<dt>Nama</dt><dd>Budi Santoso</dd>" in text
    workplace.cookies.clear()
    log_in(workplace, "supervisor")
    assert "Santoso" not in workplace.get(f"/petugas/{waiting}").text


def test_a_second_officer_is_told_who_has_the_talk(workplace: TestClient, waiting: int) -> None:
    log_in(workplace, "cso")
    assert do(workplace, waiting, "ambil").status_code == 303
    workplace.cookies.clear()
    log_in(workplace, "supervisor")
    refused = do(workplace, waiting, "ambil")
    assert refused.status_code == 409
    assert "sudah diambil oleh Si Cso" in refused.text
    assert do(workplace, waiting, "jawab", pesan="Halo").status_code == 409
    assert activities(workplace) == [("cso", "handover.take")]


def test_on_the_rest_channel_the_officers_words_come_with_the_next_poll_and_answer(
    workplace: TestClient, waiting: int, engine: ScriptedEngine
) -> None:
    log_in(workplace, "cso")
    do(workplace, waiting, "ambil")
    asked = list(engine.asked)
    passed = says(workplace, "halo bu")
    assert passed[-1]["text"] == "Pesan ini sudah kami sampaikan kepada petugas Si Cso."
    assert engine.asked == asked
    do(workplace, waiting, "jawab", pesan="Selamat siang, Pak Budi.")
    polled = workplace.get("/webhooks/rest/messages", params={"sender": "tamu"}).json()
    assert [one["text"] for one in polled] == ["Selamat siang, Pak Budi."]
    assert [one["text"] for one in says(workplace, "siang")][0] == "Selamat siang, Pak Budi."
    assert workplace.get("/webhooks/rest/messages", params={"sender": "tamu"}).json() == []
    page = workplace.get(f"/petugas/{waiting}").text
    assert page.index("halo bu") < page.index("Selamat siang, Pak Budi.") < page.index(">siang<")


def test_a_talk_that_was_never_handed_over_has_nothing_unasked(workplace: TestClient) -> None:
    assert workplace.get("/webhooks/rest/messages", params={"sender": "lain"}).json() == []


def test_a_double_click_says_it_once(workplace: TestClient, waiting: int) -> None:
    log_in(workplace, "cso")
    do(workplace, waiting, "ambil")
    for _ in range(2):
        assert do(workplace, waiting, "jawab", pesan="Sebentar ya.", kiriman="a1").status_code == 303
    do(workplace, waiting, "jawab", pesan="Sebentar ya.", kiriman="a2")
    polled = workplace.get("/webhooks/rest/messages", params={"sender": "tamu"}).json()
    assert [one["text"] for one in polled] == ["Sebentar ya.", "Sebentar ya."]


READ_AS_OF_A_CALLER = {
    "kode_41": ("212", "220 koma 5", "220,5"),
    "hp_pelapor": ("081211112222", "0813-1111-2222", "081311112222"),
    "email_pelapor": ("budi@contoh.id", "susanto at contoh.id", "susanto@contoh.id"),
}


@pytest.mark.parametrize("fact", READ_AS_OF_A_CALLER)
def test_codes_mobile_and_email_are_put_right_in_a_callers_words(
    workplace: TestClient, waiting: int, engine: ScriptedEngine, fact: str
) -> None:
    before, written, read = READ_AS_OF_A_CALLER[fact]
    engine.slots = {**KNOWN, fact: before}
    log_in(workplace, "cso")
    do(workplace, waiting, "ambil")
    refused = do(workplace, waiting, "kembalikan", **{f"fakta_{fact}": "entah berapa"})
    assert refused.status_code == 422
    assert engine.slots[fact] == before
    assert do(workplace, waiting, "kembalikan", **{f"fakta_{fact}": written}).status_code == 303
    assert engine.slots[fact] == read


def test_an_address_is_put_right_with_the_region_that_tells_who_serves_it(
    workplace: TestClient, waiting: int, engine: ScriptedEngine
) -> None:
    engine.slots = {**KNOWN, "alamat_lengkap": "Jl. Melati 5, Sukajadi, Bandung", "kode_wilayah": "32.73.07"}
    log_in(workplace, "cso")
    do(workplace, waiting, "ambil")
    assert do(workplace, waiting, "kembalikan", fakta_alamat_lengkap="dekat pasar").status_code == 422
    right = "Jl. Mawar 6, Cempaka Putih, Jakarta Pusat"
    assert do(workplace, waiting, "kembalikan", fakta_alamat_lengkap=right).status_code == 303
    assert (engine.slots["alamat_lengkap"], engine.slots["kode_wilayah"]) == (right, "31.71.05")


def test_giving_back_with_data_put_right_lets_the_bot_ask_on(
    workplace: TestClient, waiting: int, engine: ScriptedEngine, queue: HandoverQueue
) -> None:
    log_in(workplace, "cso")
    do(workplace, waiting, "ambil")
    fields = {"fakta_nama": "Budi  Susanto", "fakta_pernah_lapor": "ya", "fakta_zona": "WITA", "fakta_hasil": "O1"}
    assert do(workplace, waiting, "kembalikan", **fields).status_code == 303
    assert engine.slots == {**KNOWN, "nama": "Budi Susanto", "pernah_lapor": True}
    assert queue.open_of("tamu") is None
    assert queue.log_of(waiting)[-1].details == {"changed": ["pernah_lapor", "nama"]}
    assert activities(workplace)[0] == ("cso", "handover.give_back")
    says(workplace, "PERIKSA")
    assert engine.asked[-1] == ("tamu", "PERIKSA")


@pytest.mark.parametrize("wrong", [{"fakta_nama": ""}, {"fakta_nama": "x" * 501}, {"fakta_pernah_lapor": "mungkin"}])
def test_what_a_fact_can_not_be_is_refused_and_the_talk_kept(
    workplace: TestClient, waiting: int, queue: HandoverQueue, wrong: dict[str, str]
) -> None:
    log_in(workplace, "cso")
    do(workplace, waiting, "ambil")
    assert do(workplace, waiting, "kembalikan", **wrong).status_code == 422
    assert queue.get(waiting).taken_by == "cso"


def test_a_talk_put_back_is_answered_by_the_bot_again_and_waits(
    workplace: TestClient, waiting: int, engine: ScriptedEngine, queue: HandoverQueue
) -> None:
    log_in(workplace, "cso")
    do(workplace, waiting, "ambil")
    do(workplace, waiting, "lepas")
    assert queue.get(waiting).waits
    says(workplace, "PERIKSA")
    assert engine.asked[-1] == ("tamu", "PERIKSA")
    do(workplace, waiting, "ambil")
    do(workplace, waiting, "tutup")
    assert queue.list_open() == ()
    deeds = [line.deed for line in queue.log_of(waiting)]
    assert deeds == ["asked", "taken", "released", "taken", "closed"]


@pytest.mark.parametrize("words", ["", "   "])
def test_an_answer_without_words_is_refused(workplace: TestClient, waiting: int, words: str) -> None:
    log_in(workplace, "cso")
    do(workplace, waiting, "ambil")
    assert do(workplace, waiting, "jawab", pesan=words).status_code == 422


@pytest.mark.parametrize("number", [0, 999, 2**70])
def test_a_talk_that_is_not_there_is_not_found(workplace: TestClient, number: int) -> None:
    log_in(workplace, "cso")
    assert workplace.get(f"/petugas/{number}").status_code == 404
    assert do(workplace, number, "ambil").status_code == 404 or number == 2**70


def test_the_events_tell_of_a_change_and_then_end(
    workplace: TestClient, waiting: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "STREAM_SECONDS", 0.2)
    monkeypatch.setattr(live, "LOOK_AGAIN_SECONDS", 0.05)
    log_in(workplace, "cso")
    for address in ("/petugas/antrean/lama/kejadian", f"/petugas/{waiting}/kejadian?versi=lama"):
        told = workplace.get(address).text
        version = told.split('"version": "')[1].split('"')[0]
        unchanged = workplace.get(address.replace("lama", version)).text
        assert "version" not in unchanged


class TestWidget:
    """What the caller's page is told."""

    def test_the_place_then_the_officer_then_the_bot_again(
        self, workplace: TestClient, queue: HandoverQueue, engine: ScriptedEngine
    ) -> None:
        earlier = queue.create("lain", "minta petugas", {})
        log_in(workplace, "cso")
        with workplace.websocket_connect("/ws") as page:
            page.send_json({"type": "hello"})
            welcome = until(page.receive_json, "welcome")
            assert welcome["officer"] is None
            page.send_json({"type": "say", "id": "1", "text": "mau petugas"})
            assert until(page.receive_json, "officer")["officer"] == {"state": "waiting", "place": 2, "of": 2}
            held = next(one for one in queue.list_open() if one.id != earlier.id)
            do(workplace, held.id, "ambil")
            assert until(page.receive_json, "officer")["officer"] == {"state": "talking", "name": "Si Cso"}
            assert "Si Cso" in until(page.receive_json, "message")["text"]
            do(workplace, held.id, "jawab", pesan="Selamat siang.")
            said = until(page.receive_json, "message")
            assert (said["speaker"], said["text"], said["custom"]["name"]) == ("cso", "Selamat siang.", "Si Cso")
            asked = list(engine.asked)
            page.send_json({"type": "say", "id": "2", "text": "siang bu"})
            assert until(page.receive_json, "ack")["id"] == "2"
            assert engine.asked == asked
            do(workplace, held.id, "kembalikan")
            assert until(page.receive_json, "officer")["officer"] is None
            words = [until(page.receive_json, "message")["text"] for _ in range(2)]
            assert "mengembalikan percakapan ini" in words[0]
            assert words[1] == "Apakah lampu indikator menyala?"
        with workplace.websocket_connect("/ws") as again:
            again.send_json({"type": "hello", "token": welcome["token"]})
            history = until(again.receive_json, "welcome")["history"]
        assert [entry["speaker"] for entry in history].count("cso") == 1
        assert [entry["text"] for entry in history if entry["speaker"] == "pelanggan"] == ["mau petugas", "siang bu"]

    def test_an_officer_whose_browser_is_gone_loses_the_talk(
        self,
        workplace: TestClient,
        waiting: int,
        queue: HandoverQueue,
        settings: Settings,  # noqa: ARG002
    ) -> None:
        log_in(workplace, "cso")
        with clock.at(clock.now() - timedelta(minutes=6)):
            queue.take(waiting, "cso", "Si Cso")
        wait_until(lambda: queue.get(waiting).waits)
        wait_until(lambda: ("bot", "handover.release") in activities(workplace))
        assert "tidak dapat melanjutkan" in workplace.get(f"/petugas/{waiting}").text


def until(receive: Callable[[], dict[str, Any]], kind: str) -> dict[str, Any]:
    """The next frame of a kind."""
    while True:
        frame = receive()
        if frame["type"] == kind:
            return frame


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)
