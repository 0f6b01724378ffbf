"""The ticket API, over the real store."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.server.test_errors import error_of

TICKETS = "/api/apkt/tickets"
DRAFT: dict[str, Any] = {
    "jenis": "GANGGUAN",
    "permasalahan": "1 RUMAH PADAM",
    "kode_unit": "54",
    "tipe_wo": "WO AUTODISPATCH",
    "idpel": "512345678901",
    "nama_pelapor": "BUDI SANTOSO",
    "hp_pelapor": "+62 812-1111-2222",
    "kontak": ["telepon", "wa"],
    "koordinat": {"lat": -6.2, "lon": 106.8},
    "tanggal_padam": "2026-11-22T12:00:00+07:00",
}


def create(api: TestClient, key: str = "a", **changes: Any):
    return api.post(TICKETS, json={**DRAFT, **changes}, headers={"Idempotency-Key": key})


def test_a_report_is_saved_and_found_again(api: TestClient) -> None:
    made = create(api)
    assert made.status_code == 201
    ticket = made.json()
    assert ticket["nomor"].startswith("G54")
    assert ticket["status"] == "BELUM SELESAI"
    assert ticket["hp_pelapor"] == "081211112222"
    assert ticket["koordinat"] == {"lat": -6.2, "lon": 106.8}
    assert ticket["tanggal_padam"] == "2026-11-22T05:00:00+00:00"
    assert [line["actor"] for line in ticket["history"]] == ["api"]
    assert api.get(made.headers["location"]).json() == ticket


def test_the_same_key_gives_the_same_ticket(api: TestClient) -> None:
    assert create(api).json()["nomor"] == create(api).json()["nomor"]
    assert len(api.get(TICKETS).json()["tickets"]) == 1


def test_without_a_key_nothing_is_made(api: TestClient) -> None:
    assert error_of(api.post(TICKETS, json=DRAFT), 400)["code"] == "idempotency_key_missing"
    assert api.get(TICKETS).json() == {"tickets": [], "next_cursor": None}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"jenis": "LAINNYA"}, "jenis"),
        ({"idpel": "51234567890"}, "idpel"),
        ({"idpel": 512345678901}, "idpel"),
        ({"permasalahan": None}, "permasalahan"),
        ({"kontak": ["merpati"]}, "kontak"),
        ({"koordinat": {"lat": 91, "lon": 0}}, "koordinat"),
        ({"koordinat": {"lat": -6.2}}, "koordinat.lon"),
        ({"tanggal_padam": "kemarin"}, "tanggal_padam"),
        ({"tipe_wo": "KWH PERIKSA"}, "self_diagnosis"),
        ({"nomor": "G5426112200001"}, "nomor"),
        ({"issue_closed": "ya"}, "issue_closed"),
    ],
)
def test_what_can_not_be_saved_is_told_by_its_field(api: TestClient, changes: dict[str, Any], field: str) -> None:
    assert error_of(create(api, **changes), 422)["field"] == field


def test_search_goes_by_the_catalogues_names(api: TestClient) -> None:
    create(api, "a")
    create(api, "b", idpel="512345678902", nama_pelapor="SITI AMINAH")
    found = api.get(TICKETS, params={"nama": "siti"}).json()["tickets"]
    assert [ticket["idpel"] for ticket in found] == ["512345678902"]
    assert len(api.get(TICKETS, params={"telepon": "0812 1111 2222"}).json()["tickets"]) == 2


def test_pages_follow_one_another(api: TestClient) -> None:
    made = [create(api, str(number)).json()["nomor"] for number in range(3)]
    first = api.get(TICKETS, params={"limit": 2}).json()
    second = api.get(TICKETS, params={"limit": 2, "cursor": first["next_cursor"]}).json()
    assert [ticket["nomor"] for ticket in first["tickets"] + second["tickets"]] == made[::-1]
    assert second["next_cursor"] is None


def test_a_page_has_bounds(api: TestClient) -> None:
    assert error_of(api.get(TICKETS, params={"limit": 0}), 422)["field"] == "limit"


def test_an_unknown_number_is_404(api: TestClient) -> None:
    error_of(api.get(f"{TICKETS}/G5426112299999"), 404)


@pytest.mark.parametrize("header", [None, "Bearer salah", "Basic dG9rZW4=", "Bearer "])
def test_without_the_right_token_nothing_is_told(client: TestClient, header: str | None) -> None:
    if header:
        client.headers["Authorization"] = header
    for answer in (client.get(TICKETS), client.get(f"{TICKETS}/G1"), client.post(TICKETS, json=DRAFT)):
        assert error_of(answer, 401)["code"] == "unauthorized"


NINE_VALUES = dict.fromkeys(("08", "70", "71", "41", "44", "45", "46", "37", "47"), "0")
CTT = "12345678901234567890"


def decide(api: TestClient, nomor: str, decision: str, key: str = "k", **what: Any):
    return api.post(f"{TICKETS}/{nomor}/{decision}", json=what, headers={"Idempotency-Key": key})


def self_diagnosis(api: TestClient, key: str = "a") -> str:
    made = create(api, key, tipe_wo="KWH PERIKSA", self_diagnosis=NINE_VALUES)
    return str(made.json()["nomor"])


def test_the_command_centre_approves_a_ctt(api: TestClient) -> None:
    nomor = self_diagnosis(api)
    assert decide(api, nomor, "ctt", ctt="1234 5678 9012 3456 7890").json()["ctt"] == CTT
    assert api.get(f"{TICKETS}/{nomor}").json()["history"][-1]["action"] == "ctt"


def test_without_digits_the_simulated_service_issues_them(api: TestClient) -> None:
    assert len(decide(api, self_diagnosis(api), "ctt").json()["ctt"]) == 20


def test_the_command_centre_sends_an_officer_instead(api: TestClient) -> None:
    nomor = self_diagnosis(api)
    assert decide(api, nomor, "wo", note="terminal terbuka").json()["wo_dikirim_at"]
    assert error_of(decide(api, nomor, "ctt", key="other"), 409)["code"] == "tidak_berlaku"


def test_the_same_decision_twice_is_answered_alike(api: TestClient) -> None:
    nomor = self_diagnosis(api)
    assert decide(api, nomor, "ctt", ctt=CTT).json() == decide(api, nomor, "ctt", ctt=CTT).json()


def test_a_wrong_ctt_and_an_unknown_report_are_refused(api: TestClient) -> None:
    assert error_of(decide(api, self_diagnosis(api), "ctt", ctt="123"), 422)["field"] == "ctt"
    assert error_of(decide(api, "G5426112299999", "ctt", ctt=CTT), 404)["code"] == "tidak_ditemukan"
    assert decide(api, "G5426112299999", "wo").status_code == 404


def test_a_decision_needs_the_token(client: TestClient) -> None:
    assert decide(client, "G5426112200001", "ctt").status_code == 401


def deed(api: TestClient, nomor: str, name: str, key: str = "d", **what: Any):
    return api.post(f"{TICKETS}/{nomor}/{name}", json=what, headers={"Idempotency-Key": key})


def test_every_criterion_of_the_desk_can_be_asked_for(api: TestClient) -> None:
    nomor = create(api, unit="UID Jakarta Raya", alamat="Jl. Melati No. 7").json()["nomor"]
    create(api, "other", jenis="KELUHAN", tipe_wo=None)
    today = api.get(f"{TICKETS}/{nomor}").json()["created_at"][:4]
    for criteria in (
        {"alamat": "melati"},
        {"tipe_wo": "WO AUTODISPATCH"},
        {"unit": "UID Jakarta Raya"},
        {"lapor_ulang": "false", "jenis": "GANGGUAN"},
        {"eskalasi": "false", "jenis": "GANGGUAN"},
        {"dari": f"{today}-01-01", "sampai": f"{today}-12-31", "jenis": "GANGGUAN"},
        {"urut": "terlama", "jenis": "GANGGUAN", "limit": 1},
    ):
        assert [one["nomor"] for one in api.get(TICKETS, params=criteria).json()["tickets"]] == [nomor], criteria
    assert api.get(TICKETS, params={"lapor_ulang": "true"}).json()["tickets"] == []
    assert api.get(TICKETS, params={"nomor_terkait": nomor}).json()["tickets"] == []
    assert error_of(api.get(TICKETS, params={"dari": "kemarin"}), 422)["field"] == "dari"


def test_the_table_decides_on_lapor_ulang(api: TestClient) -> None:
    nomor = create(api).json()["nomor"]
    refused = error_of(deed(api, nomor, "lapor-ulang", keterangan="MASIH PADAM"), 409)
    assert (refused["code"], refused["message"].count("LU-")) == ("tidak_berlaku", 1)
    urgent = {"keterangan": "ada percikan api", "mendesak": True}
    again = deed(api, nomor, "lapor-ulang", "e", **urgent)
    assert (again.status_code, again.json()["nomor_tampil"]) == (200, f"{nomor}*")
    assert deed(api, nomor, "lapor-ulang", "e", **urgent).json() == again.json()


def test_an_update_changes_what_is_given_and_nothing_else(api: TestClient) -> None:
    before = create(api).json()
    after = deed(api, before["nomor"], "update", hp_pelapor="0813 9999 0000", email_pelapor=None).json()
    assert after["hp_pelapor"] == "081399990000"
    assert (after["nama_pelapor"], after["email_pelapor"]) == (before["nama_pelapor"], None)
    assert after["history"][-1]["action"] == "update laporan"


def test_the_unit_settles_a_report_once(api: TestClient) -> None:
    nomor = create(api).json()["nomor"]
    assert error_of(deed(api, nomor, "selesai", catatan_unit=" "), 422)["field"] == "catatan_unit"
    done = deed(api, nomor, "selesai", catatan_unit="sudah normal").json()
    assert (done["status"], done["catatan_unit"]) == ("SELESAI", "SUDAH NORMAL")
    assert deed(api, nomor, "selesai", catatan_unit="sudah normal").json() == done
    assert error_of(deed(api, nomor, "selesai", "e", catatan_unit="lagi"), 409)["code"] == "tidak_berlaku"


def test_a_report_is_escalated_once_and_with_a_reason(api: TestClient) -> None:
    nomor = create(api).json()["nomor"]
    assert error_of(deed(api, nomor, "eskalasi", note=" "), 422)["field"] == "note"
    escalated = deed(api, nomor, "eskalasi", note="tiga kali lapor").json()
    assert (escalated["eskalasi"], escalated["history"][-1]["note"]) == (True, "tiga kali lapor")
    assert deed(api, nomor, "eskalasi", note="tiga kali lapor").json() == escalated
    assert error_of(deed(api, nomor, "eskalasi", "e", note="lagi"), 409)["code"] == "tidak_berlaku"


DEEDS: dict[str, dict[str, Any]] = {
    "lapor-ulang": {"keterangan": "A"},
    "update": {"keterangan": "A"},
    "selesai": {"catatan_unit": "A"},
    "eskalasi": {"note": "A"},
    "ctt": {},
    "wo": {},
}


@pytest.mark.parametrize(("name", "what"), DEEDS.items())
def test_every_deed_needs_a_key_and_a_report(api: TestClient, name: str, what: dict[str, Any]) -> None:
    keyless = api.post(f"{TICKETS}/G5426112299999/{name}", json=what)
    assert error_of(keyless, 400)["code"] == "idempotency_key_missing"
    error_of(deed(api, "G5426112299999", name, **what), 404)
