"""With nothing configured, no call leaves the machine but the fetch of the weights."""

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.provider import Provider
from tests.server.conversation import SERVED, user
from tests.server.dev_server import DevServer

pytestmark = pytest.mark.slow

# Python runs a module of this name at every start: the hook sees each connection that a plain
# socket makes, whichever library uses it.
SPY = """
import json, os, sys

def hook(event, args):
    if event == "socket.getaddrinfo":
        asked = args[0]
    elif event == "socket.connect" and isinstance(args[1], tuple):
        asked = args[1][0]
    else:
        return
    with open(os.environ["SPY_FILE"], "a") as file:
        file.write(json.dumps(asked if isinstance(asked, str) else repr(asked)) + "\\n")

sys.addaudithook(hook)
"""
HERE = {"127.0.0.1", "::1", "localhost", "None"}


@dataclass
class Spy:
    """Sees sockets by the hook, and by a false proxy what asynchronous clients ask for."""

    environment: dict[str, str]
    file: Path
    proxied: list[bytes] = field(default_factory=list)

    def asked(self) -> set[str]:
        lines = self.file.read_text().splitlines() if self.file.exists() else []
        return {json.loads(line) for line in lines} | {line.decode() for line in self.proxied}


@pytest.fixture
async def spy(tmp_path: Path) -> AsyncIterator[Spy]:
    (tmp_path / "spy").mkdir()
    (tmp_path / "spy" / "sitecustomize.py").write_text(SPY)
    proxied: list[bytes] = []

    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        proxied.append(await reader.readline())
        writer.close()

    server = await asyncio.start_server(refuse, "127.0.0.1", 0)
    proxy = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server:
        yield Spy(
            {
                "PYTHONPATH": str(tmp_path / "spy"),
                "SPY_FILE": str(tmp_path / "seen.jsonl"),
                "HTTP_PROXY": proxy,
                "HTTPS_PROXY": proxy,
                "NO_PROXY": "127.0.0.1,localhost",
            },
            tmp_path / "seen.jsonl",
            proxied,
        )


async def test_no_call_leaves_the_machine(
    start_server: Callable[..., DevServer], provider: Provider, spy: Spy
) -> None:
    server = start_server(**spy.environment)
    for graph in SERVED:
        await server.client.runs.wait(None, graph, input=user("Circuit breakers"))
    # The CLI's analytics and version check, if any, run in threads beside the server.
    await asyncio.to_thread(server.stop)
    assert spy.asked() <= HERE


@pytest.mark.parametrize(
    "call",
    [
        "import urllib.request as u; u.urlopen('http://example.invalid')",
        "import socket; socket.create_connection(('192.0.2.1', 80), timeout=0.01)",
        "import asyncio, httpx; asyncio.run(httpx.AsyncClient().get('https://example.invalid'))",
    ],
    ids=["urllib", "socket", "httpx"],
)
async def test_the_spy_sees_a_call(spy: Spy, call: str) -> None:
    command = [sys.executable, "-c", call]
    await asyncio.to_thread(subprocess.run, command, env=spy.environment, capture_output=True)
    assert not spy.asked() <= HERE
