"""What many results say of a trainee, of a class, and of the points themselves."""

from __future__ import annotations

import pytest

from bot.roleplay.studio.standing import analysis_of_points, heat_map, progress_of
from tests.roleplay.studio.kept import attempt, item


def test_progress_tells_the_first_the_best_and_the_last_score_of_each_topic() -> None:
    standing = progress_of([attempt(3, 70), attempt(1, 40), attempt(2, 90), attempt(4, 55, topic="iconnet")])
    assert [(one.topic, one.attempts, one.first, one.best, one.last) for one in standing] == [
        ("iconnet", 1, 55, 55, 55),
        ("periksa", 3, 40, 90, 70),
    ]


@pytest.mark.parametrize(
    ("scores", "certified"),
    [
        ((85, 90, 95), True),
        ((85, 90), False),
        ((85, 60, 95), False),
        ((60, 85, 90, 95), True),
        ((85, 90, 95, 60), False),
    ],
)
def test_three_exams_passed_in_a_row_certify(scores: tuple[int, ...], certified: bool) -> None:
    assert progress_of([attempt(n, score) for n, score in enumerate(scores)])[0].certified is certified


def test_an_exam_with_facts_that_were_met_before_certifies_nothing() -> None:
    again = [attempt(1, 90, seed=5), attempt(2, 90, seed=5), attempt(3, 90, seed=6)]
    assert not progress_of(again)[0].certified


def test_practice_with_help_certifies_nothing() -> None:
    assert not progress_of([attempt(n, 95, level="petunjuk") for n in range(3)])[0].certified


def test_the_heat_map_shows_what_fails_most_first_and_leaves_out_what_never_counted() -> None:
    rows = heat_map(
        [
            attempt(1, 50, items=[item("PRK-03", "met"), item("PRK-04", "missed"), item("PRK-09a", "not_applicable")]),
            attempt(2, 50, trainee="budi", items=[item("PRK-03", "met"), item("PRK-04", "met")]),
        ]
    )
    assert [(row.rule, row.all.share) for row in rows] == [("PRK-04", 0.5), ("PRK-03", 1.0)]
    assert {name: cell.share for name, cell in rows[0].cells.items()} == {"ani": 0.0, "budi": 1.0}


def test_a_point_that_only_good_calls_get_tells_trainees_apart() -> None:
    results = [(30, "missed"), (40, "missed"), (80, "met"), (90, "met")]
    points = analysis_of_points(
        [
            attempt(n, score, items=[item("PRK-09", status), item("PRK-03", "met")])
            for n, (score, status) in enumerate(results)
        ]
    )
    assert [(one.rule, one.share, one.tells_apart) for one in points] == [("PRK-09", 0.5, 1.0), ("PRK-03", 1.0, 0.0)]


def test_of_too_few_calls_nothing_is_said_about_telling_apart() -> None:
    points = analysis_of_points([attempt(1, 30, items=[item("PRK-09", "missed")])])
    assert points[0].tells_apart is None
