"""Coverage is what talks went through: by hand-made turns, without the assistant."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.qa.coverage import Targets
from bot.qa.coverage_page import coverage_json, coverage_page
from bot.qa.excuses import ExcuseError, not_needed, read_excuses
from bot.qa.sightings import BRANCH, ROW, WAY, RunFileError, Spotter, Talk, TalkTurn, read_talks
from bot.qa.vocabulary import Vocabulary
from bot.sop.branches import Seen, look
from bot.sop.conditions import holds

FACTS = st.dictionaries(st.sampled_from(["a", "b", "c"]), st.sampled_from([None, True, False, "x"]))
LEAVES = st.dictionaries(
    st.sampled_from(["a", "b", "c"]),
    st.one_of(st.sampled_from([None, True, "x"]), st.lists(st.sampled_from(["x", True]), max_size=2)),
)
CONDITIONS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(lambda part: {"not": part}, inner),
        st.builds(lambda parts: {"any": parts}, st.lists(inner, max_size=3)),
        st.builds(lambda leaf, part: {**leaf, "not": part}, LEAVES, inner),
    ),
    max_leaves=6,
)


@pytest.fixture(scope="module")
def targets() -> Targets:
    return Targets()


@pytest.fixture(scope="module")
def spotter(targets: Targets) -> Spotter:
    return Spotter(targets.book, targets.responses, Vocabulary.load().initial_slots)


def talk(*turns: TalkTurn) -> Talk:
    return Talk("sebuah percakapan", turns, {})


def turn(*steps: tuple[str, dict[str, Any]], answers: tuple[tuple[str, str], ...] = ()) -> TalkTurn:
    return TalkTurn("ya", answers, steps, {})


@given(CONDITIONS, FACTS)
def test_looking_at_a_condition_finds_what_holds_finds(condition: dict[str, Any], facts: dict[str, Any]) -> None:
    assert look(condition, facts, (), set()) is holds(condition, facts)


def test_only_what_was_compared_is_seen() -> None:
    seen: Seen = set()
    look({"a": "x", "b": True}, {"a": "y", "b": True}, (), seen)
    assert seen == {(("a",), False)}


def test_a_question_goes_through_its_rule_and_the_branches_before_it(spotter: Spotter) -> None:
    asked = {"kondisi_listrik": "padam", "requested_slot": "layar_meter"}
    seen = spotter.seen_in(talk(turn(("form_kondisi", asked))))
    assert ("aturan", "PRK-03a", "") in seen
    assert (BRANCH, ("periksa", "sop_rules", "PRK-03a", "when", "kondisi_listrik"), True) in seen
    assert (BRANCH, ("periksa", "sop_rules", "PRK-03a-tampilan", "when", "layar_meter"), True) not in seen


def test_the_outcome_goes_through_its_row_and_the_way_there(spotter: Spotter) -> None:
    known = {"kondisi_listrik": "padam", "layar_meter": "gelap", "pernah_tertera_periksa": True}
    ended = {**known, "hasil_kondisi": "padam_layar_gelap"}
    seen = spotter.seen_in(talk(turn(("form_kondisi", ended), ("action_buat_tiket", {"hasil": "O1"}))))
    assert (ROW, ("periksa", "outcomes", "O1")) in seen
    assert (WAY, "periksa", (("form_kondisi", "padam_layar_gelap"),)) in seen


def test_a_variation_is_told_by_its_words(targets: Targets, spotter: Spotter) -> None:
    name = "utter_ask_kondisi_listrik"
    again = next(n for n, one in enumerate(targets.responses[name]) if "condition" in one)
    text = targets.responses[name][again]["text"].replace("{panggilan}", "Ibu Siti")
    assert ("variasi", name, again) in spotter.seen_in(talk(turn(answers=((name, text),))))


def test_what_no_talk_went_through_is_missing_with_its_line(targets: Targets, spotter: Spotter) -> None:
    coverage = targets.measured([spotter.seen_in(talk(turn(("form_kondisi", {}))))], {})
    missing = next(item for item in coverage.measures["rows"].missing if item.label == "periksa O3")
    assert "id: O3" in missing.place.file.read_text(encoding="utf-8").splitlines()[missing.place.line - 1]
    assert coverage.measures["rows"].percent == 0
    assert {measure.name for measure in coverage.below(100)} == {"rules", "branches", "rows", "variants"}


def test_an_excuse_takes_its_item_out_of_the_count_and_a_needless_one_is_named(targets: Targets) -> None:
    coverage = targets.measured([], {"periksa O3": "sebab", "periksa O99": "tidak ada"})
    rows = coverage.measures["rows"]
    assert [(item.label, reason) for item, reason in rows.excused] == [("periksa O3", "sebab")]
    assert "periksa O3" not in {item.label for item in rows.items}
    assert coverage.needless_excuses == ("periksa O99",)


def test_the_page_stands_alone_and_describes_its_picture(targets: Targets, spotter: Spotter) -> None:
    page = coverage_page(targets, targets.measured([spotter.seen_in(talk(turn(("form_kondisi", {}))))], {}))
    assert "<svg" in page
    assert "<desc" in page
    assert "O3" in page
    assert "http://" not in page.replace("http://www.w3.org/2000/svg", "")
    assert "https://" not in page


def test_the_json_counts_what_the_page_counts(targets: Targets) -> None:
    rows = coverage_json(targets.measured([], {}))["measures"]["rows"]
    assert (rows["covered"], rows["percent"], len(rows["missing"])) == (0, 0.0, rows["of"])


def test_a_file_that_is_no_run_is_told_kindly(tmp_path: Path) -> None:
    file = tmp_path / "lain.json"
    file.write_text(json.dumps({"tests": 1}), encoding="utf-8")
    with pytest.raises(RunFileError, match="bukan hasil"):
        read_talks(file)


def test_an_excuse_without_a_reason_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "excuses.yml"
    file.write_text("- what: sesuatu\n", encoding="utf-8")
    with pytest.raises(ExcuseError, match="reason"):
        read_excuses(file)
    assert not_needed({"sesuatu": "sebab"}, []) == ["sesuatu"]
