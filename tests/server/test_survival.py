"""What a client finds after `kill -9` and a restart, with no step of its own."""

import asyncio
import threading
from dataclasses import replace
from typing import Any

import pytest
from langgraph_sdk.client import LangGraphClient

from tests.provider import Provider, Reply
from tests.server.conversation import needs, new_thread, sent, texts, user
from tests.server.dev_server import DevServer

pytestmark = [pytest.mark.slow, needs("chat")]


async def settled(client: LangGraphClient, thread_id: str) -> Any:
    """Wait until no run works on the thread."""
    for _ in range(60):
        thread = await client.threads.get(thread_id)
        if thread["status"] != "busy":
            return thread
        await asyncio.sleep(0.5)
    raise AssertionError(f"still busy: {thread}")


async def written_in_mid_run(
    server: DevServer, provider: Provider, reply: Reply, thread_id: str, graph: str, input: Any
) -> Any:
    """Run, have the server write its list while the run is at work, and return how it ended."""
    written, before = threading.Event(), len(provider.requests)
    provider.reply(replace(reply, after=written))
    run = asyncio.create_task(server.client.runs.wait(thread_id, graph, input=input))
    while len(provider.requests) == before:
        await asyncio.sleep(0.05)
    await server.list_written()
    written.set()
    return await run


@pytest.mark.dev
async def test_an_answered_turn_survives(server: DevServer, provider: Provider) -> None:
    thread_id = await new_thread(server.client)
    provider.reply("Hello, Ada.", "Ada does.", "Ada, again.")
    await server.client.runs.wait(thread_id, "chat", input=user("Ada speaks"))
    server.kill()
    server.start()

    listed = await server.client.threads.get(thread_id)
    assert texts(listed["values"]) == ["Ada speaks", "Hello, Ada."]
    assert listed["status"] == "idle"
    assert len(await server.client.threads.get_history(thread_id, limit=50)) > 1

    answer = await server.client.runs.wait(thread_id, "chat", input=user("Who speaks?"))
    assert sent(provider) == ["Ada speaks", "Hello, Ada.", "Who speaks?"]
    assert texts(answer)[-1] == "Ada does."

    # A second kill, and a streaming client this time.
    server.kill()
    server.start()
    parts = server.client.runs.stream(thread_id, "chat", input=user("Again?"), stream_mode="values")
    values = [part.data async for part in parts if part.event == "values"]
    assert sent(provider)[0] == "Ada speaks"
    assert texts(values[-1])[-1] == "Ada, again."


async def test_a_streamed_turn_survives_from_its_last_event(
    server: DevServer, provider: Provider
) -> None:
    thread_id = await new_thread(server.client)
    async for _ in server.client.runs.stream(
        thread_id, "chat", input=user("one"), stream_mode="messages-tuple"
    ):
        pass
    server.kill()
    server.start()
    state = await server.client.threads.get_state(thread_id)
    assert texts(state["values"]) == ["one", "one"]
    assert state["next"] == []


async def test_a_thread_killed_in_the_middle_of_an_answer_goes_on(
    server: DevServer, provider: Provider
) -> None:
    thread_id = await new_thread(server.client)
    # What is judged before it is shown goes out a sentence at a time.
    provider.reply(Reply("A long answer. " * 20, pace=0.2))
    stream = server.client.runs.stream(
        thread_id, "chat", input=user("one"), stream_mode="messages-tuple"
    )
    async for part in stream:
        if part.event == "messages":
            break  # the first sentence has come
    server.kill()
    server.start()

    await settled(server.client, thread_id)
    answer = await server.client.runs.wait(thread_id, "chat", input=user("two"))
    # Answered, where the list knew of the run, or not: but asked once.
    asked = [m["content"] for m in answer["messages"] if m["type"] == "human"]  # type: ignore[index, call-overload]
    assert asked == ["one", "two"]
    assert texts(answer)[-1] == "two"
    assert not any("A long answer" in text for text in texts(answer))


@pytest.mark.dev
async def test_a_run_in_flight_and_listed_is_finished_once(
    server: DevServer, provider: Provider
) -> None:
    thread_id = await new_thread(server.client)
    provider.reply(Reply("never read", delay=60), "the answer")
    await server.client.runs.create(thread_id, "chat", input=user("one"))
    while not provider.requests:
        await asyncio.sleep(0.05)
    await server.list_written()
    server.kill()
    server.start()
    thread = await settled(server.client, thread_id)
    assert texts(thread["values"]) == ["one", "the answer"]


@pytest.mark.dev
async def test_a_thread_that_was_listed_before_its_first_run_has_its_turn(
    server: DevServer, provider: Provider
) -> None:
    thread_id = await new_thread(server.client)
    await server.list_written()
    await server.client.runs.wait(thread_id, "chat", input=user("one"))
    server.kill()
    server.start()
    thread = await server.client.threads.get(thread_id)
    assert texts(thread["values"]) == ["one", "one"]


