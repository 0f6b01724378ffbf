"""Working on reports by the pages: the icons, the forms, and the queues of back office, VCC and unit."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from httpx import Response

from bot.apkt.model import BELUM_SELESAI, KONTAK, SELESAI, Ticket, TicketSearch
from bot.apkt.store import TicketStore
from bot.customers.simulated import SimulatedCustomerRegistry
from bot.settings import Settings
from tests.apkt.drafts import FULL_GANGGUAN, NINE_VALUES, gangguan, keluhan
from tests.desk.test_forms import RECORD
from tests.server.desk_tickets import complete, escalate, key_in, make, post, services_in
from tests.server.signing_in import log_in

HOUR = timedelta(hours=1)
DISTURBANCE = {
    "tipe_permasalahan": "Tetangga Tidak Turut Padam",
    "permasalahan": "1 RUMAH PADAM",
    "tipe_wo": "WO AUTODISPATCH",
    "nama_pelapor": "Budi",
    "alamat": "Jl. Melati No. 7, Tebet, Jakarta Selatan",
    "hp_pelapor": "0812 1111 2222",
}


@pytest.fixture
def store(workplace: TestClient) -> TicketStore:
    return services_in(workplace).database.tickets


@pytest.fixture
def cso(workplace: TestClient) -> TestClient:
    log_in(workplace, "cso")
    return workplace


def now(store: TicketStore, ticket: Ticket) -> Ticket:
    found = store.get(ticket.nomor)
    assert found is not None
    return found


def made_by(answer: Response) -> str:
    assert answer.status_code == 303, answer.text
    found = re.fullmatch(r"/apkt/tiket/(\w+)\?tersimpan=ya", answer.headers["location"])
    assert found
    return found[1]


def icons(page: str) -> dict[str, bool]:
    """Icon → whether it can be pressed."""
    return {name: kind == "a" for kind, name in re.findall(r'<(a|span) class="[^"]+" id="ikon-([\w-]+)"', page)}


class TestIcons:
    """LAPOR ULANG and UPDATE LAPORAN."""

    def test_they_are_greyed_with_the_reason_where_the_table_forbids_them(
        self, cso: TestClient, store: TicketStore
    ) -> None:
        done = complete(store, make(store, keluhan()))
        page = cso.get(f"/apkt/tiket/{done.nomor}").text
        assert icons(page) == {"lapor-ulang": False, "update": False, "laporan-baru": True}
        assert re.search(r'id="alasan-lapor-ulang">LU-07: ', page)
        assert re.search(r'id="alasan-update">UL-02: ', page)
        assert "aria-disabled" in page

    def test_an_open_late_disturbance_has_both(self, cso: TestClient, store: TicketStore) -> None:
        late = make(store, gangguan(), ago=4 * HOUR)
        assert icons(cso.get(f"/apkt/tiket/{late.nomor}").text) == {"lapor-ulang": True, "update": True}

    def test_those_who_may_not_make_reports_can_not_begin_what_makes_one(
        self, workplace: TestClient, store: TicketStore
    ) -> None:
        log_in(workplace, "backoffice")
        done = complete(store, make(store, gangguan()))
        page = workplace.get(f"/apkt/tiket/{done.nomor}").text
        assert icons(page)["lapor-ulang"] is False
        assert "Akun Anda tidak berhak membuat tiket." in page
        refused = post(workplace, f"/apkt/tiket/{done.nomor}/ikon/lapor-ulang", keterangan="masih padam")
        assert refused.status_code == 403
        assert now(store, done) == done

    def test_the_related_report_is_made_in_one_step(self, cso: TestClient, store: TicketStore) -> None:
        old = complete(store, make(store, gangguan(nama_pelapor="Budi", hp_pelapor="0811"), ago=5 * HOUR),
                       "PELANGGAN SULIT DIHUBUNGI")  # fmt: skip
        address = f"/apkt/tiket/{old.nomor}/ikon/lapor-ulang"
        form = cso.get(address)
        assert f"CC.54.SI CSO. NOMOR LAPORAN TERKAIT G: {old.nomor}" in form.text
        assert "LU-06b" in form.text
        fields = {"kunci": key_in(form), "keterangan": "masih padam", "permasalahan": "1 RUMAH PADAM",
                  "nama_pelapor": "Budi", "hp_pelapor": "081299998888"}  # fmt: skip
        number = made_by(post(cso, address, address, **fields))
        again = made_by(post(cso, address, **fields))
        assert number == again
        new = store.get(number)
        assert new is not None
        assert new.permasalahan == f"1 RUMAH PADAM. CC.54.SI CSO. NOMOR LAPORAN TERKAIT G: {old.nomor}"
        assert (new.hp_pelapor, new.history[0].actor) == ("081299998888", "cso")
        assert (now(store, old).nomor_tampil, now(store, old).eskalasi) == (f"{old.nomor}*", True)
        assert "Tersimpan. Nomor laporan" in cso.get(f"/apkt/tiket/{number}?tersimpan=ya").text

    def test_what_is_not_allowed_is_refused_also_when_it_is_sent(self, cso: TestClient, store: TicketStore) -> None:
        young = make(store, gangguan())
        answer = post(cso, f"/apkt/tiket/{young.nomor}/ikon/lapor-ulang", keterangan="belum datang")
        assert answer.status_code == 409
        assert "LU-03" in answer.text
        assert "belum datang" in answer.text  # what was typed is not lost
        assert now(store, young) == young

    def test_only_the_fields_that_differ_are_changed(self, cso: TestClient, store: TicketStore) -> None:
        ticket = make(store, gangguan(nama_pelapor="Budi", alamat="Jl. Lama", email_pelapor="b@contoh.id"))
        answer = post(cso, f"/apkt/tiket/{ticket.nomor}/ikon/update", keterangan="pagar hijau", nama_pelapor="Budi",
                      alamat="Jl. Baru", email_pelapor="b@contoh.id")  # fmt: skip
        assert made_by(answer) == ticket.nomor
        changed = now(store, ticket)
        assert (changed.alamat, changed.lokasi_kejadian, changed.keterangan) == ("Jl. Baru", "Jl. Baru", "PAGAR HIJAU")
        assert {one.field for one in changed.history[-1].changes} == {"alamat", "lokasi_kejadian", "keterangan"}


class TestForms:
    """GANGGUAN and KELUHAN."""

    def test_a_disturbance_gets_its_number_once(self, cso: TestClient, store: TicketStore) -> None:
        fields = {**DISTURBANCE, "kunci": key_in(cso.get("/apkt/gangguan")), "kontak": ["telepon", "wa"]}
        number = made_by(post(cso, "/apkt/gangguan", "/apkt/gangguan", **fields))
        assert made_by(post(cso, "/apkt/gangguan", **fields)) == number
        (made,) = store.search(TicketSearch()).tickets
        assert (made.nomor[:3], made.unit, made.hp_pelapor) == ("G54", "UID Jakarta Raya", "081211112222")
        assert made.keterangan == "PELANGGAN DAPAT DIHUBUNGI VIA TELEPON & WA"
        assert (made.cso_penerima, made.kanal) == ("CC.54.SI CSO", "desk")

    def test_what_is_missing_is_said_and_what_was_typed_stays(self, cso: TestClient, store: TicketStore) -> None:
        answer = post(cso, "/apkt/gangguan", **{**DISTURBANCE, "nama_pelapor": ""})
        assert answer.status_code == 422
        assert "Nama pelapor: wajib diisi." in answer.text
        assert DISTURBANCE["alamat"] in answer.text
        assert store.search(TicketSearch()).tickets == ()

    @pytest.mark.parametrize(("field", "value"), [("hp_pelapor", "12"), ("idpel", "123"), ("email_pelapor", "budi")])
    def test_a_malformed_number_is_named(self, cso: TestClient, field: str, value: str) -> None:
        answer = post(cso, "/apkt/gangguan", **{**DISTURBANCE, field: value})
        assert answer.status_code == 422
        assert re.search(rf'id="{field}"[^>]*aria-invalid="true"', answer.text)

    def test_kwh_periksa_arrives_at_the_vcc_with_its_nine_values(self, cso: TestClient) -> None:
        codes = {f"sd_{code}": value for code, value in NINE_VALUES.items()}
        fields = {**DISTURBANCE, **codes, "tipe_wo": "KWH PERIKSA", "sd_71": "", "sd_71_tanpa_angka": "ya"}
        number = made_by(post(cso, "/apkt/gangguan", **fields))
        (waiting,) = services_in(cso).command_centre.queue()
        assert (waiting.nomor, waiting.self_diagnosis) == (number, NINE_VALUES)

    @pytest.mark.parametrize("form", ["gangguan", "keluhan"])
    def test_each_form_asks_how_the_reporter_is_reached(self, cso: TestClient, form: str) -> None:
        page = cso.get(f"/apkt/{form}").text
        assert re.findall(r'name="kontak" value="(\w+)"', page) == list(KONTAK)

    def test_a_complaint_is_saved(self, cso: TestClient, store: TicketStore) -> None:
        fields = {"tipe_keluhan": "Informasi", "tipe_sub_keluhan": "Kondisi Jaringan Listrik", "nama_pelapor": "Rina",
                  "lokasi_kejadian": "JAKARTA PUSAT, CEMPAKA PUTIH", "issue_closed": "ya",
                  "permasalahan": "LISTRIQU : GANGGUAN IML"}  # fmt: skip
        number = made_by(post(cso, "/apkt/keluhan", **fields))
        made = store.get(number)
        assert made is not None
        assert (made.status, made.unit, made.nomor[0]) == (SELESAI, "UID Jakarta Raya", "K")

    def test_the_record_of_an_idpel_fills_in_the_form_and_an_unknown_one_is_said(
        self, cso: TestClient, settings: Settings
    ) -> None:
        registry = SimulatedCustomerRegistry(settings.database_url)
        registry.add_missing([RECORD])
        registry.close()
        values = cso.get(f"/apkt/isian/pelanggan/{RECORD.nomor_meter}").json()
        assert (values["idpel"], values["nama_pelanggan"], values["unit"]) == (RECORD.idpel, "Budi", "UID Jakarta Raya")
        assert values["posko"] == "Posko Tebet"
        unknown = cso.get("/apkt/isian/pelanggan/999999999999", headers={"Accept": "application/json"})
        assert (unknown.status_code, unknown.json()["error"]["code"]) == (404, "not_found")

    def test_a_region_fills_in_unit_posko_and_place(self, cso: TestClient) -> None:
        values = cso.get("/apkt/isian/wilayah/Tebet, Jakarta Selatan").json()
        assert (values["unit"], values["posko"], values["zona"]) == ("UID Jakarta Raya", "Posko Tebet", "WIB")
        assert {"lat", "lon"} <= set(values)

    def test_a_name_of_several_regions_is_asked_back(self, cso: TestClient) -> None:
        values = cso.get("/apkt/isian/wilayah/Sukajadi").json()
        assert "unit" not in values
        assert len(values["pilihan"]) > 1


class TestQueues:
    """Back office, VCC and unit."""

    def test_the_back_office_takes_notes_passes_on_and_closes(self, workplace: TestClient, store: TicketStore) -> None:
        log_in(workplace, "backoffice")
        ticket = escalate(store, make(store, gangguan()))
        address = f"/apkt/eskalasi/{ticket.nomor}"
        assert post(workplace, f"{address}/catat", catatan="x").status_code == 409
        for deed in ("ambil", "catat", "teruskan"):
            assert post(workplace, f"{address}/{deed}", catatan="menelepon posko").status_code == 303
        page = workplace.get("/apkt/eskalasi").text
        assert "Anda; diteruskan ke unit" in page
        assert "menelepon posko" in page
        assert post(workplace, f"{address}/tutup", catatan="sudah ditangani").status_code == 303
        assert "Tidak ada eskalasi." in workplace.get("/apkt/eskalasi").text
        assert now(store, ticket).status == BELUM_SELESAI
        assert post(workplace, f"{address}/hilangkan").status_code == 404

    def test_the_vcc_sees_what_is_out_of_the_ordinary_and_that_the_ctt_is_simulated(
        self, workplace: TestClient, store: TicketStore
    ) -> None:
        log_in(workplace, "vcc")
        make(store, FULL_GANGGUAN)
        page = workplace.get("/apkt/vcc").text
        assert "CTT SIMULASI" in page
        assert "<strong>70</strong> jumlah buka terminal</dt><dd>0402</dd>" in page
        assert '<dd class="finding">terminal pernah dibuka</dd>' in page
        assert "<strong>41</strong> tegangan</dt><dd>221</dd></div>" in page

    def test_the_vcc_approves_once(self, workplace: TestClient, store: TicketStore) -> None:
        log_in(workplace, "vcc")
        ticket = make(store, FULL_GANGGUAN)
        answer = post(workplace, f"/apkt/vcc/{ticket.nomor}/ctt", kunci="a")
        assert made_by(answer) == ticket.nomor
        ctt = now(store, ticket).ctt
        assert ctt is not None
        assert len(ctt) == 20
        assert post(workplace, f"/apkt/vcc/{ticket.nomor}/ctt", kunci="a").status_code == 303
        assert post(workplace, f"/apkt/vcc/{ticket.nomor}/wo", kunci="b", catatan="x").status_code == 409
        assert ticket.nomor not in workplace.get("/apkt/vcc").text

    def test_a_ctt_that_is_none_is_refused(self, workplace: TestClient, store: TicketStore) -> None:
        log_in(workplace, "vcc")
        ticket = make(store, FULL_GANGGUAN)
        assert post(workplace, f"/apkt/vcc/{ticket.nomor}/ctt", ctt="123").status_code == 422
        assert now(store, ticket).ctt is None

    def test_what_the_vcc_sends_an_officer_for_is_settled_by_the_unit(
        self, workplace: TestClient, store: TicketStore
    ) -> None:
        ticket = make(store, FULL_GANGGUAN)
        log_in(workplace, "vcc")
        post(workplace, f"/apkt/vcc/{ticket.nomor}/wo", catatan="periksa terminal")
        workplace.cookies.clear()
        log_in(workplace, "unit")
        assert ticket.nomor in workplace.get("/apkt/wo?unit=UID+Jakarta+Raya").text
        assert ticket.nomor not in workplace.get("/apkt/wo?unit=UID+Banten").text
        page = workplace.get("/apkt/wo").text
        assert '<option value="PELANGGAN SULIT DIHUBUNGI">' in page
        assert post(workplace, f"/apkt/wo/{ticket.nomor}/selesai", catatan_unit="").status_code == 422
        answer = post(workplace, f"/apkt/wo/{ticket.nomor}/selesai", catatan_unit="pelanggan sulit dihubungi")
        assert answer.status_code == 303
        assert (now(store, ticket).status, now(store, ticket).catatan_unit) == (SELESAI, "PELANGGAN SULIT DIHUBUNGI")
        assert now(store, ticket).history[-1].actor == "unit"
