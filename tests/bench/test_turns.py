"""The bench of turns: its arithmetic on made-up times, and one quick run of the whole."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from bench import stock
from bench.__main__ import benches
from bench.machine import machine_facts, memory_mb
from bench.talk_script import load_script
from bench.timing import growth, growth_by_stretch, growth_of_repeats, percentile, summary
from bench.turns import MeasurementFailed, bars_met, figures_of, main, ratios, warnings_about, work
from bot.settings import Settings


def test_percentiles_are_values_that_were_measured() -> None:
    hundred = [float(value) for value in range(1, 101)]
    assert summary(hundred) == {"p50": 50.0, "p95": 95.0, "max": 100.0}
    assert percentile([7.0], 0.95) == 7.0


def test_nothing_measured_is_no_figure() -> None:
    with pytest.raises(ValueError, match="nothing was measured"):
        percentile([], 0.5)


def test_growth_is_the_median_over_talks() -> None:
    talks = [[1.0, 2.0, 4.0], [1.0, 2.0, 6.0], [1.0, 2.0, 40.0]]
    assert growth(talks, early=2, late=3) == 3.0
    assert growth_by_stretch(talks, length=1) == 3.0


def test_a_repeated_message_is_held_against_itself() -> None:
    lines = ("berapa lama", "halo", "berapa lama")
    talks = [[2.0, 50.0, 3.0], [2.0, 50.0, 3.0]]
    assert growth_of_repeats(talks, lines, apart=2) == 1.5
    assert growth_of_repeats(talks, lines, apart=3) is None


def test_the_talk_has_sixty_turns_and_all_its_placeholders_filled() -> None:
    script = load_script()
    assert len(script.turns) >= 60
    assert not any("{" in line for line in script.turns)


def test_a_talk_is_lengthened_in_its_middle() -> None:
    script = load_script()
    long = script.lengthened(200)
    assert len(long) == 200
    assert long[: script.detours_after] == script.turns[: script.detours_after]
    assert long[-1] == script.turns[-1]
    with pytest.raises(ValueError, match="more than 10"):
        script.lengthened(10)


def test_a_variant_that_stands_elsewhere_is_told() -> None:
    raw = {"wall_ms": [[1.0] * 60], "cpu_ms": [[1.0] * 60], "parse_ms": [1.0], "places": ["a"] * 60}
    assert figures_of(raw, ["a"] * 45 + ["b"] * 15)["same_place"] == 45


def test_ratios_are_ours_by_stock() -> None:
    figures: dict[str, dict[str, Any]] = {
        "talk": {"wall_ms": {"p50": 10.0, "p95": 20.0}},
        "stock in-process": {"wall_ms": {"p50": 40.0, "p95": 40.0}},
        "train": {"train_s": 30.0},
        "stock train": {"train_s": 300.0},
    }
    assert ratios(figures) == {"p50, in-process": 0.25, "p95, in-process": 0.5, "train_s": 0.1}


def test_only_what_was_measured_is_held_against_its_bar() -> None:
    assert bars_met({"train": {"train_s": 61.0}}) == {"training, s": (61.0, 60.0)}


def test_figures_of_a_busy_machine_are_not_to_be_quoted() -> None:
    machine = {"quiet": False, "load_average": 3.2, "cores": 2}
    report = {"machine": machine, "figures": {}, "epochs": None, "quick": False}
    assert any("3.2" in warning for warning in warnings_about(report))
    elsewhere = {"parts: without graph": {"same_place": 4, "turns": 61}}
    assert any("4 of 61" in warning for warning in warnings_about(report | {"figures": elsewhere}))
    assert warnings_about(report | {"machine": machine | {"quiet": True}}) == []


def test_the_stock_project_has_rasas_configuration_and_our_data(tmp_path: Path) -> None:
    stock.lay_out(tmp_path, actions_port=5056)
    config = yaml.safe_load((tmp_path / "config.yml").read_text(encoding="utf-8"))
    assert "DIETClassifier" in [component["name"] for component in config["pipeline"]]
    assert [policy["name"] for policy in config["policies"]] == ["MemoizationPolicy", "RulePolicy", "TEDPolicy"]
    assert (tmp_path / "data" / "stories" / "periksa.yml").is_file()
    assert "5056" in (tmp_path / "endpoints.yml").read_text(encoding="utf-8")


def test_a_shortened_stock_training_is_another_model(tmp_path: Path) -> None:
    stock.lay_out(tmp_path / "whole")
    stock.lay_out(tmp_path / "short", epochs=2)
    config = yaml.safe_load((tmp_path / "short" / "config.yml").read_text(encoding="utf-8"))
    assert {one["epochs"] for one in config["policies"] if "epochs" in one} == {2}
    assert stock.content_hash(tmp_path / "whole") != stock.content_hash(tmp_path / "short")


def test_the_facts_of_the_machine_are_there() -> None:
    assert machine_facts()["cores"] >= 1
    assert memory_mb() > 10


def test_the_list_of_benches_has_a_line_for_each() -> None:
    assert {"turns", "tickets", "understanding"} <= benches().keys()
    assert all(benches().values())


def test_a_failing_measurement_says_why() -> None:
    with pytest.raises(MeasurementFailed, match="no part 'everything'"):
        work({"measure": "talks", "model": "", "talks": 1, "turns": 61, "without": "everything"})


def test_a_quick_run_measures_a_talk_to_its_end(tmp_path: Path) -> None:
    models = Settings.from_environment().model_path
    if not models.is_file() and not any(models.glob("*.tar.gz")):
        pytest.skip("no trained model; `make test` trains one first")
    path = tmp_path / "turns.json"
    assert main(["--quick", "--json", str(path)]) == 0
    report = json.loads(path.read_text(encoding="utf-8"))
    talk = report["figures"]["talk"]
    assert talk["last_place"].startswith("PRK-24")
    assert 0 < talk["wall_ms"]["p50"] <= talk["wall_ms"]["p95"] <= talk["wall_ms"]["max"]
    assert report["bars"].keys() >= {"p50 turn, ms", "p95 turn, ms"}
