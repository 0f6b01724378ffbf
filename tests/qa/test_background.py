"""Runs begun from the pages: watched, cancelled, found again, never two at once."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.qa import background
from bot.qa.background import KEPT_RUNS, BackgroundRuns, Order, Run, RunRefused, RunUnknown, State

FAKE = (sys.executable, "-m", "tests.qa.fake_command")


def order(deed: str) -> Order:
    return Order("replay", f"Uji {deed}", (deed,))


@pytest.fixture
def runs(tmp_path: Path) -> Iterator[BackgroundRuns]:
    made = BackgroundRuns(tmp_path / "runs", {}, FAKE)
    yield made
    for run in made.newest(10):
        made.cancel(run.id, "uji")


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < deadline, "it did not come about within half a minute"
        time.sleep(0.05)


def ended(runs: BackgroundRuns, run: Run) -> Run:
    until(lambda: runs.get(run.id).state is not State.RUNNING)
    return runs.get(run.id)


def test_a_run_goes_on_beside_and_its_result_is_kept(runs: BackgroundRuns) -> None:
    begun = runs.begin(order("selesai"), "Ratna")
    assert (begun.state, begun.title, begun.by) == (State.RUNNING, "Uji selesai", "Ratna")
    finished = ended(runs, begun)
    assert (finished.state, finished.done, finished.of, finished.red) == (State.FINISHED, 2, 2, 1)
    assert runs.result(begun.id)["failed"] == 1
    assert finished.begun_at.utcoffset() is not None


def test_how_far_it_is_can_be_seen_while_it_runs(runs: BackgroundRuns) -> None:
    begun = runs.begin(order("lama"), "Ratna")
    until(lambda: runs.get(begun.id).done == 1)
    assert runs.get(begun.id).state is State.RUNNING
    assert runs.result(begun.id) == {}


def test_another_one_must_wait_until_it_is_over(runs: BackgroundRuns, tmp_path: Path) -> None:
    begun = runs.begin(order("lama"), "Ratna")
    with pytest.raises(RunRefused, match="Masih ada uji yang berjalan"):
        runs.begin(order("selesai"), "Agus")
    with pytest.raises(RunRefused):
        BackgroundRuns(tmp_path / "runs", {}, FAKE).begin(order("selesai"), "Agus")
    runs.cancel(begun.id, "Ratna")
    assert ended(runs, runs.begin(order("selesai"), "Agus")).state is State.FINISHED


def test_a_cancelled_run_has_ended_and_says_who_did_it(runs: BackgroundRuns) -> None:
    begun = runs.begin(order("lama"), "Ratna")
    until(lambda: runs.get(begun.id).done == 1)
    cancelled = runs.cancel(begun.id, "Agus")
    assert (cancelled.state, cancelled.cancelled_by) == (State.CANCELLED, "Agus")
    assert runs.cancel(begun.id, "Ratna") == cancelled, "cancelling it again changes nothing"


def test_a_run_that_does_not_listen_is_killed(runs: BackgroundRuns, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "_SECONDS_TO_STOP", 0.2)
    deaf = BackgroundRuns(runs._folder, {}, ("sh", "-c", "trap '' INT; sleep 60 & wait; sleep 60"))
    begun = deaf.begin(order("lama"), "Ratna")
    time.sleep(0.3)
    deaf.cancel(begun.id, "Agus")
    assert ended(deaf, begun).state is State.CANCELLED


def test_a_run_that_broke_says_its_last_words(runs: BackgroundRuns) -> None:
    broken = ended(runs, runs.begin(order("rusak"), "Ratna"))
    assert broken.state is State.BROKEN
    assert runs.last_words(broken.id) == "Model belum ada. Jalankan: pln123 train"


def test_a_server_that_starts_again_finds_the_run_going_on(runs: BackgroundRuns, tmp_path: Path) -> None:
    begun = runs.begin(order("lama"), "Ratna")
    again = BackgroundRuns(tmp_path / "runs", {}, FAKE)
    assert again.get(begun.id).state is State.RUNNING
    assert again.cancel(begun.id, "Agus").state is State.CANCELLED


def test_a_process_that_was_killed_leaves_no_run_that_seems_to_go_on(runs: BackgroundRuns, tmp_path: Path) -> None:
    begun = runs.begin(order("lama"), "Ratna")
    pid = json.loads((tmp_path / "runs" / f"{begun.id}.order").read_text())["pid"]
    os.killpg(pid, signal.SIGKILL)
    assert ended(runs, begun).state is State.BROKEN


def test_a_result_that_was_put_there_is_a_run_too(runs: BackgroundRuns, tmp_path: Path) -> None:
    (tmp_path / "runs").mkdir()
    (tmp_path / "runs" / "malam.json").write_text('{"tests": 1}')
    [run] = runs.newest(10)
    assert (run.id, run.title, run.by, run.state) == ("malam", "malam", "", State.FINISHED)


@pytest.mark.parametrize("content", ["{", "[]", ""])
def test_a_result_that_can_not_be_read_is_a_broken_run(runs: BackgroundRuns, tmp_path: Path, content: str) -> None:
    (tmp_path / "runs").mkdir()
    (tmp_path / "runs" / "malam.json").write_text(content)
    assert runs.get("malam").state is State.BROKEN


@pytest.mark.parametrize("run_id", ["", "tidak-ada", "../rahasia", "/etc/passwd", ".."])
def test_what_is_no_run_is_unknown(runs: BackgroundRuns, tmp_path: Path, run_id: str) -> None:
    (tmp_path / "rahasia.json").write_text("{}")
    for ask in (runs.get, runs.result, runs.last_words, lambda one: runs.cancel(one, "Ratna")):
        with pytest.raises(RunUnknown):
            ask(run_id)


def test_the_newest_come_first_and_the_oldest_go(runs: BackgroundRuns, tmp_path: Path) -> None:
    (tmp_path / "runs").mkdir()
    for number in range(KEPT_RUNS):
        file = tmp_path / "runs" / f"lama-{number}.json"
        file.write_text('{"tests": 1}')
        os.utime(file, (number, number))
    begun = ended(runs, runs.begin(order("selesai"), "Ratna"))
    kept = [run.id for run in runs.newest(1_000)]
    assert len(kept) == KEPT_RUNS
    assert kept[:2] == [begun.id, f"lama-{KEPT_RUNS - 1}"]
    assert "lama-0" not in kept


def test_the_commands_own_page_is_there_when_the_run_is_over(runs: BackgroundRuns) -> None:
    begun = runs.begin(order("selesai"), "Ratna")
    ended(runs, begun)
    page = runs.page(begun.id)
    assert page
    assert page.read_text() == "<title>selesai</title>"
