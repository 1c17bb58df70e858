"""team: a supervisor routes between researcher, writer and reviewer until an article is done."""

from contextlib import suppress
from typing import Any

from langchain_core.messages import AIMessage
from langgraph.graph import END, START
from langgraph.runtime import Runtime

from graphs.team import prompts
from graphs.team.context import Context
from graphs.team.route import checklist, legal_steps, route_among
from graphs.team.specialists import brief, researcher, reviewer, writer
from graphs.team.state import Input, Output, State, Step
from parley.models.budget import BudgetSpentError, budget_problem
from parley.models.node import in_time
from parley.models.roles import structured
from parley.safety.entrance import StateGraph
from parley.safety.input import admit, refuse
from parley.telemetry import observed


@in_time
async def supervisor(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
    """Choose the next step by structured output; where only one is legal, no model is asked.

    A run whose tokens are spent finishes with what it has, and says so.
    """
    context = runtime.context or Context()
    steps = legal_steps(state, context)
    step: Step = steps[0]
    if len(steps) > 1:
        ask = prompts.ROUTE | structured("supervisor", route_among(steps), context.model)
        with suppress(BudgetSpentError):
            choice = await ask.ainvoke({"checklist": checklist(state)})
            step = choice.model_dump()["step"]
    findings = state["findings"]
    if step != "finish" and (problem := budget_problem()):
        step, findings = "finish", [*findings, problem]
    runtime.stream_writer({"type": "step", "step": step, "number": state["steps"] + 1})
    return {"step": step, "steps": state["steps"] + 1, "findings": findings}


def next_step(state: State) -> Step:
    """Where the supervisor's choice leads."""
    return state["step"]


async def finish(state: State) -> dict[str, Any]:
    """Hand over the best article so far, and say plainly what it lacks."""
    if not state["draft"]:
        why = " ".join(state["findings"]) or (
            "the documents hold no source on this topic. "
            "Add documents on it, or set TAVILY_API_KEY to search the web too."
        )
        article = f"# {state['topic']}\n\nNo article: {why}"
        return {"article": article, "messages": [AIMessage(article)]}
    article = state["draft"]
    if state["findings"]:
        lacks = "\n".join(f"- {finding}" for finding in state["findings"])
        article += f"\n\n---\n\nKnown problems:\n{lacks}"
    return {"article": article, "messages": [AIMessage(article)]}


builder = StateGraph(State, context_schema=Context, input_schema=Input, output_schema=Output)
builder.add_node("admit", admit("brief"), destinations=("brief", "refuse"))
builder.add_node(refuse)
builder.add_node(brief)
builder.add_node(supervisor)
builder.add_node(researcher)
builder.add_node(writer)
builder.add_node(reviewer)
builder.add_node(finish)

builder.add_edge(START, "admit")
builder.add_edge("brief", "supervisor")
builder.add_conditional_edges("supervisor", next_step)
builder.add_edge("researcher", "supervisor")
builder.add_edge("writer", "supervisor")
builder.add_edge("reviewer", "supervisor")
builder.add_edge("finish", END)

graph = observed(builder.compile(name="team"))
