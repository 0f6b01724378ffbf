"""How the set-up talks: one line a step on standard error, so that standard output stays free for results."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager


class SetupError(Exception):
    """A step can't be done; the message is Indonesian and says what the user can do."""


def say(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


@contextmanager
def step(title: str) -> Iterator[None]:
    """Announce a step and, once it has succeeded, the seconds that it took."""
    say(f"» {title} ...")
    started = time.monotonic()
    yield
    say(f"  selesai dalam {time.monotonic() - started:.0f} detik")


def run(command: Sequence[str]) -> None:
    """Run a command with its output visible.

    Raises:
        SetupError: naming the command, when it fails or isn't there.
    """
    shown = " ".join(command)
    try:
        status = subprocess.run(command, check=False, stdout=sys.stderr).returncode
    except OSError as error:
        raise SetupError(f"Perintah tidak dapat dijalankan: {shown} ({error.strerror})") from error
    if status != 0:
        raise SetupError(f"Perintah gagal (kode {status}): {shown}")
