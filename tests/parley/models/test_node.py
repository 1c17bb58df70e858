"""A whole node has an end, however its calls go on; over a real socket."""

from typing import Any

import pytest
from langgraph.graph import START, MessagesState, StateGraph

from parley.models.errors import ModelError
from parley.models.node import in_time
from parley.models.roles import chat_model
from parley.settings import settings
from tests.provider import Provider, Reply


@in_time
async def answer(state: MessagesState) -> dict[str, Any]:
    return {"messages": [await (await chat_model("chat")).ainvoke(state["messages"])]}


graph = StateGraph(MessagesState).add_node(answer).add_edge(START, "answer").compile()


async def test_a_node_ends_while_its_model_still_talks(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MODEL_NODE_SECONDS", "0.5")
    settings.cache_clear()
    provider.reply(Reply(" ".join("word" for _ in range(500)), pace=0.05))
    with pytest.raises(ModelError, match=r"longer than 0\.5 seconds"):
        async for _ in graph.astream({"messages": [("user", "Hi")]}, stream_mode="messages"):
            pass


async def test_what_is_in_time_is_as_it_was() -> None:
    async def node(state: int) -> int:
        return state + 1

    assert await in_time(node)(1) == 2
    assert in_time(node).__name__ == "node"
