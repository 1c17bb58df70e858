"""All four graphs through the SDK, on a real server with a scripted model behind it."""

import asyncio
from typing import Any

import pytest

from tests.provider import JSON, Provider, Reply
from tests.server.conversation import new_thread, texts, user
from tests.server.dev_server import DevServer

TEXT = {"title": "We moved", "body": "To Main Street."}
APPROVE = {"resume": {"decisions": [{"type": "approve"}]}}


async def test_chat_remembers_within_a_thread(shared_server: DevServer, provider: Provider) -> None:
    client, thread = shared_server.client, await new_thread(shared_server.client)
    provider.reply("Hello, Ada.", "Ada.")
    await client.runs.wait(thread, "chat", input=user("I am Ada."))
    values = await client.runs.wait(thread, "chat", input=user("Who am I?"))
    assert texts(values) == ["I am Ada.", "Hello, Ada.", "Who am I?", "Ada."]


async def test_chat_keeps_threads_apart(shared_server: DevServer, provider: Provider) -> None:
    client = shared_server.client
    one, two = await new_thread(client), await new_thread(client)
    await client.runs.wait(one, "chat", input=user("I am Ada."))
    await client.runs.wait(two, "chat", input=user("Who am I?"))
    assert "Ada" not in str(provider.requests[-1])


async def test_chat_streams_tokens(shared_server: DevServer, provider: Provider) -> None:
    client, thread = shared_server.client, await new_thread(shared_server.client)
    provider.reply("One two three four five.")
    stream = client.runs.stream(thread, "chat", input=user("Count"), stream_mode="messages-tuple")
    tokens = [p.data[0]["content"] async for p in stream if p.event == "messages"]
    assert "".join(tokens) == "One two three four five."
    assert len([token for token in tokens if token]) > 2


async def test_chat_answers_without_a_thread(shared_server: DevServer, provider: Provider) -> None:
    values = await shared_server.client.runs.wait(None, "chat", input=user("Hi"))
    assert texts(values) == ["Hi", "Hi"]


async def test_chat_takes_its_context_from_the_assistant(
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


def team(request: JSON) -> Reply:
    """What each role of the team answers, told apart by the form asked of it."""
    wanted = request.get("response_format", {}).get("json_schema", {}).get("schema", {})
    match list(wanted.get("properties", {})):
        case ["queries"]:
            return Reply(json={"queries": ["breaker states"]})
        case ["problems"]:
            return Reply(json={"problems": []})
        case ["step"]:
            return Reply(json={"step": wanted["properties"]["step"]["enum"][0]})
    return Reply("# Breakers\n\nA circuit breaker has three states.\n\nCalls pass when closed.")


async def test_team_writes_an_article_with_sources(
    shared_server: DevServer, provider: Provider
) -> None:
    provider.answer = team
    stream = shared_server.client.runs.stream(
        None, "team", input=user("Circuit breakers"), stream_mode=["updates", "custom", "values"]
    )
    nodes: list[str] = []
    steps: list[str] = []
    values: dict[str, Any] = {}
    async for part in stream:
        match part.event:
            case "updates":
                nodes += part.data
            case "custom" if part.data["type"] == "step":
                steps.append(part.data["step"])
            case "values":
                values = part.data
    assert steps == ["researcher", "writer", "reviewer", "finish"]
    assert {"researcher", "writer", "reviewer", "supervisor"} <= set(nodes)
    assert "three states [1]" in values["article"]
    assert values["sources"][0].keys() == {"id", "title", "location", "quote"}


async def test_team_streams_the_article_and_no_json(
    shared_server: DevServer, provider: Provider
) -> None:
    provider.answer = team
    stream = shared_server.client.runs.stream(
        None, "team", input=user("Circuit breakers"), stream_mode="messages-tuple"
    )
    said = "".join([p.data[0]["content"] async for p in stream if p.event == "messages"])
    assert "circuit breaker" in said
    assert "queries" not in said


@pytest.mark.parametrize(
    ("decision", "status", "text"),
    [
        ({"type": "approve"}, "published", TEXT["body"]),
        (
            {
                "type": "edit",
                "edited_action": {"name": "publish", "args": {"title": "New", "body": "Edited."}},
            },
            "published",
            "Edited.",
        ),
        ({"type": "reject", "message": "No."}, "rejected", None),
    ],
    ids=["approve", "edit", "reject"],
)
async def test_approval_does_what_the_person_decided(
    shared_server: DevServer,
    provider: Provider,
    decision: dict[str, Any],
    status: str,
    text: str | None,
) -> None:
    client, thread = shared_server.client, await new_thread(shared_server.client)
    provider.reply(Reply(json=TEXT))
    paused: Any = await client.runs.wait(thread, "approval", input=user("We moved"))
    [interrupt] = paused["__interrupt__"]
    [action] = interrupt["value"]["action_requests"]
    assert (action["name"], action["args"], paused["status"]) == ("publish", TEXT, "pending")
    assert (await client.threads.get(thread))["status"] == "interrupted"

    resume = {"resume": {"decisions": [decision]}}
    values: Any = await client.runs.wait(thread, "approval", command=resume)
    assert values["status"] == status
    if text is None:
        assert values["publication"] is None
    else:
        file = shared_server.folder / values["publication"]["location"]
        assert text in file.read_text()


async def test_approval_can_be_stopped_before_publishing(
    shared_server: DevServer, provider: Provider
) -> None:
    client, thread = shared_server.client, await new_thread(shared_server.client)
    provider.reply(Reply(json=TEXT))
    await client.runs.wait(thread, "approval", input=user("We moved"))
    await client.runs.wait(thread, "approval", command=APPROVE, interrupt_before=["publish"])
    state = await client.threads.get_state(thread)
    assert state["next"] == ["publish"]
    assert state["values"]["publication"] is None
    values: Any = await client.runs.wait(thread, "approval", input=None)
    assert values["status"] == "published"


async def test_advisor_says_which_framework(shared_server: DevServer, provider: Provider) -> None:
    provider.reply(Reply(json={"needs": ["loops"]}))
    values: Any = await shared_server.client.runs.wait(
        None, "advisor", input=user("A code generator with testing")
    )
    assert values["framework"] == "LangGraph"
    assert values["needs"]["loops"] is True
    assert values["reason"].startswith("It needs")
    assert values["messages"][-1]["type"] == "ai"
