"""One caller's data by page: found, downloaded, deleted after two questions; only by who may, and written down."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from fastapi.testclient import TestClient
from httpx import Response

from bot.people.rights import ROLES
from bot.settings import Settings
from tests.callers.kept import BUDI, SITI, Talks, record_call, recordings_in, report
from tests.server.desk_tickets import services_in
from tests.server.scripted_engine import ScriptedEngine
from tests.server.signing_in import form_token_of, log_in

SURE = {"dipastikan": "true"}
BOTH_SAID = {**SURE, "kata": "HAPUS"}


@pytest.fixture
def talks(workplace: TestClient, settings: Settings) -> Iterator[Talks]:
    """A supervisor is logged in; Budi and Siti have called."""
    opened = Talks(settings.database_url)
    opened.say("budi", f"hp saya {BUDI}")
    opened.say("siti", f"hp saya {SITI}")
    log_in(workplace, "supervisor")
    yield opened
    opened.close()


def put_report(workplace: TestClient, *, done: bool = True) -> str:
    return report(services_in(workplace).database.tickets, BUDI, "budi", done=done)


def send(workplace: TestClient, path: str = "", **fields: str) -> Response:
    values = {"csrf": form_token_of(workplace.get("/data-pribadi")), "telepon": BUDI, **fields}
    return workplace.post(f"/data-pribadi{path}", data=values, follow_redirects=False)


def actions(workplace: TestClient) -> list[str]:
    lines = services_in(workplace).people.activity.latest()
    return [line.action for line in lines if line.action.startswith("caller.")]


@pytest.mark.usefixtures("talks")
def test_what_is_kept_is_shown_in_numbers_without_the_number(workplace: TestClient, tmp_path: Path) -> None:
    nomor = put_report(workplace, done=False)
    record_call(tmp_path, "satu", "halo", [nomor])
    page = send(workplace).text
    assert f"1 laporan, 1 di antaranya belum selesai: {nomor}" in page
    assert "1 percakapan" in page
    assert "2 berkas rekaman" in page
    assert "tentang •••890" in page
    assert actions(workplace) == ["caller.look"]


@pytest.mark.usefixtures("talks")
def test_somebody_unknown_has_nothing_and_nothing_is_offered(workplace: TestClient) -> None:
    page = send(workplace, telepon="081355550000").text
    assert "Tidak ada laporan, percakapan, atau rekaman" in page
    assert "Unduh semua" not in page


@pytest.mark.usefixtures("talks")
def test_all_of_it_comes_as_one_file(workplace: TestClient, tmp_path: Path) -> None:
    nomor = put_report(workplace)
    record_call(tmp_path, "satu", "halo", [nomor])
    answer = send(workplace, "/unduhan")
    assert answer.headers["content-disposition"] == 'attachment; filename="data-penelepon.zip"'
    assert answer.headers["cache-control"] == "no-store"
    with ZipFile(BytesIO(answer.content)) as archive:
        assert sorted(archive.namelist()) == ["data.json", "rekaman/satu.json", "rekaman/satu.wav"]
        assert archive.read("rekaman/satu.wav") == b"bunyi"
        found = json.loads(archive.read("data.json"))
    assert [one["nomor"] for one in found["laporan"]] == [nomor]
    assert [one["sender"] for one in found["percakapan"]] == ["budi"]
    assert found["rekaman"] == ["rekaman/satu.wav", "rekaman/satu.json"]
    assert SITI not in json.dumps(found)
    assert str(tmp_path) not in json.dumps(found)
    assert actions(workplace) == ["caller.export"]
    [line] = [one for one in services_in(workplace).people.activity.latest() if one.action == "caller.export"]
    assert (line.actor, line.subject, line.address) == ("supervisor", "•••890", "testclient")


def test_what_was_deleted_does_not_live_on_in_memory(
    workplace: TestClient, talks: Talks, engine: ScriptedEngine
) -> None:
    with workplace.websocket_connect("/ws") as page:
        page.send_json({"type": "hello"})
        token = page.receive_json()["token"]
        sender = services_in(workplace).tokens.sender_of(token)
        assert sender
        page.send_json({"type": "say", "id": "a", "text": "halo"})
        while page.receive_json()["type"] != "ack":
            pass
        talks.say(sender, f"hp saya {BUDI}")
        assert send(workplace, "/dihapus", **{**BOTH_SAID, "kata": "hapus"}).status_code == 303
        welcome = page.receive_json()
        while welcome["type"] != "welcome":
            welcome = page.receive_json()
        assert welcome["history"] == []
    assert sorted(engine.let_gone) == sorted(["budi", sender])


def test_after_both_questions_all_of_it_is_gone(workplace: TestClient, talks: Talks, tmp_path: Path) -> None:
    nomor = put_report(workplace)
    record_call(tmp_path, "satu", "halo", [nomor])
    asked = send(workplace, "/hapus", **SURE)
    assert "Ketik HAPUS" in asked.text
    assert talks.left() == {"budi", "siti"}
    answer = send(workplace, "/dihapus", **{**BOTH_SAID, "kata": " hapus "})
    assert answer.status_code == 303
    assert BUDI[1:] not in answer.headers["location"]
    shown = workplace.get(answer.headers["location"]).text
    assert "1 percakapan dan 2 berkas rekaman dihapus, 1 laporan dibuat anonim." in shown
    assert talks.left() == {"siti"}
    assert recordings_in(tmp_path) == []
    assert services_in(workplace).database.tickets.get(nomor).hp_pelapor is None  # type: ignore[union-attr]
    assert actions(workplace)[0] == "caller.delete"


@pytest.mark.parametrize(
    ("path", "said", "words"),
    [
        ("/hapus", {}, "Pastikan dahulu"),
        ("/dihapus", {"kata": "HAPUS"}, "Pastikan dahulu"),
        ("/dihapus", SURE, "Ketik HAPUS bila"),
        ("/dihapus", {**SURE, "kata": "ya"}, "Ketik HAPUS bila"),
    ],
)
def test_with_a_question_unanswered_nothing_is_deleted_and_it_is_asked_again(
    workplace: TestClient, talks: Talks, path: str, said: dict[str, str], words: str
) -> None:
    put_report(workplace)
    answer = send(workplace, path, **said)
    assert answer.status_code == 422
    assert words in answer.text
    assert talks.left() == {"budi", "siti"}
    assert "caller.delete" not in actions(workplace)


def test_a_report_that_is_not_done_is_asked_for_by_itself(workplace: TestClient, talks: Talks) -> None:
    nomor = put_report(workplace, done=False)
    refused = send(workplace, "/dihapus", **BOTH_SAID)
    assert refused.status_code == 422
    assert f"Laporan {nomor} belum selesai" in refused.text
    assert talks.left() == {"budi", "siti"}
    assert send(workplace, "/dihapus", **BOTH_SAID, belum_selesai="true").status_code == 303
    assert talks.left() == {"siti"}


@pytest.mark.parametrize("path", ["", "/unduhan", "/hapus", "/dihapus"])
@pytest.mark.parametrize("telepon", ["", "abc", "0812", "%%%%%%%%"])
def test_nobody_in_particular_is_refused_in_words_and_everybody_keeps_everything(
    workplace: TestClient, talks: Talks, path: str, telepon: str
) -> None:
    nomor = put_report(workplace)
    answer = send(workplace, path, telepon=telepon, belum_selesai="true", **BOTH_SAID)
    assert answer.status_code == 422
    assert "Sebutkan nomor" in answer.text or "harus berupa angka" in answer.text
    assert talks.left() == {"budi", "siti"}
    assert services_in(workplace).database.tickets.get(nomor).hp_pelapor == BUDI  # type: ignore[union-attr]


@pytest.mark.parametrize("role", sorted(set(ROLES) - {"supervisor"}))
@pytest.mark.parametrize("path", ["", "/unduhan", "/hapus", "/dihapus"])
def test_who_may_not_gets_and_changes_nothing(workplace: TestClient, talks: Talks, role: str, path: str) -> None:
    token = form_token_of(workplace.get("/data-pribadi"))
    workplace.post("/keluar", data={"csrf": token})
    log_in(workplace, role)
    # a page that the role may open has the token of its login
    values = {"csrf": form_token_of(workplace.get("/kerja")), "telepon": BUDI, **BOTH_SAID}
    answer = workplace.post(f"/data-pribadi{path}", data=values)
    assert answer.status_code == 403
    assert "tidak berhak" in answer.text
    assert talks.left() == {"budi", "siti"}
    [line, *_] = services_in(workplace).people.activity.latest()
    assert (line.actor, line.action) == (role, "access.denied")


@pytest.mark.parametrize("path", ["", "/unduhan", "/hapus", "/dihapus"])
def test_what_does_not_come_from_our_own_form_does_nothing(workplace: TestClient, talks: Talks, path: str) -> None:
    answer = send(workplace, path, **BOTH_SAID, csrf="0" * 64)
    assert answer.status_code == 403
    assert talks.left() == {"budi", "siti"}
    assert actions(workplace) == []
