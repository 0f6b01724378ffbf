"""Answers of the PERIKSA talk."""

from __future__ import annotations

import re
from collections.abc import Callable

from actions.taking.regions import offer_regions, region_on_record, says_who_serves, told_so_far
from actions.taking.umum import repeated_until_clear
from actions.talk import AGAIN, FIRST_TRY, Talk
from bot import clock
from bot.customers.model import Customer
from bot.language.addresses import Address
from bot.language.answers import Answer, read_answer
from bot.language.normalise import plain
from bot.language.regions import Region
from bot.language.times import Moment
from bot.sop.areas import self_diagnosis_areas
from bot.units import area_of

NONE = "tidak_ada"
_IDPEL_DIGITS = 12
_SHORTEST_ADDRESS = 8
LONGEST_OWN_WORDS = 200
_TRIES_FOR_REGION = 2
# how sure it must be that a caller comes back to an earlier report
_SURE = 0.7
# words in which the kabupaten and province alone are asked for
REGION_ALONE = "wilayah_saja"
_COMPLETE_PLAINLY = re.compile(r"\b(?:lengkap|cukup|pas|sesuai|benar|betul|tepat)\b", re.IGNORECASE)
_INCOMPLETE = re.compile(
    r"\b(?:belum|tidak|kurang|bukan)(?: \w+)? (?:lengkap|cukup|pas|sesuai|benar|betul|tepat)\b", re.IGNORECASE
)
_COMPLETE = re.compile(
    r"\b(sudah|udah|udh|sdh|ya|iya|betul|benar|bener|lengkap|cukup|pas|sesuai|ok|oke)\b", re.IGNORECASE
)

_LANDMARK = re.compile(
    r"\b(?:dekat|deket|dkt|depan|sebelah|samping|belakang|seberang)\s+(?!saya\b|rumah saya\b)\w[^,;]*", re.IGNORECASE
)


def note_periksa(talk: Talk) -> None:
    """A caller who complains of PERIKSA, or reads it from the display, need not be asked whether it was there."""
    if talk.intent == "lapor_periksa" or talk.facts["tampilan_meter"] == "periksa":
        talk.set("pernah_tertera_periksa", True)


def note_reported(talk: Talk) -> bool:
    """PRK-05: "petugasnya kok belum datang" tells that there is a report, whatever was asked.

    Returns:
        Whether that was not known before.
    """
    if not talk.facts["topik"]:
        return False
    ways = talk.topic.parameters.get("goes_on", {}).get("hasil_laporan", {})
    back_to = {way["intent"] for way in ways.values()}
    if talk.facts["pernah_lapor"] is not None or talk.intent not in back_to or talk.confidence < _SURE:
        return False
    talk.set("pernah_lapor", True)
    return True


def take_identity(talk: Talk, answer: Answer) -> bool:
    """PRK-06, 06a, 06b: look the number up; explain where to find it once; go on without it in the end."""
    value = str(answer.value) if answer.status == "read" else ""
    if value and value != NONE:
        customer = look_up_identity(talk, value)
        if customer is not None:
            talk.set("identitas", value)
            talk.forget("alamat_sesuai", "identitas_benar", "alasan_beda_alamat")
            if talk.facts["alamat_di_catatan"] not in (None, customer.alamat):
                # what was completed was the address of another record
                talk.forget("alamat_lengkap")
            note_customer(talk, customer)
            return True
        _forget_customer(talk)  # a number that is put right was not the caller's, whether or not the right one is found
        return _count_failed_identity(talk, wording="tidak_ditemukan", named=value)
    if value == NONE or answer.status == "refused" or talk.intent in ("tidak_tahu", "cari_identitas", "tidak"):
        if not talk.facts["letak_identitas_dijelaskan"] or talk.intent == "cari_identitas":
            talk.set("letak_identitas_dijelaskan", True)
            talk.say("utter_cara_cari_identitas")
            talk.set("tangga", "tunggu")
            return True
        return _go_on_without_identity(talk)
    if talk.intent == "minta_tunggu":
        talk.say("utter_tunggu")
        talk.set("tangga", "tunggu")
        return True
    if answer.status == "unclear" and answer.reason:
        return _count_failed_identity(talk, wording="tidak_lengkap")
    return False


