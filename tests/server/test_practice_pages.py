"""The training studio over HTTP: a call from its choice to its result, what is whose, objections, classes, exports."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx import Response

from bot.roleplay.studio.attempts import KeptAttempt
from bot.server import create_application
from bot.server.options import WebOptions
from bot.settings import Settings
from tests.server.scripted_engine import ScriptedEngine
from tests.server.signing_in import add_everyone, form_token_of, log_in
from tests.web.conftest import settings_in

ROW = "iconnet/ICO-tagihan"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """One application for all tests of this module."""
    settings: Settings = settings_in(tmp_path_factory.mktemp("latihan"))
    with TestClient(create_application(settings, ScriptedEngine(), options=WebOptions())) as client:
        client.headers["Accept"] = "text/html"
        add_everyone(client.app.state.services.people)  # type: ignore[attr-defined]
        yield client


@pytest.fixture
def trainee(served: TestClient) -> TestClient:
    return signed_in(served, "trainee")


def signed_in(client: TestClient, name: str) -> TestClient:
    client.cookies.clear()
    log_in(client, name)
    return client


def some_scenario(client: TestClient, topic: str = "iconnet") -> str:
    return next(one.id for one in room(client).practice.scenarios.all if one.topic == topic)


def room(client: TestClient) -> Any:
    return client.app.state.services.practice  # type: ignore[attr-defined]


def post_form(client: TestClient, path: str, page: str, **fields: Any) -> Response:
    token = form_token_of(client.get(page))
    return client.post(path, data={"csrf": token, **fields}, follow_redirects=False)


def begin(client: TestClient, scenario: str = "", level: str = "terpandu") -> str:
    answer = post_form(client, "/latihan", "/latihan", skenario=scenario or some_scenario(client), tingkat=level)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def do(client: TestClient, path: str, **content: Any) -> Response:
    token = re.search(r'data-form-token="(\w+)"', client.get("/latihan").text)
    assert token
    headers = {"X-CSRF-Token": token[1], "Accept": "application/json"}
    return client.post(path, json=content, headers=headers)


def finished(client: TestClient) -> str:
    call = begin(client)
    do(client, f"{call}/ucap", text="PLN 123, selamat pagi, dengan Hana, ada yang bisa kami bantu?")
    do(client, f"{call}/selesai")
    return call


def kept(client: TestClient, call: str) -> KeptAttempt:
    return room(client).attempts.get(call.rsplit("/", 1)[1])


def test_a_trainee_comes_to_the_studio_after_logging_in(trainee: TestClient) -> None:
    page = trainee.get("/kerja")
    assert page.url.path == "/latihan"
    assert "Mulai panggilan" in page.text


def test_a_call_goes_from_its_first_words_to_its_result(trainee: TestClient) -> None:
    call = begin(trainee)
    page = trainee.get(call)
    assert "Langkah SOP yang masih terbuka" in page.text
    standing = do(trainee, f"{call}/ucap", text="PLN 123, selamat pagi, dengan Hana, ada yang bisa kami bantu?").json()
    assert [one["speaker"] for one in standing["entries"]][:2] == ["cso", "pelanggan"]
    assert trainee.get(f"{call}/hasil", follow_redirects=False).headers["location"] == call
    address = do(trainee, f"{call}/selesai").json()["address"]
    result = trainee.get(address)
    assert "Nilai " in result.text
    assert "PRK-01" in result.text
    assert "Bot di sini:" in result.text, "what was missed is shown in the bot's words"
    assert trainee.get(call, follow_redirects=False).headers["location"] == address


def test_what_was_said_is_there_after_a_restart(trainee: TestClient) -> None:
    call = begin(trainee)
    do(trainee, f"{call}/ucap", text="Selamat pagi, dengan siapa saya berbicara?")
    room(trainee)._calls.clear()  # what another process, or this one after a restart, knows
    assert "Selamat pagi, dengan siapa saya berbicara?" in trainee.get(call).text


def test_a_call_that_is_over_says_so_and_keeps_its_result(trainee: TestClient) -> None:
    call = finished(trainee)
    before = kept(trainee, call)
    answer = do(trainee, f"{call}/ucap", text="masih ada?")
    assert answer.status_code == 409
    assert "berakhir" in answer.json()["error"]["message"] or "berubah" in answer.json()["error"]["message"]
    assert do(trainee, f"{call}/selesai").json()["address"] == f"{call}/hasil"
    assert kept(trainee, call) == before


def test_a_form_that_is_not_complete_names_the_field_and_keeps_what_was_typed(trainee: TestClient) -> None:
    call = begin(trainee)
    answer = do(trainee, f"{call}/simpan/keluhan", values={"nama_pelapor": "Budi"}, kontak=[])
    assert (answer.status_code, answer.json()["error"]["field"]) == (422, "permasalahan")
    assert 'value="Budi"' in trainee.get(f"{call}/formulir/keluhan").text


def test_a_report_gets_a_number_of_the_practice_apkt_and_the_real_one_stays_empty(trainee: TestClient) -> None:
    call = begin(trainee)
    values = {"permasalahan": "ICONNET : INFO TAGIHAN", "nama_pelapor": "Budi", "issue_closed": "ya"}
    standing = do(trainee, f"{call}/simpan/keluhan", values=values, kontak=["wa"]).json()
    assert re.fullmatch(r"K\d{13}", standing["done"])
    assert standing["entries"][-1] == {
        "speaker": "sistem",
        "text": f"Laporan tersimpan: {standing['done']}.",
        "seconds": standing["entries"][-1]["seconds"],
    }
    assert trainee.app.state.services.database.tickets.get(standing["done"]) is None  # type: ignore[attr-defined]
    found = trainee.get(f"{call}/tiket", params={"cari": standing["done"]})
    assert standing["done"] in found.text
    assert "UPDATE LAPORAN" in trainee.get(f"{call}/tiket/{standing['done']}").text


@pytest.mark.parametrize(
    ("path", "content", "code"),
    [
        ("ucap", {"text": "a" * 4001}, 422),
        ("ucap", {"text": "   "}, 409),
        ("ucap", {}, 422),
        ("petunjuk", {"kekuatan": 9}, 422),
        ("alihkan", {"alasan": " "}, 422),
        ("simpan/lain", {"values": {}, "kontak": []}, 404),
        ("permohonan", {"values": {"jenis": "PB", "daya": "banyak"}}, 422),
        ("permohonan", {"values": {"jenis": "XX", "daya": "2200"}}, 422),
        ("permohonan", {"values": {"jenis": "PS", "daya": "2200", "mulai": "besok"}}, 422),
        ("isi", {"field": "alamat", "value": "a" * 2001}, 422),
    ],
)
def test_what_makes_no_sense_is_answered_kindly_and_changes_nothing(
    trainee: TestClient, path: str, content: dict[str, Any], code: int
) -> None:
    call = begin(trainee)
    before = kept(trainee, call).state["events"]
    answer = do(trainee, f"{call}/{path}", **content)
    assert answer.status_code == code
    assert answer.json()["error"]["message"]
    assert kept(trainee, call).state["events"] == before


def test_in_an_exam_there_is_neither_script_nor_hint(trainee: TestClient) -> None:
    call = begin(trainee, level="ujian")
    assert "Langkah SOP yang masih terbuka" not in trainee.get(call).text
    assert do(trainee, f"{call}/petunjuk", kekuatan=1).status_code == 409


def test_a_hint_is_noted_in_the_result(trainee: TestClient) -> None:
    call = begin(trainee, level="petunjuk")
    assert "Petunjuk" in do(trainee, f"{call}/petunjuk", kekuatan=2).json()["entries"][-1]["text"]
    do(trainee, f"{call}/selesai")
    assert "1 petunjuk dipakai" in trainee.get(f"{call}/hasil").text


def test_any_call_of_a_topic_may_be_drawn(trainee: TestClient) -> None:
    assert kept(trainee, begin(trainee, "acak:periksa")).topic == "periksa"
    assert post_form(trainee, "/latihan", "/latihan", skenario="acak:lain", tingkat="ujian").status_code == 422
    assert post_form(trainee, "/latihan", "/latihan", skenario="tidak/ada", tingkat="ujian").status_code == 422


def test_nobody_sees_or_goes_on_with_somebody_elses_call(served: TestClient) -> None:
    call = finished(signed_in(served, "trainee"))
    running = begin(served)
    signed_in(served, "cso")
    assert served.get(f"{call}/hasil").status_code == 404
    assert served.get(running).status_code == 404
    assert do(served, f"{running}/ucap", text="halo").status_code == 404
    assert served.get("/latihan/" + "0" * 32).status_code == 404


def test_an_objection_is_ruled_on_and_the_score_follows(served: TestClient) -> None:
    call = finished(signed_in(served, "trainee"))
    missed = next(
        one
        for one in kept(served, call).result["items"]
        if one["status"] == "missed" and not one["field"]  # type: ignore[index]
    )
    point = f"{missed['matter']}:{missed['rule']}"
    refused = post_form(served, f"{call}/sanggahan", f"{call}/hasil", butir="1:LAIN", alasan="keliru")
    assert refused.status_code == 422
    assert (
        post_form(served, f"{call}/sanggahan", f"{call}/hasil", butir=point, alasan="Saya ucapkan").status_code == 303
    )
    assert (
        post_form(served, f"{call}/putusan", f"{call}/hasil", butir=point, putusan="met", alasan="x").status_code == 403
    )
    signed_in(served, "supervisor")
    assert f"{call}/hasil#sanggahan" in served.get("/pelatihan").text
    assert post_form(served, f"{call}/putusan", f"{call}/hasil", butir=point, putusan="", alasan="x").status_code == 422
    ruled = post_form(served, f"{call}/putusan", f"{call}/hasil", butir=point, putusan="met", alasan="Benar, ada")
    assert ruled.status_code == 303
    before, after = kept(served, call), room(served).ruled([kept(served, call)])[0]
    assert after.score > before.score
    assert "Putusan Si Supervisor" in served.get(f"{call}/hasil").text


def test_a_class_gets_a_task_and_its_trainee_does_it(served: TestClient) -> None:
    signed_in(served, "supervisor")
    made = post_form(served, "/pelatihan/kelas", "/pelatihan", nama="Angkatan 7")
    page = made.headers["location"]
    class_id = page.rsplit("=", 1)[1]
    assert post_form(served, "/pelatihan/kelas", "/pelatihan", nama="Angkatan 7").status_code == 422
    post_form(served, f"/pelatihan/kelas/{class_id}/peserta", page, peserta=["trainee"])
    scenario = some_scenario(served)
    task = {"skenario": scenario, "tingkat": "ujian", "tenggat": ""}
    assert post_form(served, f"/pelatihan/kelas/{class_id}/tugas", page, **task).status_code == 303
    assert post_form(served, f"/pelatihan/kelas/{class_id}/tugas", page, **{**task, "skenario": "x"}).status_code == 422
    signed_in(served, "trainee")
    number = re.search(r'name="tugas" value="(\d+)"', served.get("/latihan").text)
    assert number
    call = post_form(served, "/latihan", "/latihan", tugas=number[1]).headers["location"]
    assert (kept(served, call).scenario, kept(served, call).level) == (scenario, "ujian")
    do(served, f"{call}/selesai")
    signed_in(served, "supervisor")
    assert "0 dari 1 peserta lulus, 1 sudah mencoba" in served.get(page).text
    signed_in(served, "cso")
    assert post_form(served, "/latihan", "/latihan", tugas=number[1]).status_code == 404


def test_results_are_taken_out_as_a_table_and_as_statements(served: TestClient) -> None:
    finished(signed_in(served, "trainee"))
    signed_in(served, "qa")
    lines = list(csv.DictReader(io.StringIO(served.get("/pelatihan/unduhan/hasil.csv").text)))
    assert lines[0]["peserta"] == "Si Trainee"
    told = served.get("/pelatihan/unduhan/xapi.json").json()
    assert len(told) == len(lines)
    assert told[0]["actor"]["account"]["name"] == "trainee"


@pytest.mark.parametrize("role", ["cso", "backoffice", "vcc", "unit", "trainee", "admin"])
def test_results_of_all_are_for_supervisors_and_qa(served: TestClient, role: str) -> None:
    signed_in(served, role)
    for path in ("/pelatihan", "/pelatihan/unduhan/hasil.csv", "/pelatihan/unduhan/xapi.json"):
        assert served.get(path).status_code == 403
    assert served.get("/pelatihan?kelas=999").status_code == 403


@pytest.mark.parametrize("role", ["backoffice", "vcc", "unit", "qa", "admin"])
def test_whoever_does_not_practise_begins_no_call(served: TestClient, role: str) -> None:
    assert signed_in(served, role).get("/latihan").status_code == 403


def test_qa_sees_classes_but_gives_no_tasks(served: TestClient) -> None:
    signed_in(served, "qa")
    assert "Buat kelas" not in served.get("/pelatihan").text
    assert post_form(served, "/pelatihan/kelas", "/pelatihan", nama="Angkatan 8").status_code == 403
    assert served.get("/pelatihan?kelas=999").status_code == 404


# --- by voice ---------------------------------------------------------------------------------------

HEARD = "mohon maaf atas kendala yang ibu alami"


def spoken(client: TestClient, call: str, text: str, checked: bool = False) -> dict[str, Any]:
    lisan = {"terdengar": HEARD, "yakin": 0.93, "diperiksa": checked}
    answer = do(client, f"{call}/ucap", text=text, lisan=lisan)
    assert answer.status_code == 200, answer.text
    standing: dict[str, Any] = answer.json()
    return standing


def test_a_spoken_turn_can_be_put_right_and_the_result_tells_how_it_was_spoken(trainee: TestClient) -> None:
    call = begin(trainee)
    said = spoken(trainee, call, HEARD)["entries"][0]
    meant = "Mohon maaf atas kendala yang Bapak alami."
    (right,) = do(trainee, f"{call}/betulkan", giliran=said["place"], text=meant).json()["entries"]
    assert (right["place"], right["text"], right["corrects"]) == (said["place"], meant, True)
    assert meant in trainee.get(call).text
    do(trainee, f"{call}/selesai")
    result = trainee.get(f"{call}/hasil").text
    assert "1 ucapan disampaikan secara lisan" in result
    assert "Lisan, yakin 93 %, diperiksa peserta." in result
    assert f"Terdengar: “{HEARD}”" in result


def test_what_cannot_have_been_misheard_is_refused_and_nothing_changes(trainee: TestClient) -> None:
    call = begin(trainee)
    place = spoken(trainee, call, HEARD)["entries"][0]["place"]
    refused = do(trainee, f"{call}/betulkan", giliran=place, text="PLN 123, selamat pagi, dengan siapa saya berbicara?")
    assert refused.status_code == 409
    assert "Terlalu berbeda" in refused.json()["error"]["message"]
    assert HEARD in trainee.get(call).text


@pytest.mark.parametrize("odd", [{"terdengar": "ya"}, {"terdengar": "ya", "yakin": 7, "diperiksa": True}, "ya"])
def test_odd_notes_on_how_it_was_spoken_are_refused(trainee: TestClient, odd: Any) -> None:
    call = begin(trainee)
    assert do(trainee, f"{call}/ucap", text="Selamat pagi", lisan=odd).status_code == 422


def test_only_the_chat_and_a_call_window_may_use_the_microphone(trainee: TestClient) -> None:
    call = begin(trainee)
    assert "microphone=(self)" in trainee.get(call).headers["Permissions-Policy"]
    assert "microphone=()" in trainee.get("/latihan").headers["Permissions-Policy"]
