"""QA commands begun from the pages: each a process of its own, never work of the server.

What there is to know of a run lies in files under one folder, so every process of the server sees the same and a
server that is started again finds what was going on:

``<run>.json``
    The result as the command wrote it (``--json``). One that a person or the CI put there is shown as well.
``<run>.html``
    The same as the command's own page (``--html``).
``<run>.order``
    JSON: what was asked for, by whom, when, and the process.
``<run>.progress``
    JSON ``{"done", "of", "red"}``, as the command wrote it last (``--progress``).
``<run>.lock``
    Locked by the process as long as it lives: who holds it runs, whatever else is written.
``<run>.cancelled``, ``<run>.log``
    Who cancelled it; what the command said.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timezone
from enum import Enum
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO

from bot import clock
from bot.qa.progress_file import write_whole
from bot.settings import PROJECT_ROOT

COMMAND = (sys.executable, "-W", "ignore", "-m", "bot", "qa")
KEPT_RUNS = 200
"""Older ones are deleted when a new one begins."""

_LOWEST_COURTESY = 10
_SECONDS_TO_STOP = 10.0
_LOG_END = 4_000
_PARTS = (".json", ".html", ".order", ".progress", ".lock", ".cancelled", ".log")
_ONE_AT_A_TIME = "running.lock"


class RunRefused(Exception):
    """A run can't be begun now; the message says why, in Indonesian."""


class RunUnknown(Exception):
    """There is no such run."""


class State(str, Enum):
    """How a run stands."""

    RUNNING = "running"
    FINISHED = "finished"
    CANCELLED = "cancelled"
    BROKEN = "broken"


@dataclass(frozen=True)
class Order:
    """What to run.

    Attributes:
        kind: of result, which decides how it is shown: the command's name.
        title: what is run, in words.
        arguments: of the command, without those for the result and the progress.
        has_page: whether the command writes a page of its own.
    """

    kind: str
    title: str
    arguments: tuple[str, ...] = ()
    has_page: bool = True


@dataclass(frozen=True)
class Run:
    """A run that is going on or is over.

    Attributes:
        by: who began it; empty if it was not begun from the pages.
        done, of, red: how far it is, as far as the command said so.
        cancelled_by: who stopped it, if somebody did.
        figures: the numbers that stand at the top of the result.
    """

    id: str
    kind: str
    title: str
    by: str
    begun_at: datetime
    state: State
    done: int = 0
    of: int = 0
    red: int = 0
    cancelled_by: str = ""
    figures: Mapping[str, float] = field(default_factory=dict)


