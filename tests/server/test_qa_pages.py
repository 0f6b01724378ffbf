"""The QA pages: what they show, to whom, and what they let one do."""

from __future__ import annotations

import dataclasses
import json
import time
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from bot.qa.background import Order, State
from bot.server.qa_pages import standing
from bot.settings import Settings
from tests.server.qa_results import AUDIT, COVERAGE, MODEL_CHECK, PHONE, SELF_PLAY, fake_runs, put_finished, put_result
from tests.server.signing_in import form_token_of, log_in


@pytest.fixture
def qa(workplace: TestClient, settings: Settings) -> Iterator[TestClient]:
    """QA staff, logged in, with a command that needs no model."""
    state = workplace.app.state  # type: ignore[attr-defined]
    runs = fake_runs(settings.var_directory)
    state.services = dataclasses.replace(state.services, qa_runs=runs)
    log_in(workplace, "qa")
    yield workplace
    for run in runs.newest(10):
        runs.cancel(run.id, "uji")


def begin(browser: TestClient, **fields: str):
    token = form_token_of(browser.get("/qa"))
    return browser.post("/qa/putaran", data={"csrf": token, **fields}, follow_redirects=False)


def watched(browser: TestClient, address: str) -> list[dict[str, object]]:
    """What is told of a run until the stream ends."""
    text = browser.get(f"{address}/kemajuan").text
    return [json.loads(line.removeprefix("data: ")) for line in text.splitlines() if line.startswith("data: ")]


def test_without_any_run_the_list_says_so(qa: TestClient) -> None:
    assert "Belum ada putaran." in qa.get("/qa").text


def test_a_run_of_the_ci_is_listed_with_its_figures(qa: TestClient, settings: Settings) -> None:
    put_result(settings.var_directory)
    page = qa.get("/qa").text
    assert '<a href="/qa/putaran/malam">malam</a>' in page
    assert "perintah pln123" in page


def test_a_runs_page_shows_what_must_be_looked_at_first(qa: TestClient, settings: Settings) -> None:
    put_result(settings.var_directory)
    page = qa.get("/qa/putaran/malam").text
    assert "<strong>1</strong> perlu dilihat" in page
    assert "<strong>1.234</strong> giliran" in page
    assert "Bot seharusnya menanyakan alamat." in page
    assert page.index("meteran gelap") < page.index("percakapan web-abc")
    assert "&lt;b&gt;padam" in page


def test_a_written_test_is_shown_expected_beside_found(qa: TestClient, settings: Settings) -> None:
    put_result(settings.var_directory)
    page = qa.get("/qa/putaran/malam/uji/1").text
    assert "Diharapkan" in page
    assert "utter_ask_alamat" in page
    assert "Dengan siapa?" in page
    assert "(Budi)" in page
    assert "Dahulu" not in page


def test_a_recorded_talk_stands_beside_its_replay(qa: TestClient, settings: Settings) -> None:
    put_result(settings.var_directory)
    page = qa.get("/qa/putaran/malam/uji/2").text
    assert page.index("Dahulu") < page.index("Selamat pagi") < page.index("Sekarang") < page.index("Selamat siang")


@pytest.mark.parametrize("address", ["/qa/putaran/malam", "/qa/putaran/malam/uji/1", "/qa/putaran/malam/uji/2"])
def test_personal_data_is_masked_for_qa_and_shown_to_the_supervisor(
    qa: TestClient, settings: Settings, address: str
) -> None:
    put_result(settings.var_directory)
    page = qa.get(address).text
    assert PHONE not in page
    assert "budi@contoh.id" not in page
    assert "•••890" in page or address.endswith("malam")
    qa.cookies.clear()
    log_in(qa, "supervisor")
    assert PHONE in qa.get(address).text


@pytest.mark.parametrize(
    "address",
    ["/qa/putaran/tidak-ada", "/qa/putaran/tidak-ada/keadaan", "/qa/putaran/tidak-ada/kemajuan",
     "/qa/putaran/malam/uji/0", "/qa/putaran/malam/uji/3", "/qa/putaran/..%2f..%2frahasia"],
)  # fmt: skip
def test_what_is_not_there_is_404(qa: TestClient, settings: Settings, address: str) -> None:
    put_result(settings.var_directory)
    (settings.var_directory / "rahasia.json").write_text("{}")
    assert qa.get(address).status_code == 404


def test_a_run_is_begun_and_its_end_is_told(qa: TestClient) -> None:
    begun = begin(qa, apa="uji", topik="periksa")
    assert begun.status_code == 303
    told = watched(qa, begun.headers["location"])
    assert told[-1]["state"] == "finished"
    page = qa.get(begun.headers["location"]).text
    assert "Uji topik periksa" in page
    assert "oleh Si Qa" in page