def _count_failed_identity(talk: Talk, wording: str, named: str = "") -> bool:
    failed = int(talk.facts["percobaan_identitas"] or 0) + 1
    talk.set("percobaan_identitas", failed)
    if named:
        talk.set("identitas_tak_ditemukan", named)
    if failed > talk.services.book.parameter("periksa", "identity_attempts"):
        return _go_on_without_identity(talk)
    talk.set("tangga", wording)
    return True


def _go_on_without_identity(talk: Talk) -> bool:
    _forget_customer(talk)
    talk.set("identitas", NONE)
    talk.set("tangga", FIRST_TRY)
    return True


def look_up_identity(talk: Talk, number: str) -> Customer | None:
    """The record of an IDPEL or a meter number; the length tells which one it is."""
    registry = talk.services.customers
    return registry.by_idpel(number) if len(number) == _IDPEL_DIGITS else registry.by_meter(number)


def note_customer(talk: Talk, customer: Customer) -> None:
    """Note what the record of an identity tells; only street or area is ever said of it before PRK-13."""
    talk.set("idpel", customer.idpel)
    talk.set("nomor_meter", customer.nomor_meter)
    talk.set("alamat_tercatat", True)
    talk.set("wilayah_tersamar", f"{customer.jalan}, {customer.kecamatan}")
    talk.set("alamat_di_catatan", customer.alamat)
    talk.set("zona", customer.zona)
    lies_in = region_on_record(customer.kecamatan, customer.kabupaten)
    talk.set("wilayah_pelapor", lies_in.code if lies_in else None)
    today = clock.local(clock.now(), "WIB").date()
    talk.set("wilayah_self_diagnosis", customer.uid in self_diagnosis_areas(talk.services.book, today))


def _forget_customer(talk: Talk) -> None:
    """What the record of a number told goes with the number; a place that the caller told stays."""
    if not talk.facts["alamat_tercatat"]:
        return
    talk.forget("identitas", "alamat_sesuai", "identitas_benar", "alamat_tercatat", "idpel", "nomor_meter",
                "wilayah_self_diagnosis", "alamat_di_catatan", "wilayah_tersamar", "wilayah_pelapor")  # fmt: skip


def take_identity_right(talk: Talk, answer: Answer) -> bool:
    """PRK-07a: a wrong number is asked again, as often as identities may fail."""
    if answer.status != "read":
        return False
    if answer.value:
        talk.set("identitas_benar", True)
        return True
    _forget_customer(talk)
    right_one = read_answer("identitas", talk.text)
    if right_one.status == "read" and right_one.value != NONE:
        return take_identity(talk, right_one)
    return _count_failed_identity(talk, wording=FIRST_TRY)


def take_ready(talk: Talk, answer: Answer) -> bool:
    """PRK-11: wait until the caller stands at the meter, without counting the waiting as a misunderstanding."""
    if talk.intent == "minta_tunggu" or (answer.status == "read" and answer.value is False):
        talk.set("tangga", "tunggu")
        return True
    if talk.intent in ("siap", "ya") or (answer.status == "read" and answer.value):
        talk.set("siap_di_meter", True)
        return True
    return False


def completes_record(talk: Talk) -> bool:
    """Whether the caller says in plain words that the address on record, read out just before, is complete."""
    said = plain(talk.text)
    return bool(talk.facts["alamat_di_catatan"] and _COMPLETE_PLAINLY.search(said) and not _INCOMPLETE.search(said))


def take_address_as(fact: str) -> Callable[[Talk, Answer], bool]:
    """A taker for an address without a record, whose region is to be told (PRK-13, AP2T-01)."""

    def taker(talk: Talk, answer: Answer) -> bool:
        whole, address = told_so_far(talk, answer)
        is_corrected = talk.facts[fact] is not None
        region = _region_served(address) or _region_served(answer.value if answer.status == "read" else None)
        if region is not None:
            return _settle_address(talk, fact, whole, region)
        if is_corrected and talk.facts["tiket_terkirim"]:
            # a remark for the unit: nothing is asked about it any more
            talk.set(fact, answer.said or whole)
            return True
        if address is not None:
            talk.set("alamat_sementara", whole)
            # one that is corrected doesn't hold any more, though the right one isn't settled yet
            talk.forget(fact, "kode_wilayah")
        tries = int(talk.facts["percobaan"] or 0)
        if tries >= _TRIES_FOR_REGION and len(whole) >= _SHORTEST_ADDRESS:
            if talk.facts["tangga"] == REGION_ALONE:
                return _settle_address(talk, fact, whole, None)
            talk.set("tangga", REGION_ALONE)
            return True
        if address is not None and offer_regions(talk, address.candidates):
            talk.set("percobaan", tries + 1)
            return True
        return is_corrected and address is not None

    return taker


