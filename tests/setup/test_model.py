from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.setup import model
from bot.setup.model import MODELS_KEPT, ensure_model, model_name
from bot.setup.progress import SetupError


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "data" / "nlu").mkdir(parents=True)
    (tmp_path / "config.yml").write_text("language: id\n")
    (tmp_path / "data" / "nlu" / "salam.yml").write_text("halo\n")
    return tmp_path


class Rasa:
    """Stands in for Rasa's training: writes a model, or breaks when half of it is written."""

    def __init__(self) -> None:
        self.trainings = 0
        self.breaks_with: BaseException | None = None
        self.writes_nothing = False

    def train(self, _root: Path, output: Path, name: str) -> None:
        self.trainings += 1
        output.mkdir(parents=True)
        (output / name).write_text("half")
        if self.breaks_with:
            raise self.breaks_with
        if self.writes_nothing:
            (output / name).unlink()


@pytest.fixture
def rasa(monkeypatch: pytest.MonkeyPatch) -> Rasa:
    stand_in = Rasa()
    monkeypatch.setattr(model, "_call_rasa", stand_in.train)
    return stand_in


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if not path.name.endswith(".lock"))


def test_it_trains_once_for_the_same_data(project: Path, rasa: Rasa) -> None:
    first = ensure_model(project, project / "models")
    second = ensure_model(project, project / "models")
    assert first == second
    assert first.is_file()
    assert rasa.trainings == 1


def test_it_trains_again_when_asked_to(project: Path, rasa: Rasa) -> None:
    ensure_model(project, project / "models")
    ensure_model(project, project / "models", force=True)
    assert rasa.trainings == 2


@pytest.mark.parametrize("changed", ["config.yml", "domain.yml", "data/nlu/salam.yml", "data/sop/periksa.yml"])
def test_it_trains_again_when_an_ingredient_changes(project: Path, rasa: Rasa, changed: str) -> None:
    ensure_model(project, project / "models")
    (project / changed).parent.mkdir(exist_ok=True)
    (project / changed).write_text("something new\n")
    ensure_model(project, project / "models")
    assert rasa.trainings == 2


def test_going_back_to_older_data_makes_its_model_the_newest_without_training(project: Path, rasa: Rasa) -> None:
    old = ensure_model(project, project / "models")
    (project / "config.yml").write_text("language: en\n")
    new = ensure_model(project, project / "models")
    os.utime(old, (1, 1))
    (project / "config.yml").write_text("language: id\n")
    assert ensure_model(project, project / "models") == old
    assert old.stat().st_mtime >= new.stat().st_mtime
    assert rasa.trainings == 2


@pytest.mark.parametrize("trouble", [KeyboardInterrupt(), RuntimeError("no memory"), SetupError("Rasa berhenti")])
def test_a_training_that_breaks_leaves_the_old_model_alone(project: Path, rasa: Rasa, trouble: BaseException) -> None:
    old = ensure_model(project, project / "models")
    (project / "config.yml").write_text("language: en\n")
    rasa.breaks_with = trouble
    with pytest.raises(type(trouble)):
        ensure_model(project, project / "models")
    assert files(project / "models") == [old.name]


def test_what_a_killed_training_left_behind_is_cleared_away(project: Path, rasa: Rasa) -> None:
    leftover = project / "models" / ".unfinished"
    leftover.mkdir(parents=True)
    (leftover / model_name(project)).write_text("half")
    trained = ensure_model(project, project / "models")
    assert rasa.trainings == 1
    assert files(project / "models") == [trained.name]


def test_a_training_without_a_model_is_an_error(project: Path, rasa: Rasa) -> None:
    rasa.writes_nothing = True
    with pytest.raises(SetupError, match="model lama tidak diubah"):
        ensure_model(project, project / "models")


@pytest.mark.usefixtures("rasa")
def test_without_an_assistant_it_says_what_is_missing(project: Path) -> None:
    (project / "config.yml").unlink()
    with pytest.raises(SetupError, match=r"config\.yml"):
        ensure_model(project, project / "models")


def test_a_model_file_that_the_operator_chose_is_taken_as_it_is(project: Path, rasa: Rasa) -> None:
    chosen = project / "special.tar.gz"
    chosen.touch()
    assert ensure_model(project, chosen) == chosen
    assert rasa.trainings == 0


@pytest.mark.usefixtures("rasa")
def test_only_the_newest_models_of_its_own_are_kept(project: Path) -> None:
    folder = project / "models"
    folder.mkdir()
    (folder / "by-hand.tar.gz").touch()
    for age in range(MODELS_KEPT + 2):
        (folder / f"pln123-{age}.tar.gz").touch()
        os.utime(folder / f"pln123-{age}.tar.gz", (age, age))
    current = ensure_model(project, folder)
    kept = files(folder)
    assert current.name in kept
    assert "by-hand.tar.gz" in kept
    assert len(kept) == MODELS_KEPT + 1
