"""Faults in the book are made, noticed, told from changes that change nothing, and excused in writing."""

from __future__ import annotations

import asyncio
from datetime import datetime, timezone
from pathlib import Path

import pytest

from bot.qa.book_places import BookPlaces
from bot.qa.checks.project import Project
from bot.qa.e2e_model import Case, CustomerNeed, Place, SaidExpected, Turn
from bot.qa.mutants import Mutant, mutants_of
from bot.qa.mutation import (
    EQUIVALENT,
    EXCUSED,
    KILLED,
    SURVIVED,
    CoverageMap,
    Judge,
    Judged,
    MutationResult,
    StaticJudge,
)
from bot.qa.mutation_run import Results, ResultsUnreadable
from bot.qa.outcome import CaseResult
from bot.qa.telling import Points
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
    assert len({mutant.name for mutant in made}) == len(made)
    assert all(mutant.name.startswith(f"{mutant.topic.name}, ") for mutant in made)
    assert all(mutant.topic != project.book.topics[mutant.topic.name] for mutant in made)


def test_a_shared_stage_is_changed_once_and_for_every_topic_that_goes_through_it(
    project: Project, mutants: dict[str, Mutant]
) -> None:
    assert not any("tahap penutup" in name for name in mutants if not name.startswith("umum, "))
    book = mutants["umum, tahap penutup: PRK-23 dihilangkan"].book(project.book)
    through_it = [topic for topic in book.topics.values() if any(one.name == "penutup" for one in topic.stages)]
    assert len(through_it) > 1
    for topic in through_it:
        assert all("PRK-23" not in stage.steps for stage in topic.stages)


@pytest.mark.parametrize(
    ("name", "noticed_by"),
    [
        ("periksa, baris O3: dihilangkan", "katalog"),
        ("periksa, tahap kondisi: nilai menyala dihilangkan", ""),
        ("periksa, baris O10: ruas tiket tipe_wo menjadi KWH PERIKSA (LAIN)", "sepakat"),
        ("umum, PRK-24: aturan dihilangkan", "katalog"),
        ("periksa, tahap kelengkapan: syarat dihilangkan", "cerita"),
    ],
)
def test_a_fault_is_noticed_without_the_assistant(
    static: StaticJudge, mutants: dict[str, Mutant], name: str, noticed_by: str
) -> None:
    found = static.noticed_by(mutants[name])
    assert found
    assert noticed_by in found


def test_an_order_that_changes_nothing_is_no_fault(static: StaticJudge, mutants: dict[str, Mutant]) -> None:
    assert static.is_equivalent(mutants["periksa, baris O8 dan O1 bertukar tempat"])
    assert not static.is_equivalent(mutants["periksa, tahap laporan: PRK-04 dan PRK-05 bertukar tempat"])


STAGE_SEEN = frozenset({("tahap", ("periksa", "stages", "laporan"))})


def judged_with(
    project: Project,
    static: StaticJudge,
    mutant: Mutant,
    *,
    passes: bool,
    excuses: dict[str, str],
    tests_first: bool = False,
) -> tuple[Judged, list[Book]]:
    books: list[Book] = []

    async def run_with(book: Book, case: Case) -> CaseResult:
        books.append(book)
        return CaseResult(case, (), (), 0.1, "" if passes else "terhenti")

    cover = CoverageMap({"satu uji": STAGE_SEEN}, {"satu uji": 3})
    cases = {"satu uji": Case(PLACE, "satu uji", ())}
    judge = Judge(
        project.book, BookPlaces(), static, cover, cases, run_with, excuses, most_tests=5, tests_first=tests_first
    )
    return asyncio.run(judge.judge(mutant)), books


SWAPPED = "periksa, tahap laporan: PRK-04 dan PRK-05 bertukar tempat"


def test_a_red_test_notices_the_fault_and_plays_with_the_faulty_book(
    project: Project, static: StaticJudge, mutants: dict[str, Mutant]
) -> None:
    one, books = judged_with(project, static, mutants[SWAPPED], passes=False, excuses={})
    assert (one.verdict, one.by, one.test, one.tests) == (KILLED, "uji: satu uji", "satu uji", 1)
    assert books[0].stages["form_laporan"].steps[:2] == ("PRK-05", "PRK-04")
    assert project.book.stages["form_laporan"].steps[:2] == ("PRK-04", "PRK-05")


