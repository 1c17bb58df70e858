from typing import Any

import pytest
from langgraph.checkpoint.memory import InMemorySaver

from graphs.team.context import Context
from graphs.team.graph import builder, graph
from tests.provider import JSON, Provider, Reply

TOPIC = {"messages": [{"role": "user", "content": "How do circuit breakers protect LLM calls?"}]}
GOOD = "# Breakers\n\nA circuit breaker has three states [1].\n\nIn the closed state, calls pass."


def team(
    draft: str = GOOD, problems: list[Any] | None = None, step: str = "", query: str = "breakers"
) -> Any:
    """A scripted team: what each role answers, told apart by what is asked of it."""

    def answer(request: JSON) -> Reply:
        wanted = request.get("response_format", {}).get("json_schema", {}).get("schema", {})
        match list(wanted.get("properties", {})):
            case ["queries"]:
                return Reply(json={"queries": [query]})
            case ["problems"]:
                return Reply(json={"problems": problems or []})
            case ["step"]:
                legal = wanted["properties"]["step"]["enum"]
                return Reply(json={"step": step if step in legal else legal[0]})
        return Reply(text=draft)

    return answer


async def test_an_article_cites_its_sources(provider: Provider) -> None:
    provider.answer = team()
    state = await graph.ainvoke(TOPIC)
    assert "three states [1]" in state["article"]
    assert state["sources"][0].keys() == {"id", "title", "location", "quote"}
    assert state["messages"][-1].text == state["article"]


async def test_each_specialist_has_its_turn(provider: Provider) -> None:
    provider.answer = team()
    steps = [
        event["step"]
        async for event in graph.astream(TOPIC, stream_mode="custom")
        if event["type"] == "step"
    ]
    assert steps == ["researcher", "writer", "reviewer", "finish"]


async def test_a_finding_is_revised_once_and_then_named(provider: Provider) -> None:
    provider.answer = team(problems=[{"paragraph": 2, "kind": "unclear"}], step="writer")
    steps = []
    async for event in graph.astream(TOPIC, stream_mode=["custom", "values"]):
        mode, data = event
        if mode == "custom" and data["type"] == "step":
            steps.append(data["step"])
    assert steps.count("writer") == 2
    assert "Paragraph 2 is unclear." in data["article"]


async def test_findings_reach_the_writer(provider: Provider) -> None:
    provider.answer = team(draft="# T\n\nBananas are yellow.", step="writer")
    await graph.ainvoke(TOPIC)
    asked = [request["messages"][-1]["content"] for request in provider.requests]
    assert any('No source says: "Bananas are yellow."' in prompt for prompt in asked)


async def test_no_source_is_said_plainly(provider: Provider) -> None:
    provider.answer = team(query="emperors")
    state = await graph.ainvoke({"messages": [("user", "The Roman emperors")]})
    assert "hold no source" in state["article"]
    assert state["sources"] == []


async def test_the_number_of_sources_is_bounded(provider: Provider) -> None:
    provider.answer = team()
    state = await graph.ainvoke(TOPIC, context=Context(max_sources=1))
    assert [source["id"] for source in state["sources"]] == [1]


async def test_steps_are_bounded(provider: Provider) -> None:
    provider.answer = team(problems=[{"paragraph": 1, "kind": "unclear"}], step="writer")
    result = await graph.ainvoke(TOPIC, context=Context(max_steps=3, max_revisions=5))
    assert result["article"]


async def test_a_reviewer_without_an_opinion_ends_no_article(provider: Provider) -> None:
    scripted = team()

    def answer(request: JSON) -> Reply:
        reviewing = "problems" in str(request.get("response_format"))
        return Reply(text="no JSON") if reviewing else scripted(request)

    provider.answer = answer
    assert "three states" in (await graph.ainvoke(TOPIC))["article"]


@pytest.mark.filterwarnings("error")
async def test_only_the_article_streams_and_nothing_warns(provider: Provider) -> None:
    provider.answer = team()
    stream = graph.astream(TOPIC, stream_mode="messages")
    assert "".join([chunk.text async for chunk, _ in stream if chunk.id]).startswith("# Breakers")


async def test_a_second_topic_on_the_thread_starts_over(provider: Provider) -> None:
    provider.answer = team()
    threaded = builder.compile(checkpointer=InMemorySaver())
    config: Any = {"configurable": {"thread_id": "1"}}
    await threaded.ainvoke(TOPIC, config)
    state = await threaded.ainvoke(
        {"messages": [{"role": "user", "content": "How does BM25 rank documents?"}]}, config
    )
    assert all(source["location"].startswith("bm25") for source in state["sources"][:1])
    assert [source["id"] for source in state["sources"]][:2] == [1, 2]
