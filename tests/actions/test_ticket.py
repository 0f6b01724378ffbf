"""The APKT form as a talk fills it (PRK-17a … 17l)."""

from __future__ import annotations

from datetime import date, datetime, timezone
from typing import Any

import pytest

from actions.services import Services
from actions.umum import MakeTicket
from bot import clock
from bot.apkt.model import Coordinates, Ticket, TicketSearch
from tests.actions.customers import IN_BANJARMASIN, IN_JAKARTA, WITHOUT_PLACE_AND_POSKO
from tests.actions.talking import Desk

NOW = datetime(2022, 3, 2, 1, 30, tzinfo=timezone.utc)
NINE = {
    "08": "1", "70": "0402", "71": "Null", "41": "221", "44": "0,35", "45": "0.3", "46": "0", "37": "12,5", "47": "77",
}  # fmt: skip

CALLER: dict[str, Any] = {
    "percakapan_dibuka": True,
    "nama": "Budi Santoso",
    "sapaan": "Bapak",
    "panggilan": "Bapak Budi Santoso",
    "no_telepon": "081200000011",
    "jenis_nomor": "seluler",
    "nomor_dapat_dihubungi": True,
    "kontak": "keduanya",
    "email_pelapor": "budi@example.id",
}
RECORD: dict[str, Any] = {
    "identitas": IN_JAKARTA.idpel,
    "idpel": IN_JAKARTA.idpel,
    "nomor_meter": IN_JAKARTA.nomor_meter,
    "zona": "WIB",
    "alamat_lengkap": IN_JAKARTA.alamat,
    "acuan_lokasi": "seberang masjid Al-Ikhlas",
}
GUIDED: dict[str, Any] = {
    **CALLER,
    **RECORD,
    "kondisi_listrik": "padam",
    "hasil_kondisi": "padam_periksa",
    "hasil_laporan": "dalam_wilayah",
    "hasil_kesediaan": "dipandu",
    "tanggal_padam": "2022-03-02T05:00:00+07:00",
    **{f"kode_{code}": value for code, value in NINE.items()},
}
AWAY: dict[str, Any] = {**GUIDED, "kondisi_listrik": "menyala", "hasil_kesediaan": "tidak_ada_orang"}


def ticket_of(desk: Desk, **known: Any) -> Ticket:
    """The ticket that a talk with these facts makes."""
    with clock.at(NOW):
        talk = desk.talk(**known).act(MakeTicket())
    ticket = desk.services.tickets.get(talk.slots["nomor_laporan"])
    assert ticket is not None
    return ticket


def test_every_field_of_the_form_is_filled(desk: Desk) -> None:
    ticket = ticket_of(desk, **GUIDED)
    filled = {name: value for name, value in vars(ticket).items() if name != "history"}
    assert filled == {
        "nomor": "G5422030200001",
        "jenis": "GANGGUAN",
        "status": "BELUM SELESAI",
        "issue_closed": False,
        "lapor_ulang": False,
        "eskalasi": False,
        "tipe_wo": "KWH PERIKSA",
        "tipe_permasalahan": "Tetangga Tidak Turut Padam",
        "tipe_keluhan": None,
        "tipe_sub_keluhan": None,
        "permasalahan": "1 RUMAH PADAM (DISPLAY APP TERTERA PERIKSA)",
        "keterangan": "PELANGGAN DAPAT DIHUBUNGI VIA TELEPON, WA & SMS",
        "kode_unit": "54",
        "idpel": "541110000011",
        "nomor_meter": "14000000011",
        "nama_pelapor": "Budi Santoso",
        "alamat": IN_JAKARTA.alamat,
        "lokasi_kejadian": IN_JAKARTA.alamat,
        "acuan_lokasi": "seberang masjid Al-Ikhlas",
        "provinsi": "Daerah Khusus Ibukota Jakarta",
        "kabupaten": "Kota Administrasi Jakarta Selatan",
        "kecamatan": "Tebet",
        "kelurahan": "Tebet Barat",
        "no_telepon": "081200000011",
        "hp_pelapor": "081200000011",
        "email_pelapor": "budi@example.id",
        "kontak": ("telepon", "wa", "sms"),
        "tanggal_padam": datetime(2022, 3, 1, 22, 0, tzinfo=timezone.utc),
        "koordinat": Coordinates(-6.2301, 106.8502),
        "unit": "UID Jakarta Raya",
        "unit_pelayanan": "ULP Tebet",
        "posko": "Posko Manggarai",
        "konfirmasi": None,
        "self_diagnosis": NINE,
        "cso_penerima": "CC.54.TARA",
        "nomor_terkait": None,
        "kanal": "chat",
        "catatan_unit": None,
        "ctt": None,
        "wo_dikirim_at": None,
        "created_at": NOW,
        "updated_at": NOW,
    }


