"""chat: a conversation with memory across the turns of a thread."""

from langchain_core.messages import AIMessage, AnyMessage, SystemMessage
from langgraph.graph import END, START
from langgraph.runtime import Runtime

from graphs.chat.context import Context
from graphs.chat.memory import window
from graphs.chat.state import State
from parley.models.budget import BudgetSpentError
from parley.models.node import in_time
from parley.models.roles import chat_model
from parley.safety.entrance import StateGraph
from parley.safety.input import admit, refuse
from parley.telemetry import observed


@in_time
async def respond(state: State, runtime: Runtime[Context]) -> dict[str, list[AnyMessage]]:
    """Answer the newest message. Its tokens stream as the model gives them."""
    context = runtime.context or Context()
    model = await chat_model("chat", context.model)
    prompt = [
        SystemMessage(context.system_prompt),
        *window(state["messages"], context.window_tokens),
    ]
    try:
        return {"messages": [await model.ainvoke(prompt)]}
    except BudgetSpentError as error:
        return {"messages": [AIMessage(str(error))]}


builder = StateGraph(State, context_schema=Context)
builder.add_node("admit", admit("respond"), destinations=("respond", "refuse"))
builder.add_node(refuse)
builder.add_node(respond)

builder.add_edge(START, "admit")
builder.add_edge("respond", END)

graph = observed(builder.compile(name="chat"))
