"""Recorded calls on the pages: who may read and who may listen, and what is shown of a call."""

from __future__ import annotations

from fastapi.testclient import TestClient

from bot.settings import Settings
from tests.server.recorded import NAME, REPORT, put_call
from tests.server.signing_in import log_in

ADDRESS = f"/qa/panggilan/{NAME}"
SOUND = f"{ADDRESS}/suara"


def test_without_recordings_the_page_says_how_to_record(workplace: TestClient) -> None:
    log_in(workplace, "supervisor")
    assert "PLN123_PHONE_RECORD=1" in workplace.get("/qa/panggilan").text


def test_a_supervisor_finds_the_call_and_reads_all_that_happened(workplace: TestClient, settings: Settings) -> None:
    put_call(settings.var_directory)
    log_in(workplace, "supervisor")
    assert f"Laporan {REPORT}" in workplace.get("/qa/panggilan").text
    page = workplace.get(ADDRESS).text
    assert "22 November 2026, 14.05 WIB" in page
    assert "Penelepon menyela." in page
    assert "Langkah SOP: PRK-06" in page
    assert "dijawab setelah 0,56 detik (akhir ucapan 0,50" in page
    assert "yakin 93 %" in page
    assert "542317986205" in page
    row = page[page.index('id="jalannya"') :]
    assert row.index("meteran saya periksa") < row.index("Penelepon menyela.") < row.index("Mohon disebutkan ID")
    assert page.count("<rect") > 50


def test_sound_comes_in_parts_and_listening_is_noted(workplace: TestClient, settings: Settings) -> None:
    put_call(settings.var_directory)
    log_in(workplace, "supervisor")
    whole = workplace.get(SOUND)
    assert whole.headers["content-type"] == "audio/wav"
    assert whole.content[:4] == b"RIFF"
    part = workplace.get(SOUND, headers={"Range": "bytes=44-1043"})
    assert (part.status_code, part.content) == (206, whole.content[44:1044])
    activity = workplace.app.state.services.people.activity  # type: ignore[attr-defined]
    assert [line.action for line in activity.latest()].count("call.listen") == 1


def test_who_may_not_see_personal_data_reads_it_masked_and_hears_nothing(
    workplace: TestClient, settings: Settings
) -> None:
    put_call(settings.var_directory)
    log_in(workplace, "qa")
    page = workplace.get(ADDRESS).text
    assert "542317986205" not in page
    assert "lima empat dua tiga" not in page
    assert "meteran saya periksa" in page
    assert "<audio" not in page
    assert workplace.get(SOUND).status_code == 403


def test_others_see_no_calls(workplace: TestClient, settings: Settings) -> None:
    put_call(settings.var_directory)
    for name in ("cso", "trainee", "admin"):
        workplace.cookies.clear()
        log_in(workplace, name)
        assert [workplace.get(one).status_code for one in ("/qa/panggilan", ADDRESS, SOUND)] == [403] * 3, name
        assert "/qa/panggilan" not in workplace.get("/kerja").text


def test_what_is_no_recording_is_not_found(workplace: TestClient, settings: Settings) -> None:
    put_call(settings.var_directory)
    (settings.var_directory / "telepon" / f"{NAME}.wav").unlink()
    (settings.var_directory / "rahasia.json").write_text("{}")
    log_in(workplace, "supervisor")
    assert workplace.get("/qa/panggilan/tidak-ada").status_code == 404
    assert workplace.get("/qa/panggilan/..%2Frahasia").status_code == 404
    assert workplace.get(SOUND).status_code == 404
    assert "tidak tersimpan" in workplace.get(ADDRESS).text


def test_a_broken_record_breaks_no_page(workplace: TestClient, settings: Settings) -> None:
    put_call(settings.var_directory)
    (settings.var_directory / "telepon" / f"{NAME}.json").write_text("{")
    (settings.var_directory / "telepon" / f"{NAME}.wav").write_bytes(b"RIFF")
    log_in(workplace, "supervisor")
    assert workplace.get("/qa/panggilan").status_code == 200
    assert workplace.get(ADDRESS).status_code == 200
