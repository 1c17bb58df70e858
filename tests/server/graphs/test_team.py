"""team through the SDK, on a real server with a scripted model behind it."""

import asyncio
from typing import Any

from tests.provider import JSON, Provider, Reply
from tests.server.conversation import new_thread, user
from tests.server.dev_server import DevServer
from tests.server.team_script import team


async def test_it_writes_an_article_with_sources(
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
    assert {"researcher", "writer", "reviewer", "editor", "supervisor"} <= set(nodes)
    assert "three states [1]" in values["article"]
    assert values["sources"][0].keys() == {"id", "title", "location", "quote"}
    assert (values["findings"], values["rounds"], values["cost"]) == ([], 0, 0)
    assert values["tokens"] > 0


async def test_it_streams_the_article_and_no_json(
    shared_server: DevServer, provider: Provider
) -> None:
    provider.answer = team
    stream = shared_server.client.runs.stream(
        None, "team", input=user("Circuit breakers"), stream_mode="messages-tuple"
    )
    said = "".join([p.data[0]["content"] async for p in stream if p.event == "messages"])
    assert "circuit breaker" in said
    assert "questions" not in said


async def test_a_stopped_run_goes_on_where_it_was(
    shared_server: DevServer, provider: Provider
) -> None:
    client = shared_server.client
    thread = await new_thread(client)
    writing = asyncio.Event()

    def answer(request: JSON) -> Reply:
        if "response_format" in request or writing.is_set():
            return team(request)
        return Reply(hangs=True)

    provider.answer = answer
    run_id = ""
    stream = client.runs.stream(
        thread, "team", input=user("Circuit breakers"), stream_mode=["custom"]
    )
    async for part in stream:
        if part.event == "metadata":
            run_id = part.data["run_id"]
        if part.event == "custom" and part.data.get("specialist") == "writer":
            break  # its model hangs, so that it is stopped in the middle
    await client.runs.cancel(thread, run_id, wait=True)
    stopped = await client.threads.get_state(thread)
    assert stopped["next"] == ["writer"]
    writing.set()
    asked = len(provider.requests)
    values: Any = await client.runs.wait(thread, "team", input=None)
    assert "three states [1]" in values["article"]
    # What was planned and found is not asked for again.
    later = [str(request.get("response_format")) for request in provider.requests[asked:]]
    assert not any("questions" in form or "useful" in form for form in later)
    assert values["sources"] == stopped["values"]["sources"]


async def test_a_source_is_taken_out_of_an_article(
    shared_server: DevServer, provider: Provider
) -> None:
    provider.answer = team
    client = shared_server.client
    thread = await new_thread(client)
    before: Any = await client.runs.wait(thread, "team", input=user("Circuit breakers"))
    taken_out = {"sources": [{"id": 1, "removed": True}]}
    await client.threads.update_state(thread, taken_out, as_node="researcher")
    after: Any = await client.runs.wait(thread, "team", input=None)
    assert "[1]" in before["article"]
    assert "[1]" not in after["article"]
    assert [s["id"] for s in after["sources"]] == [s["id"] for s in before["sources"]]


async def test_a_person_edits_the_plan(shared_server: DevServer, provider: Provider) -> None:
    provider.answer = team
    client = shared_server.client
    thread = await new_thread(client)
    context = {"approve_plan": True}
    paused: Any = await client.runs.wait(
        thread, "team", input=user("Circuit breakers"), context=context
    )
    [action] = paused["__interrupt__"][0]["value"]["action_requests"]
    edited = {"name": action["name"], "args": {"questions": ["breaker thresholds"]}}
    decision = {"decisions": [{"type": "edit", "edited_action": edited}]}
    values: Any = await client.runs.wait(
        thread, "team", command={"resume": decision}, context=context
    )
    assert "three states" in values["article"]
    state: Any = await client.threads.get_state(thread)
    assert state["values"]["questions"] == ["breaker thresholds"]
