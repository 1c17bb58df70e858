"""The supervisor: takes stock, chooses the next step, and hands it out to whoever works on it."""

import asyncio
import math
from contextlib import suppress
from typing import Any, cast

from langgraph.runtime import Runtime
from langgraph.types import Overwrite, Send

from graphs.team import prompts
from graphs.team.citations import cite, cited_numbers
from graphs.team.context import Context
from graphs.team.events import SourceEvent, StepEvent, emit
from graphs.team.gathering import gathered
from graphs.team.route import (
    checklist,
    corrected,
    legal_steps,
    route_among,
    unanswered,
    unsupported,
)
from graphs.team.sources import add_sources, usable
from graphs.team.spending import seconds_spent, spent_now
from graphs.team.state import Gap, State, Step, Task
from parley.grounding.claims import CITATION
from parley.models.budget import budget_problem
from parley.models.errors import ModelError
from parley.models.node import in_time
from parley.models.roles import structured

# A second search is for so many claims at most that no source speaks of.
_MOST_FOLLOW_UPS = 3


@in_time
async def supervisor(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
    """Choose the next step by structured output; where only one is possible, no model is asked.

    A run whose steps, tokens or time are spent finishes with what it has, and says so.
    """
    context = runtime.context or Context()
    stock = await asyncio.to_thread(_stock, state, context)
    now = cast(State, {**state, **stock})
    for source in now["sources"][len(state["sources"]) :]:
        emit(runtime, SourceEvent(type="source", id=source["id"], source=source))
    steps = legal_steps(now, context)
    chosen: Step = steps[0]
    if len(steps) > 1:
        ask = prompts.ROUTE | structured("supervisor", route_among(steps), context.model)
        with suppress(ModelError):  # the first possible step is as good
            choice = await ask.ainvoke({"checklist": checklist(now)})
            chosen = choice.model_dump()["step"]
    step = corrected(chosen, steps)
    event = StepEvent(type="step", step=step, number=now["steps"] + 1)
    if step != chosen:
        event["corrected"] = chosen
    gaps: list[Gap] = []
    if (problem := _spent(now, context, runtime, step)) and not _settled(now):
        event["step"] = step = "finish"
        gaps = [Gap(who="supervisor", what=problem)]
    emit(runtime, event)
    return {
        # What reducers hold is handed to them as it changed, the rest as it is now.
        **{key: Overwrite(value) if key in _REDUCED else value for key, value in stock.items()},
        "step": step,
        "steps": now["steps"] + 1,
        "searches": now["searches"] + (step == "researcher"),
        "corrections": now.get("corrections", 0) + (step != chosen and not gaps),
        "gaps": gaps,
        "spending": spent_now(runtime),
    }


def hand_out(state: State, runtime: Runtime[Context]) -> list[Send | str]:
    """Return who works now: a researcher for each question at once, or reviewer and editor."""
    match state["step"]:
        case "researcher":
            return _research(state, (runtime.context or Context()).max_sources)
        case "reviewer":
            return ["reviewer"] if state.get("edited") else ["reviewer", "editor"]
        case step:
            return [step]


# Keys that specialists add to.
_REDUCED = {"sources", "found", "findings", "support"}


def _stock(state: State, context: Context) -> dict[str, Any]:
    """Return what changes because of what came in: passages, a source that a person removed."""
    stock: dict[str, Any] = {}
    sources = state["sources"]
    if state.get("found"):
        sources = add_sources(sources, gathered(state, context.max_sources))
        stock = {"sources": sources, "found": []}
    if not state["draft"]:
        return stock
    if state["article"]:
        # A finished article is taken up again: its bounds are those of a new one.
        stock |= {"article": "", "steps": 0, "revisions": 0}
    if cited_numbers(state["draft"]) - {source["id"] for source in usable(sources)}:
        # What rested on a removed source rests on another one, or will be found.
        draft = cite(state["draft"], usable(sources), state["topic"])
        nothing = {"draft": "", "findings": []}
        stock |= {"draft": draft, "supported": [], "support": 0.0, "best": nothing}
    if len(sources) > len(state["sources"]) or "supported" in stock:
        kept = [f for f in state["findings"] if isinstance(f, dict) and f["by"] == "editor"]
        stock |= {"reviewed": False, "findings": kept}
    return stock


def _research(state: State, most: int) -> list[Send | str]:
    first = state["searches"] == 1
    wanted = list(enumerate(state.get("questions") or [state["topic"]], 1))
    urls: list[str] = state.get("urls", []) if first else []
    if not first:
        open_ones = set(unanswered(state))
        follow_ups = [CITATION.sub("", text) for text in unsupported(state)][:_MOST_FOLLOW_UPS]
        wanted = [one for one in wanted if one[0] in open_ones and not state["draft"]]
        wanted += enumerate(follow_ups, len(state.get("questions", [])) + 1)
    room = most - len(usable(state["sources"]))
    share = max(math.ceil(room / max(len(wanted) + len(urls), 1)), 1)

    def task(number: int, question: str) -> Task:
        return Task(topic=state["topic"], number=number, question=question, share=share)

    readers = [Send("reader", Task(**task(0, ""), url=url)) for url in urls]
    return [*readers, *(Send("researcher", task(*one)) for one in wanted)]


def _spent(state: State, context: Context, runtime: Runtime[Context], step: Step) -> str | None:
    """Say which budget of the run is spent, or None when the step may be taken."""
    if seconds_spent(state.get("spending", {}), runtime) >= context.max_seconds:
        return f"The {context.max_seconds:g} seconds that the team may work are over."
    if state["steps"] >= context.max_steps:
        return f"The {context.max_steps} steps that the team may take are used up."
    # A first search and a review do without a model, if less well.
    asks = step == "writer" or (step == "researcher" and state["searches"] > 0)
    return budget_problem() if asks else None


def _settled(state: State) -> bool:
    """Return whether nothing is left to do, so that no spent budget is a loss."""
    return bool(state["draft"]) and state["reviewed"] and not state["findings"]
