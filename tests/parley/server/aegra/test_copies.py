"""The open engine's own checkpointer is Parley's after the start."""

from typing import Any, TypedDict

import pytest
from aegra_api.core.database import db_manager  # type: ignore[import-untyped]
from langchain_core.messages import HumanMessage
from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
from langgraph.graph import START, StateGraph

from parley.messages import Messages
from parley.server.aegra.copies import keep_blocks
from parley.storage import postgres

_BLOCKS = "SELECT 1 FROM checkpoint_blobs WHERE thread_id = 'aegra' AND version LIKE 'block %'"


class State(TypedDict):
    messages: Messages


async def _nothing(_: State) -> dict[str, Any]:
    return {}


async def test_what_the_engine_writes_has_its_copies_as_blocks(
    postgres_uri: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with postgres.pool(postgres_uri) as pool:
        saver = AsyncPostgresSaver(pool)
        await saver.setup()
        monkeypatch.setattr(db_manager, "_checkpointer", saver)
        keep_blocks()
        builder = StateGraph(State).add_node("nothing", _nothing).add_edge(START, "nothing")
        graph = builder.compile(checkpointer=db_manager.get_checkpointer())
        thread: Any = {"configurable": {"thread_id": "aegra"}}
        # The first update of a thread stores a copy.
        await graph.aupdate_state(thread, {"messages": [HumanMessage("Hi")]}, as_node="nothing")
        async with pool.connection() as connection:
            assert len(await (await connection.execute(_BLOCKS)).fetchall()) == 1
        state = await graph.aget_state(thread)
        assert [message.text for message in state.values["messages"]] == ["Hi"]
