"""Looking through a hand-written scenario: first the file, then whether somebody can be found who calls like that."""

from __future__ import annotations

from pathlib import Path

from bot.roleplay.practice.customer import Caller
from bot.roleplay.practice.lined import Problem
from bot.roleplay.practice.scenario import ScenarioError
from bot.roleplay.practice.scenarios import Scenarios
from bot.roleplay.practice.written import read_written
from bot.sop.book import Book

_SEEDS_TRIED = 3


def check_file(book: Book, file: Path) -> list[Problem]:
    """Everything that is wrong with the scenario of a file; nothing, if it can be practised."""
    written, problems = read_written(book, file)
    if written is None:
        return problems
    scenarios = Scenarios(book, file.parent)
    for seed in range(_SEEDS_TRIED):
        try:
            call = scenarios.call_of(written, seed)
        except ScenarioError:
            remedy = (
                f"Fakta di known, hidden dan report harus menuju {written.scenario.row or 'keluar'}; "
                "hapus yang tidak perlu, atau ubah expects."
            )
            return [Problem(file, 1, "Tidak ada pelanggan yang dapat menjalani skenario ini.", remedy)]
        try:
            Caller(book, call).open()
        except ValueError:
            remedy = "Pindahkan salah satu fakta yang biasa disebut di awal dari hidden ke known."
            return [Problem(file, 1, "Tidak ada kalimat pembuka yang boleh diucapkan pelanggan ini.", remedy)]
    return []
