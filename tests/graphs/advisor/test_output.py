"""Advice is made of words of ours; what a model says beside them is no part of it."""

from graphs.advisor.graph import graph
from tests.provider import Provider, Reply
from tests.raw import raw_in


async def test_nothing_that_the_model_adds_is_told(provider: Provider) -> None:
    provider.reply(Reply(json={"needs": ["loops"], "note": "4111 1111 1111 1111"}))
    events = graph.astream(
        {"messages": [("user", "Fix a query until it runs")]},
        stream_mode=["messages", "values", "updates", "custom", "debug"],
    )
    told = "".join([repr(event) async for event in events])
    assert "LangGraph" in told
    assert raw_in(told, "4111") == []
