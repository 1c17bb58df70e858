"""A source that a person takes out: its number stays its own, what rested on it is held anew."""

from typing import Any

from langgraph.checkpoint.memory import InMemorySaver

from graphs.team.citations import cited_numbers
from graphs.team.graph import builder
from tests.provider import Provider
from tests.server.team_script import play

TOPIC = {"messages": [{"role": "user", "content": "How do circuit breakers protect LLM calls?"}]}
THREAD: Any = {"configurable": {"thread_id": "1"}}


async def test_a_removed_source_is_cited_no_more(provider: Provider) -> None:
    provider.answer = play
    graph = builder.compile(checkpointer=InMemorySaver())
    before = await graph.ainvoke(TOPIC, THREAD)
    [removed, *_] = sorted(cited_numbers(before["article"]))
    taken_out = {"sources": [{"id": removed, "removed": True}]}
    await graph.aupdate_state(THREAD, taken_out, as_node="researcher")
    after = await graph.ainvoke(None, THREAD)
    assert after["sources"][removed - 1] == {**before["sources"][removed - 1], "removed": True}
    assert [source["id"] for source in after["sources"]] == [s["id"] for s in before["sources"]]
    assert removed not in cited_numbers(after["article"])
    assert after["messages"][-1].text == after["article"]


async def test_a_thread_of_release_0_1_0_goes_on_in_the_middle(provider: Provider) -> None:
    provider.answer = play
    graph = builder.compile(checkpointer=InMemorySaver())
    quote = "A circuit breaker has three states. In the closed state, calls pass."
    then = {
        "messages": [{"role": "user", "content": "Circuit breakers"}],
        "topic": "Circuit breakers",
        "step": "researcher",
        "steps": 1,
        "searches": 1,
        "sources": [{"title": "T", "location": "a.md", "quote": quote}],
        "draft": "",
        "reviewed": False,
        "findings": ["A sentence."],
        "revisions": 0,
        "article": "",
    }
    await graph.aupdate_state(THREAD, then, as_node="researcher")
    assert "three states [1]" in (await graph.ainvoke(None, THREAD))["article"]
