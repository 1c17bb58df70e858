"""chat through the SDK, on a real server with a scripted model behind it."""

import asyncio

from tests.provider import Provider, Reply
from tests.server.conversation import new_thread, texts, user
from tests.server.dev_server import DevServer


async def test_it_remembers_within_a_thread(shared_server: DevServer, provider: Provider) -> None:
    client, thread = shared_server.client, await new_thread(shared_server.client)
    provider.reply("Hello, Ada.", "Ada.")
    await client.runs.wait(thread, "chat", input=user("I am Ada."))
    values = await client.runs.wait(thread, "chat", input=user("What is my name?"))
    assert texts(values) == ["I am Ada.", "Hello, Ada.", "What is my name?", "Ada."]


async def test_two_runs_at_once_on_a_thread_lose_no_message(
    shared_server: DevServer, provider: Provider
) -> None:
    client, thread = shared_server.client, await new_thread(shared_server.client)
    provider.answer = lambda request: Reply(f"heard {request['messages'][-1]['content']}", delay=1)
    runs = [client.runs.wait(thread, "chat", input=user(text)) for text in ("one", "two")]
    await asyncio.gather(*runs)
    said = texts((await client.threads.get_state(thread))["values"])
    # Which comes first is nobody's promise; each with its answer is.
    assert sorted([said[:2], said[2:]]) == [["one", "heard one"], ["two", "heard two"]]


async def test_it_keeps_threads_apart(shared_server: DevServer, provider: Provider) -> None:
    client = shared_server.client
    one, two = await new_thread(client), await new_thread(client)
    await client.runs.wait(one, "chat", input=user("Say hello to Ada."))
    await client.runs.wait(two, "chat", input=user("Whom did you greet?"))
    assert "Ada" not in str(provider.requests[-1])


async def test_it_streams_tokens(shared_server: DevServer, provider: Provider) -> None:
    client, thread = shared_server.client, await new_thread(shared_server.client)
    # What is judged before it is shown goes out a sentence at a time.
    provider.reply("One is one. Two is two. Three is three. Four is four.")
    stream = client.runs.stream(thread, "chat", input=user("Count"), stream_mode="messages-tuple")
    tokens = [p.data[0]["content"] async for p in stream if p.event == "messages"]
    assert "".join(tokens) == "One is one. Two is two. Three is three. Four is four."
    assert len([token for token in tokens if token]) > 2


async def test_it_answers_without_a_thread(shared_server: DevServer, provider: Provider) -> None:
    values = await shared_server.client.runs.wait(None, "chat", input=user("Hi"))
    assert texts(values) == ["Hi", "Hi"]


async def test_it_takes_its_context_from_the_assistant(
    shared_server: DevServer, provider: Provider
) -> None:
    client = shared_server.client
    assistant = await client.assistants.create("chat", context={"system_prompt": "Speak Latin."})
    await client.runs.wait(None, assistant["assistant_id"], input=user("Hi"))
    await client.assistants.delete(assistant["assistant_id"])
    assert provider.requests[-1]["messages"][0]["content"] == "Speak Latin."


async def test_a_run_can_be_cancelled(shared_server: DevServer, provider: Provider) -> None:
    client, thread = shared_server.client, await new_thread(shared_server.client)
    provider.reply(Reply("never read", delay=60))
    run = await client.runs.create(thread, "chat", input=user("Hi"))
    while not provider.requests:
        await asyncio.sleep(0.05)
    await client.runs.cancel(thread, run["run_id"], wait=True)
    assert (await client.runs.get(thread, run["run_id"]))["status"] == "interrupted"
    values = await client.runs.wait(thread, "chat", input=user("Still there?"))
    assert texts(values)[-1] == "Still there?"


async def test_the_history_of_a_thread_is_kept(
    shared_server: DevServer, provider: Provider
) -> None:
    client, thread = shared_server.client, await new_thread(shared_server.client)
    await client.runs.wait(thread, "chat", input=user("one"))
    await client.runs.wait(thread, "chat", input=user("two"))
    history = await client.threads.get_history(thread, limit=50)
    lengths = [len(state["values"].get("messages", [])) for state in history]
    assert lengths == sorted(lengths, reverse=True)
    assert (lengths[0], lengths[-1]) == (4, 0)
