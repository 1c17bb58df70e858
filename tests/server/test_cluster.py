"""Two instances are one server: whichever is asked, and whichever ends."""

import asyncio
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from langgraph_sdk import get_client
from langgraph_sdk.client import LangGraphClient
from langgraph_sdk.errors import ConflictError, NotFoundError, UnprocessableEntityError

from tests.provider import Provider, Reply
from tests.server import people
from tests.server.conversation import needs, new_thread, texts, user
from tests.server.engine import NewServer

pytestmark = [
    pytest.mark.cluster,
    pytest.mark.xdist_group("cluster"),
    needs("chat", "approval"),
]

_BLOCKS = """
    SELECT channel FROM checkpoint_blobs WHERE thread_id = %s AND version LIKE 'block %%'
"""

Cluster = Any  # tests.server.cluster_server.ClusterServer, not there for `langgraph dev` alone


def says(request: Any) -> str:
    return str(request["messages"][-1]["content"])


def echo(request: Any) -> Reply:
    """An answer that takes a while, so that runs at the same time would meet."""
    return Reply(text=f"heard {says(request)}", delay=0.2)


@pytest.fixture
def cluster(shared_server: Cluster, provider: Provider) -> Cluster:
    provider.answer = echo
    return shared_server


async def ended(client: LangGraphClient, thread_id: str, runs: list[Any]) -> list[str]:
    """Wait for all of these runs, and return how each ended."""
    deadline = asyncio.get_running_loop().time() + 100
    while asyncio.get_running_loop().time() < deadline:
        now = [(await client.runs.get(thread_id, run["run_id"]))["status"] for run in runs]
        if not {"pending", "running"} & set(now):
            return now
        await asyncio.sleep(0.2)
    raise AssertionError(f"still at work: {now}")


async def said(client: LangGraphClient, thread_id: str) -> list[str]:
    state: Any = await client.threads.get_state(thread_id)
    return texts(state["values"])


async def test_parallel_runs_on_one_thread_lose_no_message(cluster: Cluster) -> None:
    thread_id = await new_thread(cluster.client)
    clients = [cluster.client, cluster.other]
    sent = [f"message {number}" for number in range(8)]
    runs = await asyncio.gather(
        *(
            clients[number % 2].runs.create(thread_id, "chat", input=user(text))
            for number, text in enumerate(sent)
        )
    )
    assert set(await ended(cluster.client, thread_id, runs)) == {"success"}
    kept = await said(cluster.other, thread_id)
    assert sorted(kept[::2]) == sent
    # Each answer follows what it answers.
    assert kept[1::2] == [f"heard {text}" for text in kept[::2]]


async def test_each_instance_stores_copies_as_blocks_and_reads_the_other_s(
    cluster: Cluster,
) -> None:
    thread_id = await new_thread(cluster.client)
    await cluster.client.runs.wait(thread_id, "chat", input=user("a"))
    state: Any = await cluster.client.threads.get_state(thread_id)
    await cluster.other.runs.wait(thread_id, "chat", input=user("b"))
    # A fork stores a copy.
    fork = {"messages": [{"role": "user", "content": "c", "id": "c"}]}
    await cluster.client.threads.update_state(
        thread_id, fork, checkpoint=state["checkpoint"], as_node="respond"
    )
    with psycopg.connect(cluster.database) as connection:
        blocks = connection.execute(_BLOCKS, (thread_id,)).fetchall()
    assert blocks == [("messages",)]
    assert await said(cluster.other, thread_id) == ["a", "heard a", "c"]
    await cluster.other.runs.wait(thread_id, "chat", input=user("d"))
    assert await said(cluster.client, thread_id) == ["a", "heard a", "c", "d", "heard d"]


async def test_runs_that_wait_keep_their_order(cluster: Cluster) -> None:
    thread_id = await new_thread(cluster.client)
    runs = [
        await client.runs.create(thread_id, "chat", input=user(text))
        for client, text in zip((cluster.client, cluster.other) * 3, "abcdef", strict=True)
    ]
    await ended(cluster.client, thread_id, runs)
    assert (await said(cluster.client, thread_id))[::2] == list("abcdef")


