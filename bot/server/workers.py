"""``pln123 serve --workers N``: N processes on one machine that share one port.

uvicorn's supervisor binds the port, starts the processes, and starts a new one for each that dies; this module adds
what it lacks: the counts of all processes in one answer of ``/metrics``, an end when the assistant can't be loaded
at all, instead of new processes for ever, and a change of all processes (SIGHUP) in which there is always one that
serves.
"""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from socket import socket
from typing import TYPE_CHECKING, Any

from uvicorn.config import Config
from uvicorn.supervisors.multiprocess import Multiprocess, Process

if TYPE_CHECKING:
    from bot.settings import Settings

COUNTS = "PROMETHEUS_MULTIPROC_DIR"
"""prometheus-client's own name for the folder in which the processes keep their counts."""

_COMES_LATER = "PROCESS_COMES_LATER"  # for the processes of this module alone
_LATER_SECONDS = 60.0

NOT_READY = 3
"""Exit status of a process whose assistant will never be ready; it has said why."""


class Workers(Multiprocess):
    """The processes.

    Attributes:
        hopeless: whether one of them said that it will never be ready.
    """

    hopeless = False
    _successor: Process | None = None

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._outworn: list[Process] = []
        self._leaving: list[Process] = []

    def init_processes(self) -> None:
        """Start the first ones, who tell callers that all is being prepared; later ones leave them to others."""
        super().init_processes()
        os.environ[_COMES_LATER] = "1"

    def restart_all(self) -> None:
        """Change all processes, one after the other: each goes on serving until the one that follows it is ready."""
        self._outworn = list(self.processes)

    def terminate_all(self) -> None:
        """Stop those too that come and go."""
        if self._successor is not None:
            self._leaving.append(self._successor)
        for process in self._leaving:
            process.terminate()
        super().terminate_all()

    def join_all(self) -> None:
        """Wait for those too."""
        for process in self._leaving:
            process.join()
        super().join_all()

    def keep_subprocess_alive(self) -> None:
        """Replace what died or is to be changed; stop everything if nothing can come to life."""
        self._replace_dead()
        if not self.should_exit.is_set():
            self._change_next()

    def _change_next(self) -> None:
        self._leaving = [process for process in self._leaving if process.process.is_alive()]
        coming = self._successor
        if coming is None:
            if self._outworn:
                self._successor = Process(self.config, self.target, self.sockets)
                self._successor.start()
        elif not coming.process.is_alive():  # it has said why; those of before go on
            self._outworn, self._successor = [], None
        elif _ready_mark(coming.pid).exists():
            self._successor = None
            going = self._outworn.pop(0)
            if going in self.processes:
                self.processes[self.processes.index(going)] = coming
            else:  # it died meanwhile and was replaced
                going = coming
            going.terminate()
            self._leaving.append(going)

    def _replace_dead(self) -> None:
        """Replace what died; stop everything if it can't come to life.

        Only the dead: uvicorn would also kill who does not answer for some seconds, and on a busy machine a process
        that begins answers to nobody for longer than that.
        """
        for place, process in enumerate(self.processes):
            if self.should_exit.is_set() or process.process.is_alive():
                continue
            process.join()
            if process.process.exitcode == NOT_READY:
                self.hopeless = True
                self.should_exit.set()
                return
            if process.pid is not None:
                _forget_gauges(process.pid)
            self.processes[place] = Process(self.config, self.target, self.sockets)
            self.processes[place].start()


def run_workers(settings: Settings, config: Config, serve_one: Callable[[list[socket] | None], None]) -> bool:
    """Serve with ``settings.workers`` processes until stopped.

    Args:
        serve_one: what each process does; importable by its name, since processes begin afresh.

    Returns:
        Whether they could serve.
    """
    _prepare_counts(settings.var_directory / "metrics")
    os.environ["PLN123_HOST"], os.environ["PLN123_PORT"] = settings.host, str(settings.port)
    os.environ["PLN123_WORKERS"] = str(settings.workers)
    # SystemExit with the reason in uvicorn's own words, if the port is taken
    listening = config.bind_socket()
    workers = Workers(config, serve_one, [listening])
    workers.run()
    listening.close()
    return not workers.hopeless


def seconds_to_get_ready() -> float:
    """How long this process may take to get ready before it answers anybody."""
    return _LATER_SECONDS if _COMES_LATER in os.environ else 0.0


def tell_ready() -> None:
    """Tell whoever supervises this process that it serves."""
    if COUNTS in os.environ:
        _ready_mark(os.getpid()).touch()


def _ready_mark(process_id: int | None) -> Path:
    return Path(os.environ[COUNTS]) / f"ready.{process_id}"


def end_with_parent() -> None:
    """Let this process end when the one that supervises it is gone: else it would hold the port for ever."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch() -> None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True).start()


def leave_as_not_ready(reason: str) -> None:
    """End this process for good."""
    sys.stderr.write(reason + "\n")
    sys.stderr.flush()
    sys.exit(NOT_READY)


def _prepare_counts(folder: Path) -> None:
    """Counts begin at nought with the service; a process that dies leaves its own to the rest."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    os.environ[COUNTS] = str(folder)


def _forget_gauges(process_id: int) -> None:
    from prometheus_client.multiprocess import mark_process_dead

    mark_process_dead(process_id, os.environ[COUNTS])
