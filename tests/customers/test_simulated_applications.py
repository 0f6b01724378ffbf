"""Applications are numbered and kept once."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timezone
from pathlib import Path

import pytest

from bot import clock
from bot.customers.applications import MORE_POWER, NEW_CONNECTION, TEMPORARY, ApplicationDraft, ApplicationsUnavailable
from bot.customers.simulated_applications import SimulatedApplications
from bot.migrations import upgrade

NEW = ApplicationDraft(NEW_CONNECTION, 2200, "Siti Aminah", "Jl. Kenanga No. 5", kode_unit="54")
JUST_BEFORE_MIDNIGHT_UTC = datetime(2026, 11, 22, 23, 30, tzinfo=timezone.utc)


@pytest.fixture
def applications(tmp_path: Path) -> Iterator[SimulatedApplications]:
    url = f"sqlite:///{tmp_path / 'permohonan.db'}"
    upgrade(url)
    opened = SimulatedApplications(url)
    yield opened
    opened.close()


def test_an_application_is_found_again_by_its_number(applications: SimulatedApplications) -> None:
    draft = ApplicationDraft(TEMPORARY, 5500, mulai=date(2026, 12, 5), sampai=date(2026, 12, 8), kode_unit="54")
    made = applications.apply(draft, idempotency_key="a")
    assert applications.by_number(made.nomor.lower()) == made
    assert (made.status, made.sampai) == ("DITERIMA", date(2026, 12, 8))


def test_numbers_carry_kind_unit_day_in_wib_and_serial(applications: SimulatedApplications) -> None:
    with clock.at(JUST_BEFORE_MIDNIGHT_UTC):
        first, second = (applications.apply(NEW, idempotency_key=key).nomor for key in "ab")
        other = applications.apply(ApplicationDraft(MORE_POWER, 1300, kode_unit="54"), idempotency_key="c").nomor
    assert (first, second, other) == ("PB5426112300001", "PB5426112300002", "PD5426112300001")


def test_the_same_key_is_the_same_application(applications: SimulatedApplications) -> None:
    assert applications.apply(NEW, idempotency_key="a") == applications.apply(NEW, idempotency_key="a")


def test_many_at_once_get_numbers_of_their_own(applications: SimulatedApplications) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda key: applications.apply(NEW, idempotency_key=str(key)), range(40)))
    assert len({one.nomor for one in made}) == 40


def test_an_unknown_number_is_none(applications: SimulatedApplications) -> None:
    assert applications.by_number("PB5426112200099") is None


def test_a_database_that_is_not_there_is_told_kindly(tmp_path: Path) -> None:
    lost = SimulatedApplications(f"sqlite:///{tmp_path / 'kosong.db'}")
    with pytest.raises(ApplicationsUnavailable) as told:
        lost.by_number("PB5426112200001")
    assert "permohonan" in told.value.message
    lost.close()
