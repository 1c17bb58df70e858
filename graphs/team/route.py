"""Which steps make sense now, and the supervisor's choice among them."""

from typing import Any, Literal

from pydantic import BaseModel, create_model

from graphs.team.context import Context
from graphs.team.state import State, Step

_MAX_SEARCHES = 2


def legal_steps(state: State, context: Context) -> list[Step]:
    """Return the steps that the state allows: the guard rails of a routing model.

    Writing needs sources, reviewing a draft, revising a finding; every loop has its bound.
    """
    if state["steps"] >= context.max_steps:
        return ["finish"]
    missing = context.max_sources - len(state["sources"])
    may_search = missing > 0 and state["searches"] < _MAX_SEARCHES
    if not state["sources"]:
        # A search that found nothing finds nothing the second time either.
        return ["finish"] if state["searches"] else ["researcher"]
    if not state["draft"]:
        return ["writer", "researcher"] if may_search else ["writer"]
    if not state["reviewed"]:
        return ["reviewer"]
    if state["findings"] and state["revisions"] < context.max_revisions:
        return ["writer", "finish"]
    return ["finish"]


def route_among(steps: list[Step]) -> type[BaseModel]:
    """Return the schema of a choice that can't be wrong: its enum holds only legal steps."""
    choice: Any = Literal[tuple(steps)]
    return create_model("Route", step=(choice, ...))


def checklist(state: State) -> str:
    """Describe the state in one line. A checklist routes better than the raw drafts do."""
    return (
        f"sources: {len(state['sources'])}, "
        f"draft: {'yes' if state['draft'] else 'no'}, "
        f"reviewed: {'yes' if state['reviewed'] else 'no'}, "
        f"findings: {len(state['findings'])}"
    )
