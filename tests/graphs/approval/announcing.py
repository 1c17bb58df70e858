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


async def decide(graph: Graph, answer: object) -> dict[str, Any]:
    """Ask for an announcement, and answer the question that comes."""
    await graph.ainvoke(REQUEST, THREAD)
    return await graph.ainvoke(Command(resume=answer), THREAD)


def question(state: dict[str, Any]) -> str:
    """What the reviewer reads above the text."""
    return str(state["__interrupt__"][0].value["action_requests"][0]["description"])