@pytest.mark.parametrize(("excuses", "verdict"), [({}, SURVIVED), ({SWAPPED: "sebab"}, EXCUSED)])
def test_what_no_test_notices_survives_unless_it_is_excused(
    project: Project, static: StaticJudge, mutants: dict[str, Mutant], excuses: dict[str, str], verdict: str
) -> None:
    one, _ = judged_with(project, static, mutants[SWAPPED], passes=True, excuses=excuses)
    assert one.verdict == verdict
    assert one.place.file.name == "periksa.yml"


ROW_LEFT_OUT = "periksa, baris O3: dihilangkan"


def test_checks_that_take_less_time_than_a_test_come_before_the_tests_unless_those_are_asked_for_first(
    project: Project, static: StaticJudge, mutants: dict[str, Mutant]
) -> None:
    one, books = judged_with(project, static, mutants[ROW_LEFT_OUT], passes=False, excuses={})
    assert (one.verdict, one.test, books) == (KILLED, "", [])
    one, books = judged_with(project, static, mutants[ROW_LEFT_OUT], passes=False, excuses={}, tests_first=True)
    assert (one.verdict, one.test, len(books)) == (KILLED, "satu uji", 1)
    one, books = judged_with(project, static, mutants[ROW_LEFT_OUT], passes=True, excuses={}, tests_first=True)
    assert (one.verdict, one.test, one.tests) == (KILLED, "", 1)


def test_a_test_that_noticed_a_fault_is_tried_first_on_the_next_in_the_same_part(
    project: Project, static: StaticJudge, mutants: dict[str, Mutant]
) -> None:
    run: list[str] = []

    async def run_with(book: Book, case: Case) -> CaseResult:  # noqa: ARG001
        run.append(case.name)
        return CaseResult(case, (), (), 0.1, "terhenti" if case.name == "panjang" else "")

    cover = CoverageMap({"pendek": STAGE_SEEN, "panjang": STAGE_SEEN}, {"pendek": 1, "panjang": 9})
    cases = {name: Case(PLACE, name, ()) for name in ("pendek", "panjang")}
    judge = Judge(project.book, BookPlaces(), static, cover, cases, run_with, {}, most_tests=5)
    for _ in range(2):
        asyncio.run(judge.judge(mutants[SWAPPED]))
    assert run == ["pendek", "panjang", "panjang"]


def test_tests_in_whose_talks_a_fault_does_something_come_first_and_of_those_the_ones_that_speak_of_it(
    project: Project, static: StaticJudge, mutants: dict[str, Mutant]
) -> None:
    run: list[str] = []

    async def run_with(book: Book, case: Case) -> CaseResult:  # noqa: ARG001
        run.append(case.name)
        return CaseResult(case, (), (), 0.1)

    class Known(Points):
        def telling(self, other: Book) -> list[str]:  # noqa: ARG002
            return ["sampai ke sana", "berbicara"]

    speaking = Turn(PLACE, "halo", expectations=(SaidExpected(PLACE, response="utter_empati"),))
    cases = {name: Case(PLACE, name, ()) for name in ("pendek", "sampai ke sana")}
    cases["berbicara"] = Case(PLACE, "berbicara", (speaking,))
    cover = CoverageMap({"pendek": STAGE_SEEN}, {"pendek": 1})
    points = Known(project.book)
    judge = Judge(project.book, BookPlaces(), static, cover, cases, run_with, {}, most_tests=5, points=points)
    asyncio.run(judge.judge(mutants[SWAPPED]))
    assert run == ["berbicara", "sampai ke sana", "pendek"]


