"""The same team under a naive supervisor: a real graph, built as the textbook's first one is.

Its specialists are the team's own, with their prompts. But the supervisor is asked before each of
them, also where only one step is possible, and hands out one piece of work at a time: question
after question, then the writer, the reviewer, the editor, one revision.
"""

from typing import Any, Literal

from langgraph.graph import END, START, StateGraph
from langgraph.types import Overwrite, Send
from pydantic import BaseModel, create_model

from graphs.team import prompts
from graphs.team.context import Context
from graphs.team.finishing import finish
from graphs.team.gathering import gathered
from graphs.team.planning import brief, plan
from graphs.team.research import researcher
from graphs.team.reviewing import editor, reviewer
from graphs.team.route import checklist
from graphs.team.state import Input, State, Task
from graphs.team.writing import writer
from parley.models.roles import structured

_MOST_SOURCES = 6
_SPECIALISTS = ("researcher", "writer", "reviewer", "editor")

type Turn = Literal["researcher", "writer", "reviewer", "editor", "finish"]


class Sequential(State):
    """The team's state, and whose turn it is."""

    turn: Turn


async def supervisor(state: Sequential) -> dict[str, Any]:
    """Ask a model for the one specialist that works next."""
    sources = gathered(state, _MOST_SOURCES)
    ask = prompts.ROUTE | structured("supervisor", _among(_possible(state)))
    choice = (await ask.ainvoke({"checklist": checklist(state)})).model_dump()["turn"]
    return {
        "turn": choice,
        "searches": state["searches"] + (choice == "researcher"),
        "sources": sources,
        "found": Overwrite([]),
    }


def _possible(state: Sequential) -> list[Turn]:
    if state["searches"] < len(state["questions"]):
        return ["researcher"]
    if not state["draft"] or (state["findings"] and not state["revisions"]):
        waiting = state["draft"] and not (state["reviewed"] and state["edited"])
        return ["editor" if state["reviewed"] else "reviewer"] if waiting else ["writer"]
    if not state["reviewed"]:
        return ["reviewer"]
    return ["finish"] if state["edited"] else ["editor"]


def _among(turns: list[Turn]) -> type[BaseModel]:
    form: Any = (Literal[tuple(turns)], ...)
    return create_model("Route", turn=form)


def _hand_out(state: Sequential) -> Send | str:
    if state["turn"] != "researcher":
        return state["turn"]
    number = state["searches"]
    share = -(-_MOST_SOURCES // len(state["questions"]))
    question = state["questions"][number - 1]
    return Send(
        "researcher", Task(topic=state["topic"], number=number, question=question, share=share)
    )


builder = StateGraph(Sequential, context_schema=Context, input_schema=Input)
builder.add_node(brief)
builder.add_node(plan)
builder.add_node(supervisor)
builder.add_node("researcher", researcher, input_schema=Task)
builder.add_node(writer)
builder.add_node(reviewer)
builder.add_node(editor)
builder.add_node(finish)

builder.add_edge(START, "brief")
builder.add_edge("brief", "plan")
builder.add_edge("plan", "supervisor")
builder.add_conditional_edges("supervisor", _hand_out, [*_SPECIALISTS, "finish"])
for name in _SPECIALISTS:
    builder.add_edge(name, "supervisor")
builder.add_edge("finish", END)

naive = builder.compile(name="naive")
