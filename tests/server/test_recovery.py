"""With the whole list lost and many threads in the database, nobody waits and nobody is missed."""

import shutil
import sqlite3
import uuid
from pathlib import Path

import pytest

from tests.provider import Provider
from tests.server.conversation import needs, new_thread, sent, user
from tests.server.dev_server import DevServer

pytestmark = [pytest.mark.slow, pytest.mark.dev, needs("chat")]

THREADS = 400


def multiply(folder: Path, thread_id: str) -> set[str]:
    """Copy the thread in the database until there are many, and lose the server's list."""
    shutil.rmtree(folder / ".langgraph_api")
    copies = {str(uuid.uuid4()) for _ in range(THREADS)}
    with sqlite3.connect(folder / ".parley" / "threads.sqlite") as database:
        for table in ("checkpoints", "writes"):
            columns = [c[1] for c in database.execute(f"PRAGMA table_info({table})")][1:]
            rest = ", ".join(columns)
            database.executemany(
                f"INSERT INTO {table} (thread_id, {rest}) "
                f"SELECT ?, {rest} FROM {table} WHERE thread_id = ?",
                [(copy, thread_id) for copy in copies],
            )
    return copies


async def test_a_thread_is_recovered_when_it_is_asked_for(
    server: DevServer, provider: Provider
) -> None:
    thread_id = await new_thread(server.client)
    await server.client.runs.wait(thread_id, "chat", input=user("one"))
    server.stop()
    copies = multiply(server.folder, thread_id)
    server.start()

    found = await server.client.threads.search(limit=1000, select=["thread_id"])
    waiting = copies - {row["thread_id"] for row in found}
    assert waiting, "all were there already: this test needs more threads"
    await server.client.runs.wait(waiting.pop(), "chat", input=user("two"))
    assert sent(provider) == ["one", "one", "two"]


async def test_the_api_description_is_whole(shared_server: DevServer) -> None:
    paths = (await shared_server.client.http.get("/openapi.json"))["paths"]
    assert "requestBody" in paths["/threads/{thread_id}/runs/wait"]["post"]
