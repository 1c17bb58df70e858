"""chat: a conversation with memory across the turns of a thread."""

from typing import Any

from langchain_core.messages import AIMessage
from langgraph.config import get_config
from langgraph.graph import START
from langgraph.runtime import Runtime
from langgraph.types import Command

from graphs.chat.attachments.read import read, sees, unread, unseen
from graphs.chat.context import Context
from graphs.chat.facts.notes import Notes, noted, notes
from graphs.chat.facts.receipts import joined
from graphs.chat.memory.room import room
from graphs.chat.memory.tokens import tokens_of
from graphs.chat.memory.view import view
from graphs.chat.remember import remember, worth_a_step
from graphs.chat.state import State
from graphs.chat.tools.offer import newest_question, offered
from graphs.chat.tools.use import (
    MAX_ROUNDS,
    credited,
    rounds,
    this_turn,
    uncalled,
    uncredited,
    use_tools,
)
from parley.models.budget import BudgetSpentError
from parley.models.node import in_time
from parley.models.roles import chat_model
from parley.safety.entrance import StateGraph
from parley.safety.input import admit, refuse
from parley.safety.quoted import quotes_marked
from parley.safety.spotlight import ruled
from parley.telemetry import observed


@in_time
async def respond(state: State, runtime: Runtime[Context]) -> Command[Any]:
    """Answer the newest message, or call tools. Tokens stream as the model gives them."""
    messages = state["messages"]
    if unread(messages):
        return Command(goto="read")
    context = runtime.context or Context()
    model = await chat_model("chat", context.model)
    thread = get_config().get("configurable", {}).get("thread_id")
    told = await notes(runtime.store, thread, messages) if context.long_term else Notes()
    seen = view(
        messages,
        context.system_prompt,
        context.memory,
        context.limit,
        room(model) - tokens_of(told.text),
        state.get("window"),
        state.get("summary"),
    )
    forgotten = [*(state.get("forgotten") or []), *told.hidden]
    known = [uncredited(message) for message in noted(seen.prompt, told, forgotten)]
    prompt = ruled(await quotes_marked(known))
    if not sees(model):
        prompt = list(map(unseen, prompt))
    turn = this_turn(messages)
    tools = offered(newest_question(messages), context.tools, context.model)
    may_call = tools and told.rest is None and rounds(turn) < MAX_ROUNDS
    try:
        if told.is_all:
            answer = AIMessage(told.receipt)
        else:
            answer = await (model.bind_tools(tools) if may_call else model).ainvoke(prompt)
            answer = credited(answer if may_call else uncalled(answer), turn)
    except BudgetSpentError as error:
        answer = AIMessage(str(error))
    if told.receipt and not told.is_all:
        answer = joined(answer, told.receipt)
    update: dict[str, Any] = {"messages": [answer]}
    if seen.start != state.get("window"):
        update["window"] = seen.start
    if told.hidden:
        update["forgotten"] = forgotten
    if answer.tool_calls:
        return Command(update=update, goto="use_tools")
    conversation = [*messages, answer]
    if worth_a_step(conversation, seen.summary, context, runtime.store is not None):
        return Command(update=update, goto="remember")
    return Command(update=update)


builder = StateGraph(State, context_schema=Context)
builder.add_node("admit", admit("respond"), destinations=("respond", "refuse"))
builder.add_node(refuse)
builder.add_node(read, destinations=("respond", "__end__"))
builder.add_node(respond, destinations=("read", "use_tools", "remember", "__end__"))
builder.add_node(use_tools)
builder.add_node(remember)

builder.add_edge(START, "admit")
builder.add_edge("use_tools", "respond")

graph = observed(builder.compile(name="chat"))
