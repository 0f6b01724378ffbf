"""The forms GANGGUAN and KELUHAN: what an officer fills in becomes the report that the SOP wants (PRK-17, IML-02)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone

import pytest

from bot import clock
from bot.apkt.errors import TicketError
from bot.apkt.model import GANGGUAN, KELUHAN, KWH_PERIKSA, SELF_DIAGNOSIS_CODES, WO_AUTODISPATCH, Coordinates
from bot.apkt.validation import clean_draft
from bot.customers.model import Customer
from bot.desk.forms import FilledForm, ReportForms
from bot.sop.book import load_book

HANA = "CC.54.HANA"
NOW = datetime(2022, 3, 1, 3, 0, tzinfo=timezone.utc)

RECORD = Customer(
    idpel="541234567890", nomor_meter="14123456789", nama="Budi", sapaan="Bapak", jalan="Jl. Melati", nomor="7",
    rt="002", rw="003", kelurahan="Tebet Barat", kecamatan="Tebet", kabupaten="Kota Jakarta Selatan",
    provinsi="Daerah Khusus Ibukota Jakarta", kode_unit="54", unit="UID Jakarta Raya", zona="WIB",
)  # fmt: skip

REQUIRED = {
    "tipe_permasalahan": "Tetangga Tidak Turut Padam",
    "permasalahan": "1 rumah padam",
    "nama_pelapor": "Budi",
    "alamat": "Jl. Melati No. 7, Tebet, Jakarta Selatan",
}
NINE = {f"sd_{code}": str(number) for number, code in enumerate(SELF_DIAGNOSIS_CODES)}


class Records:
    """A registry of one customer."""

    def __init__(self, record: Customer = RECORD) -> None:
        self._record = record

    def by_phone(self, phone: str) -> Customer | None:
        raise AssertionError(phone)

    def by_idpel(self, idpel: str) -> Customer | None:
        return self._record if idpel == self._record.idpel else None

    def by_meter(self, nomor_meter: str) -> Customer | None:
        return self._record if nomor_meter == self._record.nomor_meter else None


def draft(kind: str = GANGGUAN, kontak: tuple[str, ...] = (), record: Customer = RECORD, **typed: str):  # type: ignore[no-untyped-def]
    required = REQUIRED if kind == GANGGUAN else {"permasalahan": "keluhan", "nama_pelapor": "Budi"}
    form = FilledForm.read(kind, {**required, **typed}, kontak)
    with clock.at(NOW):
        made = ReportForms(load_book(), Records(record)).draft(form, cso_penerima=HANA)
    clean_draft(made)  # the store takes it
    return made


def refused(kind: str = GANGGUAN, **typed: str) -> TicketError:
    with pytest.raises(TicketError) as refusal:
        draft(kind, **typed)
    return refusal.value


def test_what_is_filled_in_is_what_is_saved() -> None:
    made = draft(
        tipe_wo=WO_AUTODISPATCH,
        no_telepon="0215000123",
        hp_pelapor="081211112222",
        email_pelapor="budi@contoh.id",
        acuan_lokasi="Seberang masjid",
        keterangan="rumah pagar hijau",
    )
    assert (made.jenis, made.permasalahan, made.tipe_wo) == (GANGGUAN, "1 RUMAH PADAM", WO_AUTODISPATCH)
    assert (made.tipe_permasalahan, made.nama_pelapor) == ("Tetangga Tidak Turut Padam", "Budi")
    assert (made.no_telepon, made.hp_pelapor, made.email_pelapor) == ("0215000123", "081211112222", "budi@contoh.id")
    assert (made.cso_penerima, made.kanal, made.keterangan) == (HANA, "desk", "rumah pagar hijau")
    assert made.lokasi_kejadian == made.alamat


@pytest.mark.parametrize("name", REQUIRED)
def test_what_a_disturbance_needs_is_named_when_it_is_missing(name: str) -> None:
    refusal = refused(**{name: "  "})
    assert (refusal.code, refusal.field) == ("wajib_diisi", name)


def test_unit_and_posko_come_from_the_region_in_the_address() -> None:
    made = draft()
    assert (made.kode_unit, made.unit, made.posko) == ("54", "UID Jakarta Raya", "Posko Tebet")
    assert (made.kecamatan, made.kabupaten) == ("Tebet", "Kota Administrasi Jakarta Selatan")
    assert made.koordinat is not None


def test_region_fields_go_before_the_words_of_the_address() -> None:
    made = draft(kecamatan="Coblong", kabupaten="Kota Bandung")
    assert (made.kode_unit, made.unit) == ("53", "UID Jawa Barat")


@pytest.mark.parametrize("number", [{"idpel": RECORD.idpel}, {"nomor_meter": RECORD.nomor_meter}])
def test_the_record_of_the_number_fills_in_what_was_left_empty(number: dict[str, str]) -> None:
    made = draft(**number, alamat="Jl. Melati 7B")
    assert (made.idpel, made.nomor_meter) == (RECORD.idpel, RECORD.nomor_meter)
    assert (made.alamat, made.kelurahan) == ("Jl. Melati 7B", "Tebet Barat")
    assert (made.unit, made.unit_pelayanan, made.posko) == ("UID Jakarta Raya", "ULP Tebet", "Posko Tebet")


def test_coordinates_of_the_record_go_before_those_of_the_region_and_typed_ones_before_both() -> None:
    located = replace(RECORD, lat=-6.2, lon=106.8)
    assert draft(record=located, idpel=RECORD.idpel).koordinat == Coordinates(-6.2, 106.8)
    assert draft(record=located, idpel=RECORD.idpel, lat="-6,25", lon="106.9").koordinat == Coordinates(-6.25, 106.9)


@pytest.mark.parametrize(("lat", "lon"), [("-6.2", ""), ("enam", "106.8")])
def test_half_or_unreadable_coordinates_are_refused(lat: str, lon: str) -> None:
    assert refused(lat=lat, lon=lon).field == "koordinat"


def test_where_nobody_is_certain_to_serve_the_officer_chooses_the_unit() -> None:
    assert refused(alamat="Jl. Melati No. 7").field == "unit"
    made = draft(alamat="Jl. Melati No. 7", unit="UID Banten", posko="Posko Serang")
    assert (made.kode_unit, made.unit, made.posko) == ("56", "UID Banten", "Posko Serang")


def test_a_unit_that_the_officer_chose_is_not_given_the_offices_of_another() -> None:
    made = draft(unit="UID Banten")
    assert (made.kode_unit, made.unit, made.unit_pelayanan, made.posko) == ("56", "UID Banten", None, None)


def test_the_first_digits_of_an_unknown_idpel_name_the_unit() -> None:
    made = draft(alamat="Jl. Melati No. 7", idpel="531234567890")
    assert (made.kode_unit, made.unit) == ("53", "UID Jawa Barat")


@pytest.mark.parametrize(
    ("ways", "media"),
    [
        (("telepon", "wa", "sms"), "TELEPON, WA & SMS"),
        (("telepon", "sms"), "TELEPON & SMS"),
        (("wa", "sms"), "WA & SMS"),
        (("telepon",), "TELEPON"),
    ],
)
def test_how_the_reporter_is_reached_is_written_as_the_sop_has_it(ways: tuple[str, ...], media: str) -> None:
    made = draft(kontak=ways)
    assert (made.kontak, made.keterangan) == (ways, f"PELANGGAN DAPAT DIHUBUNGI VIA {media}")


def test_who_wants_to_be_called_first_names_date_and_time_on_the_clock_of_the_premises() -> None:
    made = draft(konfirmasi="ya", waktu_konfirmasi="2022-03-01T16:00", zona="WITA")
    assert made.konfirmasi == datetime(2022, 3, 1, 8, 0, tzinfo=timezone.utc)
    assert made.keterangan == "PENELEPON MINTA DIKONFIRMASI PUKUL 16.00, KARENA BARU ADA DI LOKASI"
    assert refused(konfirmasi="ya").field == "konfirmasi"
    assert draft(waktu_konfirmasi="2022-03-01T16:00").konfirmasi is None


def test_since_when_the_power_is_out_is_a_moment() -> None:
    assert draft(tanggal_padam="2022-03-01T07:30").tanggal_padam == datetime(2022, 3, 1, 0, 30, tzinfo=timezone.utc)
    assert refused(tanggal_padam="kemarin").field == "tanggal_padam"


def test_kwh_periksa_holds_nine_values_and_null_where_no_number_shows() -> None:
    made = draft(tipe_wo=KWH_PERIKSA, **{**NINE, "sd_71": "", "sd_71_tanpa_angka": "ya"})
    expected = {code: str(number) for number, code in enumerate(SELF_DIAGNOSIS_CODES)}
    assert made.self_diagnosis == {**expected, "71": "Null"}


@pytest.mark.parametrize("code", SELF_DIAGNOSIS_CODES)
def test_kwh_periksa_is_not_saved_while_a_value_is_missing(code: str) -> None:
    refusal = refused(tipe_wo=KWH_PERIKSA, **{**NINE, f"sd_{code}": ""})
    assert refusal.field == "self_diagnosis"
    assert f"kode {code}" in refusal.message


def test_kwh_periksa_is_only_for_the_areas_of_the_self_diagnosis() -> None:
    refusal = refused(tipe_wo=KWH_PERIKSA, alamat="Ubud, Gianyar, Bali", **NINE)
    assert (refusal.code, refusal.field) == ("tidak_berlaku", "tipe_wo")


def test_values_of_another_order_are_left_out() -> None:
    assert draft(tipe_wo=WO_AUTODISPATCH, **NINE).self_diagnosis is None


def test_what_is_closed_at_once_sends_nobody_and_needs_no_unit() -> None:
    made = draft(issue_closed="ya", tipe_wo=WO_AUTODISPATCH, alamat="Jl. Melati No. 7")
    assert (made.issue_closed, made.tipe_wo, made.kode_unit) == (True, None, "99")


def test_a_complaint_has_its_types_its_place_and_its_unit() -> None:
    made = draft(
        KELUHAN,
        tipe_keluhan="Informasi",
        tipe_sub_keluhan="Kondisi Jaringan Listrik",
        lokasi_kejadian="JAKARTA PUSAT, CEMPAKA PUTIH",
    )
    assert (made.jenis, made.tipe_keluhan, made.tipe_sub_keluhan) == (
        KELUHAN, "Informasi", "Kondisi Jaringan Listrik",
    )  # fmt: skip
    assert (made.unit, made.unit_pelayanan) == ("UID Jakarta Raya", "ULP Cempaka Putih")
    assert made.lokasi_kejadian == "JAKARTA PUSAT, CEMPAKA PUTIH"
    assert refused(KELUHAN, permasalahan="").field == "permasalahan"
