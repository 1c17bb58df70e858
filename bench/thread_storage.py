"""thread_storage: what a long thread takes on disk, against the usual messages channel."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any, TypedDict

from langchain_core.messages import AIMessage, AnyMessage, HumanMessage
from langgraph.graph import START, StateGraph
from langgraph.graph.message import add_messages

from bench.figure import Figure, ratio
from bench.interleave import interleaved
from parley.messages import Messages
from parley.server.sqlite import ThreadedSaver
from parley.storage import sqlite

N = 1  # what is written is always the same
TURNS = 200
_TEXT = "x" * 500  # a turn, question and answer, is 1 KB
_MB = 1e6


class Ours(TypedDict):
    """With Parley's channel."""

    messages: Messages


class Usual(TypedDict):
    """With the channel that most graphs have."""

    messages: Annotated[list[AnyMessage], add_messages]


async def measure() -> dict[str, Figure]:
    """Write the same conversation with both channels, through Parley's SQLite."""
    sizes = await interleaved(N, lambda: _written(Ours), lambda: _written(Usual))
    baseline = f"{TURNS} turns of 1 KB with add_messages"
    return {"thread_storage_ratio": ratio(*sizes, baseline, "MB")}


FIGURES = {"thread_storage_ratio": measure}


async def _written(state: type[Any]) -> float:
    """Return the size of the database, in MB, after a thread of so many turns."""

    async def answer(state: Any) -> dict[str, Any]:
        return {"messages": [AIMessage(_TEXT)]}

    builder: Any = StateGraph(state)  # of either type
    builder.add_node(answer)
    builder.add_edge(START, "answer")
    with TemporaryDirectory() as folder:
        file = Path(folder) / "threads.sqlite"
        async with sqlite.connect(file) as opened:
            graph = builder.compile(checkpointer=ThreadedSaver(opened))
            for _ in range(TURNS):
                turn = {"messages": [HumanMessage(_TEXT)]}
                await graph.ainvoke(turn, {"configurable": {"thread_id": "1"}})
        # Closed, so what was in the write-ahead log is in the file.
        return round(file.stat().st_size / _MB, 2)
