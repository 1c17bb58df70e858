"""Turns a request with tools into one that this model can follow.

The model does not speak its makers' own tool format reliably (0 of 8), but it fills in a JSON
schema well. So a request with tools becomes one for a reply that names a tool or answers;
`tool_reply` turns that reply back into OpenAI's form.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from parley.models.embedded.tool_prompt import Json, called, instructions, result
from parley.models.embedded.tool_schema import reply_schema

_TEXT = {"type": "string"}
_OWN = {"tools", "tool_choice", "parallel_tool_calls"}


def without_tools(body: Json) -> dict[str, Any]:
    """Return the request with nothing in it that asks for tools."""
    return {key: value for key, value in body.items() if key not in _OWN}


def wants_tools(body: Json) -> bool:
    """Tell whether a reply to this request may call a tool."""
    return bool(body.get("tools")) and body.get("tool_choice") != "none"


def with_schema(body: Json) -> dict[str, Any]:
    """Return a request whose reply is one JSON object: a call or an answer.

    After a tool's result the tools already used in this turn are not offered again, or the
    model repeats its call. The others are, so that a question can take several tools.

    Args:
        body: a chat completions request for which `wants_tools` holds.

    Raises:
        ValueError: the request is malformed; the message is for the client.
    """
    try:
        functions = [tool["function"] for tool in body["tools"]]
        messages = [{"role": "system", "content": instructions(functions)}]
        messages += _messages(body["messages"])
        schema = _schema(body, functions)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"malformed tools or messages: {error!r}") from error
    return {
        **without_tools(body),
        "messages": messages,
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "reply", "schema": schema},
        },
    }


def _schema(body: Json, functions: Sequence[Json]) -> dict[str, Any]:
    choice = body.get("tool_choice") or "auto"
    if isinstance(choice, Mapping):
        wanted = choice["function"]["name"]
        functions = [function for function in functions if function["name"] == wanted]
        if not functions:
            raise ValueError(f"tool_choice names {wanted!r}, which is not among the tools")
        return reply_schema(functions, None)
    used = _used(body["messages"])
    left = [function for function in functions if function["name"] not in used]
    if choice in ("required", "any"):
        return reply_schema(left or functions, None)
    return reply_schema(left, _answer(body.get("response_format")))


def _used(messages: Sequence[Json]) -> set[str]:
    """Return the tools called since the user last spoke."""
    used: set[str] = set()
    for message in reversed(messages):
        if message["role"] == "user":
            break
        used |= {call["function"]["name"] for call in message.get("tool_calls") or ()}
    return used


def _answer(response_format: Json | None) -> Json:
    match response_format:
        case {"type": "json_schema", "json_schema": {"schema": schema}}:
            return schema  # type: ignore[no-any-return]
        case {"type": "json_object"}:
            return {"type": "object"}
        case _:
            return _TEXT


def _messages(messages: Sequence[Json]) -> Iterator[dict[str, Any]]:
    names: dict[str, str] = {}
    for message in messages:
        if message["role"] == "tool":
            name = names.get(message["tool_call_id"], "the tool")
            yield {"role": "user", "content": result(name, _text(message["content"]))}
        elif calls := message.get("tool_calls"):
            names |= {call["id"]: call["function"]["name"] for call in calls}
            yield {"role": "assistant", "content": "\n".join(map(_call, calls))}
        else:
            yield {"role": message["role"], "content": _text(message["content"])}


def _call(call: Json) -> str:
    function = call["function"]
    try:
        arguments = json.loads(function["arguments"])
    except ValueError:  # what some client made of it; the model reads it as it is
        arguments = function["arguments"]
    return called(function["name"], arguments)


def _text(content: str | Sequence[Json] | None) -> str:
    """Return a message's text, which a client may also send as a list of parts."""
    if content is None or isinstance(content, str):
        return content or ""
    return "\n".join(part["text"] for part in content)
