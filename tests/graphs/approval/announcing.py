"""The graph with a scripted model, and what a reviewer says to it."""

from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.graph.state import CompiledStateGraph
from langgraph.types import Command

from parley.settings import settings

THREAD: RunnableConfig = {"configurable": {"thread_id": "1"}}
REQUEST = {"messages": [{"role": "user", "content": "Announce that we moved"}]}
TEXT = {"title": "We moved", "body": "To Main Street."}
OTHER = {"title": "New", "body": "Put in by hand."}

type Graph = CompiledStateGraph[Any, Any, Any, Any]


def published() -> list[str]:
    """All that was published as files."""
    folder = settings().parley_publish_dir
    return [path.read_text() for path in folder.glob("*.md")] if folder.exists() else []


async def ask(graph: Graph) -> dict[str, Any]:
    """Ask for an announcement; the state that comes has the question."""
    return await graph.ainvoke(REQUEST, THREAD)


async def answer(graph: Graph, said: object) -> dict[str, Any]:
    """Answer the question that waits."""
    return await graph.ainvoke(Command(resume=said), THREAD)


async def decide(graph: Graph, said: object) -> dict[str, Any]:
    """Ask for an announcement, and answer the question that comes."""
    await ask(graph)
    return await answer(graph, said)


def question(state: dict[str, Any]) -> str:
    """What the reviewer reads above the text."""
    return str(state["__interrupt__"][0].value["action_requests"][0]["description"])
