"""What every graph of langgraph.json promises, whatever it does. A new graph is checked too."""

from importlib import import_module
from typing import Any

import pytest

from tests.provider import Provider
from tests.server.conversation import SERVED, new_thread, user
from tests.server.dev_server import DevServer
from tests.server.engine import told

graphs = pytest.mark.parametrize("name", SERVED)


def load(name: str) -> Any:
    path, variable = SERVED[name]["path"].removeprefix("./").split(".py:")
    return getattr(import_module(path.replace("/", ".")), variable)


@graphs
def test_it_has_a_description(name: str) -> None:
    # An apostrophe would end the string that the image's Dockerfile puts around it.
    assert len(SERVED[name]["description"]) > 20
    assert "'" not in SERVED[name]["description"]


@graphs
def test_it_loads_under_its_own_name(name: str) -> None:
    assert load(name).name == name


@graphs
def test_it_draws(name: str) -> None:
    picture = load(name).get_graph().draw_mermaid()
    assert "__start__" in picture
    assert "admit" in picture


@graphs
async def test_it_has_schemas_that_studio_can_draw(name: str, shared_server: DevServer) -> None:
    client = shared_server.client
    [assistant] = await client.assistants.search(graph_id=name, metadata={"created_by": "system"})
    assert assistant["description"] == SERVED[name]["description"]
    schemas = await client.assistants.get_schemas(assistant["assistant_id"])
    for part in ("input_schema", "output_schema", "state_schema"):
        assert "messages" in schemas[part]["properties"], part  # type: ignore[literal-required]
    fields = schemas["context_schema"]["properties"]  # type: ignore[index]
    assert all(field["description"] for field in fields.values())
    assert await client.assistants.get_graph(assistant["assistant_id"])


@graphs
async def test_it_runs_on_messages_alone_without_a_thread(
    name: str, shared_server: DevServer, provider: Provider
) -> None:
    values: Any = await shared_server.client.runs.wait(None, name, input=user("Hello there"))
    assert values["messages"][0]["content"] == "Hello there"


@graphs
async def test_it_streams(name: str, shared_server: DevServer, provider: Provider) -> None:
    stream = shared_server.client.runs.stream(
        None, name, input=user("Hello there"), stream_mode=["values", "updates"]
    )
    events = [part.event async for part in stream]
    assert {"values", "updates"} <= set(events)
    assert "error" not in events


@graphs
async def test_it_recovers_from_refused_input(
    name: str, shared_server: DevServer, provider: Provider
) -> None:
    client, thread = shared_server.client, await new_thread(shared_server.client)
    refused: Any = await client.runs.wait(thread, name, input={}, raise_error=False)
    assert refused["__error__"]["error"] == told("InputError")
    values: Any = await client.runs.wait(thread, name, input=user("Hello there"))
    assert values["messages"][0]["content"] == "Hello there"


@graphs
async def test_it_runs_in_process_with_no_server_and_no_context(
    name: str, provider: Provider
) -> None:
    # `approval` pauses, so it needs a place to keep its state; the others don't mind one.
    from langgraph.checkpoint.memory import InMemorySaver

    graph = load(name)
    graph = graph.builder.compile(checkpointer=InMemorySaver())
    state = await graph.ainvoke(user("Hello there"), {"configurable": {"thread_id": "1"}})
    assert state["messages"][0].text == "Hello there"
