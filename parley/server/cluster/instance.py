"""One instance of the open engine, in a process of its own."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import IO

# The engine's own settings. A minute is long to wait for the runs of an instance that died, and
# Postgres has a hundred connections for all. What the operator sets comes first.
_ENGINE = {
    "AEGRA_CONFIG": "langgraph.json",
    "REDIS_BROKER_ENABLED": "true",
    "LEASE_DURATION_SECONDS": "15",
    "HEARTBEAT_INTERVAL_SECONDS": "5",
    "REAPER_INTERVAL_SECONDS": "5",
    "STUCK_PENDING_THRESHOLD_SECONDS": "30",
    "SQLALCHEMY_POOL_SIZE": "10",
    "SQLALCHEMY_MAX_OVERFLOW": "5",
    "LANGGRAPH_MAX_POOL_SIZE": "15",
    "WORKER_DRAIN_TIMEOUT": "10",
    "LOG_LEVEL": "WARNING",
}
_STREAMS_SECONDS = 5


class Instance:
    """Serves langgraph.json on one port.

    Attributes:
        host: the address that it listens on.
        port: the port there.
    """

    def __init__(
        self, host: str, port: int, environment: Mapping[str, str], folder: Path | None = None
    ) -> None:
        self.host = host
        self.port = port
        self._folder = folder
        self._environment = environment
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """Its process."""
        return self._running.pid

    @property
    def status(self) -> int | None:
        """With which status it ended, or None while it runs."""
        return self._running.poll()

    @property
    def runs(self) -> bool:
        """Whether it was started and has not ended."""
        return self._process is not None and self._process.poll() is None

    def start(self, output: IO[bytes]) -> None:
        """Start it, or start it again; its output goes to `output`, each line with its port."""
        self._process = subprocess.Popen(  # noqa: S603 - no part of it comes from outside
            command(self.host, self.port),
            cwd=self._folder,
            env=dict(self._environment),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            # Ctrl-C reaches the supervisor alone, which ends the instances in good order.
            start_new_session=True,
        )
        threading.Thread(target=_copy, args=(self._process, self.port, output), daemon=True).start()

    def end(self) -> None:
        """Ask it to end in good order: its runs go on elsewhere."""
        if self._process and self.runs:
            self._process.terminate()

    def wait(self, seconds: float) -> None:
        """Wait until it has ended; after so many seconds, kill it."""
        if self._process and self.runs:
            try:
                self._process.wait(seconds)
            except subprocess.TimeoutExpired:
                self.kill()

    def kill(self) -> None:
        """`kill -9`, with the processes that it started."""
        os.killpg(self._running.pid, signal.SIGKILL)
        self._running.wait()

    @property
    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            raise RuntimeError("the instance was never started")
        return self._process


def command(host: str, port: int) -> list[str]:
    """Return the command that serves one instance."""
    return [
        *(sys.executable, "-m", "uvicorn", "aegra_api.main:app"),
        *("--host", host, "--port", str(port)),
        *("--timeout-graceful-shutdown", str(_STREAMS_SECONDS), "--no-access-log"),
    ]


def environment(given: Mapping[str, str], database: str, redis: str) -> dict[str, str]:
    """Return what an instance finds in its environment, under Parley's names and the engine's."""
    both = {"DATABASE_URI": database, "DATABASE_URL": database}
    both |= {"REDIS_URI": redis, "REDIS_URL": redis}
    return _ENGINE | dict(given) | both


def _copy(process: subprocess.Popen[bytes], port: int, output: IO[bytes]) -> None:
    if process.stdout:
        for line in process.stdout:
            output.write(f"[{port}] ".encode() + line)
            output.flush()