class BackgroundRuns:
    """The runs of one folder.

    Args:
        environment: what the commands find in theirs besides that of this process.
        command: what is run; the order's kind and arguments follow.
    """

    def __init__(self, folder: Path, environment: Mapping[str, str], command: Sequence[str] = COMMAND) -> None:
        self._folder = folder
        self._environment = environment
        self._command = tuple(command)

    def begin(self, order: Order, by: str) -> Run:
        """Start a process for ``order``.

        Raises:
            RunRefused: if another one is running: they would only slow each other down.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        with ExitStack() as leaving:
            alone = leaving.enter_context((self._folder / _ONE_AT_A_TIME).open("wb"))
            if not _lock(alone):
                raise RunRefused("Masih ada uji yang berjalan. Mohon tunggu sampai selesai, atau batalkan dahulu.")
            self._forget_oldest()
            run_id = f"{clock.now():%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"
            own = leaving.enter_context(self._file(run_id, ".lock").open("wb"))
            _lock(own)
            log = leaving.enter_context(self._file(run_id, ".log").open("wb"))
            # its name must be known before it runs: what is locked and has no order is nobody's run
            self._write_order(run_id, order, by, None)
            parts = ("json", *(("html",) if order.has_page else ()), "progress")
            process = subprocess.Popen(
                [
                    *(*self._command, order.kind, *order.arguments),
                    *(f"--{part}={self._file(run_id, f'.{part}')}" for part in parts),
                ],
                cwd=PROJECT_ROOT,
                env={**os.environ, **self._environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                pass_fds=(alone.fileno(), own.fileno()),
            )
            os.setpriority(os.PRIO_PGRP, process.pid, _LOWEST_COURTESY)
            self._write_order(run_id, order, by, process.pid)
        return self.get(run_id)

    def cancel(self, run_id: str, by: str) -> Run:
        """Stop a run and wait until it has ended; one that is over stays as it is.

        Raises:
            RunUnknown: if there is no such run.
        """
        run = self.get(run_id)
        pid = self._read(run_id, ".order").get("pid")
        if run.state is not State.RUNNING or not isinstance(pid, int):
            return run
        self._file(run_id, ".cancelled").write_text(json.dumps({"by": by}), encoding="utf-8")
        for stop in (signal.SIGINT, signal.SIGKILL):
            if not self._is_running(run_id):
                break
            os.killpg(pid, stop)
            self._wait(run_id)
        return self.get(run_id)

    def newest(self, limit: int) -> tuple[Run, ...]:
        """The newest runs first."""
        return tuple(self.get(run_id) for run_id in self._identities()[:limit])

    def get(self, run_id: str) -> Run:
        """One run.

        Raises:
            RunUnknown: if there is no such run.
        """
        if run_id not in self._identities():
            raise RunUnknown(run_id)
        order = self._read(run_id, ".order")
        progress = self._read(run_id, ".progress")
        cancelled = self._read(run_id, ".cancelled")
        figures = self._figures(run_id)
        return Run(
            id=run_id,
            kind=str(order.get("kind", "replay")),
            title=str(order.get("title", run_id)),
            by=str(order.get("by", "")),
            begun_at=self._begun_at(run_id, order),
            state=self._state(run_id, figures is not None, bool(cancelled)),
            cancelled_by=str(cancelled.get("by", "")),
            figures=figures or {},
            **{name: int(progress.get(name, 0)) for name in ("done", "of", "red")},
        )

    def result(self, run_id: str) -> dict[str, Any]:
        """What the command found; empty as long as there is nothing, or what there is can't be read.

        Raises:
            RunUnknown: if there is no such run.
        """
        self.get(run_id)
        return self._read(run_id, ".json")

    def page(self, run_id: str) -> Path | None:
        """The file of the command's own page, if there is one and the run is over.

        Raises:
            RunUnknown: if there is no such run.
        """
        file = self._file(run_id, ".html")
        return file if self.get(run_id).state is State.FINISHED and file.exists() else None

    def last_words(self, run_id: str) -> str:
        """The end of what the command said.

        Raises:
            RunUnknown: if there is no such run.
        """
        self.get(run_id)
        try:
            return self._file(run_id, ".log").read_text(encoding="utf-8", errors="replace")[-_LOG_END:].strip()
        except FileNotFoundError:
            return ""

    def _state(self, run_id: str, has_result: bool, cancelled: bool) -> State:
        if self._is_running(run_id):
            return State.RUNNING
        if has_result:
            return State.FINISHED
        return State.CANCELLED if cancelled else State.BROKEN

    def _is_running(self, run_id: str) -> bool:
        try:
            with self._file(run_id, ".lock").open("rb") as own:
                return not _lock(own, fcntl.LOCK_SH)  # shared: two who look at once are not the run
        except FileNotFoundError:
            return False

    def _figures(self, run_id: str) -> Mapping[str, float] | None:
        """``None`` if there is no result that can be read."""
        file = self._file(run_id, ".json")
        try:
            status = file.stat()
        except FileNotFoundError:
            return None
        return _figures_in(file, status.st_mtime_ns, status.st_size)

    def _wait(self, run_id: str) -> None:
        deadline = time.monotonic() + _SECONDS_TO_STOP
        while self._is_running(run_id) and time.monotonic() < deadline:
            time.sleep(0.05)

    def _begun_at(self, run_id: str, order: Mapping[str, Any]) -> datetime:
        written = order.get("begun_at")
        if isinstance(written, str):
            return datetime.fromisoformat(written)
        return datetime.fromtimestamp(self._file(run_id, ".json").stat().st_mtime, timezone.utc)

    def _identities(self) -> list[str]:
        """Every run, the newest first."""
        found: dict[str, float] = {}
        for file in [*self._folder.glob("*.order"), *self._folder.glob("*.json")]:
            found.setdefault(file.name.rpartition(".")[0], file.stat().st_mtime)
        return sorted(found, key=lambda run_id: (found[run_id], run_id), reverse=True)

    def _forget_oldest(self) -> None:
        for run_id in self._identities()[KEPT_RUNS - 1 :]:
            for part in _PARTS:
                self._file(run_id, part).unlink(missing_ok=True)

    def _write_order(self, run_id: str, order: Order, by: str, pid: int | None) -> None:
        content = {"kind": order.kind, "title": order.title, "by": by, "begun_at": clock.now().isoformat(), "pid": pid}
        write_whole(self._file(run_id, ".order"), content)

    def _read(self, run_id: str, part: str) -> dict[str, Any]:
        return _read_object(self._file(run_id, part))

    def _file(self, run_id: str, part: str) -> Path:
        return self._folder / f"{run_id}{part}"


def _read_object(file: Path) -> dict[str, Any]:
    """The JSON object in ``file``; empty if there is none that can be read."""
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


@lru_cache(maxsize=KEPT_RUNS)
def _figures_in(file: Path, _changed_at: int, _size: int) -> Mapping[str, float] | None:
    """Read once for each state of the file: a result holds every talk, and a list of runs only needs its sums."""
    content = _read_object(file)
    if not content:
        return None
    return {name: value for name, value in content.items() if isinstance(value, (int, float))}


def _lock(file: BinaryIO, how: int = fcntl.LOCK_EX) -> bool:
    """Lock ``file`` for as long as it, or a copy of it in a child, is open; ``False`` if somebody else has."""
    try:
        fcntl.flock(file, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
