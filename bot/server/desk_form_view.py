"""The reporting forms GANGGUAN and KELUHAN as pages show them, at the desk and in a practice call alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot import clock
from bot.apkt.model import GANGGUAN, KELUHAN, KONTAK, SELF_DIAGNOSIS_CODES, TIPE_WO
from bot.customers.model import Customer
from bot.desk.forms import FilledForm
from bot.desk.menus import choices_of, wordings_of
from bot.desk.placing import Place, candidates_of, place_of_customer, place_of_words
from bot.server.desk_map import map_areas
from bot.server.desk_search import units
from bot.server.desk_view import LABELS
from bot.sop.book import Book


def form_values(book: Book, form: FilledForm, at_fault: str) -> dict[str, Any]:
    """What the fields of a form need.

    Args:
        at_fault: the field that was refused; empty when none was.
    """
    values: dict[str, Any] = {
        "form": form,
        "labels": LABELS,
        "at_fault": at_fault,
        "wordings": wordings_of(book, form.jenis),
        "units": units(),
        "zones": tuple(clock.ZONES),
        "channels": KONTAK,
    }
    if form.jenis == GANGGUAN:
        return values | {
            "problem_types": choices_of(book, "tipe_permasalahan", GANGGUAN),
            "work_orders": TIPE_WO,
            "codes": SELF_DIAGNOSIS_CODES,
            "meanings": book.parameter("periksa", "codes"),
            "map_areas": map_areas(),
        }
    return values | {
        "complaint_types": choices_of(book, "tipe_keluhan", KELUHAN),
        "complaint_subtypes": choices_of(book, "tipe_sub_keluhan", KELUHAN),
    }


def customer_values(customer: Customer) -> dict[str, Any]:
    """What a record fills in."""
    own = {"idpel": customer.idpel, "nomor_meter": customer.nomor_meter, "nama_pelanggan": customer.nama}
    return {**own, **_filled_in(place_of_customer(customer))}


def region_values(words: str) -> dict[str, Any]:
    """What the region named by the words fills in; ``pilihan``: what it may be where that is not certain."""
    place = place_of_words(words)
    if place is None:
        return {"pilihan": [region.described for region in candidates_of(words)]}
    return {**_filled_in(place), "pilihan": []}


def _filled_in(place: Place) -> Mapping[str, Any]:
    where = {"lat": place.koordinat.lat, "lon": place.koordinat.lon} if place.koordinat else {}
    return {**place.values, **where, "zona": place.zona}
