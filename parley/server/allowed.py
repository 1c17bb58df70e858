"""What a caller may set for a run or an assistant: less than the operator did, never more.

The operator's word is each graph's Context: a caller's numbers may not pass its defaults, and a
model must be one that PARLEY_MODELS lists. Texts such as prompts are free.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from langgraph_sdk.errors import APIStatusError
from typing_extensions import TypeIs

from parley.server.in_process import client
from parley.server.listed import listed
from parley.settings import settings

# About where LangGraph itself stops a graph that goes round and round.
RECURSION_LIMIT = 10_000

# Keys of LangGraph's own, by which a run could be resumed past whoever has to be asked.
_RESERVED = "__pregel"

_most: dict[str, dict[str, float]] = {}


def reserved(config: Mapping[str, Any], context: Mapping[str, Any]) -> str | None:
    """Return one sentence on the first name that nobody may set, or None."""
    for name in _asked(config, context):
        if name.startswith(_RESERVED):
            return f"{name} is LangGraph's own and can't be set."
    return None


async def problem(
    config: Mapping[str, Any], context: Mapping[str, Any], of: UUID | str | None
) -> str | None:
    """Return one sentence on what a caller may not set so, or None when all may.

    Args:
        config: as the caller, and the server, set it; `configurable` is the older `context`.
        context: as the caller set it.
        of: the graph's name or the assistant's id; None when that was said before.
    """
    steps = config.get("recursion_limit")
    if _is_number(steps) and steps > RECURSION_LIMIT:
        return f"recursion_limit may be at most {RECURSION_LIMIT}."
    asked = _asked(config, context)
    if (model := asked.get("model")) is not None and model not in settings().parley_models:
        listed = ", ".join(settings().parley_models) or "none"
        return f"The model {model!r} may not be chosen here; to choose from: {listed}."
    # Names with underscores in front are the server's own.
    numbers = {k: v for k, v in asked.items() if _is_number(v) and not k.startswith("_")}
    if numbers and of:
        try:
            most = await _limits(str(of))
        except APIStatusError:
            return None  # of what is not there, or not theirs, the server says so itself
        for name, value in numbers.items():
            if name in most and value > most[name]:
                return f"{name} may be at most {most[name]} here."
    return None


def _asked(config: Mapping[str, Any], context: Mapping[str, Any]) -> dict[str, Any]:
    return {**(config.get("configurable") or {}), **context}


async def _limits(of: str) -> dict[str, float]:
    """Return the numbers of the graph's Context with their defaults."""
    graph = await _graph(of)
    if graph is None:
        return {}  # of what is not there, the server says so itself
    if graph not in _most:
        served = await client().assistants.search(
            graph_id=graph, metadata={"created_by": "system"}, limit=1
        )
        if not served:
            return {}
        schemas = await client().assistants.get_schemas(served[0]["assistant_id"])
        fields = (schemas.get("context_schema") or {}).get("properties", {})
        numbers = {name: field.get("default") for name, field in fields.items()}
        _most[graph] = {name: most for name, most in numbers.items() if _is_number(most)}
    return _most[graph]


async def _graph(of: str) -> str | None:
    try:
        UUID(of)
    except ValueError:
        return of
    row = await listed().assistant(of)
    return row.graph if row else None


def _is_number(value: object) -> TypeIs[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)
