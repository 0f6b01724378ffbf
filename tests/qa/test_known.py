"""The list of known failures: what is on it is not red, and what is out of date on it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.qa.junit import junit_xml
from bot.qa.known import read_known
from bot.qa.lined_yaml import FormatError
from bot.qa.outcome import Verdict
from bot.qa.suite import SuiteError, load_run
from bot.qa.vocabulary import Vocabulary
from tests.qa.runs import TURN, run_of, written

LISTED = "known_failures:\n- {test_case: uji, reason: belum dibuat, since: 2026-11-22}\n"
RED = "  - user: halo\n    sop: PRK-06\n"
GREEN = "  - user: halo\n    sop: PRK-02\n"


def listed(folder: Path, content: str = LISTED) -> Path:
    file = folder / "known_failures.yml"
    file.write_text(content, encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("steps", "broke", "verdict", "red"),
    [
        (RED, "", Verdict.KNOWN_FAILURE, False),
        (GREEN, "", Verdict.UNEXPECTED_PASS, True),
        (RED, "KeyError: x", Verdict.BROKEN, True),
    ],
)
def test_a_listed_test_may_fail_and_may_not_pass_or_break(
    tmp_path: Path, steps: str, broke: str, verdict: Verdict, red: bool
) -> None:
    run = run_of(written(tmp_path, steps), TURN, known=read_known(listed(tmp_path)), broke=broke)
    assert [run.verdict_of(result) for result in run.results] == [verdict]
    assert bool(run.failed) is red


def test_the_list_is_no_test_itself(tmp_path: Path, vocabulary: Vocabulary) -> None:
    written(tmp_path, GREEN)
    suite = load_run([tmp_path], vocabulary, known_file=listed(tmp_path))
    assert list(suite.known) == [case.name for case in suite.cases] == ["uji"]


def test_a_listed_name_that_does_not_exist_is_red_with_the_nearest_one(tmp_path: Path, vocabulary: Vocabulary) -> None:
    written(tmp_path, GREEN)
    file = listed(tmp_path, LISTED.replace("test_case: uji", "test_case: ujian"))
    with pytest.raises(SuiteError, match="known_failures.yml:2: uji 'ujian' tidak ada. Maksudnya 'uji'"):
        load_run([tmp_path], vocabulary, known_file=file)


def test_a_listed_test_of_another_file_exists(tmp_path: Path, vocabulary: Vocabulary) -> None:
    file = written(tmp_path, GREEN)
    other = tmp_path / "lain.yml"
    other.write_text(file.read_text(encoding="utf-8").replace("test_case: uji", "test_case: lain"), encoding="utf-8")
    assert load_run([other], vocabulary, known_file=listed(tmp_path)).known == {}


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("uji: gagal", "known_failures"),
        ("known_failures:\n- {test_case: uji, since: 2026-11-22}", "reason"),
        ("known_failures:\n- {test_case: uji, reason: x, since: kemarin}", "'kemarin'"),
        (LISTED + "- {test_case: uji, reason: x, since: 2026-11-22}", "sudah ada"),
    ],
)
def test_a_list_that_is_wrong_is_red(tmp_path: Path, content: str, told: str) -> None:
    with pytest.raises(FormatError, match=told):
        read_known(listed(tmp_path, content))


def test_the_ci_sees_a_known_failure_as_skipped_and_an_unexpected_pass_as_a_failure(tmp_path: Path) -> None:
    known = read_known(listed(tmp_path))
    skipped = junit_xml(run_of(written(tmp_path, RED), TURN, known=known)).decode()
    assert 'failures="0"' in skipped
    assert "kegagalan yang dikenal sejak 22 November 2026: belum dibuat" in skipped
    assert '<failure message="lulus, padahal' in junit_xml(run_of(written(tmp_path, GREEN), TURN, known=known)).decode()
