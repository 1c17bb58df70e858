"""Which steps make sense now, and the supervisor's choice among them."""

from typing import Annotated, Any

from pydantic import BaseModel, WithJsonSchema, create_model

from graphs.team.context import Context
from graphs.team.sources import usable
from graphs.team.state import State, Step

_MAX_SEARCHES = 2
# A specialist that failed so often is not called again.
_MAX_FAILURES = 2


def legal_steps(state: State, context: Context) -> list[Step]:
    """Return the steps that the state allows: the guard rails of a routing model.

    Writing needs sources, reviewing a draft, revising a finding; every loop has its bound. The
    first is what is done when no model can choose.
    """
    if state["steps"] >= context.max_steps:
        return ["finish"]
    searches = state["searches"]
    sources = usable(state["sources"])
    may_search = len(sources) < context.max_sources and searches < _MAX_SEARCHES
    if not searches:
        return ["researcher"]
    if not sources:
        # A search that found nothing finds nothing the second time either.
        return ["finish"]
    failures = [gap["who"] for gap in state.get("gaps", [])].count("writer")
    may_write = failures < _MAX_FAILURES
    if not state["draft"]:
        if not may_write:
            return ["finish"]
        return ["writer", "researcher"] if may_search and unanswered(state) else ["writer"]
    if not state["reviewed"]:
        return ["reviewer"]
    if not state["findings"]:
        return ["finish"]
    steps: list[Step] = []
    if state["revisions"] < context.max_revisions and may_write:
        steps.append("writer")
    if may_search and unsupported(state) and steps:
        steps.append("researcher")
    return [*steps, "finish"]


def unanswered(state: State) -> list[int]:
    """Return the places in the plan, from 1, of questions that no source was found for."""
    noted = state.get("notes", "").split("\n")
    return [
        number
        for number, question in enumerate(state.get("questions", []), 1)
        if not any(note.startswith(f"{question}: ") for note in noted)
    ]


def unsupported(state: State) -> list[str]:
    """Return the passages that no source speaks of: what a second search could be for."""
    return [
        finding["passage"]
        for finding in state["findings"]
        if isinstance(finding, dict) and finding["kind"] == "absent"
    ]


def route_among(steps: list[Step]) -> type[BaseModel]:
    """Return the schema of a choice. What constrains its answers by it can't choose wrong.

    Not every provider does, so any step is read: an impossible one is corrected, not asked again.
    """
    named = {"type": "string", "enum": list(steps)}
    form: Any = Annotated[Step, WithJsonSchema(named)]
    return create_model("Route", step=(form, ...))


def corrected(step: Step, steps: list[Step]) -> Step:
    """Return the choice, or what is done instead of an impossible one."""
    return step if step in steps else steps[0]


def checklist(state: State) -> str:
    """Describe the state in one line. A checklist routes better than the raw drafts do."""
    return (
        f"sources: {len(usable(state['sources']))}, "
        f"open questions: {len(unanswered(state)) if not state['draft'] else 0}, "
        f"draft: {'yes' if state['draft'] else 'no'}, "
        f"reviewed: {'yes' if state['reviewed'] else 'no'}, "
        f"findings: {len(state['findings'])}"
    )
