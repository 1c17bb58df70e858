"""A real `langgraph dev` in a process of its own, that a test can kill and start again."""

import asyncio
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
from langgraph_sdk import get_client, get_sync_client
from langgraph_sdk.client import LangGraphClient, SyncLangGraphClient

PROJECT = Path(__file__).resolve().parents[2]
_START_SECONDS = 90
_SHOWN = 4000
LINKS = ("langgraph.json", "graphs", "parley", "documents")


class DevServer:
    """`langgraph dev` on Parley's own langgraph.json, with its state in `folder`.

    Attributes:
        url: where it listens; the same after a restart.
        log: the file that all its output goes to.
    """

    def __init__(self, folder: Path, environment: dict[str, str], host: str = "127.0.0.1") -> None:
        self.folder = folder
        self.log = folder / "server.log"
        self._environment = environment
        self._host = host
        self._process: subprocess.Popen[bytes] | None = None
        self._port = 0
        for name in LINKS:
            if (PROJECT / name).exists():
                (folder / name).symlink_to(PROJECT / name)
        (folder / ".env").touch()  # not the developer's own

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    @property
    def urls(self) -> list[str]:
        return [self.url]

    @property
    def pid(self) -> int:
        """The server's process, without those that it starts."""
        if self._process is None:
            raise RuntimeError("the server was never started")
        return self._process.pid

    @property
    def client(self) -> LangGraphClient:
        """A client for the event loop that asks for it."""
        return get_client(url=self.url)

    @property
    def sync_client(self) -> SyncLangGraphClient:
        return get_sync_client(url=self.url)

    def forget_facts(self) -> None:
        """Forget what users said of themselves."""
        store = self.sync_client.store
        for item in store.search_items([], limit=1_000)["items"]:
            if "facts" in item["namespace"]:
                store.delete_item(item["namespace"], item["key"])

    def start(self) -> None:
        """Start, or start again on the same state, and wait until it answers.

        Raises:
            RuntimeError: it ended or did not answer in time; its output says why.
        """
        while not self._started(port := self._port or free_port()):
            self._stop(signal.SIGKILL)  # someone took the port first
            self._port = 0
        self._port = port

    def serve_as(self, graph: str, place: str) -> None:
        """Serve a graph from another place, a file of this project and a name in it."""
        served = json.loads((PROJECT / "langgraph.json").read_text())
        file, name = place.split(":")
        served["graphs"][graph]["path"] = f"./{Path(file).name}:{name}"
        (self.folder / Path(file).name).symlink_to(PROJECT / file)
        (self.folder / "langgraph.json").unlink()
        (self.folder / "langgraph.json").write_text(json.dumps(served))

    async def list_written(self) -> None:
        """Wait until the server has written its own list of threads and runs once more."""
        file = self.folder / ".langgraph_api" / ".langgraph_ops.pckl"
        before = file.stat().st_mtime_ns if file.exists() else 0
        async with asyncio.timeout(_START_SECONDS):
            while not file.exists() or file.stat().st_mtime_ns == before:
                await asyncio.sleep(0.05)

    def wait_for_end(self) -> None:
        """Wait until it has ended by itself."""
        if self._process is not None:
            self._process.wait(timeout=_START_SECONDS)

    def kill(self) -> None:
        """`kill -9`: no handler runs, nothing is flushed."""
        self._stop(signal.SIGKILL)

    def stop(self) -> None:
        """End in good order."""
        self._stop(signal.SIGINT)

    def discard(self) -> None:
        """End for good."""
        self.kill()

    def _started(self, port: int) -> bool:
        """Start on `port` and wait; False when the server moved to another port."""
        command = [
            *(sys.executable, "-m", "langgraph_cli", "dev"),
            *("--no-browser", "--no-reload", "--n-jobs-per-worker", "10"),
            *("--host", self._host, "--port", str(port)),
        ]
        start = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                command,
                cwd=self.folder,
                env=clean_environment() | self._environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            output = self.log.read_bytes()[start:].decode(errors="replace")
            if f"Port {port} is already in use" in output:
                return False
            if self._process.poll() is not None:
                raise RuntimeError(
                    f"the server ended: {self._process.returncode}\n{output[-_SHOWN:]}"
                )
            # Its own banner first: another server may answer on a port that was taken.
            if f"{self._host}:{port}" in output and _answers(f"http://127.0.0.1:{port}/ok"):
                return True
            time.sleep(0.1)
        self.kill()
        raise RuntimeError(f"the server did not answer in {_START_SECONDS} s\n{output[-_SHOWN:]}")

    def _stop(self, how: signal.Signals) -> None:
        if self._process is None or self._process.poll() is not None:
            return
        # The group: the server starts processes of its own.
        os.killpg(self._process.pid, how)
        try:
            self._process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()


def clean_environment() -> dict[str, str]:
    """What `make dev` exports, and nothing of the developer's own settings."""
    kept = {k: v for k, v in os.environ.items() if k in {"PATH", "HOME", "LANG", "TMPDIR"}}
    exported = re.findall(r"^export (\w+) \??= (\S+)$", (PROJECT / "Makefile").read_text(), re.M)
    return kept | dict(exported) | {"PYTHONUNBUFFERED": "1"}


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=2).status_code == 200
    except httpx.HTTPError:
        return False
