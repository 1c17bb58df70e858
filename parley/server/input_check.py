"""Refuses bodies that can't come in, and rewrites the others, before the server sees them.

The graphs check messages again, since not every way into them is an HTTP request.
"""

import asyncio
from typing import Any

import orjson
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from parley.safety.pii import PiiRefusedError, beside
from parley.server import sent, without_pii
from parley.server.body import again, read
from parley.server.in_process import ROOT_PATH
from parley.server.shapes import wrong_shape

_VIOLATION = 1008  # the WebSocket's close code (RFC 6455, 7.4.1)
# Larger ones are read beside the loop, so that nobody waits for them.
_LARGE = 50_000
_TOO_DEEP = "The body is nested too deep: send a flatter one."


class _RefusedError(Exception):
    """One sentence for the caller."""


class CheckInput:
    """ASGI middleware: 422 with one sentence for what can't come in, else the body made clean."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            return await self._app(scope, *_guarded(scope["path"], receive, send))
        if scope["type"] != "http" or scope["method"] not in {"POST", "PUT", "PATCH"}:
            return await self._app(scope, receive, send)
        body = await read(receive)
        # The server's calls to itself carry what was cleaned before; nobody outside can be there.
        if not scope.get("root_path", "").startswith(ROOT_PATH):
            try:
                body = await _checked(scope["path"], body)
            except _RefusedError as error:
                return await JSONResponse({"detail": str(error)}, 422)(scope, receive, send)
            headers = [(k, v) for k, v in scope["headers"] if k != b"content-length"]
            scope = {**scope, "headers": [*headers, (b"content-length", b"%d" % len(body))]}
        return await self._app(scope, again(body, receive), send)


async def _checked(path: str, body: bytes) -> bytes:
    if len(body) > _LARGE:
        return await asyncio.to_thread(_check, path, body)
    return await beside(lambda: _check(path, body))


def _check(path: str, body: bytes) -> bytes:
    try:
        asked: Any = orjson.loads(body)  # as the server reads it
    except ValueError:
        return body  # the server says so itself
    try:
        if reason := wrong_shape(path, asked) or sent.problem(path, asked):
            raise _RefusedError(reason)
        clean = without_pii.clean(path, asked)
    except PiiRefusedError as error:
        raise _RefusedError(str(error)) from None
    except RecursionError:
        raise _RefusedError(_TOO_DEEP) from None
    return body if clean is asked else orjson.dumps(clean)


def _guarded(path: str, receive: Receive, send: Send) -> tuple[Receive, Send]:
    """Check each message of a WebSocket; one that can't come in closes it."""
    closed = False

    async def checked() -> Message:
        nonlocal closed
        message = await receive()
        if message["type"] != "websocket.receive":
            return message
        given = message.get("bytes") or (message.get("text") or "").encode()
        try:
            body = await _checked(path, given)
        except _RefusedError as error:
            closed = True
            reason = str(error)[:120]  # bytes that a close frame holds
            await send({"type": "websocket.close", "code": _VIOLATION, "reason": reason})
            return {"type": "websocket.disconnect", "code": _VIOLATION, "reason": reason}
        return message if body is given else {"type": "websocket.receive", "text": body.decode()}

    async def until_closed(message: Message) -> None:
        if not closed:
            await send(message)

    return checked, until_closed
