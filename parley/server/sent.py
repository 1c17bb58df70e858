"""Where messages are in a request's body, and whose a client may send.

Without log-in the caller is whoever runs the server, in Studio for example, and may write anything.
With it, a caller who could send the assistant's words, the operator's, or what a tool found, would
make the model believe that it had agreed to something or seen it.
"""

import re
from collections.abc import Collection, Iterator
from typing import Any

from parley.safety.input import FORM, problem_in
from parley.settings import settings

_TAKES_MESSAGES = re.compile(
    r"/runs(/stream|/wait|/batch|/crons(/[^/]+)?)?/?$|/threads/?$|/threads/[^/]+/"
    r"(state|commands|stream/events)/?$|^/(mcp|a2a/[^/]+)/?$"
)
_EVERYONES = ("user", "assistant", "system", "tool")


def problem(path: str, asked: Any) -> str | None:
    """Return one sentence on the first message of a body that can't come in, or None."""
    if not _TAKES_MESSAGES.search(path):
        return None
    sent = asked if isinstance(asked, list) else [asked]
    requests = [each for each in sent if isinstance(each, dict)]
    if any(not isinstance(request.get("input"), dict | None) for request in requests):
        return f"The input must be an object: send {FORM}."
    taken = roles()
    for messages in (found for request in requests for found in _messages(request)):
        if reason := problem_in(messages, taken):
            return reason
    return None


def roles() -> Collection[str]:
    """Return whose messages a client may send."""
    if settings().parley_input_roles is not None:
        return settings().parley_input_roles or ()
    strict = settings().auth_on or settings().parley_allow_open
    return ("user",) if strict else _EVERYONES


def _messages(request: dict[str, Any]) -> Iterator[Any]:
    """Yield each `messages` that the request would write into a state."""
    for written in _writes(request):
        if isinstance(written, dict | list):
            for pair in written.items() if isinstance(written, dict) else written:
                match pair:
                    case ["messages", messages]:
                        yield messages


def _writes(request: dict[str, Any]) -> Iterator[Any]:
    yield from (request.get("input"), request.get("values"))
    yield _within(request, "command", "update")
    yield _within(request, "params", "arguments")  # MCP
    yield _within(request, "params", "input")  # a command of the streaming protocol
    if isinstance(steps := request.get("supersteps"), list):
        updates = [_within(step, "updates") for step in steps]
        for update in (each for some in updates if isinstance(some, list) for each in some):
            yield _within(update, "values")
            yield _within(update, "command", "update")


def _within(value: Any, *names: str) -> Any:
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value
