"""Settling in words of the caller which region of the table is meant: for addresses, and for a kecamatan alone."""

from __future__ import annotations

import re
from collections.abc import Callable

from actions.talk import FIRST_TRY, Talk
from bot.apkt.validation import TEXT_LIMITS
from bot.language.addresses import Address, read_address
from bot.language.answers import Answer
from bot.language.region_table import without_kind
from bot.language.regions import MOST_CANDIDATES, Region, region, resolve
from bot.language.yes_no import read_yes_no
from bot.units import area_of

UNSETTLED = "wilayah"
"""The wording (slot ``tangga``) that offers the regions which a name may mean."""

TOO_WIDE = "kecamatan"
"""The wording that asks for the kecamatan within a region that was told."""

ON_RECORD = "tercatat"
"""The wording that offers what is on record for confirmation."""

_ENOUGH_TRIES = 2
_PLACE_AHEAD = re.compile(r"^(?:(?:di|daerah|wilayah|kecamatan|kec\b\.?)\s+)+", re.IGNORECASE)
_SHORTEST_PLACE = 3


def told_so_far(talk: Talk, answer: Answer) -> tuple[str, Address | None]:
    """The caller's words about a place, with what was said of it before, and the address read from them.

    Returns:
        The words, no more than a report takes; no address when the last message added nothing to it.
    """
    text = talk.text.strip()
    earlier = talk.facts["alamat_sementara"]
    adds_something = answer.status == "read"
    if earlier and earlier.lower() in text.lower():
        earlier = None  # said again with more
    whole = f"{earlier}, {text}" if earlier and adds_something else earlier or text
    return fitting(whole), read_address(whole, asked=True) if adds_something else None


def fitting(address: str) -> str:
    """As much of an address as a report takes: of one told again and again the last words, which were the clearest."""
    longest = TEXT_LIMITS["alamat"]
    if len(address) <= longest:
        return address
    return address[-longest:].partition(" ")[2] or address[-longest:]


def says_who_serves(place: Region) -> bool:
    """Whether the region is narrow enough for PRK-15: some kabupaten and provinces lie in two unit areas."""
    return place.kecamatan is not None or area_of(place.code) is not None


def offer_regions(talk: Talk, candidates: tuple[Region, ...]) -> bool:
    """Offer the regions that a name may mean, at most three; whether there were any."""
    if not candidates:
        return False
    talk.set("tangga", UNSETTLED)
    talk.set("pilihan_wilayah", "; ".join(region_in_words(candidate) for candidate in candidates[:MOST_CANDIDATES]))
    return True


def region_in_words(place: Region) -> str:
    """The region and what it lies in, from the narrowest to the widest."""
    parts = (place.kelurahan, place.kecamatan, place.kabupaten, place.provinsi)
    return ", ".join(part for part in parts if part)


def kecamatan_and_kota(place: Region) -> str:
    """As the SOP's example of ICO-02 names an area: ``Cilincing Jakarta Utara``.

    A kota goes by its bare name as there; a kabupaten keeps its kind, since it may have a kota for a namesake.
    """
    return " ".join(part for part in (place.kecamatan, _town(place)) if part) or place.name


def kota_and_kecamatan(place: Region) -> str:
    """As the SOP's form of IML-02 names a location: ``Jakarta Pusat, Cempaka Putih``."""
    return ", ".join(part for part in (_town(place), place.kecamatan) if part) or place.name


def _town(place: Region) -> str | None:
    town = place.kabupaten
    return town if town is None or town.startswith("Kabupaten ") else without_kind(town)


def home_region(talk: Talk) -> Region | None:
    """Where the caller's premises are known to lie: told or looked up earlier in the talk, or by the record of a
    caller who has confirmed the name on it (CRM-01)."""
    if talk.facts["wilayah_pelapor"]:
        return region(talk.facts["wilayah_pelapor"])
    phone = talk.facts["no_telepon"]
    if not (phone and talk.facts["penelepon_dikenal"] and talk.facts["nama"]) or talk.facts["nama_ditolak"]:
        return None
    customer = talk.services.customers.by_phone(phone)
    return region_on_record(customer.kecamatan, customer.kabupaten) if customer else None


def region_on_record(kecamatan: str, kabupaten: str) -> Region | None:
    """The kecamatan that a customer's record names."""
    found = resolve(kecamatan, kabupaten)
    return next((place for place in found if place.level == "kecamatan"), found[0] if found else None)


