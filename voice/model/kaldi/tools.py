"""The commands of Debian's libfst-tools, with the look-ahead type that Vosk asks for."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

_LIBRARY = "libfstlookahead.so.22"
_LIBRARY_FOLDERS = ("/usr/lib", "/usr/lib64", "/usr/local/lib")


class FstToolsMissing(RuntimeError):
    """``apt-get install libfst-tools``."""


def compile_lookahead(text: str, target: Path, relabelled: Path) -> None:
    """A graph as an ``olabel_lookahead`` file; ``relabelled`` gets the pairs (old word id, new word id).

    Raises:
        FstToolsMissing: if the tools are not installed.
    """
    with TemporaryDirectory() as folder:
        Path(folder, "olabel_lookahead-fst.so").symlink_to(_look_ahead_library())
        plain = Path(folder) / "plain.fst"
        sorted_by_word = _run(["fstarcsort", "--sort_type=olabel"], _run(["fstcompile"], text.encode()))
        plain.write_bytes(sorted_by_word)
        convert = ["fstconvert", "--fst_type=olabel_lookahead", f"--save_relabel_opairs={relabelled}"]
        _run([*convert, str(plain), str(target)], b"", {"LD_LIBRARY_PATH": folder})


def compile_grammar(text: str, target: Path) -> None:
    """A grammar sorted by what it hears.

    Raises:
        FstToolsMissing: if the tools are not installed.
    """
    compiled = _run(["fstarcsort", "--sort_type=ilabel"], _run(["fstcompile"], text.encode()))
    target.write_bytes(_run(["fstconvert", "--fst_type=const"], compiled))


def _run(command: list[str], given: bytes, environment: dict[str, str] | None = None) -> bytes:
    if shutil.which(command[0]) is None:
        raise FstToolsMissing("libfst-tools belum terpasang: apt-get install libfst-tools")
    done = subprocess.run(command, input=given, capture_output=True, check=False, env=os.environ | (environment or {}))
    if done.returncode != 0:
        raise RuntimeError(f"{command[0]}: {done.stderr.decode(errors='replace').strip()}")
    return done.stdout


def _look_ahead_library() -> Path:
    for folder in _LIBRARY_FOLDERS:
        for found in (*Path(folder).glob(_LIBRARY), *Path(folder).glob(f"*/{_LIBRARY}")):
            return found
    raise FstToolsMissing("libfst-tools belum terpasang: apt-get install libfst-tools")
