"""The same with Postgres: under bare `langgraph dev`, which hides DATABASE_URI from its code."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import psycopg
import pytest

from parley.server.unusable import UNUSABLE
from tests.postgres import postgres
from tests.provider import Provider
from tests.server.conversation import needs, new_thread, sent, texts, user
from tests.server.dev_server import DevServer

pytestmark = [pytest.mark.slow, pytest.mark.dev, needs("chat")]


@pytest.fixture(scope="module")
def postgres_uri() -> Iterator[str]:
    with postgres() as server:
        yield server.get_uri()


@pytest.mark.parametrize("place", ["environment", ".env"])
async def test_turns_and_memories_survive_in_postgres(
    place: str,
    start_server: Callable[..., DevServer],
    provider: Provider,
    postgres_uri: str,
    tmp_path: Path,
) -> None:
    environment = {}
    if place == "environment":
        environment = {"DATABASE_URI": postgres_uri}
    else:
        (tmp_path / ".env").write_text(f"DATABASE_URI={postgres_uri}\n")
    server = start_server(**environment)
    thread_id = await new_thread(server.client)
    await server.client.runs.wait(thread_id, "chat", input=user("one"))
    await server.client.store.put_item(["people"], "ada", {"likes": "tea"})
    server.kill()
    server.start()

    answer = await server.client.runs.wait(thread_id, "chat", input=user("two"))
    assert texts(answer) == ["one", "one", "two", "two"]
    assert sent(provider) == ["one", "one", "two"]
    item = await server.client.store.get_item(["people"], "ada")
    assert item["value"] == {"likes": "tea"}

    with psycopg.connect(postgres_uri) as connection:
        rows = connection.execute("SELECT 1 FROM checkpoints WHERE thread_id = %s", [thread_id])
        assert len(rows.fetchall()) > 2
    assert ".parley" not in os.listdir(tmp_path)


async def test_what_it_cant_keep_is_refused_in_one_sentence(
    start_server: Callable[..., DevServer], postgres_uri: str
) -> None:
    server = start_server(DATABASE_URI=postgres_uri)
    async with httpx.AsyncClient(base_url=server.url, timeout=30) as http:
        item = {"namespace": ["people"], "key": "a\x00b", "value": {"likes": "tea"}}
        answer = await http.put("/store/items", json=item)
    assert (answer.status_code, answer.json()) == (422, {"detail": UNUSABLE})
