"""advisor: which framework does this use case need? An LCEL chain, served as a graph of one node.

The node is there because a server serves graphs; all the thinking is in chain.py.
"""

from typing import Any

from langchain_core.messages import AIMessage
from langgraph.graph import END, START
from langgraph.runtime import Runtime

from graphs.advisor.context import Context
from graphs.advisor.judged import judged
from graphs.advisor.state import Input, Output, State
from parley.models.cache.nodes import NodeCache
from parley.models.cache.whose import whose
from parley.models.node import in_time
from parley.safety.entrance import StateGraph
from parley.safety.input import admit, refuse
from parley.telemetry import observed


@in_time
async def advise(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
    """Judge the newest message alone: each use case stands for itself."""
    context = runtime.context or Context()
    advice = await judged(state["messages"][-1], context.model, whose())
    answer = AIMessage(f"**{advice['framework']}**. {advice['reason']}")
    return {**advice, "messages": [answer]}


builder = StateGraph(State, context_schema=Context, input_schema=Input, output_schema=Output)
builder.add_node("admit", admit("advise"), destinations=("advise", "refuse"))
builder.add_node(refuse)
builder.add_node(advise)

builder.add_edge(START, "admit")
builder.add_edge("advise", END)

graph = observed(builder.compile(name="advisor", cache=NodeCache()))
