"""Customers of a few branches, and a laboratory without Rasa."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.apkt.store import TicketStore
from bot.customers.demo import demo_customers
from bot.migrations import upgrade
from bot.qa.selfplay.branches import Branch
from bot.qa.selfplay.laboratory import Laboratory
from bot.qa.selfplay.player import Part, Player
from bot.qa.selfplay.talk import Noise, TalkResult
from bot.roleplay.sampling import SheetSampler
from bot.roleplay.sheet import Sheet
from bot.sop.book import load_book
from tests.qa.selfplay.assistants import FaithfulAssistant

BOOK = load_book()
SAMPLER = SheetSampler(BOOK, demo_customers())
IDENTIFIED = {"pernah_lapor": False, "identitas": "(disebutkan)", "alamat_sesuai": True, "alamat_tercatat": True}
BRANCHES: dict[str, dict[str, Any]] = {
    "O1": {"kondisi_listrik": "padam", "layar_meter": "gelap", "pernah_tertera_periksa": True},
    "O3": {"kondisi_listrik": "menyala", **IDENTIFIED, "wilayah_self_diagnosis": False},
    "O6": {
        "kondisi_listrik": "menyala", **IDENTIFIED, "wilayah_self_diagnosis": True,
        "di_lokasi": False, "orang_dipercaya": True, "orang_bersedia": True,
    },
    "O7": {"kondisi_listrik": "menyala", "pernah_lapor": False, "identitas": "tidak_ada"},
    "O8": {"kondisi_listrik": "padam", "layar_meter": "terbaca", "tampilan_meter": "periksa", "listrik_pulih": True},
    "O10": {
        "kondisi_listrik": "menyala", **IDENTIFIED, "wilayah_self_diagnosis": True,
        "di_lokasi": True, "bersedia_dipandu": True,
    },
    "keluar": {"kondisi_listrik": "menyala", "pernah_lapor": True},
}  # fmt: skip
QUESTIONS = ("nama", "kondisi_listrik", "acuan_lokasi")

Play = Callable[..., Any]


def sheet_of(row: str, seed: int = 1) -> Sheet:
    """A customer of one row who does not ask for a human."""
    for number in range(seed, seed + 50):
        sheet = SAMPLER.sample("periksa", BRANCHES[row], str(number))
        if not sheet.wants_human:
            return sheet
    raise AssertionError("everybody wants a human")


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """An empty database of the test's own."""
    url = f"sqlite:///{tmp_path / 'laboratory.db'}"
    upgrade(url)
    return url


@pytest.fixture
def store(database_url: str) -> Iterator[TicketStore]:
    """Where the assistants of these tests file."""
    opened = TicketStore(database_url)
    yield opened
    opened.close()


@pytest.fixture
def play(database_url: str, store: TicketStore) -> Play:
    """Plays one talk of a row with an assistant of the given kind."""

    async def played(
        kind: type[FaithfulAssistant] = FaithfulAssistant,
        row: str = "O1",
        noises: tuple[Noise, ...] = (),
        questions: tuple[str, ...] = QUESTIONS,
        wants_human: bool = False,
    ) -> TalkResult:
        sheet = replace(sheet_of(row), wants_human=wants_human)
        laboratory = Laboratory(kind(BOOK, sheet, store, questions), database_url)
        try:
            return await Player(BOOK, laboratory).play(Part(0, Branch("periksa", row, {}), sheet, noises, "1-0"))
        finally:
            laboratory.close()

    return played
