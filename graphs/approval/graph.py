"""approval: draft an announcement, let a person decide, publish what they approved."""

from typing import Any, Literal

from langchain_core.messages import AIMessage
from langgraph.graph import START
from langgraph.runtime import Runtime
from langgraph.types import interrupt

from graphs.approval.asking import hitl, person, place, question_of, request_of, thread_of
from graphs.approval.checks import checked
from graphs.approval.context import Context
from graphs.approval.prompts import prompt
from graphs.approval.publishing import publish_once
from graphs.approval.reviewing import settle
from graphs.approval.state import Announcement, Input, Output, State
from parley.approvals import requests
from parley.models.node import in_time
from parley.models.roles import structured
from parley.safety.entrance import StateGraph
from parley.safety.input import admit, refuse
from parley.safety.quoted import quotes_marked
from parley.safety.spotlight import ruled
from parley.telemetry import observed


async def start(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
    """Begin a request: what an earlier one on the thread left is no part of it."""
    if thread := thread_of(runtime):
        new = request_of({**state, "request": ""}, runtime)
        await requests.replace(thread, new, person(runtime), place(runtime))
    return {
        "status": "pending",
        "publication": None,
        "decision": None,
        "problem": "",
        "request": "",
        "requester": person(runtime),
        "asks": 0,
        "rounds": 0,
        "feedback": "",
        "approved": None,
        "decided": 0,
    }


@in_time
async def write(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
    """Draft the announcement that the newest message asks for, or a better one."""
    context = runtime.context or Context()
    model = structured("approval", Announcement, context.model)
    asked = prompt(context.system_prompt, state)
    text = await model.ainvoke(ruled(await quotes_marked(asked)))
    return {"draft": text.text(), "decision": None, "problem": ""}


async def check(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
    """Hold the draft against the policy, and note that a person is to decide about it."""
    asked = {
        "checks": await checked(state["draft"]),
        "asks": state.get("asks", 0) + 1,
        "request": request_of(state, runtime),
    }
    now: State = {**state, **asked}  # type: ignore[typeddict-item]  # of the keys that it has
    await requests.ask(question_of(now, runtime))
    return asked


async def review(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
    """Pause for a person. One interrupt, and nothing before it: the node runs again on resume."""
    answer = interrupt(hitl(state))
    return await settle(answer, state, runtime)


def reviewed(state: State) -> Literal["check", "write", "approve", "__end__"]:
    """Ask again what could not be read; nothing is published without a clear decision."""
    match state["decision"]:
        case None:
            return "check"
        case "reject":
            return "__end__"
        case "respond":
            return "write"
        case _:
            return "approve"


async def approve(state: State) -> dict[str, Any]:
    """Note the approval. The static edge from here is what `interrupt_before=["publish"]` needs."""
    return {"status": "pending"}


async def publish(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
    """Publish the approved text, once, and say where it went or why it did not."""
    outcome = await publish_once(request_of(state, runtime), state, place(runtime))
    update: dict[str, Any] = {"status": outcome.status, "problem": outcome.problem}
    if outcome.publication is None:
        # The reviewer is asked again, with the reason: the approval is not lost.
        return {**update, "decision": None}
    said = outcome.problem or f"Published: {outcome.publication['location']}"
    return {**update, "publication": outcome.publication, "messages": [AIMessage(said)]}


def published(state: State) -> Literal["check", "__end__"]:
    """Back to the reviewer when it was not published."""
    return "__end__" if state["status"] == "published" else "check"


builder = StateGraph(State, context_schema=Context, input_schema=Input, output_schema=Output)
builder.add_node("admit", admit("start"), destinations=("start", "refuse"))
builder.add_node(refuse)
builder.add_node(start)
builder.add_node(write)
builder.add_node(check)
builder.add_node(review)
builder.add_node(approve)
builder.add_node(publish)

builder.add_edge(START, "admit")
builder.add_edge("start", "write")
builder.add_edge("write", "check")
builder.add_edge("check", "review")
builder.add_conditional_edges("review", reviewed)
builder.add_edge("approve", "publish")
builder.add_conditional_edges("publish", published)

graph = observed(builder.compile(name="approval"))
