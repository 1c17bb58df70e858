"""Which web pages may call the server: CORS for those that may, 403 for all others.

CORS alone keeps a page from reading answers. It doesn't keep the page from sending a simple POST,
or from opening a WebSocket, to a server on its visitor's own machine.
"""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from parley.server.edge.refusal import refuse
from parley.settings import settings

# What a page may read of an answer, besides its body.
_EXPOSED = ("content-location", "retry-after", "x-pagination-next", "x-pagination-total")
REASON = "This page may not call the server: list its origin in PARLEY_ORIGINS."


class Origins:
    """ASGI middleware. Whatever isn't a browser sends no Origin and passes."""

    def __init__(self, app: ASGIApp) -> None:
        self._allowed = tuple(origin.rstrip("/") for origin in settings().parley_origins)
        self._app = CORSMiddleware(
            app,
            allow_origins=self._allowed,
            allow_methods=["*"],
            allow_headers=["*"],
            expose_headers=_EXPOSED,
            # Studio is a page on the web, and this server is most often on loopback.
            allow_private_network=True,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        origin = headers.get("origin")
        if origin is None or self._may_call(origin, headers.get("host", "")):
            return await self._app(scope, receive, send)
        return await refuse(scope, receive, send, 403, REASON)

    def _may_call(self, origin: str, host: str) -> bool:
        if "*" in self._allowed or origin in self._allowed:
            return True
        # Same-origin but for the scheme, which a proxy that ends TLS hides from the server.
        return urlsplit(origin).netloc.lower() == host.lower() != ""
