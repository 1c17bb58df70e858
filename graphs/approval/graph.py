"""approval: draft an announcement, let a person decide, publish what they approved."""

from typing import Any, Literal

from langchain.agents.middleware.human_in_the_loop import HITLRequest
from langchain_core.messages import AIMessage, SystemMessage
from langchain_core.runnables import RunnableConfig
from langgraph.graph import START
from langgraph.runtime import Runtime
from langgraph.types import interrupt

from graphs.approval.context import Context
from graphs.approval.decision import read_decision
from graphs.approval.prompts import EXAMPLES
from graphs.approval.publishing import PublishError, publish_text
from graphs.approval.state import Announcement, Input, Output, State
from parley.models.node import in_time
from parley.models.roles import structured
from parley.safety.entrance import StateGraph
from parley.safety.input import admit, refuse
from parley.telemetry import observed


@in_time
async def write(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
    """Draft the announcement that the newest message asks for."""
    context = runtime.context or Context()
    prompt = [SystemMessage(context.system_prompt), *EXAMPLES, state["messages"][-1]]
    text = await structured("approval", Announcement, context.model).ainvoke(prompt)
    return {
        "draft": text.model_dump(),
        "status": "pending",
        "publication": None,
        "decision": None,
        "problem": "",
    }


async def review(state: State) -> dict[str, Any]:
    """Pause for a person. One interrupt and no side effect: the node runs again on resume."""
    request: HITLRequest = {
        "action_requests": [
            {
                "name": "publish",
                "args": {**state["draft"]},
                "description": state["problem"] or "Publish this announcement?",
            }
        ],
        "review_configs": [
            {"action_name": "publish", "allowed_decisions": ["approve", "edit", "reject"]}
        ],
    }
    decision = read_decision(interrupt(request))
    if isinstance(decision, str):
        return {"decision": None, "problem": decision}
    if decision.type == "reject":
        why = f": {decision.reason}" if decision.reason else ""
        return {
            "decision": "reject",
            "problem": "",
            "status": "rejected",
            "messages": [AIMessage(f"Not published{why or '.'}")],
        }
    draft = decision.text.model_dump() if decision.text else state["draft"]
    return {"decision": decision.type, "problem": "", "draft": draft}


def reviewed(state: State) -> Literal["review", "approve", "__end__"]:
    """Ask again what could not be read; nothing is published without a clear decision."""
    match state["decision"]:
        case None:
            return "review"
        case "reject":
            return "__end__"
        case _:
            return "approve"


async def approve(state: State) -> dict[str, Any]:
    """Note the approval. The static edge from here is what `interrupt_before=["publish"]` needs."""
    return {"status": "pending"}


async def publish(state: State, config: RunnableConfig) -> dict[str, Any]:
    """Publish the approved text, and say where it went."""
    thread_id = str(config["configurable"].get("thread_id", ""))
    try:
        publication = await publish_text(Announcement(**state["draft"]), thread_id)
    except PublishError as error:
        # The reviewer is asked again, with the reason: the approval is not lost.
        return {"status": "failed", "problem": str(error)}
    return {
        "status": "published",
        "publication": publication,
        "messages": [AIMessage(f"Published: {publication['location']}")],
    }


def published(state: State) -> Literal["review", "__end__"]:
    """Back to the reviewer when publishing failed."""
    return "__end__" if state["status"] == "published" else "review"


builder = StateGraph(State, context_schema=Context, input_schema=Input, output_schema=Output)
builder.add_node("admit", admit("write"), destinations=("write", "refuse"))
builder.add_node(refuse)
builder.add_node(write)
builder.add_node(review)
builder.add_node(approve)
builder.add_node(publish)

builder.add_edge(START, "admit")
builder.add_edge("write", "review")
builder.add_conditional_edges("review", reviewed)
builder.add_edge("approve", "publish")
builder.add_conditional_edges("publish", published)

graph = observed(builder.compile(name="approval"))
