"""Where in a message a model's words are: in its content, its blocks, its calls of tools."""

from collections.abc import Callable
from typing import Any, Literal

Kind = Literal["text", "json", "value"]
"""Text for people; JSON, perhaps a part of it; or a value that was read from JSON."""

type Path = tuple[str | int, ...]
"""The same for the same part of an answer in each of its chunks."""

type Wrap = Callable[[Any], dict[str, Any]]
"""Makes a message's fields of a part alone."""

type See = Callable[[Path, Kind, Any, Wrap], Any]
"""Is shown a part, and returns what stands there instead."""

# The names that providers and LangChain have for them.
_TEXTS = {"text", "thinking", "reasoning", "reasoning_content", "refusal"}
_JSON = {"arguments", "partial_json", "input", "args"}
_FIELDS = ("content", "tool_calls", "invalid_tool_calls", "tool_call_chunks", "additional_kwargs")


def seen(message: Any, see: See) -> dict[str, Any]:
    """Return the fields of a message that hold words, with each part as `see` returns it."""
    fields = {name: getattr(message, name) for name in _FIELDS if getattr(message, name, None)}
    return {name: _in(value, (name,), see, _wrap(name)) for name, value in fields.items()}


def _in(value: Any, path: Path, see: See, wrap: Wrap) -> Any:
    match value:
        case str():
            return see(path, "text", value, wrap) if value else value
        case list():
            return [
                _in(item, (*path, _number(item, place)), see, _listed(wrap))
                if isinstance(item, dict) or path[-1] == "content"
                else item
                for place, item in enumerate(value)
            ]
        case dict():
            return {name: _field(value, name, path, see, wrap) for name in value}
    return value


def _field(block: dict[str, Any], name: str, path: Path, see: See, wrap: Wrap) -> Any:
    value = block[name]
    where = (*path, name)
    # What tells the block from others, and nothing else of it.
    own = {key: block[key] for key in ("type", "index") if key in block}

    def alone(part: Any) -> dict[str, Any]:
        return wrap({**own, name: part})

    if not value or name == "parsed":
        return value
    if name in _JSON:
        return see(where, "json" if isinstance(value, str) else "value", value, alone)
    if isinstance(value, str):
        return see(where, "text", value, alone) if name in _TEXTS else value
    return _in(value, where, see, alone) if isinstance(value, dict | list) else value


def _wrap(name: str) -> Wrap:
    return lambda value: {name: value}


def _listed(wrap: Wrap) -> Wrap:
    return lambda value: wrap([value])


def _number(item: Any, place: int) -> str | int:
    number = item.get("index") if isinstance(item, dict) else None
    return place if number is None else number
