"""chat: a conversation with memory across the turns of a thread."""

from typing import Any

from langchain_core.messages import AIMessage
from langgraph.config import get_config
from langgraph.graph import START
from langgraph.runtime import Runtime
from langgraph.types import Command

from graphs.chat.context import Context
from graphs.chat.facts.notes import Notes, noted, notes
from graphs.chat.memory.room import room
from graphs.chat.memory.view import view
from graphs.chat.remember import remember, worth_a_step
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
    thread = get_config().get("configurable", {}).get("thread_id")
    told = await notes(runtime.store, thread, state["messages"]) if context.long_term else Notes()
    forgotten = [*(state.get("forgotten") or []), *told.forgotten]
    try:
        answer = await model.ainvoke(noted(seen.prompt, told, forgotten))
    except BudgetSpentError as error:
        answer = AIMessage(str(error))
    update: dict[str, Any] = {"messages": [answer]}
    if seen.start != state.get("window"):
        update["window"] = seen.start
    if told.forgotten:
        update["forgotten"] = forgotten
    messages = [*state["messages"], answer]
    if worth_a_step(messages, seen.summary, context, runtime.store is not None):
        return Command(update=update, goto="remember")
    return Command(update=update)


builder = StateGraph(State, context_schema=Context)
builder.add_node("admit", admit("respond"), destinations=("respond", "refuse"))
builder.add_node(refuse)
builder.add_node(respond, destinations=("remember", "__end__"))
builder.add_node(remember)

builder.add_edge(START, "admit")

graph = observed(builder.compile(name="chat"))