def take_address(talk: Talk, answer: Answer) -> bool:
    """PRK-13: the record's address confirmed or completed, or an address whose region can be told."""
    on_record = talk.facts["alamat_di_catatan"]
    if not on_record:
        return take_address_as("alamat_lengkap")(talk, answer)
    text = talk.text.strip()
    adds_something = any(sign.isdigit() for sign in text)
    if not adds_something and _INCOMPLETE.search(plain(text)):
        return False
    # what is added to the address on record without a number is where to look for it
    landmark = None if adds_something else _LANDMARK.search(text)
    if landmark and talk.facts["acuan_lokasi"] is None:
        talk.set("acuan_lokasi", landmark.group().strip()[:LONGEST_OWN_WORDS])
    if not adds_something and (landmark or talk.intent in ("ya", "siap") or _COMPLETE.search(text)):
        talk.set("alamat_lengkap", on_record)
        return True
    if adds_something or answer.status == "read":
        talk.set("alamat_lengkap", f"{on_record} ({text[:LONGEST_OWN_WORDS]})")
        return True
    return False


def _region_served(address: Address | None) -> Region | None:
    """The one region of an address if it is narrow enough to tell who serves it."""
    region = address.region if address is not None else None
    return region if region is not None and says_who_serves(region) else None


def _settle_address(talk: Talk, fact: str, whole: str, region: Region | None) -> bool:
    """Take the address as it is; its region tells the zone in which moments are read from now on."""
    talk.set(fact, whole)
    talk.forget("alamat_sementara", "pilihan_wilayah")
    if region is not None:
        talk.set("kode_wilayah", region.code)
        talk.set("wilayah_pelapor", region.code)
        area = area_of(region.code)
        if area is not None:
            talk.set("zona", area.zona)
    return True


def take_own_words(talk: Talk, answer: Answer) -> bool:
    """PRK-07b and PRK-13: the caller's own words; having nothing to say is an answer too."""
    fact = str(talk.requested)
    if answer.status == "read":
        talk.set(fact, str(answer.value)[:LONGEST_OWN_WORDS])
        return True
    if answer.status == "refused":
        return talk.go_without(fact)
    return False


def take_moment(talk: Talk, answer: Answer) -> bool:
    """17h and 17k: a moment; since when the power is out need not be known."""
    fact = str(talk.requested)
    if answer.status == "read":
        talk.set(fact, _moment_of(answer.value))
        return True
    if answer.status == "refused" or talk.intent == "tidak_tahu":
        return talk.go_without(fact)
    return False


def take_wish_to_be_called(talk: Talk, answer: Answer) -> bool:
    """PRK-17k: "ya, besok jam 8 pagi" says when, too."""
    if answer.status != "read":
        return False
    talk.set("minta_konfirmasi", answer.value)
    if answer.value:
        when = read_answer("waktu_konfirmasi", talk.text, zone=talk.zone())
        if when.status == "read":
            talk.set("waktu_konfirmasi", _moment_of(when.value))
    return True


def _moment_of(moment: Moment) -> str:
    return moment.start.isoformat()


def take_number_noted(talk: Talk, answer: Answer) -> bool:
    """PRK-20: thanks is a yes."""
    if answer.status == "read":
        talk.set("nomor_dicatat", answer.value)
        return True
    if talk.intent in ("terima_kasih", "siap", "ya"):
        talk.set("nomor_dicatat", True)
        return True
    if talk.intent == "minta_tunggu":
        talk.set("tangga", AGAIN)
        return True
    return False


TAKERS: dict[str, Callable[[Talk, Answer], bool]] = {
    "identitas": take_identity,
    "identitas_benar": take_identity_right,
    "siap_di_meter": take_ready,
    "alamat_lengkap": take_address,
    "acuan_lokasi": take_own_words,
    "alasan_beda_alamat": take_own_words,
    "tanggal_padam": take_moment,
    "minta_konfirmasi": take_wish_to_be_called,
    "waktu_konfirmasi": take_moment,
    "informasi_jelas": repeated_until_clear("PRK-18", "informasi_jelas"),
    "nomor_dicatat": take_number_noted,
    "paham_ctt": repeated_until_clear("", "paham_ctt"),
}