# --- how the reporter is reached (PRK-16) ----------------------------------------------------------


@pytest.mark.parametrize(
    ("contact", "keterangan"),
    [
        ({"nomor_dapat_dihubungi": True, "kontak": "keduanya"}, "PELANGGAN DAPAT DIHUBUNGI VIA TELEPON, WA & SMS"),
        ({"nomor_dapat_dihubungi": True, "kontak": "sms"}, "PELANGGAN DAPAT DIHUBUNGI VIA TELEPON & SMS"),
        ({"nomor_dapat_dihubungi": True, "kontak": "wa"}, "PELANGGAN DAPAT DIHUBUNGI VIA TELEPON & WA"),
        ({"nomor_dapat_dihubungi": True, "kontak": "tidak_keduanya"}, "PELANGGAN DAPAT DIHUBUNGI VIA TELEPON"),
        ({"nomor_dapat_dihubungi": False, "kontak": "keduanya"}, "PELANGGAN DAPAT DIHUBUNGI VIA WA & SMS"),
        ({"nomor_dapat_dihubungi": False, "kontak": "wa"}, "PELANGGAN DAPAT DIHUBUNGI VIA WA"),
        ({"nomor_dapat_dihubungi": False, "kontak": "tidak_keduanya", "hp_pelapor": "tidak_ada"}, None),
        (
            {"nomor_dapat_dihubungi": False, "hp_pelapor": "081299999999", "kontak": "wa"},
            "PELANGGAN DAPAT DIHUBUNGI VIA TELEPON & WA",
        ),
    ],
)
def test_the_remark_tells_every_true_way_to_reach_the_reporter(
    desk: Desk, contact: dict[str, Any], keterangan: str | None
) -> None:
    assert ticket_of(desk, **{**GUIDED, **contact}).keterangan == keterangan


@pytest.mark.parametrize(
    ("contact", "mobile"),
    [
        ({"nomor_dapat_dihubungi": True}, "081200000011"),
        ({"nomor_dapat_dihubungi": False, "hp_pelapor": "081299999999"}, "081299999999"),
        ({"nomor_dapat_dihubungi": None, "no_telepon": "0215000123", "hp_pelapor": "081299999999"}, "081299999999"),
        ({"nomor_dapat_dihubungi": False, "hp_pelapor": "tidak_ada"}, None),
    ],
)
def test_the_mobile_number_is_the_one_that_reaches(desk: Desk, contact: dict[str, Any], mobile: str | None) -> None:
    ticket = ticket_of(desk, **{**GUIDED, **contact})
    assert ticket.hp_pelapor == mobile


@pytest.mark.parametrize("email", ["tidak_ada", None])
def test_without_an_email_the_report_is_made_all_the_same(desk: Desk, email: str | None) -> None:
    assert ticket_of(desk, **{**GUIDED, "email_pelapor": email}).email_pelapor is None


# --- confirmation first (17k) ----------------------------------------------------------------------


@pytest.mark.parametrize(("zone", "hour"), [("WIB", "16.30"), ("WITA", "17.30"), ("WIT", "18.30")])
def test_the_confirmation_names_the_hour_on_the_callers_clock(desk: Desk, zone: str, hour: str) -> None:
    wanted = {"minta_konfirmasi": True, "waktu_konfirmasi": "2022-03-02T09:30:00+00:00", "zona": zone}
    ticket = ticket_of(desk, **{**AWAY, **wanted, "kontak": "tidak_keduanya"})
    assert ticket.konfirmasi == datetime(2022, 3, 2, 9, 30, tzinfo=timezone.utc)
    assert (ticket.keterangan or "").endswith(f"PENELEPON MINTA DIKONFIRMASI PUKUL {hour}, KARENA BARU ADA DI LOKASI")
    assert (ticket.keterangan or "").startswith("PELANGGAN DAPAT DIHUBUNGI VIA TELEPON")


