"""team through the SDK, on a real server with a scripted model behind it."""

from typing import Any

from tests.provider import Provider
from tests.server.conversation import user
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
    assert {"researcher", "writer", "reviewer", "supervisor"} <= set(nodes)
    assert "three states [1]" in values["article"]
    assert values["sources"][0].keys() == {"id", "title", "location", "quote"}


async def test_it_streams_the_article_and_no_json(
    shared_server: DevServer, provider: Provider
) -> None:
    provider.answer = team
    stream = shared_server.client.runs.stream(
        None, "team", input=user("Circuit breakers"), stream_mode="messages-tuple"
    )
    said = "".join([p.data[0]["content"] async for p in stream if p.event == "messages"])
    assert "circuit breaker" in said
    assert "queries" not in said
