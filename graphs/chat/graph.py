"""chat: a conversation with memory across the turns of a thread."""

from typing import Any

from langchain_core.messages import AIMessage
from langgraph.graph import START
from langgraph.runtime import Runtime
from langgraph.types import Command

from graphs.chat.context import Context
from graphs.chat.memory.room import room
from graphs.chat.memory.summary import leaving
from graphs.chat.memory.view import view
from graphs.chat.remember import remember
from graphs.chat.state import State
from parley.models.budget import BudgetSpentError
from parley.models.node import in_time
from parley.models.roles import chat_model
from parley.safety.entrance import StateGraph
from parley.safety.input import admit, refuse
from parley.telemetry import observed


@in_time
async def respond(state: State, runtime: Runtime[Context]) -> Command[Any]:
    """Answer the newest message. Its tokens stream as the model gives them."""
    context = runtime.context or Context()
    model = await chat_model("chat", context.model)
    seen = view(
        state["messages"],
        context.system_prompt,
        context.memory,
        context.limit,
        room(model),
        state.get("window"),
        state.get("summary"),
    )
    try:
        answer = await model.ainvoke(seen.prompt)
    except BudgetSpentError as error:
        return Command(update={"messages": [AIMessage(str(error))]})
    update: dict[str, Any] = {"messages": [answer]}
    if seen.start != state.get("window"):
        update["window"] = seen.start
    # A step more is a write more, so only where there is something to do.
    if context.memory == "summary" and leaving(
        [*state["messages"], answer], seen.summary, context.window_tokens
    ):
        return Command(update=update, goto="remember")
    return Command(update=update)


builder = StateGraph(State, context_schema=Context)
builder.add_node("admit", admit("respond"), destinations=("respond", "refuse"))
builder.add_node(refuse)
builder.add_node(respond, destinations=("remember", "__end__"))
builder.add_node(remember)

builder.add_edge(START, "admit")

graph = observed(builder.compile(name="chat"))