def test_no_confirmation_wanted_says_nothing_of_it(desk: Desk) -> None:
    ticket = ticket_of(desk, **{**AWAY, "minta_konfirmasi": False})
    assert ticket.konfirmasi is None
    assert "DIKONFIRMASI" not in (ticket.keterangan or "")


def test_a_confirmation_taken_back_is_not_on_the_ticket(desk: Desk) -> None:
    taken_back = {"minta_konfirmasi": False, "waktu_konfirmasi": "2022-03-02T09:30:00+00:00"}
    assert ticket_of(desk, **{**AWAY, **taken_back}).konfirmasi is None


# --- other remarks ---------------------------------------------------------------------------------


def test_why_the_address_differs_is_on_the_ticket(desk: Desk) -> None:
    ticket = ticket_of(desk, **{**GUIDED, "alasan_beda_alamat": "pemekaran wilayah"})
    assert "ALAMAT BERBEDA DARI DATA IDPEL: PEMEKARAN WILAYAH" in (ticket.keterangan or "")


def test_a_number_that_no_record_has_is_on_the_ticket(desk: Desk) -> None:
    facts = {**GUIDED, "identitas": "tidak_ada", "idpel": None, "hasil_laporan": "tanpa_identitas"}
    ticket = ticket_of(desk, **{**facts, "identitas_tak_ditemukan": "541239999999"})
    assert "NOMOR YANG DISEBUTKAN TIDAK DITEMUKAN: 541239999999" in (ticket.keterangan or "")
    assert ticket.idpel is None


@pytest.mark.parametrize(("fact", "field"), [("acuan_lokasi", "acuan_lokasi"), ("alasan_beda_alamat", "keterangan")])
def test_what_was_not_told_is_left_empty_and_not_written_as_a_code_word(desk: Desk, fact: str, field: str) -> None:
    ticket = ticket_of(desk, **{**GUIDED, fact: "tidak_disebutkan"})
    assert "DISEBUTKAN" not in (getattr(ticket, field) or "").upper()


@pytest.mark.parametrize("since", ["tidak_tahu", None])
def test_since_when_may_be_unknown(desk: Desk, since: str | None) -> None:
    assert ticket_of(desk, **{**GUIDED, "tanggal_padam": since}).tanggal_padam is None


# --- place, unit and posko (PRK-14, PRK-15) --------------------------------------------------------


def test_what_the_record_lacks_is_looked_up_by_its_region(desk: Desk) -> None:
    lacking = WITHOUT_PLACE_AND_POSKO
    ticket = ticket_of(desk, **{**GUIDED, "identitas": lacking.idpel, "idpel": lacking.idpel})
    assert ticket.unit == "UID Jakarta Raya"
    assert ticket.unit_pelayanan == "ULP Tebet"
    assert ticket.posko == "Posko Tebet"
    assert ticket.koordinat is not None
    assert -6.6 < ticket.koordinat.lat < -5.9
    assert 106.3 < ticket.koordinat.lon < 107.1


def test_without_a_record_the_told_address_decides(desk: Desk) -> None:
    told = "Jl. Kenanga No. 5 RT 02 RW 04, kelurahan Cibubur, kecamatan Ciracas, Jakarta Timur"
    facts = {**GUIDED, "identitas": "tidak_ada", "idpel": None, "hasil_laporan": "tanpa_identitas"}
    ciracas = "31.75.09"
    ticket = ticket_of(desk, **{**facts, "alamat_lengkap": told, "kode_wilayah": ciracas})
    assert (ticket.kecamatan, ticket.unit, ticket.kode_unit) == ("Ciracas", "UID Jakarta Raya", "54")
    assert ticket.posko == "Posko Ciracas"
    assert ticket.unit_pelayanan == "ULP Ciracas"
    assert ticket.koordinat is not None
    assert ticket.alamat == told


