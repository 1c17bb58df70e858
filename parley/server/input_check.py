"""Refuses bodies that can't come in, before the server stores anything of them.

The graphs check messages again, since not every way into them is an HTTP request.
"""

import json
import re
from typing import Any

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from parley.safety.input import FORM, problem_in
from parley.server.shapes import has_shape, wrong_shape

_TAKES_MESSAGES = re.compile(r"/runs(/stream|/wait|/batch|/crons)?/?$|/threads/[^/]+/state/?$")


class CheckInput:
    """ASGI middleware: 422 with one sentence for bad messages, and for what fails the server."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in {"POST", "PUT", "PATCH"}:
            return await self._app(scope, receive, send)
        path = scope["path"]
        if not (_TAKES_MESSAGES.search(path) or has_shape(path)):
            return await self._app(scope, receive, send)
        body = await _read(receive)
        if reason := _problem(path, body):
            return await JSONResponse({"detail": reason}, 422)(scope, receive, send)
        return await self._app(scope, _again(body, receive), send)


async def _read(receive: Receive) -> bytes:
    parts = []
    while (message := await receive())["type"] == "http.request":
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            break
    return b"".join(parts)


def _again(body: bytes, receive: Receive) -> Receive:
    """Hand the body out once more, then whatever comes after it."""
    unread = True

    async def replay() -> Message:
        nonlocal unread
        if unread:
            unread = False
            return {"type": "http.request", "body": body, "more_body": False}
        return await receive()

    return replay


def _problem(path: str, body: bytes) -> str | None:
    try:
        asked: Any = json.loads(body)
    except ValueError:
        return None  # the server says so itself
    if reason := wrong_shape(path, asked):
        return reason
    return _messages(asked) if _TAKES_MESSAGES.search(path) else None


def _messages(asked: Any) -> str | None:
    requests = asked if isinstance(asked, list) else [asked]
    requests = [request for request in requests if isinstance(request, dict)]
    if any(not isinstance(request.get("input"), dict | None) for request in requests):
        return f"The input must be an object: send {FORM}."
    given = [request.get(key) for request in requests for key in ("input", "values")]
    sent = [each["messages"] for each in given if isinstance(each, dict) and "messages" in each]
    return next((reason for messages in sent if (reason := problem_in(messages))), None)