async def test_a_stream_is_joined_on_the_other_instance(
    cluster: Cluster, provider: Provider
) -> None:
    provider.answer = lambda request: Reply(text="one two three four five", pace=0.1)
    thread_id = await new_thread(cluster.client)
    run = await cluster.client.runs.create(
        thread_id, "chat", input=user("count"), stream_mode=["messages-tuple", "values"]
    )
    tokens, last = "", None
    async for part in cluster.other.runs.join_stream(thread_id, run["run_id"]):
        if part.event == "messages" and part.data[0]["type"] == "AIMessageChunk":
            tokens += part.data[0]["content"]
        if part.event == "values":
            last = part.data
    assert tokens == "one two three four five"
    assert texts(last) == ["count", "one two three four five"]


async def test_an_approval_is_decided_on_the_other_instance(
    cluster: Cluster, provider: Provider
) -> None:
    provider.reply(Reply(json={"title": "We grow", "body": "By an instance."}))
    thread_id = await new_thread(cluster.client)
    waiting: Any = await cluster.client.runs.wait(thread_id, "approval", input=user("we grow"))
    assert waiting["__interrupt__"]
    answer = {"decisions": [{"type": "approve"}]}
    done: Any = await cluster.other.runs.wait(thread_id, "approval", command={"resume": answer})
    assert done["status"] == "published"


async def test_a_missing_thread_is_not_made(cluster: Cluster) -> None:
    missing = str(uuid.uuid4())
    with pytest.raises(NotFoundError):
        await cluster.client.runs.create(missing, "chat", input=user("hello"))
    with pytest.raises(NotFoundError):
        await cluster.client.threads.get(missing)
    made = await cluster.client.runs.wait(
        missing, "chat", input=user("hello"), if_not_exists="create"
    )
    assert texts(made) == ["hello", "heard hello"]


async def test_a_second_run_is_refused_or_goes_first_as_asked(
    cluster: Cluster, provider: Provider
) -> None:
    provider.answer = lambda request: Reply(text="long", delay=3 if says(request) == "a" else 0)
    thread_id = await new_thread(cluster.client)
    first = await cluster.client.runs.create(thread_id, "chat", input=user("a"))
    with pytest.raises(ConflictError):
        await cluster.other.runs.create(
            thread_id, "chat", input=user("b"), multitask_strategy="reject"
        )
    await cluster.other.runs.wait(thread_id, "chat", input=user("c"), multitask_strategy="rollback")
    assert (await cluster.client.runs.get(thread_id, first["run_id"]))["status"] == "interrupted"
    assert await said(cluster.client, thread_id) == ["c", "long"]


async def test_a_run_for_later_is_refused(cluster: Cluster) -> None:
    thread_id = await new_thread(cluster.client)
    with pytest.raises(UnprocessableEntityError, match="after_seconds"):
        await cluster.client.runs.create(thread_id, "chat", input=user("later"), after_seconds=60)


async def test_whoever_stops_listening_stops_nothing(cluster: Cluster) -> None:
    thread_id = await new_thread(cluster.client)
    async for _ in cluster.client.runs.stream(thread_id, "chat", input=user("hello")):
        break
    for _ in range(100):
        runs = await cluster.client.runs.list(thread_id)
        if runs[0]["status"] not in {"pending", "running"}:
            break
        await asyncio.sleep(0.1)
    assert runs[0]["status"] == "success"


@pytest.fixture
def fresh(new_server: NewServer, tmp_path: Path, provider: Provider) -> Iterator[Cluster]:
    """A cluster to break, with log-in, room for two runs of a user, and answers that are kept."""
    more = {"RATE_CONCURRENT_RUNS": "2", "MODEL_CACHE_SECONDS": "300"}
    server: Cluster = new_server(tmp_path, people.settings(provider) | more)
    server.start()
    yield server
    server.discard()


