"""A private Redis server for tests, on a socket in a temporary folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis


class RedisServer:
    """A server that keeps nothing on disk.

    Attributes:
        url: its address.
    """

    def __init__(self, folder: Path) -> None:
        self._socket = folder / "redis.sock"
        self._process: subprocess.Popen[bytes] | None = None
        self.url = f"unix://{self._socket}?db=0"

    def start(self) -> None:
        """Start it, empty, and wait until it answers."""
        program = shutil.which("redis-server")
        assert program is not None
        self._process = subprocess.Popen(
            [program, "--port", "0", "--unixsocket", str(self._socket), "--save", "", "--appendonly", "no"],
            stdout=subprocess.DEVNULL,
        )
        until = time.monotonic() + 30
        while True:
            try:
                with redis.Redis.from_url(self.url) as client:
                    client.ping()
                return
            except redis.exceptions.ConnectionError:
                assert time.monotonic() < until, "Redis did not start"
                time.sleep(0.02)

    def stop(self) -> None:
        """Kill it: nothing is said to anybody."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


@pytest.fixture(scope="session")
def redis_server_of_this_process() -> Iterator[RedisServer]:
    """One for all tests of a pytest process; in CI a machine without Redis fails, elsewhere it skips these tests."""
    if shutil.which("redis-server") is None and not os.environ.get("CI"):
        pytest.skip("redis-server is not installed")
    # not in pytest's folders: their names are too long for a socket
    folder = Path(tempfile.mkdtemp(prefix="pln123-redis-"))
    server = RedisServer(folder)
    server.start()
    yield server
    server.stop()
    shutil.rmtree(folder)


@pytest.fixture
def redis_server(redis_server_of_this_process: RedisServer) -> RedisServer:
    """A running empty server, which the test may stop."""
    server = redis_server_of_this_process
    if server._process is None:
        server.start()
    with redis.Redis.from_url(server.url) as client:
        client.flushall()
    return server