def test_an_address_nobody_knows_is_kept_and_not_routed(desk: Desk) -> None:
    facts = {**GUIDED, "identitas": "tidak_ada", "idpel": None, "hasil_laporan": "tanpa_identitas"}
    ticket = ticket_of(desk, **{**facts, "alamat_lengkap": "dekat pohon besar sebelah sungai"})
    assert ticket.alamat == "dekat pohon besar sebelah sungai"
    assert (ticket.kode_unit, ticket.unit, ticket.posko, ticket.koordinat) == ("99", None, None, None)


def test_the_number_carries_the_unit_that_serves(desk: Desk) -> None:
    there = {"identitas": IN_BANJARMASIN.idpel, "idpel": IN_BANJARMASIN.idpel, "zona": "WITA"}
    ticket = ticket_of(desk, **{**GUIDED, **there, "hasil_laporan": "luar_wilayah", "hasil_kesediaan": None})
    assert ticket.nomor == "G2222030200001"
    assert ticket.unit == "UID Kalimantan Selatan & Tengah"
    assert ticket.tipe_wo == "WO AUTODISPATCH"


# --- rows of the outcome table ---------------------------------------------------------------------


def test_only_a_guided_caller_leaves_nine_values(desk: Desk) -> None:
    assert ticket_of(desk, **{**GUIDED, "hasil_kesediaan": "tidak_bersedia"}).self_diagnosis is None


def test_who_has_no_number_while_the_power_is_on_gets_a_closed_report_and_no_card(desk: Desk) -> None:
    facts = {**CALLER, "kondisi_listrik": "menyala", "identitas": "tidak_ada", "hasil_laporan": "tanpa_identitas"}
    talk = desk.talk(**facts).act(MakeTicket())
    ticket = desk.services.tickets.get(talk.slots["nomor_laporan"])
    assert ticket is not None
    assert (ticket.status, ticket.issue_closed, ticket.tipe_wo) == ("SELESAI", True, None)
    talk.expect(known={"hasil": "O7", "tiket_terkirim": False})
    assert talk.payloads == []


def test_power_that_came_back_makes_no_ticket(desk: Desk) -> None:
    talk = desk.talk(**{**CALLER, "hasil_kondisi": "listrik_pulih", "kondisi_listrik": "padam"}).act(MakeTicket())
    talk.expect(known={"hasil": "O8"}, unknown=["nomor_laporan", "tiket_terkirim"])
    assert desk.services.tickets.search(TicketSearch()).tickets == ()


# --- saving it -------------------------------------------------------------------------------------


def test_one_matter_makes_one_ticket_however_often_it_is_tried(desk: Desk, services: Services) -> None:
    numbers = {desk.talk(**GUIDED).act(MakeTicket()).slots["nomor_laporan"] for _ in range(3)}
    assert len(numbers) == 1
    assert len(services.tickets.search(TicketSearch()).tickets) == 1


def test_another_matter_of_the_same_talk_makes_its_own(desk: Desk, services: Services) -> None:
    first = desk.talk(**GUIDED, urutan_perkara=0).act(MakeTicket()).slots["nomor_laporan"]
    services.tickets.complete(str(first), actor="uji", idempotency_key="uji:selesai")  # else it is the same matter
    second = desk.talk(**GUIDED, urutan_perkara=1).act(MakeTicket()).slots["nomor_laporan"]
    assert first != second
    assert len(services.tickets.search(TicketSearch()).tickets) == 2


def test_the_card_comes_with_the_number_by_the_callers_own_clock_and_without_the_values(desk: Desk) -> None:
    with clock.at(NOW):
        talk = desk.talk(**{**GUIDED, "zona": "WITA", "sudah_disampaikan": ["PRK-18"]}).act(MakeTicket())
    assert talk.payloads == []
    talk.caller_says("sudah jelas", intent="ya", form="form_penutup")
    talk.slots["informasi_jelas"] = True
    talk.go_on().expect(asks="nomor_dicatat")
    (payload,) = talk.payloads
    assert payload["kind"] == "ticket"
    card = payload["ticket"]
    assert card["nomor"] == talk.slots["nomor_laporan"]
    assert card["dibuat"] == "2 Maret 2022 pukul 09.30 WITA"
    assert "self_diagnosis" not in card
    assert "0402" not in str(card)


def test_the_day_in_the_number_is_the_day_of_the_clock(desk: Desk) -> None:
    assert ticket_of(desk, **GUIDED).created_at.date() == date(2022, 3, 2)
