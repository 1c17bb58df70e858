"""The JSON schema that a reply must fit: one alternative a tool, and one for an answer."""

from collections.abc import Iterable, Mapping
from typing import Any

from parley.models.embedded.tool_prompt import NO_TOOL, Json

# A few words: the choice of the tool follows from them.
_NEED = {"type": "string", "maxLength": 60}


def reply_schema(functions: Iterable[Json], answer: Json | None) -> dict[str, Any]:
    """Return the schema of a reply.

    Args:
        functions: OpenAI function definitions that may be called.
        answer: the schema of an answer in place of a call; None if a tool must be called.
    """
    definitions = {function["name"]: _parameters(function) for function in functions}
    alternatives = [
        _object(tool={"const": name}, arguments={"$ref": _pointer(name)}) for name in definitions
    ]
    if answer is not None:
        definitions[NO_TOOL] = _rooted(answer, _pointer(NO_TOOL))
        alternatives.insert(0, _object(tool={"const": NO_TOOL}, answer={"$ref": _pointer(NO_TOOL)}))
    return {"anyOf": alternatives, "$defs": definitions}


def _object(**properties: Json) -> dict[str, Any]:
    # The order is the order of writing: need, then tool, then its arguments.
    properties = {"need": _NEED, **properties}
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _parameters(function: Json) -> Any:
    parameters = dict(function.get("parameters") or {})
    parameters.setdefault("type", "object")
    if not parameters.get("properties"):
        # Without this, a tool that takes nothing is given invented arguments.
        parameters.setdefault("additionalProperties", False)
    return _rooted(parameters, _pointer(function["name"]))


def _pointer(name: str) -> str:
    return f"#/$defs/{name}"


def _rooted(schema: Any, root: str) -> Any:
    """Return the schema with its references into itself moved under `root`."""
    if isinstance(schema, Mapping):
        return {
            key: root + value[1:]
            if key == "$ref" and isinstance(value, str) and value.startswith("#")
            else _rooted(value, root)
            for key, value in schema.items()
        }
    if isinstance(schema, list):
        return [_rooted(value, root) for value in schema]
    return schema