def region_wording(talk: Talk) -> str:
    """In what words a region is first asked for: by what is known of it already."""
    if talk.facts["pilihan_wilayah"]:
        return UNSETTLED
    if talk.facts["alamat_sementara"]:
        return TOO_WIDE
    on_record = None if talk.facts["wilayah_ditolak"] else home_region(talk)
    if on_record is None:
        return FIRST_TRY
    talk.set("wilayah_tercatat", kota_and_kecamatan(on_record))
    return ON_RECORD


def region_as(fact: str) -> Callable[[Talk, Answer], bool]:
    """A taker for a kecamatan and its kota (ICO-02, IML-02): told by the caller, or on record and confirmed."""

    def taker(talk: Talk, answer: Answer) -> bool:
        if answer.status == "read":
            return _take_told(talk, fact, answer)
        on_record = home_region(talk) if talk.facts["wilayah_tercatat"] else None
        if on_record is not None and read_yes_no(talk.text):
            note_region(talk, fact, on_record)
            return True
        if on_record is not None and read_yes_no(talk.text) is False and not talk.facts["wilayah_ditolak"]:
            # declining what is on record is an answer: the plain question follows
            talk.set("wilayah_ditolak", True)
            talk.set("tangga", FIRST_TRY)
            return True
        if talk.intent in ("tidak_tahu", "tidak"):
            return talk.go_without(fact)
        return False

    return taker


def _take_told(talk: Talk, fact: str, answer: Answer) -> bool:
    whole, address = told_so_far(talk, answer)
    alone = read_address(talk.text, asked=True)
    if alone is not None and alone.region is not None and alone.region.kecamatan:
        whole, address = talk.text.strip(), alone  # said whole now, whatever was misread before
    place = (address.region or _named_with_its_town(address.candidates, whole)) if address else None
    if address is not None and not (place and place.kecamatan):
        place = _as_kecamatan(whole) or place
    tries = int(talk.facts["percobaan"] or 0)
    if talk.facts["tiket_terkirim"] and not (place and place.kecamatan):
        # what is corrected now is a remark for the unit: in the caller's own words, since nothing is asked any more
        talk.set(fact, answer.said or whole)
        return True
    if place is not None and (place.kecamatan or tries >= _ENOUGH_TRIES):
        note_region(talk, fact, place)
        return True
    if tries >= _ENOUGH_TRIES:
        talk.set(fact, whole)
        return len(whole) >= _SHORTEST_PLACE
    if address is not None and offer_regions(talk, address.candidates):
        # the name alone: the next answer says which of its namesakes is meant
        talk.set("alamat_sementara", address.candidates[0].name)
    elif place is not None:
        talk.set("alamat_sementara", kota_and_kecamatan(place))
        talk.forget("pilihan_wilayah")
        talk.set("tangga", TOO_WIDE)
    else:
        return False
    # one that is corrected doesn't hold any more, though the right one isn't settled yet
    talk.forget(fact, "kode_wilayah")
    # a name that leaves something open is no misunderstanding, but it isn't asked about for ever
    talk.set("percobaan", tries + 1)
    return True


def _as_kecamatan(whole: str) -> Region | None:
    """ "Ciamis, Kabupaten Ciamis", asked for a kecamatan and its town: the first name is that of the kecamatan."""
    first, comma, rest = _PLACE_AHEAD.sub("", whole.strip()).partition(",")
    address = read_address(f"Kecamatan {first.strip()},{rest}", asked=True) if comma else None
    return address.region if address and address.region and address.region.kecamatan else None


def _named_with_its_town(candidates: tuple[Region, ...], text: str) -> Region | None:
    """The one kecamatan among namesakes whose kota was named beside it: asked for both, that is what was meant."""
    named = [
        one
        for one in candidates
        if one.level == "kecamatan" and without_kind(one.kabupaten or "").lower() in text.lower()
    ]
    return named[0] if len(named) == 1 else None


def note_region(talk: Talk, fact: str, place: Region) -> None:
    """Note a settled region: as the report words it, and by its code, from which unit and location follow."""
    talk.set(fact, kecamatan_and_kota(place))
    talk.set("kode_wilayah", place.code)
    talk.set("wilayah_pelapor", talk.facts["wilayah_pelapor"] or place.code)
    talk.forget("alamat_sementara", "pilihan_wilayah", "wilayah_tercatat")
