"""No request is larger than RATE_REQUEST_BYTES, whatever it says about itself.

Bytes are counted as they pass and kept nowhere, so none beyond the limit reach the server.
"""

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from parley.server.edge.refusal import refuse
from parley.settings import settings

_TOO_BIG = 1009  # the WebSocket's close code (RFC 6455, 7.4.1)


class Size:
    """ASGI middleware: 413 for a body, and close code 1009 for a WebSocket's message."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._limit = settings().rate_request_bytes
        self._reason = f"The request is too large: send at most {self._limit:,} bytes."

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            return await self._app(scope, *self._messages(receive, send))
        # The server below has refused what is no number.
        if int(Headers(scope=scope).get("content-length", 0)) > self._limit:
            return await refuse(scope, receive, send, 413, self._reason)
        return await self._body(scope, receive, send)

    async def _body(self, scope: Scope, receive: Receive, send: Send) -> None:
        size = 0
        started = False

        async def counted() -> Message:
            nonlocal size
            message = await receive()
            size += len(message.get("body", b""))
            if size > self._limit:
                raise HTTPException(413, self._reason)
            return message

        async def unless_too_large(message: Message) -> None:
            nonlocal started
            # Some routes turn whatever reading raises into an answer of their own.
            if started or size <= self._limit:
                started = True
                await send(message)

        try:
            await self._app(scope, counted, unless_too_large)
        except Exception:
            if size <= self._limit:
                raise
        if size > self._limit and not started:
            await refuse(scope, receive, send, 413, self._reason)

    def _messages(self, receive: Receive, send: Send) -> tuple[Receive, Send]:
        closed = False

        async def measured() -> Message:
            nonlocal closed
            message = await receive()
            content = message.get("bytes") or (message.get("text") or "").encode()
            if len(content) > self._limit:
                closed = True
                await send({"type": "websocket.close", "code": _TOO_BIG, "reason": self._reason})
                return {"type": "websocket.disconnect", "code": _TOO_BIG, "reason": self._reason}
            return message

        async def until_closed(message: Message) -> None:
            if not closed:
                await send(message)

        return measured, until_closed
