"""Faults in the book are made, noticed, told from changes that change nothing, and excused in writing."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.qa.book_places import BookPlaces
from bot.qa.checks.project import Project
from bot.qa.e2e_model import Case, Place
from bot.qa.mutants import Mutant, mutants_of
from bot.qa.mutation import (
    EQUIVALENT,
    EXCUSED,
    KILLED,
    SURVIVED,
    CoverageMap,
    Judged,
    MutationResult,
    StaticJudge,
    judge,
)
from bot.qa.outcome import CaseResult
from bot.sop.book import Book

PLACE = Place(Path("tests/e2e/uji.yml"), 1)


@pytest.fixture(scope="module")
def project() -> Project:
    return Project.load()


@pytest.fixture(scope="module")
def static(project: Project) -> StaticJudge:
    return StaticJudge(project, BookPlaces())


@pytest.fixture(scope="module")
def mutants(project: Project) -> dict[str, Mutant]:
    return {mutant.name: mutant for mutant in mutants_of(project.book)}


def test_every_rule_step_row_and_forbidden_saying_has_its_mutants(project: Project, mutants: dict[str, Mutant]) -> None:
    changed = {part for mutant in mutants.values() for part in mutant.path[2:3]}
    topic = project.book.topics["periksa"]
    steps = {step for stage in topic.stages for step in stage.steps}
    assert steps | {row.id for row in topic.outcomes} | {item.id for item in topic.never} <= changed


def test_each_mutant_differs_from_the_book_and_has_a_name_of_its_own(project: Project) -> None:
    made = list(mutants_of(project.book))
    assert len({(mutant.topic.name, mutant.name) for mutant in made}) == len(made)
    assert all(mutant.topic != project.book.topics[mutant.topic.name] for mutant in made)


@pytest.mark.parametrize(
    ("name", "noticed_by"),
    [
        ("periksa O3: baris dihilangkan", "katalog"),
        ("periksa, tahap kondisi: nilai menyala dihilangkan", ""),
        ("periksa O10: ruas tiket tipe_wo menjadi KWH PERIKSA (LAIN)", "cerita"),
        ("PRK-24: aturan dihilangkan", "katalog"),
    ],
)
def test_a_fault_is_noticed_without_the_assistant(
    static: StaticJudge, mutants: dict[str, Mutant], name: str, noticed_by: str
) -> None:
    found = static.noticed_by(mutants[name])
    assert found
    assert noticed_by in found


def test_an_order_that_changes_nothing_is_no_fault(static: StaticJudge, mutants: dict[str, Mutant]) -> None:
    assert static.is_equivalent(mutants["periksa: O8 dan O1 bertukar tempat"])
    assert not static.is_equivalent(mutants["periksa, tahap laporan: PRK-04 dan PRK-05 bertukar tempat"])


def judged_with(
    project: Project, static: StaticJudge, mutant: Mutant, *, passes: bool, excuses: dict[str, str]
) -> tuple[Judged, list[Book]]:
    books: list[Book] = []

    async def run_with(book: Book, case: Case) -> CaseResult:
        books.append(book)
        return CaseResult(case, (), (), 0.1, "" if passes else "terhenti")

    async def all_of_them() -> list[Judged]:
        cover = CoverageMap({"satu uji": frozenset({("tahap", ("periksa", "stages", "laporan"))})}, {"satu uji": 0.1})
        cases = {"satu uji": Case(PLACE, "satu uji", ())}
        stream = judge([mutant], project.book, BookPlaces(), static, cover, cases, run_with, excuses, 5)
        return [one async for one in stream]

    return asyncio.run(all_of_them())[0], books


SWAPPED = "periksa, tahap laporan: PRK-04 dan PRK-05 bertukar tempat"


def test_a_red_test_notices_the_fault_and_plays_with_the_faulty_book(
    project: Project, static: StaticJudge, mutants: dict[str, Mutant]
) -> None:
    one, books = judged_with(project, static, mutants[SWAPPED], passes=False, excuses={})
    assert (one.verdict, one.by, one.tests) == (KILLED, "uji: satu uji", 1)
    assert books[0].stages["form_laporan"].steps[:2] == ("PRK-05", "PRK-04")
    assert project.book.stages["form_laporan"].steps[:2] == ("PRK-04", "PRK-05")


@pytest.mark.parametrize(("excuses", "verdict"), [({}, SURVIVED), ({SWAPPED: "sebab"}, EXCUSED)])
def test_what_no_test_notices_survives_unless_it_is_excused(
    project: Project, static: StaticJudge, mutants: dict[str, Mutant], excuses: dict[str, str], verdict: str
) -> None:
    one, _ = judged_with(project, static, mutants[SWAPPED], passes=True, excuses=excuses)
    assert one.verdict == verdict
    assert one.place.file.name == "periksa.yml"


def test_the_score_leaves_out_what_is_no_fault_and_counts_what_is_excused() -> None:
    verdicts = (KILLED, KILLED, KILLED, EXCUSED, EQUIVALENT)
    result = MutationResult(tuple(Judged(str(n), PLACE, one) for n, one in enumerate(verdicts)))
    assert result.score == 75


def test_tests_for_a_fault_are_those_that_went_through_it_quickest_first() -> None:
    here = frozenset({("aturan", "PRK-07", "")})
    cover = CoverageMap({"lama": here, "cepat": here, "lain": frozenset()}, {"lama": 2.0, "cepat": 0.5, "lain": 0.1})
    assert cover.tests_for(("periksa", "sop_rules", "PRK-07", "when")) == ["cepat", "lama"]
