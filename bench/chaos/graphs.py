"""Turns through Parley's graphs, each thread in its own room of one checkpointer."""

from typing import Any

from langchain_core.messages import HumanMessage
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.memory import InMemorySaver

from bench.chaos.faults import question
from bench.chaos.outcome import Outcome, outcome
from graphs.advisor.graph import builder as advisor
from graphs.chat.graph import builder as chat

_NO_NEEDS = "**LangChain (LCEL)**."  # the advice on the provider's smallest answer


class Graphs:
    """Takes turns in-process: of the advisor, which asks for a typed answer, or of chat."""

    def __init__(self) -> None:
        saver = InMemorySaver()
        self._chat: Any = chat.compile(checkpointer=saver)
        self._advisor: Any = advisor.compile(checkpointer=saver)

    async def turn(self, thread: int, number: int, *, typed: bool) -> Outcome:
        """Stream one turn of a thread to its end. Any error is an outcome too."""
        graph = self._advisor if typed else self._chat
        said = question(number)
        config: RunnableConfig = {"configurable": {"thread_id": str(thread)}}
        asked = {"messages": [HumanMessage(said)]}
        try:
            async for _ in graph.astream(asked, config, stream_mode="messages"):
                pass
            state = await graph.aget_state(config)
        except Exception:
            return Outcome.LOST
        return outcome(state.values["messages"][-1], _NO_NEEDS if typed else said)
