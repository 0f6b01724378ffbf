"""What officers see of a ticket, and what is hidden from those who may not see personal data."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from bot import units
from bot.apkt.model import Coordinates, Ticket
from bot.people.accounts import Account
from bot.server.access import Person
from bot.server.desk_map import EAST, NORTH, SOUTH, WEST, map_areas, map_point
from bot.server.desk_view import HIDDEN, PERSONAL_FIELDS, groups_of, history_of, shown_value
from tests.apkt.drafts import FULL_GANGGUAN

NOW = datetime(2022, 3, 1, tzinfo=timezone.utc)
FULL = Ticket(
    **{**vars(FULL_GANGGUAN), "lokasi_kejadian": "Jl. Melati"}, nomor="G5422030100001", created_at=NOW, updated_at=NOW
)


def person(*roles: str) -> Person:
    return Person(Account(1, "x", "Si X", roles, active=True, demo=False, created_at=NOW), "token", "")


def test_who_may_not_see_personal_data_sees_that_there_is_some() -> None:
    shown = {field.name: field.text for fields in groups_of(FULL, person("qa")).values() for field in fields}
    assert {name for name, text in shown.items() if text == HIDDEN} == PERSONAL_FIELDS
    assert shown["permasalahan"] == FULL.permasalahan
    assert "Budi" not in str(history_of(FULL, person("qa")))


def test_who_may_see_personal_data_sees_it() -> None:
    shown = {field.name: field.text for fields in groups_of(FULL, person("cso")).values() for field in fields}
    assert HIDDEN not in shown.values()
    assert shown["nama_pelapor"] == "Budi Santoso"


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("lapor_ulang", True, "ya"),
        ("issue_closed", False, "tidak"),
        ("kontak", ("telepon", "wa"), "telepon, WA"),
        ("self_diagnosis", {"08": "1", "70": "Null"}, "08 = 1, 70 = Null"),
        ("konfirmasi", datetime(2022, 3, 1, 9, 0, tzinfo=timezone.utc), "1 Maret 2022, 16.00 WIB"),
        ("catatan_unit", None, "–"),
    ],
)
def test_values_are_written_as_indonesians_write_them(name: str, value: object, words: str) -> None:
    assert shown_value(name, value, person("cso")) == words


def test_every_area_that_a_unit_serves_lies_on_the_map() -> None:
    assert len(map_areas()) == sum(bool(area.kode_unit) for area in units.areas())
    for area in map_areas():
        assert area.width > 0, area.unit
        assert area.height > 0, area.unit
        assert 0 <= area.x <= EAST - WEST - area.width, area.unit
        assert 0 <= area.y <= NORTH - SOUTH - area.height, area.unit


def test_a_report_is_drawn_where_it_lies_with_what_is_around_it() -> None:
    tebet = map_point(Coordinates(-6.23, 106.85))
    assert tebet is not None
    assert (tebet.x, tebet.y) == (12.85, 13.23)
    left, top, width, height = map(float, tebet.around.split())
    assert (left + width / 2, top + height / 2) == pytest.approx((tebet.x, tebet.y))


@pytest.mark.parametrize("place", [None, Coordinates(52.1, 4.3)], ids=["unknown", "abroad"])
def test_what_is_not_on_the_map_is_not_drawn(place: Coordinates | None) -> None:
    assert map_point(place) is None
