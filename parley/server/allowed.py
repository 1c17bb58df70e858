"""What a caller may set for a run or an assistant: less than the operator did, never more.

The operator's word is each graph's Context: a caller's numbers may not pass its defaults, and a
model must be one that PARLEY_MODELS lists. Texts such as prompts are free.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from typing_extensions import TypeIs

from parley.server.in_process import client
from parley.settings import settings

# About where LangGraph itself stops a graph that goes round and round.
RECURSION_LIMIT = 10_000

_most: dict[str, dict[str, float]] = {}


async def problem(
    config: Mapping[str, Any], context: Mapping[str, Any], of: UUID | str | None
) -> str | None:
    """Return one sentence on what may not be set so, or None when all may.

    Args:
        config: as the caller, and the server, set it; `configurable` is the older `context`.
        context: as the caller set it.
        of: the graph's name or the assistant's id.

    Raises:
        langgraph_sdk.errors.NotFoundError: the caller has no such assistant.
    """
    steps = config.get("recursion_limit")
    if _is_number(steps) and steps > RECURSION_LIMIT:
        return f"recursion_limit may be at most {RECURSION_LIMIT}."
    asked = {**(config.get("configurable") or {}), **context}
    if (model := asked.get("model")) is not None and model not in settings().parley_models:
        listed = ", ".join(settings().parley_models) or "none"
        return f"The model {model!r} may not be chosen here; to choose from: {listed}."
    # Names with underscores in front are the server's own.
    numbers = {k: v for k, v in asked.items() if _is_number(v) and not k.startswith("_")}
    if numbers:
        most = await _limits(str(of))
        for name, value in numbers.items():
            if name in most and value > most[name]:
                return f"{name} may be at most {most[name]} here."
    return None


async def _limits(of: str) -> dict[str, float]:
    """Return the numbers of the graph's Context with their defaults."""
    graph = (await client().assistants.get(of))["graph_id"]
    if graph not in _most:
        schema = (await client().assistants.get_schemas(graph)).get("context_schema") or {}
        fields = schema.get("properties", {}).items()
        _most[graph] = {k: f["default"] for k, f in fields if _is_number(f.get("default"))}
    return _most[graph]


def _is_number(value: object) -> TypeIs[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)
