"""Has this changed since last time? Told by what files hold, not by their dates: `git clone` resets those."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path


def fingerprint(paths: Iterable[Path], *, root: Path, extra: str = "") -> str:
    """SHA-256 (hexadecimal) over names and contents of files, and of all files below folders.

    The names count relative to ``root``: the same project in another folder has the same fingerprint.
    Paths that don't exist count as empty; caches and hidden files are left out.

    Args:
        extra: further text that should change the answer, such as a version.
    """
    digest = hashlib.sha256(extra.encode())
    for file in sorted(set(_files(paths))):
        name = file.relative_to(root).as_posix().encode()
        content = file.read_bytes()
        digest.update(b"%d %s %d " % (len(name), name, len(content)))
        digest.update(content)
    return digest.hexdigest()


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_file():
            yield path
        for below in path.rglob("*") if path.is_dir() else ():
            hidden = any(part.startswith(".") for part in below.relative_to(path).parts)
            if below.is_file() and not hidden and "__pycache__" not in below.parts:
                yield below


@dataclass(frozen=True)
class Stamp:
    """A file that remembers the fingerprint for which a step was last finished."""

    path: Path

    def is_current(self, value: str) -> bool:
        return self.path.is_file() and self.path.read_text(encoding="utf-8") == value

    def set(self, value: str) -> None:
        """Remember ``value``; to be called only once the step has succeeded."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = self.path.with_suffix(".new")
        unfinished.write_text(value, encoding="utf-8")
        unfinished.replace(self.path)