async def test_both_count_and_the_survivor_goes_on(fresh: Cluster, provider: Provider) -> None:
    provider.answer = lambda request: Reply(text=f"heard {says(request)}", delay=2)
    first, other = (get_client(url=url, api_key=people.key_of(people.ANN)) for url in fresh.urls)
    threads = [await new_thread(client) for client in (first, other, first)]
    runs = [
        await client.runs.create(thread_id, "chat", input=user(f"in {thread_id}"))
        for client, thread_id in zip((first, other), threads, strict=False)
    ]
    # The third one is too many, whichever instance is asked.
    headers = {"x-api-key": people.key_of(people.ANN)}
    for url in fresh.urls:
        body = {"assistant_id": "chat", "input": user("too many")}
        answer = httpx.post(f"{url}/threads/{threads[2]}/runs", json=body, headers=headers)
        assert answer.status_code == 429, answer.text

    # A run that waits for the first one, and then the first one's instance dies.
    await asyncio.sleep(1)
    fresh.instances[0].kill()
    for thread_id, run in zip(threads, runs, strict=False):
        assert await ended(other, thread_id, [run]) == ["success"]
        assert await said(other, thread_id) == [f"in {thread_id}", f"heard in {thread_id}"]


async def test_whoever_is_forgotten_leaves_nothing_on_either(
    fresh: Cluster, provider: Provider
) -> None:
    first, other = (get_client(url=url, api_key=people.key_of(people.ANN)) for url in fresh.urls)
    thread_id = await new_thread(first)
    secret = f"My name is Pineapple{uuid.uuid4().hex[:6]}."
    provider.answer = echo
    await other.runs.wait(thread_id, "chat", input=user(secret))
    await first.store.put_item(["notes"], "diary", {"text": secret})
    await first.assistants.create("chat", name=secret)

    admin = {"x-api-key": people.key_of(people.ADA)}
    answer = httpx.delete(f"{fresh.urls[1]}/users/{people.ANN}", headers=admin, timeout=60)
    assert answer.status_code == 200, answer.text
    assert answer.json().items() >= {"threads": 1, "runs": 1, "assistants": 1}.items()
    assert answer.json()["memories"] >= 1
    with psycopg.connect(fresh.database) as connection:
        for table in ("thread", "runs", "assistant", "store", "checkpoints", "checkpoint_writes"):
            kept = connection.execute(f"SELECT {table}::text FROM {table}").fetchall()
            assert secret not in str(kept), table
    with pytest.raises(NotFoundError):
        await first.threads.get(thread_id)


@needs("advisor")
async def test_both_give_an_answer_again_until_its_user_is_forgotten(
    fresh: Cluster, provider: Provider
) -> None:
    async def asked() -> int:
        """Ask both the same, and return how many calls of the model that took."""
        provider.requests.clear()
        for url in fresh.urls:
            runs = get_client(url=url, api_key=people.key_of(people.ANN)).runs
            await runs.wait(None, "advisor", input=user("A workflow"))
        return len(provider.requests)

    assert await asked() == 1
    assert await asked() == 0
    admin = {"x-api-key": people.key_of(people.ADA)}
    answer = httpx.delete(f"{fresh.urls[1]}/users/{people.ANN}", headers=admin, timeout=60)
    assert answer.status_code == 200, answer.text
    assert await asked() == 1


@pytest.mark.parametrize("path", ["runs/stream", "commands"])
async def test_whoever_listens_is_told_why_it_failed(
    cluster: Cluster, provider: Provider, path: str
) -> None:
    provider.answer = lambda request: Reply("secret words", status=401)
    thread_id = await new_thread(cluster.client)
    heard = ""
    async with httpx.AsyncClient(base_url=cluster.url, timeout=60) as http:
        run = {"assistant_id": "chat", "input": user("hello")}
        if path == "commands":
            asked = {"id": 1, "method": "run.start", "params": run}
            (await http.post(f"/threads/{thread_id}/commands", json=asked)).raise_for_status()
            path, run = "stream/events", {"channels": ["lifecycle"]}
        async with http.stream("POST", f"/threads/{thread_id}/{path}", json=run) as events:
            async for line in events.aiter_lines():
                heard += line
                if "OPENAI_API_KEY" in line or "execution failed" in line:
                    break
    assert "check OPENAI_API_KEY" in heard
    assert "secret words" not in heard
