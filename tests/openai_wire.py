"""How OpenAI words an answer, whole and streamed: what the scripted server sends."""

import itertools
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

type JSON = dict[str, Any]

_call_ids = itertools.count(1)


@dataclass(frozen=True)
class Reply:
    """What the provider answers to one request."""

    text: str = ""
    json: Any = None
    """Sent as text; for a request that asks for JSON."""
    tool_calls: list[JSON] = field(default_factory=list)
    """Each `{"name": ..., "args": {...}}`."""
    status: int = 200
    """Any other status is an error and `text` its message."""
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0
    """Seconds before the first token."""
    after: threading.Event | None = None
    """The first token comes once this is set."""
    pace: float = 0
    """Seconds between two tokens."""
    truncated: bool = False
    """The stream ends in the middle, with neither a finish reason nor `[DONE]`."""
    reset: bool = False
    """The connection is reset before any byte."""
    hangs: bool = False
    """No byte comes until the client hangs up."""
    stalls: bool = False
    """Half of the answer comes, then nothing until the client hangs up."""
    garbage: bool = False
    """Status 200, but the body, or one event of the stream, is no JSON."""
    usage: JSON | None = None
    """As OpenAI reports it; None counts the tokens of the text."""

    @property
    def content(self) -> str:
        return self.text if self.json is None else json.dumps(self.json)


WRONG_SCHEMA = Reply(json={"unasked": True})
"""An answer in JSON that has none of the fields asked for."""


CATEGORIES = (
    "harassment",
    "harassment/threatening",
    "hate",
    "hate/threatening",
    "illicit",
    "illicit/violent",
    "self-harm",
    "self-harm/instructions",
    "self-harm/intent",
    "sexual",
    "sexual/minors",
    "violence",
    "violence/graphic",
)
"""What moderation has verdicts on, as OpenAI names it."""


def verdict(category: str | None) -> JSON:
    named = {category} if category else set()
    return {
        "flagged": bool(category),
        "categories": {name: name in named for name in {*CATEGORIES, *named}},
        "category_scores": {name: float(name in named) for name in {*CATEGORIES, *named}},
        "category_applied_input_types": {name: ["text"] for name in CATEGORIES},
    }


def in_tokens(text: str) -> Iterator[str]:
    """Cut text into pieces of four characters, as real tokens roughly are."""
    return (text[i : i + 4] for i in range(0, len(text), 4))


def calls_of(reply: Reply) -> JSON:
    if not reply.tool_calls:
        return {}
    return {
        "tool_calls": [
            {
                "index": i,
                "id": f"call_{next(_call_ids)}",
                "type": "function",
                "function": {"name": call["name"], "arguments": json.dumps(call["args"])},
            }
            for i, call in enumerate(reply.tool_calls)
        ]
    }


def finish_of(reply: Reply) -> str:
    if reply.truncated:
        return "length"
    return "tool_calls" if reply.tool_calls else "stop"


def usage_of(reply: Reply) -> JSON:
    if reply.usage is not None:
        return reply.usage
    tokens = len(list(in_tokens(reply.content)))
    return {"prompt_tokens": 10, "completion_tokens": tokens, "total_tokens": 10 + tokens}


def envelope(request: JSON, kind: str, **rest: Any) -> JSON:
    return {"id": "scripted", "object": kind, "created": 0, "model": request["model"], **rest}
