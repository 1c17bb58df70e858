"""The server's own API, asked from inside the server."""

import asyncio
import contextvars
import re
from collections.abc import Coroutine
from functools import cache
from typing import Any

import httpx
from langgraph_sdk import get_client
from langgraph_sdk.client import LangGraphClient
from starlette.types import ASGIApp

from parley.server.engine import is_aegra
from parley.server.identity import LOCAL, User, caller

# Of the server's own requests, which nobody outside can make.
ROOT_PATH = "/noauth"
_SECONDS = 600.0
_THREAD = re.compile(r"/threads/([^/]{36})(?:/|$)")

_app: ASGIApp | None = None
_inside = contextvars.ContextVar("inside", default=False)


def look_at(app: ASGIApp) -> None:
    """Say which app answers, where the engine has no client of its own for that."""
    global _app
    _app = app


@cache
def client() -> LangGraphClient:
    """Return a client that opens no socket.

    Inside a request it acts as that request's user, so that it finds only what is theirs.
    """
    if not is_aegra():
        return get_client()
    return LangGraphClient(
        httpx.AsyncClient(transport=_Inside(), base_url="http://parley", timeout=_SECONDS)
    )


async def past_auth[T](call: Coroutine[Any, Any, T]) -> T:
    """Return what `call` gives when no user asks: all that there is, whoever owns it."""
    # The server keeps the user in a context variable; a new context has none.
    return await asyncio.create_task(call, context=contextvars.Context())


def inside() -> bool:
    """Return whether the server itself asks, for the user in `parley.server.identity.caller`."""
    return _inside.get()


class _Inside(httpx.AsyncBaseTransport):
    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if _app is None:
            raise RuntimeError("nothing is served yet")
        transport = httpx.ASGITransport(_app, root_path=ROOT_PATH)
        inside, who = _inside.set(True), caller.set(caller.get() or await _owner(request.url.path))
        try:
            return await transport.handle_async_request(request)
        finally:
            _inside.reset(inside)
            caller.reset(who)


async def _owner(path: str) -> User | None:
    """Return who may do anything with the thread that the server asks for: its own user."""
    from parley.server.listed import listed  # which asks here, on another engine

    named = _THREAD.match(path)
    row = await listed().thread(named[1]) if named else None
    return User(row.owner, LOCAL.roles) if row and row.owner else None
