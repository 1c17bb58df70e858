"""Run something inside a graph, for a user, as the server does."""

from collections.abc import Awaitable, Callable
from typing import Any, TypedDict

from langgraph.graph import START, StateGraph


class _State(TypedDict):
    result: Any


async def as_user[T](user: str | None, work: Callable[[], Awaitable[T]]) -> T:
    """Return what `work` returns in a run of `user`; None is a run of nobody known."""

    async def node(_: _State) -> _State:
        return {"result": await work()}

    graph = StateGraph(_State).add_node("node", node).add_edge(START, "node").compile()
    configurable = {"langgraph_auth_user_id": user} if user else {}
    state = await graph.ainvoke({"result": None}, {"configurable": configurable})
    result: T = state["result"]
    return result