def test_a_run_that_goes_on_can_be_watched_and_cancelled(qa: TestClient, settings: Settings) -> None:
    runs = fake_runs(settings.var_directory)
    address = f"/qa/putaran/{runs.begin(Order('replay', 'Uji lama', ('lama',)), 'Si Qa').id}"
    deadline = time.monotonic() + 30
    while qa.get(f"{address}/keadaan").json()["done"] < 1:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert qa.get(f"{address}/keadaan").json() == {
        "state": "running",
        "done": 1,
        "of": 2,
        "red": 0,
        "words": "1 dari 2 uji",
    }
    refused = begin(qa, apa="uji")
    assert refused.status_code == 409
    assert "Masih ada uji yang berjalan" in refused.text
    token = form_token_of(qa.get(address))
    stopped = qa.post(f"{address}/batal", data={"csrf": token})
    assert "dibatalkan oleh Si Qa" in stopped.text
    assert qa.get(f"{address}/keadaan").json()["state"] == "cancelled"


def test_a_run_that_broke_says_why(qa: TestClient, settings: Settings) -> None:
    run = fake_runs(settings.var_directory).begin(Order("replay", "Uji rusak", ("rusak",)), "Si Qa")
    watched(qa, f"/qa/putaran/{run.id}")
    page = qa.get(f"/qa/putaran/{run.id}").text
    assert "terhenti sebelum ada hasilnya" in page
    assert "Model belum ada. Jalankan: pln123 train" in page


@pytest.mark.parametrize(
    "fields", [{"apa": "semua"}, {"apa": "uji", "topik": "../data"}, {"apa": "hari"}, {"apa": "percakapan"}]
)
def test_what_can_not_be_run_is_refused_in_words(qa: TestClient, fields: dict[str, str]) -> None:
    answer = begin(qa, **fields)
    assert answer.status_code == 422
    assert "Mohon maaf" in answer.text


def test_beginning_and_cancelling_are_written_down(qa: TestClient) -> None:
    address = begin(qa, apa="uji", topik="umum").headers["location"]
    qa.post(f"{address}/batal", data={"csrf": form_token_of(qa.get("/qa"))})
    lines = qa.app.state.services.people.activity.latest(actor="qa")  # type: ignore[attr-defined]
    assert [(line.action, line.subject) for line in lines[:2]] == [
        ("qa.cancel", "Uji topik umum"),
        ("qa.run", "Uji topik umum"),
    ]


def test_nothing_is_begun_without_the_form_token(qa: TestClient, settings: Settings) -> None:
    assert qa.post("/qa/putaran", data={"apa": "uji"}).status_code == 403
    assert fake_runs(settings.var_directory).newest(10) == ()


@pytest.mark.parametrize("role", ["cso", "backoffice", "vcc", "unit", "trainee", "admin"])
def test_other_roles_neither_see_nor_begin_a_run(workplace: TestClient, settings: Settings, role: str) -> None:
    put_result(settings.var_directory)
    log_in(workplace, role)
    token = form_token_of(workplace.get("/akun" if role == "admin" else "/kerja"))
    below = ("", "/uji/1", "/keadaan", "/kemajuan")
    assert {workplace.get(f"/qa/putaran/malam{part}").status_code for part in below} == {403}
    for address in ("/qa/putaran", "/qa/putaran/malam/batal"):
        assert workplace.post(address, data={"csrf": token}).status_code == 403


def test_talks_are_listed_where_there_are_none_yet(qa: TestClient) -> None:
    assert "Belum ada percakapan." in qa.get("/qa/percakapan").text
    assert qa.get("/qa/percakapan?sejak=2026-11-22").status_code == 200
    assert qa.get("/qa/percakapan?sejak=kemarin").status_code == 422


def test_while_the_model_is_loaded_the_words_say_so(settings: Settings) -> None:
    put_result(settings.var_directory)
    run = fake_runs(settings.var_directory).get("malam")
    assert standing(dataclasses.replace(run, state=State.RUNNING))["words"] == "Memuat model …"
    counted = dataclasses.replace(run, state=State.RUNNING, done=1_200, of=5_000, red=1)
    assert standing(counted)["words"] == "1.200 dari 5.000 uji, 1 perlu dilihat"


def test_coverage_that_was_never_measured_is_said_to_be_so(qa: TestClient) -> None:
    assert "Cakupan belum pernah dihitung." in qa.get("/qa/cakupan").text


def test_coverage_shows_its_measures_and_what_is_missing(qa: TestClient, settings: Settings) -> None:
    put_finished(settings.var_directory, "coverage", COVERAGE)
    page = qa.get("/qa/cakupan").text
    assert "99,0%" in page
    assert "PRK-99 &lt;Aturan baru&gt;" in page
    assert "jalan ketiga: tidak mungkin" in page
    assert "22 November 2026, 10.00 WIB oleh Si Qa" in page


def test_coverage_is_measured_again_and_its_run_ends_at_the_page(qa: TestClient) -> None:
    token = form_token_of(qa.get("/qa/cakupan"))
    begun = qa.post("/qa/cakupan", data={"csrf": token}, follow_redirects=False)
    watched(qa, begun.headers["location"])
    assert qa.get(begun.headers["location"]).url.path == "/qa/cakupan"


