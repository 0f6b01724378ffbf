from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from bot.setup.fingerprint import Stamp, fingerprint


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    (root / "data").mkdir(parents=True)
    (root / "config.yml").write_text("language: id\n")
    (root / "data" / "nlu.yml").write_text("nlu: []\n")
    return root


def of(root: Path) -> str:
    return fingerprint([root / "config.yml", root / "data", root / "absent.yml"], root=root)


def test_the_same_content_in_another_folder_is_the_same(project: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(project, tmp_path / "elsewhere" / "clone"))
    assert of(copy) == of(project)


def test_a_new_date_changes_nothing(project: Path) -> None:
    before = of(project)
    os.utime(project / "config.yml", (0, 0))
    assert of(project) == before


def test_a_changed_file_changes_it(project: Path) -> None:
    before = of(project)
    (project / "data" / "nlu.yml").write_text("nlu: [] \n")
    assert of(project) != before


def test_a_new_an_empty_and_a_renamed_file_change_it(project: Path) -> None:
    seen = {of(project)}
    (project / "data" / "rules.yml").write_text("")
    seen.add(of(project))
    (project / "data" / "rules.yml").rename(project / "data" / "stories.yml")
    seen.add(of(project))
    assert len(seen) == 3


def test_text_that_moves_from_one_file_to_the_next_changes_it(project: Path) -> None:
    first, second = project / "data" / "a", project / "data" / "b"
    first.write_text("xy")
    second.write_text("z")
    before = of(project)
    first.write_text("x")
    second.write_text("yz")
    assert of(project) != before


def test_caches_and_hidden_files_do_not_count(project: Path) -> None:
    before = of(project)
    (project / "data" / "__pycache__").mkdir()
    (project / "data" / "__pycache__" / "x.pyc").write_bytes(b"1")
    (project / "data" / ".swap").write_text("1")
    assert of(project) == before


def test_a_hidden_folder_above_the_project_does_not_hide_its_files(tmp_path: Path) -> None:
    root = tmp_path / ".cache" / "project"
    (root / "data").mkdir(parents=True)
    before = of(root)
    (root / "data" / "nlu.yml").write_text("nlu: []\n")
    assert of(root) != before


def test_a_stamp_is_current_only_for_what_was_set(tmp_path: Path) -> None:
    stamp = Stamp(tmp_path / "stamps" / "runtime")
    assert not stamp.is_current("one")
    stamp.set("one")
    assert stamp.is_current("one")
    assert not stamp.is_current("two")
    assert [path.name for path in stamp.path.parent.iterdir()] == ["runtime"]
