"""Who the caller is behind a proxy: X-Forwarded-For and -Proto count from TRUSTED_PROXIES only.

uvicorn, which runs the server, has always believed whoever is on this machine before it asks us.
So what it believed is undone first.
"""

from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from parley.settings import settings

_FORWARDED = {b"x-forwarded-for", b"x-forwarded-proto"}
_UVICORN_TRUSTS = ["127.0.0.1", "::1"]


class Proxies:
    """ASGI middleware: `client` and `scheme` of the scope are the caller's, as far as is known."""

    def __init__(self, app: ASGIApp) -> None:
        inner: Any = app  # uvicorn has types of its own for the same protocol
        self._app: Any = ProxyHeadersMiddleware(inner, list(settings().trusted_proxies))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if any(name in _FORWARDED for name, _ in scope["headers"]):
            await _undo(scope)
            client = scope.get("client")
            if not client or client[0] not in self._app.trusted_hosts:
                # Routes of the server read them too.
                scope["headers"] = [each for each in scope["headers"] if each[0] not in _FORWARDED]
        await self._app(scope, receive, send)


async def _nothing(*_: Any) -> None:
    pass


_as_uvicorn: Any = ProxyHeadersMiddleware(_nothing, _UVICORN_TRUSTS)


async def _undo(scope: Scope) -> None:
    """Make the scope what it was before uvicorn believed its headers, if uvicorn did."""
    believed = {**scope, "client": (_UVICORN_TRUSTS[0], 0)}
    await _as_uvicorn(believed, None, None)
    client = scope.get("client")
    local = client and client[0] in _UVICORN_TRUSTS
    if client == believed["client"]:
        # A caller on this machine has the address that it connects to.
        scope["client"] = (scope["server"][0], 0)
        local = True
    if local:
        scope["scheme"] = "ws" if scope["type"] == "websocket" else "http"
