"""Turns the model's reply, one JSON object, into an answer or `tool_calls`, whole or streamed."""

import json
import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic_core import from_json

from parley.models.embedded.tool_prompt import Json


def rewrite(completion: dict[str, Any]) -> dict[str, Any]:
    """Return the completion with its reply in OpenAI's form. Usage stays as measured."""
    for choice in completion["choices"]:
        reply = _parse(choice["message"]["content"])
        if calls := _tool_calls(reply, choice["finish_reason"]):
            choice["message"] |= {"content": None, "tool_calls": calls}
            choice["finish_reason"] = "tool_calls"
        else:
            # A reply that was cut off at its length has what there is of its answer.
            choice["message"]["content"] = _content(reply)
    return completion


class StreamRewriter:
    """Rewrites the chunks of one streamed completion.

    An answer streams on as it is written; a call is sent whole when the reply is complete.
    """

    def __init__(self) -> None:
        self._written = ""
        self._sent = ""

    def feed(self, chunk: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """Yield the chunks that take this one's place, in order: none, one or two."""
        if not chunk.get("choices"):
            yield chunk  # usage
            return
        choice = chunk["choices"][0]
        delta = choice["delta"]
        self._written += delta.get("content") or ""
        reply = _parse(self._written)
        finished = choice.get("finish_reason")
        if calls := _tool_calls(reply, finished):
            indexed = [{"index": index, **call} for index, call in enumerate(calls)]
            yield _with(chunk, {"tool_calls": indexed}, None)
            yield _with(chunk, {}, "tool_calls")
            return
        # An answer in a schema of the client's own is only whole when all of it is written.
        ready = finished or isinstance(reply.get("answer"), str)
        text = _content(reply) if ready else ""
        new, self._sent = text[len(self._sent) :], text or self._sent
        if new or finished or "role" in delta:
            first = {"role": delta["role"]} if "role" in delta else {}
            yield _with(chunk, {**first, "content": new}, finished)


def _with(chunk: Json, delta: Json, finish_reason: str | None) -> dict[str, Any]:
    choice = {**chunk["choices"][0], "delta": delta, "finish_reason": finish_reason}
    return {**chunk, "choices": [choice]}


def _parse(written: str | None) -> Json:
    try:
        reply = from_json(written or "{", allow_partial="trailing-strings")
    except ValueError:
        return {}
    return reply if isinstance(reply, Mapping) else {}


def _tool_calls(reply: Json, finish_reason: str | None) -> list[dict[str, Any]]:
    # Arguments that were cut off at the length limit must not reach a tool.
    if "arguments" not in reply or finish_reason != "stop":
        return []
    function = {
        "name": reply["tool"],
        "arguments": json.dumps(reply["arguments"], ensure_ascii=False),
    }
    return [{"id": f"call_{uuid.uuid4().hex[:24]}", "type": "function", "function": function}]


def _content(reply: Json) -> str:
    answer = reply.get("answer", "")
    return answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False)
