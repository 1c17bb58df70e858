"""Threads that nobody uses are deleted while the server runs, with all that was kept of them."""

import asyncio
import sqlite3
import time
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from langgraph_sdk.errors import NotFoundError

from tests.provider import Provider, Reply
from tests.server.conversation import needs, new_thread, user
from tests.server.engine import CLUSTER, Server

pytestmark = [pytest.mark.slow, needs("chat", "approval")]

DAYS = 4 / 86_400  # four seconds


async def gone(server: Server, thread_id: str) -> None:
    deadline = time.monotonic() + 40
    while time.monotonic() < deadline:
        try:
            await server.client.threads.get(thread_id)
        except NotFoundError:
            return
        await asyncio.sleep(0.2)
    raise AssertionError("the thread was never deleted")


def kept(server: Any, file: str, table: str) -> set[str]:
    """Return of which threads there are rows in a table."""
    query = f"SELECT DISTINCT thread_id FROM {table}"
    if CLUSTER:
        with psycopg.connect(server.database) as connection:
            return {row[0] for row in connection.execute(query)}
    with sqlite3.connect(server.folder / ".parley" / file) as database:
        return {row[0] for row in database.execute(query)}


async def test_unused_threads_are_deleted_and_a_busy_one_stays(
    start_server: Callable[..., Server], provider: Provider
) -> None:
    server = start_server(PARLEY_THREAD_DAYS=str(DAYS))
    client = server.client
    unused, paused, busy = [await new_thread(client) for _ in range(3)]
    await client.runs.wait(unused, "chat", input=user("one"))
    await client.runs.wait(paused, "approval", input=user("one"))
    provider.reply(Reply("never read", delay=60))
    await client.runs.create(busy, "chat", input=user("one"))
    await gone(server, unused)
    await gone(server, paused)
    assert (await client.threads.get(busy))["status"] == "busy"
    writes = "checkpoint_writes" if CLUSTER else "writes"
    for table in ("checkpoints", writes):
        assert kept(server, "threads.sqlite", table) == {busy}
    assert kept(server, "approvals.sqlite", "parley_approvals") == set()
    if CLUSTER:  # both instances looked, and neither failed for the other
        assert kept(server, "", "parley_turn") == {busy}
    assert "Could not" not in server.log.read_text()