def test_results_go_on_where_they_stopped_but_survivors_are_judged_again(tmp_path: Path) -> None:
    file = tmp_path / "mutasi.jsonl"
    results = Results(file)
    assert results.earlier(["sebuah uji"]) == {}
    seen = Judged("satu", PLACE, KILLED, "uji: sebuah uji", "sebuah uji", 2, "periksa")
    for one in (seen, Judged("dua", PLACE, KILLED, "uji: hilang", "hilang"), Judged("tiga", PLACE, SURVIVED)):
        results.note(one)
    assert Results(file).earlier(["sebuah uji"]) == {"satu": seen}
    assert Results(file).earlier(["uji lain"]) == {}
    file.write_text("bukan hasil", encoding="utf-8")
    with pytest.raises(ResultsUnreadable, match="mutate"):
        Results(file).earlier([])


def test_the_score_leaves_out_what_is_no_fault_and_counts_what_is_excused() -> None:
    verdicts = (KILLED, KILLED, KILLED, EXCUSED, EQUIVALENT)
    result = MutationResult(tuple(Judged(str(n), PLACE, one) for n, one in enumerate(verdicts)))
    assert result.score == 75


def test_the_result_of_each_topic_is_told_apart() -> None:
    judged = (Judged("a", PLACE, KILLED, test="uji", topic="satu"), Judged("b", PLACE, SURVIVED, topic="dua"))
    parts = MutationResult(judged).by_topic()
    assert {topic: (part.score, part.by_tests) for topic, part in parts.items()} == {"satu": (100, 1), "dua": (0, 0)}


def test_tests_for_a_fault_are_those_that_went_through_it_shortest_first(mutants: dict[str, Mutant]) -> None:
    here = frozenset({("aturan", "PRK-07", "")})
    cover = CoverageMap({"lama": here, "cepat": here, "lain": frozenset()}, {"lama": 20, "cepat": 5, "lain": 1})
    changed = mutants["periksa, PRK-07: syarat dihilangkan"]
    assert cover.tests_for(changed) == ["cepat", "lama"]
    assert cover.tests_for(changed, ["lama"]) == ["lama", "cepat"]


def test_what_leaves_no_trace_is_looked_for_by_all_tests_those_of_its_topic_first(mutants: dict[str, Mutant]) -> None:
    cover = CoverageMap({"laporan": STAGE_SEEN, "lain": frozenset()}, {"laporan": 20, "lain": 1})
    assert cover.tests_for(mutants["periksa, parameter promised_hours menjadi 4"]) == ["laporan", "lain"]


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("periksa, parameter self_diagnosis_areas[2].from menjadi 2022-02-19", "pada harinya"),
        ("periksa, parameter self_diagnosis_areas[2].uid berubah", "di sana"),
        ("periksa, parameter self_diagnosis_areas[1] dihilangkan", "lain"),
    ],
)
def test_tests_that_name_the_day_or_the_text_of_a_changed_parameter_come_first(
    project: Project, static: StaticJudge, mutants: dict[str, Mutant], name: str, first: str
) -> None:
    run: list[str] = []

    async def run_with(book: Book, case: Case) -> CaseResult:  # noqa: ARG001
        run.append(case.name)
        return CaseResult(case, (), (), 0.1)

    need = CustomerNeed(PLACE, {"uid": "UID Jawa Barat"})
    cases = {
        "lain": Case(PLACE, "lain", ()),
        "di sana": Case(PLACE, "di sana", (), customers={"": need}),
        "pada harinya": Case(PLACE, "pada harinya", (), moment=datetime(2022, 2, 18, 0, 1, tzinfo=timezone.utc)),
    }
    cover = CoverageMap(dict.fromkeys(cases, STAGE_SEEN), {"lain": 1, "di sana": 8, "pada harinya": 9})
    judge = Judge(project.book, BookPlaces(), static, cover, cases, run_with, {}, most_tests=None, tests_first=True)
    asyncio.run(judge.judge(mutants[name]))
    assert run[0] == first
    assert set(run) == set(cases)


def test_no_talk_is_asked_about_what_must_not_be_said(
    project: Project, static: StaticJudge, mutants: dict[str, Mutant]
) -> None:
    mutant = next(one for name, one in mutants.items() if name.startswith("periksa, larangan PRK-23: pola"))
    one, books = judged_with(project, static, mutant, passes=False, excuses={}, tests_first=True)
    assert (one.verdict, one.by, books) == (KILLED, "Aturan katalog ada di buku", [])