def test_the_scorecard_shows_critical_errors_apart_and_masks_what_was_said(qa: TestClient, settings: Settings) -> None:
    assert "Belum ada penilaian." in qa.get("/qa/penilaian").text
    put_finished(settings.var_directory, "audit", AUDIT)
    page = qa.get("/qa/penilaian").text
    assert "web-abc: nilai 71,5, tidak lulus, 1 kesalahan kritis" in page
    assert "Menjanjikan jam nyala" in page
    assert "PRK-05 – menanyakan pernah lapor" in page
    assert "<strong>3</strong> tidak berlaku" in page
    assert PHONE not in page


def test_an_audit_is_begun_for_a_sample_of_some_days(qa: TestClient, settings: Settings) -> None:
    token = form_token_of(qa.get("/qa/penilaian"))
    fields = {"csrf": token, "sejak": "2026-11-01", "sampai": "2026-11-22", "banyak": "30"}
    begun = qa.post("/qa/penilaian", data=fields, follow_redirects=False)
    assert begun.status_code == 303
    [run] = fake_runs(settings.var_directory).newest(1)
    assert (run.kind, run.title) == ("audit", "Penilaian percakapan sejak 1 November 2026 sampai 22 November 2026")


@pytest.mark.parametrize(
    "fields", [{}, {"sejak": "2026-11-01", "banyak": "0"}, {"sejak": "2026-11-01", "banyak": "101"}]
)
def test_an_audit_of_nothing_or_of_too_much_is_refused(qa: TestClient, fields: dict[str, str]) -> None:
    token = form_token_of(qa.get("/qa/penilaian"))
    assert qa.post("/qa/penilaian", data={"csrf": token, **fields}).status_code == 422


def test_the_commands_own_page_is_saved_and_never_shown_on_our_site(qa: TestClient, settings: Settings) -> None:
    put_finished(settings.var_directory, "coverage", COVERAGE)
    saved = qa.get("/qa/putaran/coverage-1/halaman")
    assert saved.text == "<title>coverage</title>"
    assert saved.headers["content-disposition"] == 'attachment; filename="coverage-coverage-1.html"'
    put_result(settings.var_directory)
    qa.cookies.clear()
    log_in(qa, "supervisor")
    assert qa.get("/qa/putaran/malam/halaman").status_code == 404


def test_a_page_with_unmasked_talks_is_not_for_qa(qa: TestClient, settings: Settings) -> None:
    put_finished(settings.var_directory, "audit", AUDIT)
    assert qa.get("/qa/putaran/audit-1/halaman").status_code == 403
    qa.cookies.clear()
    log_in(qa, "supervisor")
    assert qa.get("/qa/putaran/audit-1/halaman").status_code == 200


def test_simulations_and_the_book_show_what_was_found(qa: TestClient, settings: Settings) -> None:
    assert "Belum ada simulasi." in qa.get("/qa/simulasi").text
    put_finished(settings.var_directory, "selfplay", SELF_PLAY)
    put_finished(settings.var_directory, "modelcheck", MODEL_CHECK)
    page = qa.get("/qa/simulasi").text
    assert "<strong>1</strong> tiket salah" in page
    assert "jenis seharusnya GANGGUAN, terisi KELUHAN" in page
    assert "22.003" in page
    assert "LU-99: jalan buntu" in page


@pytest.mark.parametrize(
    ("address", "fields", "kind"),
    [("/qa/simulasi", {"topik": "periksa", "banyak": "5"}, "selfplay"), ("/qa/buku", {}, "modelcheck")],
)
def test_a_simulation_and_the_check_of_the_book_are_begun(
    qa: TestClient, settings: Settings, address: str, fields: dict[str, str], kind: str
) -> None:
    token = form_token_of(qa.get("/qa/simulasi"))
    begun = qa.post(address, data={"csrf": token, **fields}, follow_redirects=False)
    watched(qa, begun.headers["location"])
    assert fake_runs(settings.var_directory).newest(1)[0].kind == kind
    assert qa.get(begun.headers["location"]).url.path == "/qa/simulasi"


@pytest.mark.parametrize("fields", [{"topik": "tiada"}, {"banyak": "0"}, {"banyak": "501"}])
def test_a_simulation_of_nothing_or_of_too_much_is_refused(qa: TestClient, fields: dict[str, str]) -> None:
    token = form_token_of(qa.get("/qa/simulasi"))
    assert qa.post("/qa/simulasi", data={"csrf": token, **fields}).status_code == 422


def test_names_and_addresses_of_the_talk_are_masked_for_qa(qa: TestClient, settings: Settings) -> None:
    put_result(settings.var_directory)
    page = qa.get("/qa/putaran/malam/uji/2").text
    assert "budi" not in page.lower()
    assert "Kenanga" not in page
    assert "B••• S•••, Jl. •••" in page
    qa.cookies.clear()
    log_in(qa, "supervisor")
    assert "Budi Santoso, Jl. Kenanga" in qa.get("/qa/putaran/malam/uji/2").text