@pytest.mark.dev
async def test_a_run_that_ended_after_the_list_was_written_is_over(
    server: DevServer, provider: Provider
) -> None:
    thread_id = await new_thread(server.client)
    answer = Reply("answer one")
    await written_in_mid_run(server, provider, answer, thread_id, "chat", user("one"))
    server.kill()
    server.start()
    thread = await server.client.threads.get(thread_id)
    assert texts(thread["values"]) == ["one", "answer one"]
    assert thread["status"] == "idle"
    [run] = await server.client.runs.list(thread_id)
    assert run["status"] == "success"
    assert len(provider.requests) == 1


@pytest.mark.dev
@needs("approval")
async def test_a_pause_after_the_list_was_written_waits(
    server: DevServer, provider: Provider
) -> None:
    thread_id = await new_thread(server.client)
    draft = Reply(json={"title": "News", "body": "It works."})
    asked_for = user("Announce it")
    paused = await written_in_mid_run(server, provider, draft, thread_id, "approval", asked_for)
    server.kill()
    server.start()
    [waiting] = await server.client.threads.search(status="interrupted")
    [[asked]] = waiting["interrupts"].values()
    assert asked["value"] == paused["__interrupt__"][0]["value"]


@pytest.mark.dev
async def test_a_run_that_was_overtaken_is_not_run_again(
    server: DevServer, provider: Provider
) -> None:
    thread_id = await new_thread(server.client)
    answer = Reply("answer one")
    await written_in_mid_run(server, provider, answer, thread_id, "chat", user("one"))
    provider.reply("answer two")
    await server.client.runs.wait(thread_id, "chat", input=user("two"))
    server.kill()
    # However long it takes to see: the server's workers look for runs half a second after a start.
    server.serve_as("chat", "tests/server/slow_recovery.py:graph")
    server.start()
    thread = await settled(server.client, thread_id)
    assert texts(thread["values"]) == ["one", "answer one", "two", "answer two"]
    assert len(provider.requests) == 2


@pytest.mark.dev
@needs("approval")
async def test_a_paused_approval_survives(server: DevServer, provider: Provider) -> None:
    thread_id = await new_thread(server.client)
    provider.reply(Reply(json={"title": "News", "body": "It works."}))
    paused = await server.client.runs.wait(thread_id, "approval", input=user("Announce it"))
    question = paused["__interrupt__"][0]["value"]
    server.kill()
    server.start()

    waiting = await server.client.threads.search(status="interrupted")
    assert [thread["thread_id"] for thread in waiting] == [thread_id]
    [[asked]] = waiting[0]["interrupts"].values()
    assert asked["value"] == question

    resume = {"decisions": [{"type": "approve"}]}
    done = await server.client.runs.wait(thread_id, "approval", command={"resume": resume})
    assert done["status"] == "published"
    assert done["draft"]["title"] == "News"
    assert len(list((server.folder / "published").glob("*.md"))) == 1

    # Killed again right after: published once, and no longer waiting.
    server.kill()
    server.start()
    assert await server.client.threads.search(status="interrupted") == []
    assert len(list((server.folder / "published").glob("*.md"))) == 1


async def test_memories_survive(server: DevServer, provider: Provider) -> None:
    await server.client.store.put_item(["people"], "ada", {"likes": "tea"})
    await server.client.runs.wait(None, "chat", input=user("I live in Lyon."))
    server.kill()
    server.start()
    item = await server.client.store.get_item(["people"], "ada")
    assert item["value"] == {"likes": "tea"}
    await server.client.runs.wait(None, "chat", input=user("Which town?"))
    assert "I live in Lyon." in sent(provider)[-1]


async def test_a_thread_without_checkpoints_stays_unknown(server: DevServer) -> None:
    unknown = "00000000-0000-4000-8000-000000000000"
    answers = await asyncio.gather(
        server.client.threads.get(unknown),
        server.client.threads.get_state(unknown),
        server.client.runs.wait(unknown, "chat", input=user("hi")),
        return_exceptions=True,
    )
    assert [answer.response.status_code for answer in answers] == [404] * 3


@pytest.mark.dev
async def test_a_damaged_list_is_made_anew(server: DevServer, provider: Provider) -> None:
    thread_id = await new_thread(server.client)
    await server.client.runs.wait(thread_id, "chat", input=user("one"))
    server.stop()
    for file in (server.folder / ".langgraph_api").glob("*.pckl"):
        file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    server.start()
    await server.client.runs.wait(thread_id, "chat", input=user("two"))
    assert sent(provider) == ["one", "one", "two"]
