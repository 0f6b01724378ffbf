"""How far a command is can be read at any moment."""

from __future__ import annotations

import json
from pathlib import Path

from bot.qa.progress_file import ProgressFile


def test_the_file_is_there_from_the_beginning_and_right_at_the_end(tmp_path: Path) -> None:
    file = tmp_path / "kemajuan"
    progress = ProgressFile(file, of=300)
    assert json.loads(file.read_text()) == {"done": 0, "of": 300, "red": 0}
    for number in range(300):
        progress.count(red=number % 100 == 0)
    assert json.loads(file.read_text()) == {"done": 300, "of": 300, "red": 3}
    assert list(tmp_path.iterdir()) == [file], "nothing is left beside it"


def test_nobody_asked_and_nothing_is_written(tmp_path: Path) -> None:
    ProgressFile(None, of=1).count(red=False)
    assert list(tmp_path.iterdir()) == []
