"""Calls of tools in a streamed answer: held until its end.

A tool must not be called by half of an answer, nor by one that was stopped; and what it is called
with is JSON, which can be read only as a whole.
"""

from typing import Any

from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.utils._merge import merge_lists

from parley.safety.output.guard import Guard

# What blocks of content are called that say the same again, in the provider's form.
_BLOCKS = {"tool_use", "tool_call", "tool_call_chunk", "input_json_delta", "function_call"}


class Calls:
    """Takes them out of chunks, and gives them back whole."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self._calls: dict[int | None, dict[str, Any]] = {}
        self._blocks: list[dict[str, Any]] = []

    def take(self, message: BaseMessage) -> dict[str, Any]:
        """Return the fields of a chunk that change when its calls are taken out."""
        fields: dict[str, Any] = {}
        if isinstance(message, AIMessageChunk) and message.tool_call_chunks:
            for part in message.tool_call_chunks:
                call = self._calls.setdefault(part["index"], {**part, "args": ""})
                call["name"] = call["name"] or part["name"]
                call["id"] = call["id"] or part["id"]
                call["args"] += part["args"] or ""
            fields["tool_call_chunks"] = []
        if isinstance(message.content, list):
            mine = [block for block in message.content if _is_call(block)]
            self._blocks += [block for block in mine if isinstance(block, dict)]
            if mine:
                fields["content"] = [b for b in message.content if not _is_call(b)]
        return fields

    def rest(self) -> dict[str, Any]:
        """Return the fields of one chunk with all of the calls, as they may go out."""
        fields: dict[str, Any] = {}
        if self._calls:
            fields["tool_call_chunks"] = [
                {**call, "args": self._guard.clean("json", call["args"])}
                for call in self._calls.values()
            ]
        if self._blocks:
            fields["content"] = [self._block(b) for b in _merged(self._blocks)]
        self._calls, self._blocks = {}, []
        return fields

    def _block(self, block: dict[str, Any]) -> dict[str, Any]:
        return {
            name: self._guard.clean("json" if isinstance(value, str) else "value", value)
            if name in {"input", "partial_json", "arguments", "args"}
            else value
            for name, value in block.items()
        }


def _is_call(block: Any) -> bool:
    return isinstance(block, dict) and block.get("type") in _BLOCKS


def _merged(blocks: list[dict[str, Any]]) -> list[Any]:
    return merge_lists([], *([block] for block in blocks)) or []
