"""Secrets made at first start."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bot.server.key_files import read_or_create_key


def test_a_secret_is_made_once(tmp_path: Path) -> None:
    path = tmp_path / "var" / "kunci"
    made = read_or_create_key(path)
    assert len(made) >= 43
    assert read_or_create_key(path) == made


def test_only_its_owner_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "kunci"
    path.write_text("rahasia")
    path.chmod(0o644)
    assert read_or_create_key(path) == "rahasia"
    assert path.stat().st_mode & 0o777 == 0o600


def test_many_at_once_agree_on_one(tmp_path: Path) -> None:
    path = tmp_path / "kunci"
    with ThreadPoolExecutor(16) as pool:
        assert len(set(pool.map(read_or_create_key, [path] * 64))) == 1
    assert [file.name for file in tmp_path.iterdir()] == ["kunci"]
