"""A backup of a running server, put back later: the server goes on from there."""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from langgraph_sdk.client import LangGraphClient

from tests.postgres import postgres
from tests.provider import Provider
from tests.server.conversation import needs, new_thread, sent, texts, user
from tests.server.dev_server import DevServer

pytestmark = [pytest.mark.slow, pytest.mark.dev, needs("chat", "approval")]

APPROVE = {"resume": {"decisions": [{"type": "approve"}]}}


@pytest.fixture(params=["sqlite", "postgres"])
def environment(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, str]]:
    """What names the database, and where Postgres' tools of its version are."""
    with ExitStack() as stack:
        if request.param == "sqlite":
            yield {}
        else:
            server = stack.enter_context(postgres())
            path = f"{server.bin_path}{os.pathsep}{os.environ['PATH']}"
            yield {"DATABASE_URI": server.get_uri(), "PATH": path}


@pytest.fixture
def server(start_server: Callable[..., DevServer], environment: dict[str, str]) -> DevServer:
    return start_server(**environment)


def command(server: DevServer, environment: dict[str, str], name: str, *arguments: str) -> str:
    """What the command says, run in the server's folder."""
    done = subprocess.run(
        [sys.executable, "-m", f"parley.server.data.{name}", *arguments],
        cwd=server.folder,
        env={"PATH": os.environ["PATH"]} | environment,
        capture_output=True,
        text=True,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done.stdout + done.stderr


async def test_the_server_goes_on_from_the_backup(
    server: DevServer, provider: Provider, environment: dict[str, str]
) -> None:
    client = server.client
    talk, paused, done = [await new_thread(client) for _ in range(3)]
    await client.runs.wait(talk, "chat", input=user("one"))
    for thread in (paused, done):
        await client.runs.wait(thread, "approval", input=user("Announce it"))
    await client.runs.wait(done, "approval", command=APPROVE)  # type: ignore[arg-type]
    await client.store.put_item(["people"], "ada", {"likes": "tea"})
    await client.threads.get_state(talk)
    assistant = (await client.assistants.create("chat", name="terse"))["assistant_id"]
    await client.assistants.update(assistant, name="terser")
    await in_the_list(server, b"terser")

    assert "Saved to" in command(server, environment, "backup", "a.tar.gz")
    await client.runs.wait(talk, "chat", input=user("since then"))
    await client.store.put_item(["people"], "ada", {"likes": "coffee"})
    assert "stop" in command(server, environment, "restore", "a.tar.gz", "--force")
    server.stop()
    assert "FORCE=1" in command(server, environment, "restore", "a.tar.gz")
    assert "Restored from" in command(server, environment, "restore", "a.tar.gz", "--force")
    server.start()

    await as_it_was(client, talk, assistant)
    await client.runs.wait(talk, "chat", input=user("two"))
    assert sent(provider) == ["one", "one", "two"]
    values: Any = await client.runs.wait(paused, "approval", command=APPROVE)  # type: ignore[arg-type]
    assert values["status"] == "published"
    assert len(list((server.folder / "published").glob("*.md"))) == 2


async def in_the_list(server: DevServer, name: bytes) -> None:
    """Wait until the server has written this into its own list, every ten seconds."""
    file = server.folder / ".langgraph_api" / ".langgraph_ops.pckl"
    deadline = time.monotonic() + 30
    while not file.exists() or name not in file.read_bytes():
        assert time.monotonic() < deadline, "the server never wrote it"
        await asyncio.sleep(0.2)


async def as_it_was(client: LangGraphClient, talk: str, assistant: str) -> None:
    thread = await client.threads.get(talk)
    assert texts(thread["values"]) == ["one", "one"]
    assert (await client.store.get_item(["people"], "ada"))["value"] == {"likes": "tea"}
    versions = await client.assistants.get_versions(assistant)
    assert [version["name"] for version in versions] == ["terser", "terse"]
