"""The state of a graph as plain data."""

import json
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel


def plain_values(state: Mapping[str, Any]) -> dict[str, Any]:
    """Return all of a state but its messages, as JSON holds it."""
    kept = {name: value for name, value in state.items() if name != "messages"}
    plain: dict[str, Any] = json.loads(json.dumps(kept, default=_plain))
    return plain


def _plain(value: object) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if isinstance(value, set | frozenset | tuple):
        return list(value)
    return str(value)
